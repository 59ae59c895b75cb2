//! `total-missing`: a summary without a total in a plan whose phases have durations.

use std::sync::LazyLock;

use stopgate_model::{Text, TextPlace};
use stopgate_source::{Severity, Words};

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
        && !texts(plan, section).any(says_total)
    {
        report.find(
            section.heading,
            "The summary has no total, so nobody sees how long the plan takes",
            "Add `Total: N days`, the sum of the phases",
        );
    }
}

/// True for a total with its amount, whatever its unit.
fn says_total(text: &Text) -> bool {
    static TOTAL: LazyLock<Words> =
        LazyLock::new(|| Words::new(r"\b(?:total|sum|overall|altogether|in all)\b"));
    static AMOUNT: LazyLock<Words> = LazyLock::new(|| {
        Words::new(
            r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|an?) (?:\w+ )?(?:hour|day|week|month)s?\b",
        )
    });
    TOTAL.is_match(&text.value)
        && (text.place == TextPlace::Cell(false) || AMOUNT.is_match(&text.value))
}
