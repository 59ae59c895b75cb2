//! `acceptance-bar-uncovered`: the plan nowhere speaks of what a run leaves behind.
//!
//! Of the acceptance bar only the run records: documentation, repetition and a path without
//! credentials have rules of their own.

use stopgate_expressions::words;
use stopgate_model::{Plan, TextPlace};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD011",
    name: "acceptance-bar-uncovered",
    summary: "The plan does not say where a run leaves its record",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static RECORDS: Words = words!(
    r"meta-?data|\b(?:lineage|provenance|manifests?|audit\w*|ledgers?|journal\w*|telemetry|traceab\w+|traces?|metrics?|history|structured logs?)\b",
    r"|\bruns?[ _-](?:records?|ids?|logs?|tables?|reports?|info\w*|state|status|summar\w+|entr\w+|stat\w*|results?|artefacts?|artifacts?|files?|rows?|details|outputs?|evidence|keys?|numbers?)\b",
    r"|\b(?:records?|logs?|tables?|lists?|registers?|reports?|rows?|entr(?:y|ies)|lines?|trails?) (?:of|for|per|about) (?:(?:all|the|each|every|past|previous|a|its) )*(?:\w+ )?(?:runs?|loads?|executions?|imports?|jobs?|batch(?:es)?)\b",
    r"|\b(?:runs?|loads?|executions?|imports?|jobs?|batch(?:es)?) (?:(?:is|are|also|then) )*(?:records?|recorded|logs|logged|persisted|registered|listed)\b",
    r"|\b(?:execution|job|import|load|batch|ingest\w*|build|pipeline|sync|task|process|flow|backfill)[ _-](?:ids?|logs?|records?|tables?|reports?|runs?)\b",
    r"|\w_(?:runs?|log|loads|jobs|batches|imports)\b|\btable `?runs\b|`runs`",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("validation").filter(|section| !section.empty) else {
        return;
    };
    if !speaks_of_records(plan) {
        report.find(
            section.heading,
            "The plan never says what a run leaves on record, so nobody can look up afterwards what ran on which data",
            "Name the run record (id, inputs, counts, outcome), where it is kept, and the command that shows it",
        ).ask("What does a run leave on record, and where? For example: a row in `runs` with id, input and counts");
    }
}

fn speaks_of_records(plan: &Plan) -> bool {
    let is_title =
        |place: TextPlace, section: Option<usize>| place == TextPlace::Heading && section.is_none();
    let texts = plan
        .texts
        .iter()
        .filter(|text| !is_title(text.place, text.section));
    let texts = texts.map(|text| text.value.as_str());
    let commands = plan.commands.iter().map(|command| command.text.as_str());
    let outcomes = plan
        .commands
        .iter()
        .filter_map(|command| command.outcome.as_ref());
    let outputs = plan
        .outputs
        .iter()
        .chain(outcomes)
        .map(|output| output.value.as_str());
    texts
        .chain(commands)
        .chain(outputs)
        .any(|text| RECORDS.is_match(text))
}
