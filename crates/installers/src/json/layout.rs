//! How a file is laid out, so that what is put into it looks like the rest.

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::section::newline;

/// How lines end and are indented.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) newline: &'static str,
    /// One step of indentation.
    pub(super) step: String,
}

impl Layout {
    /// The layout of a text: one step is what its first indented line has.
    pub(super) fn of(text: &str) -> Self {
        let mut indented = text.lines().filter_map(|line| {
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            let is_said = line.trim_start().starts_with(['"', '{', '[']);
            (blank > 0 && is_said).then(|| line[..blank].to_owned())
        });
        Self {
            newline: newline(text),
            step: indented.next().unwrap_or_else(|| "  ".to_owned()),
        }
    }

    /// A value on several lines, of which all but the first begin with this indentation.
    pub(super) fn pretty(&self, value: &Value, indentation: &str) -> String {
        let mut bytes = Vec::new();
        let formatter = PrettyFormatter::with_indent(self.step.as_bytes());
        let mut serializer = Serializer::with_formatter(&mut bytes, formatter);
        // Writing a value into memory does not fail.
        let _ = value.serialize(&mut serializer);
        let text = String::from_utf8(bytes).unwrap_or_default();
        text.replace('\n', &format!("{}{indentation}", self.newline))
    }
}

/// The blanks with which the line of a place begins.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = line_start(text, at);
    let rest = text[line..at].trim_start_matches([' ', '\t']);
    &text[line..at - rest.len()]
}

/// Where the line of a place begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// True where nothing but blanks stands before a place on its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].trim().is_empty()
}

/// Where the comments end that stand behind a place on the same line, and whether the last one goes up to the end
/// of the line. The place itself where there is none.
pub(super) fn comments_behind(text: &str, from: usize, limit: usize) -> (usize, bool) {
    let (mut end, mut at) = (from, from);
    loop {
        at += text[at..limit].len() - text[at..limit].trim_start_matches([' ', '\t']).len();
        let rest = &text[at..limit];
        if rest.starts_with("//") {
            let line = rest.find('\n').unwrap_or(rest.len());
            let line = rest[..line].trim_end_matches('\r').len();
            return (at + line, true);
        }
        match rest.strip_prefix("/*").and_then(|inner| inner.find("*/")) {
            Some(length) if !rest[..length + 4].contains('\n') => {
                at += length + 4;
                end = at;
            }
            _ => return (end, false),
        }
    }
}

/// Where the last comment of a text ends that holds nothing but comments and blanks; 0 without any.
pub(super) fn after_comments(inner: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    loop {
        at += inner[at..].len() - inner[at..].trim_start().len();
        let rest = &inner[at..];
        let length = if rest.starts_with("//") {
            let line = rest.find('\n').unwrap_or(rest.len());
            Some(rest[..line].trim_end_matches('\r').len())
        } else if let Some(block) = rest.strip_prefix("/*") {
            block.find("*/").map(|length| length + 4)
        } else {
            None
        };
        let Some(length) = length else {
            return end;
        };
        at += length;
        end = at;
    }
}

/// Where the first comma stands that is in no comment, in a text that holds nothing but commas, comments and
/// blanks.
pub(super) fn comma(text: &str, from: usize, limit: usize) -> Option<usize> {
    let after = from + after_comments(&text[from..limit]);
    let rest = &text[after..limit];
    let at = after + rest.len() - rest.trim_start().len();
    text[at..limit].starts_with(',').then_some(at)
}
