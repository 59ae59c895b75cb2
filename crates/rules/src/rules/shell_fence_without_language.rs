//! `shell-fence-without-language`: a block of commands does not say that a shell reads it.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Command, Place};
use stopgate_source::{Edit, EditSet, Severity, Source, Span, pattern};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE004",
    name: "shell-fence-without-language",
    summary: "A block of commands does not name its language",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Lines of other languages.
static NO_SHELL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:let|const|var|fn|use|import|from|def|class|return|public|private|//|/\*|--|SELECT|CREATE|ALTER)(?:\s|$)|;\s*$|[({,]\s*$",
    )
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let untagged = |command: &&Command| command.place == Place::Fence(None) && !NO_SHELL.is_match(&command.text);
    let mut last: Option<Span> = None;
    for command in context.plan.commands.iter().filter(untagged) {
        let opening = opening_fence(context.source, command.origin.start());
        // One block is one finding; a block whose fence is not found is told by its first command.
        if opening.is_some() && opening == last {
            continue;
        }
        last = opening;
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

/// The marks of the fence that opens the block around a command; none where it carries more.
fn opening_fence(source: &Source, at: usize) -> Option<Span> {
    let lines = source.lines();
    let own = source.line(at);
    for line in (1..own).rev() {
        let span = lines.span(line);
        let text = source.slice(span).trim_end();
        let bare = text.trim_start_matches([' ', '\t', '>']);
        let marks = bare.trim_start_matches('`').is_empty() || bare.trim_start_matches('~').is_empty();
        if bare.len() >= 3 && marks {
            return Some(Span::new(span.start() + text.len() - bare.len(), span.start() + text.len()));
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            return None;
        }
    }
    None
}
