//! `clarification-marker-left`: a marker that asks for a clarification still stands in the plan.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section, SectionKind, TextPlace};
use stopgate_source::{Severity, Words};

use crate::contents::texts;
use crate::phrases;
use crate::standing::is_blank;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT022",
    name: "clarification-marker-left",
    summary: "A marker says that something still has to be clarified",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static MARKER: Words = words!(
    r"\[\s*(?:needs?[ _-]clarifications?|clarifications?[ _-](?:needed|required|pending)|to be clarified)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut lines: Vec<_> = phrases::lines(plan, &MARKER).collect();
    lines.dedup();
    for line in lines {
        report.find(
            line,
            "This line still asks for a clarification, so whoever does the work has to guess",
            "Ask, write the answer here, and remove the marker",
        ).ask("What is the answer to this clarification? Whoever does the work would guess. For example: at most 30 days?");
    }
    for section in plan
        .sections
        .iter()
        .filter(|section| is_unanswered(plan, section))
    {
        report.find(
            section.heading,
            "Clarifications are still needed, so the plan rests on unknowns",
            "Ask, put the answers where they belong, and remove the list",
        ).ask(format!("What are the answers to \"{}\"? The plan rests on them. For example: one line for each?", section.title));
    }
}

/// A list of clarifications of which at least one has no answer.
fn is_unanswered(plan: &Plan, section: &Section) -> bool {
    static TITLE: Words = words!(
        r"\bclarifications? (?:are )?(?:still )?(?:needed|required|pending|open)\b|\b(?:needs|open|pending|outstanding) clarifications?\b"
    );
    static ANSWERED: Words = words!(
        r"\b(?:resolved|answer(?:ed)?|clarified|decided|confirmed|deferred|none|nothing)\b|→|\?\s+\S"
    );
    let open = |text: &&stopgate_model::Text| {
        text.place == TextPlace::Item && !is_blank(&text.value) && !ANSWERED.is_match(&text.value)
    };
    section.kind != SectionKind::Questions
        && TITLE.is_match(&section.title)
        && texts(plan, section).any(|text| open(&text))
}
