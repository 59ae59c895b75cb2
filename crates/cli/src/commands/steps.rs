//! `stopgate steps`: what would run.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_source::Source;
use stopgate_workspace::{Step, StepKind};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::Session;
use crate::terminal::{FAINT, GOOD, RISKY, STRONG, harmless};
use crate::{json, terminal, wording};

/// Lists the steps of a plan.
pub(crate) fn run(common: &Common, plan: &Path, judging: &Judging) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (_, document) = session.document(plan)?;
    if document.plan().is_none() {
        return Err(session.unrecognised(plan));
    }
    let steps = document.steps();
    let source = document.source();
    match common.output_format {
        OutputFormat::Json => json::print(&json::Steps {
            schema: json::SCHEMA,
            plan: document.path().to_owned(),
            steps: steps
                .iter()
                .map(|step| json::StepJson::new(step, source))
                .collect(),
        }),
        OutputFormat::Concise => terminal::print(
            &steps
                .iter()
                .map(|step| concise(step, source))
                .collect::<String>(),
        ),
        OutputFormat::Full => terminal::print(&full(&steps, source)),
    }
    if !common.quiet && common.output_format != OutputFormat::Json {
        terminal::say(&summary(&steps));
    }
    Ok(Exit::Fine)
}

fn concise(step: &Step, source: &Source) -> String {
    let runs = if step.unfit.is_none() {
        "runs"
    } else {
        "stays"
    };
    let command = harmless(&step.command).replace('\n', "⏎");
    format!(
        "{} {:5} {:8} {}: {command}\n",
        step.id,
        runs,
        step.kind.name(),
        source.line(step.span.start())
    )
}

fn full(steps: &[Step], source: &Source) -> String {
    let mut text = String::new();
    let mut last = None;
    for step in steps {
        let group = group(step);
        if last.as_ref() != Some(&group) {
            let gap = if last.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{gap}{STRONG}{}{STRONG:#}", harmless(&group));
            last = Some(group);
        }
        text.push_str(&one(step, source));
    }
    text
}

fn group(step: &Step) -> String {
    match (&step.phase, step.kind) {
        (_, StepKind::Rollback) => "Rollback".to_owned(),
        (Some(phase), _) => phase.clone(),
        (None, _) => step
            .section
            .clone()
            .unwrap_or_else(|| "Whole plan".to_owned()),
    }
}

fn one(step: &Step, source: &Source) -> String {
    let mut text = String::new();
    let line = source.line(step.span.start());
    let command = harmless(&step.command).replace('\n', "\n      ");
    let by_person = matches!(step.kind, StepKind::Manual | StepKind::Work);
    let mark = match (&step.unfit, by_person) {
        (None, _) => format!("{GOOD}▶{GOOD:#}"),
        (Some(_), true) => format!("{FAINT}☐{FAINT:#}"),
        (Some(_), false) => format!("{RISKY}✗{RISKY:#}"),
    };
    let _ = writeln!(
        text,
        "  {mark} {command}  {FAINT}{} line {line} · {}{FAINT:#}",
        step.kind.name(),
        step.id
    );
    let expected: Vec<String> = step.expectations.iter().map(wording::expectation).collect();
    if !expected.is_empty() {
        let _ = writeln!(
            text,
            "      {FAINT}expects{FAINT:#} {}",
            harmless(&expected.join(" and "))
        );
    }
    match &step.unfit {
        Some(why) if !by_person => {
            let _ = writeln!(text, "      {RISKY}cannot run:{RISKY:#} {}", harmless(why));
        }
        Some(_) => {}
        None => {
            let directory = step.directory.as_deref().unwrap_or(".");
            let _ = writeln!(text, "      {FAINT}in{FAINT:#} {}", harmless(directory));
        }
    }
    text
}

fn summary(steps: &[Step]) -> String {
    let count = |wanted: &dyn Fn(&&Step) -> bool| steps.iter().filter(wanted).count();
    let by_person = |step: &&Step| matches!(step.kind, StepKind::Manual | StepKind::Work);
    let runs = count(&|step| step.unfit.is_none());
    let people = count(&by_person);
    let stay = steps.len() - runs - people;
    format!("{runs} would run, {stay} cannot run as they stand, {people} are for people or agents")
}
