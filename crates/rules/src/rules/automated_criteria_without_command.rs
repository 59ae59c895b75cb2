//! `automated-criteria-without-command`: automated success criteria below which no command stands.

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD009",
    name: "automated-criteria-without-command",
    summary: "Automated criteria without a command",
    severity: Severity::Error,
    requirements: &["X5"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for phase in &plan.phases {
        let Some(heading) = phase
            .criteria
            .as_ref()
            .and_then(|criteria| criteria.automated)
        else {
            continue;
        };
        let follows = |start: usize| phase.span.holds(start) && start >= heading.start();
        if !plan
            .commands
            .iter()
            .any(|command| follows(command.origin.start()))
        {
            report.find(
                heading,
                "These automated criteria hold no command, so nothing can be run to verify the phase",
                "Add a shell block with exact commands and `# ✓ expected result` behind each",
            ).ask("Which commands verify this phase, and what do they print? For example: `make test  # ✓ 41 passed`");
        }
    }
}
