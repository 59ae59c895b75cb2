//! `shell-syntax-error`: no shell reads the block, because something in it has no end.
//!
//! Only what is certain: quotes, substitutions, here-documents and compound commands without an end.

use stopgate_model::{Command, Obstacle, Place};
use stopgate_source::{Severity, Span};

use crate::contents::proof::is_declared;
use crate::shell::ends::{dangles, missing_end};
use crate::shell::is_other_language;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE006",
    name: "shell-syntax-error",
    summary: "A command has a quote, substitution, here-document or compound command without an end",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let mut broken_until = 0;
    let plan = context.plan;
    for command in &plan.commands {
        let is_shell = match command.place {
            Place::Fence(Some(_)) | Place::Console => true,
            Place::Indented => !command.obstacles.contains(&Obstacle::Unclear),
            Place::Fence(None) => !is_other_language(&command.text),
            Place::Inline => is_declared(plan, command),
        };
        let unfinished = command.obstacles.contains(&Obstacle::Unfinished);
        if !is_shell || !(unfinished || dangles(&command.text)) {
            continue;
        }
        // Behind the first fault of a block its lines mean nothing.
        let between = Span::new(broken_until, command.origin.start());
        let same_block = broken_until > 0 && plan.texts_in(between).next().is_none();
        broken_until = command.origin.end();
        if same_block {
            continue;
        }
        if let Some(missing) = missing_end(&command.text) {
            report.find(
                first_line(context, command),
                format!("The shell cannot read this command: {missing}"),
                "Close it, and try the block with `bash -n` before it stands in the plan",
            );
        }
    }
}

fn first_line(context: &Context<'_>, command: &Command) -> Span {
    let text = context.source.slice(command.origin);
    let length = text.find('\n').unwrap_or(text.len());
    let start = command.origin.start();
    (start..start + text[..length].trim_end().len()).into()
}
