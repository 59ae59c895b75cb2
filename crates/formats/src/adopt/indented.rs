//! An indented block that becomes a fence.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_source::{Edit, Span};

/// Blanks that make a block code.
const INDENTATION: usize = 4;

/// Least marks of a fence.
const MARKS: usize = 3;

/// The edits: each line loses its indentation, and fence lines come around them.
pub(super) fn as_fence(tree: &Tree, id: BlockId, attributes: &str) -> Option<Vec<Edit>> {
    let BlockKind::Code(code) = &tree.block(id).kind else {
        return None;
    };
    let (first, last) = (code.lines.first()?, code.lines.last()?);
    if code.info.is_some() {
        return None;
    }
    let source = tree.source();
    let around = indentation(source.text(), first.start())?.checked_sub(INDENTATION)?;
    let mut edits = Vec::new();
    for line in &code.lines {
        let is_blank = source.slice(*line).trim().is_empty();
        match indentation(source.text(), line.start()) {
            Some(blanks) if is_blank => {
                let gone = blanks.min(INDENTATION);
                edits.push(deleted(line.start() - gone, line.start()));
            }
            Some(blanks) if blanks == around + INDENTATION => {
                edits.push(deleted(line.start() - INDENTATION, line.start()));
            }
            None if is_blank => {}
            _ => return None,
        }
    }
    let ending = match source.text().get(..first.start())?.ends_with("\r\n") {
        true => "\r\n",
        false => line_ending(source.text(), first.end()),
    };
    let runs = code.lines.iter().map(|line| {
        let text = source.slice(*line).trim_start();
        text.len() - text.trim_start_matches('`').len()
    });
    let marks = "`".repeat(runs.max().map_or(MARKS, |run| MARKS.max(run + 1)));
    let blanks = " ".repeat(around);
    let opening = format!("{marks}sh {{{attributes}}}{ending}{blanks}");
    edits.retain(|edit| !edit.span.is_empty());
    // The first line's own indentation of the container stands in front of the opening fence.
    for edit in edits
        .iter_mut()
        .filter(|edit| edit.span.end() == first.start())
    {
        edit.text.clone_from(&opening);
    }
    edits.push(Edit {
        span: Span::at(last.end()),
        text: format!("{ending}{blanks}{marks}"),
    });
    Some(edits)
}

fn deleted(start: usize, end: usize) -> Edit {
    Edit {
        span: Span::new(start, end),
        text: String::new(),
    }
}

/// How many blanks stand in front of a place in its line; none where something else does.
fn indentation(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.chars().all(|c| c == ' ').then_some(line.len())
}

/// How the line ends in which a place stands.
fn line_ending(text: &str, at: usize) -> &'static str {
    let rest = text.get(at..).unwrap_or_default();
    if rest.starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}
