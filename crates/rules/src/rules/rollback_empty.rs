//! `rollback-empty`: the rollback section holds neither words nor commands, only empty blocks.

use stopgate_source::Severity;

use crate::contents::{commands, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK012",
    name: "rollback-empty",
    summary: "The rollback block holds no command",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("rollback") else {
        return;
    };
    let holds_nothing = commands(context.plan, section).next().is_none()
        && texts(context.plan, section).next().is_none();
    // A section without anything at all is reported as empty.
    if holds_nothing && !section.empty {
        report.find(
            section.heading,
            "The rollback holds no command and no word, so there is no way back",
            "Write the commands that undo the change, in the order in which they are run",
        ).ask("Which commands undo the change, in which order? For example: `git revert HEAD`, then `make deploy`");
    }
}
