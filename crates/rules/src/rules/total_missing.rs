//! `total-missing`: a summary without a total in a plan whose phases have durations.

use stopgate_expressions::words;
use stopgate_model::{Text, TextPlace};
use stopgate_source::{Severity, Source, Words};

use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK036",
    name: "total-missing",
    summary: "The summary states no total",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("summary").filter(|section| !section.empty) else {
        return;
    };
    let durations = plan.phases.iter().any(|phase| phase.duration.is_some());
    if durations
        && plan.totals.iter().all(|total| total.sum.is_none())
        && !says_total(context.source, &texts(plan, section).collect::<Vec<_>>())
    {
        report.find(
            section.heading,
            "The summary has no total, so nobody sees how long the plan takes",
            "Add `Total: N days`, the sum of the phases",
        ).ask("How long do all phases take together? Nobody sees the end otherwise. For example: Total: 9 days?");
    }
}

/// True for a total with its amount, whatever its unit: in one text or in one row.
fn says_total(source: &Source, texts: &[&Text]) -> bool {
    static TOTAL: Words = words!(r"\b(?:total|sum|overall|altogether|in all)\b");
    static AMOUNT: Words = words!(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|an?) (?:\w+ )?(?:hour|day|week|month)s?\b"
    );
    let beside = |one: &Text, other: &Text| {
        let cells = [one, other].map(|text| text.place == TextPlace::Cell(false));
        let lines = [one, other].map(|text| source.line(text.origin.start()));
        cells == [true, true] && lines[0] == lines[1]
    };
    let mut totals = texts.iter().filter(|text| TOTAL.is_match(&text.value));
    totals.any(|total| {
        AMOUNT.is_match(&total.value)
            || texts
                .iter()
                .any(|text| beside(total, text) && AMOUNT.is_match(&text.value))
    })
}
