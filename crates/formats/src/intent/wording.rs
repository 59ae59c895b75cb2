//! What a person typed, made fit to stand on one line of a plan: no word is left out, inline code stays
//! code, and nothing else in it is Markdown, HTML, a control character or unseen.

use super::shown;
use crate::lower::is_disguise;

/// Characters that one text of a person has at most; a longer one is a document of its own.
pub(crate) const LONGEST: usize = 4_000;

/// Running text on one line. What would open a heading, a list or a fence at its start is escaped.
///
/// `` # a *b* `c|d` `` gives ``` \# a \*b\* `c|d` ```.
pub(crate) fn line(text: &str) -> String {
    opened(&written(text, false))
}

/// The same where other words of ours stand in front of it on the line.
pub(crate) fn inner(text: &str) -> String {
    written(text, false)
}

/// The same for a cell of a table, where a bar ends the cell even inside of code.
pub(crate) fn cell(text: &str) -> String {
    written(text, true)
}

/// The letters and digits of a text: what stays of it whatever is escaped.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A text on one line, with all that nobody sees spelled out: what is read back of it.
pub(crate) fn spelled_out(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    shown::without_comment_marks(visible(&joined))
}

fn written(text: &str, in_cell: bool) -> String {
    let joined = spelled_out(text);
    let mut out = String::with_capacity(joined.len() + joined.len() / 8);
    let mut rest = joined.as_str();
    while let Some(at) = rest.find('`') {
        escape(&mut out, &rest[..at]);
        rest = &rest[at..];
        let run = rest.len() - rest.trim_start_matches('`').len();
        match code_end(rest, run) {
            Some(end) if in_cell => out.push_str(&rest[..end].replace('|', "\\|")),
            Some(end) => out.push_str(&rest[..end]),
            None => out.push_str(&"\\`".repeat(run)),
        }
        rest = &rest[code_end(rest, run).unwrap_or(run)..];
    }
    escape(&mut out, rest);
    out
}

/// Where inline code ends that begins with a run of back-ticks: behind the next run of the same length.
fn code_end(text: &str, run: usize) -> Option<usize> {
    let mut at = run;
    while let Some(next) = text[at..].find('`') {
        let start = at + next;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        if length == run {
            return Some(start + length);
        }
        at = start + length;
    }
    None
}

/// Controls and characters that nobody sees, spelled out.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_disguise(c) || c.is_control() {
            shown.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Marks that would be read are escaped; the others stay as they were typed.
fn escape(out: &mut String, text: &str) {
    let mut before = out.chars().next_back();
    for (at, c) in text.char_indices() {
        let behind = text[at + c.len_utf8()..].chars().next();
        if is_mark(before, c, behind) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

fn is_mark(before: Option<char>, c: char, behind: Option<char>) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' => true,
        '_' => !(in_word(before) && in_word(behind)),
        '&' => behind.is_some_and(|c| c == '#' || c.is_alphanumeric()),
        _ => false,
    }
}

/// The text with an escape where its first characters would open a block.
fn opened(text: &str) -> String {
    if text.starts_with(['#', '+', '-', '=', ':']) {
        return format!("\\{text}");
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{cell, line};

    #[test]
    fn nothing_opens_a_block_and_code_stays_code() {
        for (typed, shown) in [
            ("# a *b*", "\\# a \\*b\\*"),
            ("- [ ] x", "\\- \\[ \\] x"),
            ("12. x", "12\\. x"),
            ("a\r\n```sh\nrm -rf /\n```\r\nb", "a ```sh rm -rf / ``` b"),
            ("```", "\\`\\`\\`"),
            ("snake_case _x_", "snake_case \\_x\\_"),
            ("`a|b` | c", "`a|b` \\| c"),
            ("a & b &amp; c", "a & b \\&amp; c"),
            ("<!-- x -->", "\\<\\\\u{21}-- x --\\\\u{3e}"),
            ("a\u{1b}[31m\u{202e}", "a\\\\u{1b}\\[31m\\\\u{202e}"),
        ] {
            assert_eq!(line(typed), shown, "{typed:?}");
        }
        assert_eq!(cell("`a|b` | c"), "`a\\|b` \\| c");
    }
}
