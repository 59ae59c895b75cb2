//! `automated-check-without-outcome`: a check that a machine makes, and nobody says what it must answer.

use stopgate_model::{Command, Obstacle, Plan, Role};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD017",
    name: "automated-check-without-outcome",
    summary: "An automated check of a phase does not say what must come out of it",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let checks = plan
        .commands
        .iter()
        .filter(|command| is_criterion(plan, command));
    for command in checks.filter(|command| is_silent(command)) {
        report.find(
            command.origin,
            "This check does not say what must come out of it, so nobody can tell whether it passed",
            "Add what it prints or its exit code behind it: `Expected: 14 passed`",
        ).ask("What must come out of this check? For example: `14 passed`, or exit code 0");
    }
}

fn is_criterion(plan: &Plan, command: &Command) -> bool {
    let phase = command.phase.and_then(|phase| plan.phases.get(phase));
    command.role == Role::Check && phase.is_some_and(|phase| phase.criteria.is_some())
}

fn is_silent(command: &Command) -> bool {
    command.outcome.is_none()
        && command.expectations.is_empty()
        && !command.obstacles.contains(&Obstacle::Prose)
}
