//! `stopgate status`: all plans of the repository.

use std::path::Path;

use stopgate_system::{Found, discover, read_plan};
use stopgate_workspace::{Engine, Verdict};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, root};
use crate::terminal::harmless;
use crate::{json, report, terminal};

/// Lists the plans below the root with verdict and next step.
pub(crate) fn run(common: &Common, judging: &Judging) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let session = Session::open(common, &root, judging)?;
    let found = discover(&[root])?;
    let looked = Engine::in_parallel(&found, |found| look(&session, found));
    let skipped = looked.iter().filter(|plan| plan.is_none()).count();
    let plans: Vec<json::PlanStatus> = looked.into_iter().flatten().collect();
    match common.output_format {
        OutputFormat::Json => json::print(&json::Status {
            schema: json::SCHEMA,
            plans,
            skipped,
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&report::table(&plans.iter().map(row).collect::<Vec<_>>()));
            if !common.quiet {
                let pass = plans.iter().filter(|plan| plan.verdict == "pass").count();
                terminal::say(&format!(
                    "{} plans, {pass} pass their gate; {skipped} other Markdown files",
                    plans.len()
                ));
            }
        }
    }
    Ok(Exit::Fine)
}

fn look(session: &Session, found: &Found) -> Option<json::PlanStatus> {
    let bytes = read_plan(&found.path, session.disk.root()).ok()?;
    let path = session.disk.name(&found.path);
    let document = session
        .engine
        .read(&path, bytes, &session.options, &session.disk);
    let plan = document.plan()?;
    let findings = document.check(&session.options, &session.disk).findings;
    let verdict = document.verdict(&findings);
    Some(json::PlanStatus {
        format: Some(plan.format.id.clone()),
        title: plan.title.as_ref().map(|title| title.value.clone()),
        verdict: json::verdict_name(&verdict),
        approved: "no",
        run: None,
        next: next(&path, &verdict),
        errors: verdict.reasons().len(),
        path,
    })
}

fn next(path: &str, verdict: &Verdict) -> String {
    match verdict.reasons().len() {
        0 => "a person approves it".to_owned(),
        1 => format!("mend 1 error: stopgate check {path}"),
        more => format!("mend {more} errors: stopgate check {path}"),
    }
}

fn row(plan: &json::PlanStatus) -> Vec<String> {
    let verdict = if plan.errors == 0 {
        "PASS".to_owned()
    } else {
        format!("FAIL {}", plan.errors)
    };
    let title: String = harmless(plan.title.as_deref().unwrap_or("(no title)"))
        .chars()
        .take(60)
        .collect();
    vec![
        verdict,
        plan.format.clone().unwrap_or_default(),
        harmless(&plan.path),
        title,
    ]
}
