//! `stopgate status`: all plans of the repository.

use std::collections::HashMap;
use std::path::Path;

use stopgate_gate::{Environment, Standing};
use stopgate_journal::{State, Status};
use stopgate_model::Plan;
use stopgate_system::{Found, RunFolder, discover, read_plan};
use stopgate_workspace::{Document, Engine, Verdict};

use crate::approvals::{Approvals, environment};
use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, root};
use crate::terminal::harmless;
use crate::{json, report, terminal, wording};

/// Lists the plans below the root with verdict and next step.
pub(crate) fn run(common: &Common, judging: &Judging) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let session = Session::open(common, &root, judging)?;
    let found = discover(&[root])?;
    let known = Known::read(session.disk.root())?;
    let looked = Engine::in_parallel(&found, |found| look(&session, &known, found));
    let skipped = looked.iter().filter(|plans| plans.is_empty()).count();
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
                    "plans: {}, of which {pass} pass their gate; other Markdown files: {skipped}",
                    plans.len()
                ));
            }
        }
    }
    Ok(Exit::Fine)
}

/// What is known of all plans together.
struct Known {
    approvals: Approvals,
    config: Environment,
    /// The newest run of each plan.
    runs: HashMap<String, State>,
}

impl Known {
    fn read(root: &Path) -> Result<Self, Trouble> {
        let newest: HashMap<String, RunFolder> = RunFolder::all(root)?
            .into_iter()
            .filter_map(|folder| Some((folder.plan()?, folder)))
            .collect();
        let runs = newest
            .into_iter()
            .filter_map(|(plan, folder)| Some((plan, folder.reading().ok()?.state?)));
        Ok(Self {
            approvals: Approvals::read(root)?,
            config: environment(root)?,
            runs: runs.collect(),
        })
    }
}

/// What is known of the plan in a file, or of each of several.
fn look(session: &Session, known: &Known, found: &Found) -> Vec<json::PlanStatus> {
    let Ok(bytes) = read_plan(&found.path, session.disk.root()) else {
        return Vec::new();
    };
    let path = session.disk.name(&found.path);
    let document = session
        .engine
        .read(&path, bytes, &session.options, &session.disk);
    let several = document.several().iter();
    let one = std::iter::once(&document).filter(|document| document.several().is_empty());
    let plans = several.chain(one);
    plans
        .filter_map(|plan| status(session, known, plan))
        .collect()
}

fn status(session: &Session, known: &Known, document: &Document<'_>) -> Option<json::PlanStatus> {
    let path = document.path().to_owned();
    let plan = document.plan()?;
    let findings = document.check(&session.options, &session.disk).findings;
    let verdict = document.verdict(&findings);
    let bound = document.binding(known.config.clone())?;
    let standing = known.approvals.standing(&bound);
    let run = known.runs.get(&path);
    Some(json::PlanStatus {
        format: Some(plan.format.id.clone()),
        title: plan.title.as_ref().map(|title| title.value.clone()),
        verdict: json::verdict_name(&verdict),
        approved: standing.name(),
        run: run.map(|state| state.created().run.clone()),
        state: run.map(|state| state.status().name()),
        next: next((&path, plan), &verdict, &standing, run),
        errors: verdict.reasons().len(),
        path,
    })
}

/// What a person does next about a plan.
fn next(
    (path, plan): (&str, &Plan),
    verdict: &Verdict,
    standing: &Standing<'_>,
    run: Option<&State>,
) -> String {
    let open = run.filter(|state| !state.status().is_closed());
    if let Some(status) = &plan.superseded {
        let by = status.value.split(" (").next().unwrap_or_default();
        return match open {
            Some(open) => format!(
                "{by}; to undo its run: stopgate rollback {}",
                open.created().run
            ),
            None => format!("nothing; {by}"),
        };
    }
    if let Some(next) = open.and_then(wording::next) {
        return next;
    }
    let finished = run.is_some_and(|state| state.status() == Status::Passed);
    match (verdict.reasons().len(), standing) {
        (_, Standing::Yes(_)) if finished => "nothing; it is done".to_owned(),
        (0, Standing::No) => format!("a person approves it: stopgate approve {path}"),
        (0, Standing::Void(_)) => format!("it changed since it was approved: stopgate diff {path}"),
        (0, Standing::Yes(_)) => format!("stopgate run {path}"),
        (1, _) => format!("mend 1 error: stopgate check {path}"),
        (more, _) => format!("mend {more} errors: stopgate check {path}"),
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
    let approved = match plan.approved {
        "yes" => "approved",
        "void" => "approval void",
        _ => "not approved",
    };
    vec![
        verdict,
        approved.to_owned(),
        plan.state.unwrap_or("no run").to_owned(),
        harmless(&plan.path),
        title,
        format!("→ {}", harmless(&plan.next)),
    ]
}
