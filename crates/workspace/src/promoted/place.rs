//! Where a plan states what must come out of a command, so that it decides by itself.

use stopgate_gate::Step;
use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_model::{Command, Expectation, Place, Plan};
use stopgate_source::{Edit, Span};

/// The block of a step, and what writes its expectations into it: as a comment behind the command, or as
/// the lines below it in a transcript.
///
/// # Errors
/// With the reason why there is no such place.
pub(super) fn edits(
    tree: &Tree,
    (plan, step): (&Plan, &Step),
    expectations: &[Expectation],
    words: &str,
) -> Result<(BlockId, Vec<Edit>), &'static str> {
    let command = plan
        .commands
        .iter()
        .find(|command| command.origin == step.span);
    let command = command.ok_or("it stands in the words of the plan")?;
    let is_code = |id: &BlockId| {
        let block = tree.block(*id);
        matches!(block.kind, BlockKind::Code(_)) && block.span.contains(step.span)
    };
    let block = tree.ids().find(is_code);
    let block = block.ok_or("it is inline code; write behind it what must come out")?;
    let edit = match command.place {
        Place::Console => below(tree, command, expectations),
        _ => behind(tree, command, words),
    };
    Ok((block, vec![edit?]))
}

/// `make test  # ✓ prints `14 passed``
fn behind(tree: &Tree, command: &Command, words: &str) -> Result<Edit, &'static str> {
    let text = tree.source().slice(command.origin);
    let comment = format!("  # ✓ {words}");
    if text.contains('\n') {
        return Err("it has several lines; write behind the block what must come out");
    }
    let end = command.origin.start() + text.trim_end().len();
    if text.trim() == command.text.trim() {
        return Ok(Edit {
            span: Span::at(end),
            text: comment,
        });
    }
    let before = text.find(command.text.trim());
    let before = before.ok_or("it is not written as it is read")?;
    let at = before + command.text.trim().len();
    let is_comment = text[at..].trim_start().starts_with('#');
    if !is_comment || !states_only(command) {
        return Err("other words stand behind it; change them where they are wrong");
    }
    Ok(Edit {
        span: Span::new(command.origin.start() + at, end),
        text: comment,
    })
}

/// The lines below a command of a transcript that expects nothing yet.
fn below(
    tree: &Tree,
    command: &Command,
    expectations: &[Expectation],
) -> Result<Edit, &'static str> {
    if command.outcome.is_some() {
        return Err("the transcript shows other output; change it where it is wrong");
    }
    let source = tree.source();
    let text = source.text();
    let line = text[..command.origin.start()]
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let blanks = &line[..line.len() - line.trim_start().len()];
    let rest = &text[command.origin.end()..];
    let ending = if rest.trim_start_matches(' ').starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let has_line = |expected: &Expectation| matches!(expected, Expectation::Line(line) if !line.starts_with(['$', '>']));
    if !expectations.iter().all(has_line) {
        return Err("a transcript cannot show it");
    }
    let lines = expectations
        .iter()
        .map(|line| format!("{ending}{blanks}{}", line.text()));
    Ok(Edit {
        span: Span::at(command.origin.end()),
        text: lines.collect(),
    })
}

/// True where all that a comment states decides by itself: words for a person are not thrown away.
fn states_only(command: &Command) -> bool {
    let is_prose = |expected: &Expectation| matches!(expected, Expectation::Prose(_));
    let own = command.outcome.as_ref();
    own.is_some_and(|outcome| command.origin.contains(outcome.origin))
        && !command.expectations.is_empty()
        && !command.expectations.iter().any(is_prose)
}
