//! `validation-without-criteria`: a validation section with neither a check nor a command, and too few words to hold a criterion.

use stopgate_model::{Command, Role, Section};
use stopgate_source::Severity;

use crate::contents::{commands, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD001",
    name: "validation-without-criteria",
    summary: "The plan does not say how success is verified",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Fewer words than these cannot say what is looked at and what must come out.
const ENOUGH: usize = 8;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("validation").filter(|section| !section.empty) else {
        return;
    };
    let words = |section: &Section| -> usize {
        texts(plan, section)
            .map(|text| text.value.split_whitespace().count())
            .sum()
    };
    let verifies = |command: &Command| command.role == Role::Check;
    let commands = commands(plan, section).next().is_some() || plan.commands.iter().any(verifies);
    if plan.checks.is_empty() && !commands && words(section) < ENOUGH {
        report
            .find(
                section.heading,
                "The plan does not say how success is verified, so nobody can tell when it is done",
                "List what is looked at, how, and what must come out",
            )
            .ask("By what is success verified? For example: `make totals` prints `difference=0`");
    }
}
