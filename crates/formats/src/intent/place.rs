//! Where something is written, and the blank lines and line endings that it needs there.

use stopgate_markdown::Tree;
use stopgate_source::{Edit, Span};

use crate::lower::Outline;

/// The end of a section with everything below it: the end of the document, or the start of the line on
/// which the next section begins.
pub(crate) fn end_of(tree: &Tree, section: Span) -> usize {
    line_start_or_end(tree, section.end())
}

/// The end of what stands in a section before the first heading below it.
pub(crate) fn end_of_own(tree: &Tree, outline: &Outline, at: usize) -> usize {
    let section = tree.section(outline.places[at]);
    line_start_or_end(tree, section.body.end())
}

/// Lines put in at `at`, the start of a line or the end of the document, set off by blank lines.
pub(crate) fn paragraphs(tree: &Tree, at: usize, lines: &[String]) -> Edit {
    let text = tree.source().text();
    let ending = line_ending(tree, at);
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut written = String::new();
    if !ends_line(before) {
        written.push_str(ending);
    }
    if !is_after_blank(before) {
        written.push_str(ending);
    }
    for line in lines {
        written.push_str(line);
        written.push_str(ending);
    }
    if !behind.is_empty() {
        written.push_str(ending);
    }
    Edit {
        span: Span::at(at),
        text: written,
    }
}

/// The line ending that the document uses: the last one in front of `at`, else the first one.
pub(crate) fn line_ending(tree: &Tree, at: usize) -> &'static str {
    let text = tree.source().text();
    let before = text.get(..at).unwrap_or_default();
    let near = before.rfind('\n').or_else(|| text.find('\n'));
    let is_crlf = near.is_some_and(|end| text[..end].ends_with('\r'));
    if is_crlf { "\r\n" } else { "\n" }
}

/// The start of the line behind the one that holds `at`; the end of the text where there is none.
pub(crate) fn next_line(tree: &Tree, at: usize) -> usize {
    let source = tree.source();
    source.lines().span(source.line(at)).end()
}

/// True where a text ends in a line ending, or is empty.
pub(crate) fn ends_line(text: &str) -> bool {
    text.is_empty() || text.ends_with(['\n', '\r'])
}

fn line_start_or_end(tree: &Tree, at: usize) -> usize {
    let source = tree.source();
    if at >= source.text().len() {
        return source.text().len();
    }
    source.lines().span(source.line(at)).start()
}

/// True where the last line of a text is blank, or there is none.
fn is_after_blank(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    line.len() < text.len() && ends_line(line.trim_end_matches([' ', '\t']))
}
