//! `definition-of-done-missing`: the definition of done has no items to tick.

use stopgate_model::TextPlace;
use stopgate_source::Severity;

use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC016",
    name: "definition-of-done-missing",
    summary: "The definition of done is no list",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("done").filter(|section| !section.empty) else {
        return;
    };
    let is_item = |place: TextPlace| matches!(place, TextPlace::Item | TextPlace::Cell(_));
    if texts(plan, section).any(|text| is_item(text.place)) {
        return;
    }
    report
        .find(
            section.heading,
            "The definition of done has no items, so nobody can tick off what is finished",
            "Write it as a list of check-boxes, one for each thing that must be true",
        )
        .ask("What must be true before the work counts as done? Each point gets a box. For example: all tests pass on main?");
}
