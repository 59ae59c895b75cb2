//! Sections between two marks, each on a line of its own.

use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::{Source, Span};

use crate::Refusal;
use crate::draft::Draft;

/// What stands before and behind a section.
#[derive(Debug)]
pub(crate) struct Marks {
    pub(crate) begin: &'static str,
    end: &'static str,
    /// Where they are shown and mean nothing.
    shown: fn(&str) -> Vec<Span>,
}

impl Marks {
    pub(crate) const MARKDOWN: Self = Self {
        begin: "<!-- stopgate:begin -->",
        end: "<!-- stopgate:end -->",
        shown: code,
    };
    pub(crate) const TOML: Self = Self {
        begin: "# stopgate:begin",
        end: "# stopgate:end",
        shown: |_| Vec::new(),
    };
}

/// The code of a Markdown text, fences included.
fn code(text: &str) -> Vec<Span> {
    if !text.contains(Marks::MARKDOWN.begin) && !text.contains(Marks::MARKDOWN.end) {
        return Vec::new();
    }
    let tree = Tree::read_strict(Source::new(text.as_bytes().to_vec()));
    let blocks = tree.blocks().iter();
    let code = blocks.filter(|block| matches!(block.kind, BlockKind::Code(_)));
    code.map(|block| block.span).collect()
}

/// A section with its marks, and an end of line behind it.
pub(crate) fn marked(text: &str, marks: &Marks, newline: &str) -> String {
    let lines = [marks.begin, text.trim_end_matches('\n'), marks.end];
    (lines.join("\n") + "\n").replace('\n', newline)
}

/// How lines end in a text.
pub(crate) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the section with its marks stands, the end of its last line included; none where there is none. Marks in the
/// code of a Markdown file show what is written, and are none.
///
/// # Errors
/// When one of its marks is missing, or it is there twice.
pub(crate) fn found(text: &str, marks: &Marks) -> Result<Option<(usize, usize)>, Refusal> {
    let shown = (marks.shown)(text);
    let is_shown = |at: usize| shown.iter().any(|code| code.range().contains(&at));
    let (mut begin, mut end, mut at) = (None, None, 0);
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim_end();
        let start = at + (line.len() - line.trim_start_matches('\u{feff}').len());
        at += line.len();
        if is_shown(start) {
            continue;
        }
        if content == marks.begin && begin.replace(start).is_some() {
            return Err(Refusal::Marker(marks.begin.to_owned()));
        }
        if content == marks.end && end.replace(at).is_some() {
            return Err(Refusal::Marker(marks.end.to_owned()));
        }
    }
    match (begin, end) {
        (None, None) => Ok(None),
        (Some(begin), Some(end)) if begin < end => Ok(Some((begin, end))),
        (Some(_), _) => Err(Refusal::Marker(marks.begin.to_owned())),
        (None, Some(_)) => Err(Refusal::Marker(marks.end.to_owned())),
    }
}

/// True where the section is there as it is wanted, however its lines end.
pub(crate) fn is_there(text: &str, wanted: &str, marks: &Marks) -> Result<bool, Refusal> {
    let Some((begin, end)) = found(text, marks)? else {
        return Ok(false);
    };
    let there = text[begin..end].replace("\r\n", "\n");
    Ok(there.trim_end() == marked(wanted, marks, "\n").trim_end())
}

/// The text with the section at its end, and an empty line before it.
pub(crate) fn put(text: &str, wanted: &str, marks: &Marks) -> Draft {
    let newline = newline(text);
    let is_blank = text.trim_start_matches('\u{feff}').is_empty();
    let before = if is_blank || text.ends_with(&newline.repeat(2)) {
        String::new()
    } else if text.ends_with(newline) {
        newline.to_owned()
    } else {
        newline.repeat(2)
    };
    let mut draft = Draft::new(text);
    let inserted = before + &marked(wanted, marks, newline);
    draft.insert(text.len(), &inserted);
    draft
}

/// The text without the section, and without an empty line before it that would be one too many.
pub(crate) fn cut(text: &str, marks: &Marks) -> Option<String> {
    let (begin, end) = found(text, marks).ok()??;
    let newline = newline(text);
    let before = &text[..begin];
    let before = match before.strip_suffix(&newline.repeat(2)) {
        Some(rest) => &before[..rest.len() + newline.len()],
        None => before,
    };
    Some(before.to_owned() + &text[end..])
}
