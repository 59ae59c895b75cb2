//! `rollback-missing`: the section that should say how to go back does not.
//!
//! A section that says why nothing stays behind (additive, read-only, no state) has answered.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section};
use stopgate_source::{Severity, Words};

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

/// Reasons why nothing has to be undone, and the clearing away of what a partial run left.
static ANSWERED: Words = words!(
    r"\b(?:additive|read-only|non-?destructive|no destructive|stateless|side-effect[- ]free|documentation-only|docs-only)\b",
    r"|\bonly (?:changes|edits|touches|adds) (?:markdown|docs|documentation|files? under|new files)\b",
    r"|\b(?:no|without) (?:\w+[ -]){0,2}state\b|\b(?:nothing|does not|do not|must not|never) (?:mutates?|modif(?:y|ies)|touch(?:es)?|writes?|alters?)\b",
    r"|(?:^|[.;:,–—] |\b(?:and|then|to|must|can|should|simply|just|first) )(?:delete|remove|drop|clear|wipe|clean(?: up)?|uninstall) (?:the|any|all|it|its|them|that|`|\w+ (?:from|artifacts|files|director))",
);

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
            ).ask("How is this change undone? For example: `alembic downgrade 0217` restores the old columns");
        }
    }
}

fn goes_back(plan: &Plan, section: &Section) -> bool {
    plan.texts_in(inside(section))
        .any(|text| leads_back(&text.value) || ANSWERED.is_match(&text.value))
        || commands(plan, section).any(|command| leads_back(&command.text))
}
