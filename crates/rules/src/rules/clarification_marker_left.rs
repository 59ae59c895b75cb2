//! `clarification-marker-left`: a marker that asks for a clarification still stands in the plan.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section, SectionKind, Text, TextPlace};
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

/// What an item says that was clarified.
static ANSWERED: Words = words!(
    r"\b(?:resolved|answer(?:ed)?|clarified|decided|confirmed|deferred|none|nothing)\b|→|\?\s+\S"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut lines: Vec<_> = phrases::lines(plan, &MARKER).collect();
    if plan.grams.may_hold(&LABEL) {
        let labelled = plan.texts.iter().filter(|text| is_labelled(text));
        lines.extend(labelled.map(|text| text.line_of(0)));
    }
    lines.sort();
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

/// `Clarifications needed: may a shop register two addresses?`
static LABEL: Words = words!(
    r"^\W*(?:clarifications? (?:are )?(?:still )?(?:needed|required|pending|open)|(?:needs|open|pending|outstanding) clarifications?)\W*:\W*\w"
);

/// True where no answer stands behind the label.
fn is_labelled(text: &Text) -> bool {
    text.visible
        && matches!(text.place, TextPlace::Item | TextPlace::Paragraph)
        && LABEL.is_match(&text.plain)
        && !ANSWERED.is_match(&text.value)
}

/// A list of clarifications of which at least one has no answer.
fn is_unanswered(plan: &Plan, section: &Section) -> bool {
    static TITLE: Words = words!(
        r"\bclarifications? (?:are )?(?:still )?(?:needed|required|pending|open)\b|\b(?:needs|open|pending|outstanding) clarifications?\b"
    );
    let open = |text: &&Text| {
        text.place == TextPlace::Item && !is_blank(&text.value) && !ANSWERED.is_match(&text.value)
    };
    section.kind != SectionKind::Questions
        && TITLE.is_match(&section.title)
        && texts(plan, section).any(|text| open(&text))
}
