//! `shell-fence-without-language`: a block of commands does not say that a shell reads it.

use stopgate_model::{Command, Place};
use stopgate_source::{Edit, EditSet, Severity, Source, Span};

use crate::shell::is_other_language;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE004",
    name: "shell-fence-without-language",
    summary: "A block of commands does not name its language",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let untagged = |command: &&Command| {
        command.place == Place::Fence(None) && !is_other_language(&command.text)
    };
    let mut last_line = 0;
    for command in context.plan.commands.iter().filter(untagged) {
        let opening = opening_fence(context.source, command.origin.start(), last_line);
        last_line = context.source.line(command.origin.end());
        // One block is one finding.
        let Above::Fence(opening) = opening else {
            continue;
        };
        let finding = report.find(
            command.origin,
            "The fence around these commands names no language, so they are taken for output and \
             are not run",
            "Write ```sh where the block begins, or ```text where it is no command",
        );
        if let Some(opening) = opening {
            finding.fix_unsafely(EditSet::one(Edit {
                span: Span::at(opening.end()),
                text: "sh".to_owned(),
            }));
        }
    }
}

/// What stands above a command in its document.
enum Above {
    /// The marks of the fence that opens its block; none where the fence carries more.
    Fence(Option<Span>),
    /// Another command of the same block.
    Command,
}

fn opening_fence(source: &Source, at: usize, last_command: usize) -> Above {
    let lines = source.lines();
    let own = source.line(at);
    for line in (1..own).rev() {
        let span = lines.span(line);
        let text = source.slice(span).trim_end();
        let bare = text.trim_start_matches([' ', '\t', '>']);
        let marks =
            bare.trim_start_matches('`').is_empty() || bare.trim_start_matches('~').is_empty();
        if bare.len() >= 3 && marks {
            let end = span.start() + text.len();
            return Above::Fence(Some(Span::new(end - bare.len(), end)));
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            return Above::Fence(None);
        }
        if line <= last_command {
            return Above::Command;
        }
    }
    Above::Fence(None)
}
