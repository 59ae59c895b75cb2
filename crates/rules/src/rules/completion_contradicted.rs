//! `completion-contradicted`: a ticked entry claims what the plan elsewhere denies.
//!
//! Both ends are reported where they stand apart: either may be the wrong one.

use std::collections::BTreeSet;

use stopgate_model::{Mark, Plan, ProgressEntry};
use stopgate_source::{Severity, Span};

use crate::contents::claims::{self, Statement};
use crate::contents::{lines, sentences, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV021",
    name: "completion-contradicted",
    summary: "A ticked entry claims what the plan denies",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

const HELP: &str = "Remove the tick, or say under Outcomes when and with which result it was run";

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let denials = denials(context.plan);
    let done = |entry: &&ProgressEntry| entry.mark == Some(Mark::Done);
    let mut contradicted = BTreeSet::new();
    for entry in context.plan.progress.iter().filter(done) {
        let claim = claims::claim(&entry.text.value);
        let against = denials.iter().filter(|(denial, _)| {
            claim
                .as_ref()
                .is_some_and(|claim| claim.is_denied_by(denial))
        });
        let before = contradicted.len();
        contradicted.extend(against.map(|(_, span)| *span));
        if contradicted.len() > before {
            report.find(
                entry.text.origin,
                "This entry is ticked, but the outcomes say that it has not happened",
                HELP,
            );
        } else if claims::admits_rest(&entry.text.value) {
            report.find(
                entry.text.origin,
                "This entry is ticked, but its own words say that something remains",
                "Split it: what is finished with its tick, what remains as an open entry",
            );
        }
    }
    for span in contradicted {
        report.find(
            span,
            "This says that it has not happened, but Progress has it ticked",
            HELP,
        );
    }
}

/// What the outcomes say has not happened.
fn denials(plan: &Plan) -> Vec<(Statement, Span)> {
    let Some(section) = plan.section("outcomes") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for text in texts(plan, section) {
        for range in sentences(&text.value) {
            if let Some(denial) = claims::denial(&text.value[range.clone()]) {
                found.push((denial, lines(text, &range)));
            }
        }
    }
    found
}
