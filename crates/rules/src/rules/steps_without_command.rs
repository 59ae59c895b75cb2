//! `steps-without-command`: the concrete steps hold no command.

use stopgate_source::Severity;

use crate::contents::commands;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE003",
    name: "steps-without-command",
    summary: "The concrete steps hold no command",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("steps") else {
        return;
    };
    if !section.empty && commands(context.plan, section).next().is_none() {
        report.find(
            section.heading,
            "There is no command in this section, so every reader carries it out in another way",
            "Write the exact commands, with their directory and what they print",
        ).ask("Which commands carry this section out, and what do they print? For example: `make migrate`, prints `applied 7`");
    }
}
