//! `constraint-kind-missing`: the constraints leave out time, people, technology or dependencies.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::standing::{listed, says_nothing, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC017",
    name: "constraint-kind-missing",
    summary: "The constraints leave out one of their four kinds",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static KINDS: [(&str, Words); 4] = [
    (
        "time",
        words!(r"\b(?:time|deadlines?|dates?|weeks?|days?|months?|until|\d{4}-\d\d-\d\d)\b"),
    ),
    (
        "resources",
        words!(r"\b(?:resources?|people|budget|money|team|developers?|engineers?|staff)\b"),
    ),
    (
        "technical",
        words!(r"\b(?:technical|technolog\w+|platform|version|stack|software|hardware|systems?)\b"),
    ),
    (
        "dependencies",
        words!(r"\b(?:dependenc\w+|depends?|waits?|needs?|relies)\b"),
    ),
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("constraints") else {
        return;
    };
    if says_nothing(plan, "constraints") {
        return;
    }
    let lacks = |kind: &str, words: &Words| match plan.field(kind) {
        Some(field) => value(&field.value).is_none(),
        None => !says(plan, section, words),
    };
    let lacking: Vec<&str> = KINDS
        .iter()
        .filter(|(kind, words)| lacks(kind, words))
        .map(|(kind, _)| *kind)
        .collect();
    if lacking.is_empty() {
        return;
    }
    let kinds = listed(&lacking);
    report
        .find(
            section.heading,
            format!("The constraints say nothing about {kinds}, so the plan may break a limit nobody named"),
            "Add a line for each; write \"none\" where there is no limit",
        )
        .ask(format!("Which limits are there on {kinds}? The tasks have to fit into them. For example: no release after 2026-04-09?"));
}
