//! `rollback-missing`: the section that should say how to go back does not.

use stopgate_model::{Plan, Section};
use stopgate_source::Severity;

use crate::contents::{commands, inside, leads_back};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK001",
    name: "rollback-missing",
    summary: "The plan has no way back",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in ["recovery", "rollout"]
        .iter()
        .filter_map(|id| plan.section(id))
    {
        if !section.empty && !goes_back(plan, section) {
            report.find(
                section.heading,
                "This section does not say how the change is undone, so a failure is decided under pressure",
                "Add the way back: what is run or switched, by whom, and what it restores",
            );
        }
    }
}

fn goes_back(plan: &Plan, section: &Section) -> bool {
    plan.texts_in(inside(section))
        .any(|text| leads_back(&text.value))
        || commands(plan, section).any(|command| leads_back(&command.text))
}
