//! `prose-command`: a sentence stands among the commands.

use stopgate_model::Obstacle;
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE022",
    name: "prose-command",
    summary: "A sentence stands where a command should",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let prose = |obstacle: &Obstacle| *obstacle == Obstacle::Prose;
    for command in context
        .plan
        .commands
        .iter()
        .filter(|command| command.obstacles.iter().any(prose))
    {
        report.find(
            command.origin,
            "This is a sentence among commands: no shell can run it, and nobody is asked to do it",
            "Replace it by the command that verifies it, or move it to the manual checks",
        ).ask("Which command verifies this sentence, or which person does? For example: `make check-links`");
    }
}
