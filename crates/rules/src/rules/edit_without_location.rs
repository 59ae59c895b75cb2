//! `edit-without-location`: the plan of work describes edits and says nowhere where they are made.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Section, TextPlace};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::contents::inside;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE020",
    name: "edit-without-location",
    summary: "The plan of work describes edits and names no file, function or module",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Words from which on a part describes something.
const FEWEST: usize = 8;
/// Words from which on it describes edits, whichever verbs it has: `Gaps are stored in a new table`.
const TELLING: usize = 15;

/// Code, a path or a file name.
static LOCATION: Pattern = pattern!(
    r"`[^`]+`|\b[\w-]+(?:/[\w.-]+)+|\b[\w-]+\.[a-z]{1,4}\b|\b[a-z0-9]+_[a-z0-9_]+\b|\b[a-z]+[A-Z]\w+|\b[A-Z][a-z]+[A-Z]\w+"
);

static EDITS: Words = words!(
    r"\b(?:add|change|update|create|implement|extend|refactor|rename|remove|replace|introduce|write|modify|move|split|wire|rewrite|delete|extract)s?\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("work").filter(|section| !section.empty) else {
        return;
    };
    for part in parts(plan, section) {
        let texts = || {
            plan.texts_in(part.1)
                .filter(|text| text.place != TextPlace::Heading)
        };
        let words: usize = texts()
            .map(|text| text.plain.split_whitespace().count())
            .sum();
        let edits = (words >= TELLING && part.0 == section.heading)
            || (words >= FEWEST && texts().any(|text| EDITS.is_match(&text.plain)));
        let located = plan
            .texts_in(part.1)
            .any(|text| LOCATION.is_match(&text.value));
        if edits && !located {
            report
                .find(
                    part.0,
                    "The edits described here have no place: no file, no function, no module is named",
                    "Name for each edit the path and the function or module in it",
                )
                .ask("Which file and function does each of these edits change? For example: `merge` in `src/scans/merge.py`");
        }
    }
}

/// The milestones in the section, else the section: heading and body of each.
fn parts(plan: &Plan, section: &Section) -> Vec<(Span, Span)> {
    let within = plan
        .phases
        .iter()
        .filter(|phase| section.span.contains(phase.span));
    let phases: Vec<(Span, Span)> = within
        .map(|phase| {
            (
                phase.title.origin,
                Span::new(phase.title.origin.end(), phase.span.end()),
            )
        })
        .collect();
    if phases.is_empty() {
        vec![(section.heading, inside(section))]
    } else {
        phases
    }
}
