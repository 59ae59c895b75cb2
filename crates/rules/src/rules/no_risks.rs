//! `no-risks`: a risk section without a risk.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section, TextPlace};
use stopgate_source::{About, Severity, Words};

use crate::contents::texts;
use crate::standing::is_void;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK010",
    name: "no-risks",
    summary: "The risk section names no risk",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// How few words of an item or cell, and of a paragraph, name a risk.
const SHORTEST: (usize, usize) = (3, 12);

static DENIED: Words = words!(r"^\W*(?:no|none|nothing|n/?a|not|tbd|todo)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("risks").filter(|section| !section.empty) else {
        return;
    };
    let is_named = match plan.risks.is_empty() {
        true => names_something(plan, section),
        false => plan.risks.iter().any(|risk| !is_void(&risk.risk)),
    };
    if !is_named {
        report.find(
            section.heading,
            "The risk section names no risk, so nothing is done against what may go wrong",
            "Write down what may go wrong, how likely it is, and what you do against it",
        ).ask_for(About::Rows, "What may go wrong, and what is done against it? Nothing is done otherwise. For example: the backfill runs too long?");
    }
}

/// Risks in sentences, or in a list without keys, are risks: other rules ask what they lack.
fn names_something(plan: &Plan, section: &Section) -> bool {
    let (item, paragraph) = SHORTEST;
    texts(plan, section).any(|text| {
        let shortest = match text.place {
            TextPlace::Item | TextPlace::Cell(false) => item,
            TextPlace::Paragraph => paragraph,
            _ => return false,
        };
        let words = text.value.split_whitespace().count();
        words >= shortest && !DENIED.is_match(&text.value)
    })
}
