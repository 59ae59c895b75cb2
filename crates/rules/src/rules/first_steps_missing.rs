//! `first-steps-missing`: the plan does not end with what is done first.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE021",
    name: "first-steps-missing",
    summary: "The plan does not say what is done first",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

static FIRST: Words = words!(
    r"\b(?:first|next) (?:steps?|actions?|tasks?|thing)\b|\b(?:start|starts|begin|begins|beginning|starting) (?:with|by|on|in)\b|\bkick-?off\b|\bgetting started\b|\bto (?:begin|start)\b|\bbefore (?:phase 1|the first phase|we start|anything)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let next = plan.section("next").is_some_and(|section| !section.empty);
    let said = || plan.texts.iter().any(|text| FIRST.is_match(&text.value));
    let acts = plan
        .actions
        .iter()
        .any(|action| action.action.filled().is_some());
    if next || acts || said() {
        return;
    }
    let place = plan.section("summary");
    report
        .find(
            place.map_or(plan.anchor, |section| section.heading),
            "The plan does not say what is done first, so its hand-over ends without a beginning",
            "End with two or three first steps: branch, environment, the run of the existing tests",
        )
        .ask("What is done first when this plan is approved? For example: create branch `search-v2`, run the existing tests, begin phase 1");
}
