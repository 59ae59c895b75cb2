//! Text of others, made fit to stand in a plan: nothing in it is Markdown, HTML, a control character or
//! unseen.

use crate::lower::is_disguise;

/// Characters of a line of output that are kept.
const LONGEST_LINE: usize = 160;
/// Characters of inline code that are kept.
const LONGEST_CODE: usize = 240;
/// Characters of running text that are kept.
const LONGEST_TEXT: usize = 480;
/// Characters of words of ours, such as an outcome or a duration, that are kept.
const LONGEST_WORD: usize = 160;

/// A line of output: controls and unseen characters as `\u{..}`, tabs as blanks, the rest of a long line
/// as `…`.
pub(crate) fn line(text: &str) -> String {
    without_comment_marks(cut(text.trim_end(), LONGEST_LINE))
}

/// Inline code on one line; none where there is nothing to show.
///
/// `` a `b` `` gives ``` `` a `b` `` ```.
pub(crate) fn code(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let text = without_comment_marks(cut(&lines.join(" ↵ "), LONGEST_CODE));
    if text.trim().is_empty() {
        return None;
    }
    let marks = "`".repeat(longest_run(&text, '`') + 1);
    let touches = text.starts_with('`') || text.ends_with('`');
    let gap = if touches { " " } else { "" };
    Some(format!("{marks}{gap}{text}{gap}{marks}"))
}

/// Running text on one line, every mark of Markdown escaped. It must not open a line.
pub(crate) fn words(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::with_capacity(joined.len());
    for c in without_comment_marks(cut(&joined, LONGEST_TEXT)).chars() {
        if is_mark(c) {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}

/// A word of Stopgate's own (`exit 0`, `2026-11-28 03:44Z`): letters, digits and a few signs.
pub(crate) fn plain(text: &str) -> String {
    let known =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ':' | ',' | '+' | '%');
    let kept: String = text
        .chars()
        .map(|c| if known(c) { c } else { ' ' })
        .take(LONGEST_WORD)
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length of the longest run of a character.
pub(crate) fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn cut(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut length = 0;
    for c in text.chars() {
        let before = shown.len();
        match c {
            '\t' => shown.push_str("    "),
            '\r' | '\n' => shown.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c if is_disguise(c) => {
                shown.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => shown.push(c),
        }
        length += shown[before..].chars().count();
        if length > most {
            shown.truncate(before);
            shown.push('…');
            break;
        }
    }
    shown
}

/// Readers that go by lines, and the rest of the document for our own reader, take these for comments
/// even inside of code.
pub(crate) fn without_comment_marks(text: String) -> String {
    if !text.contains("--") {
        return text;
    }
    text.replace("<!--", "<\\u{21}--")
        .replace("-->", "--\\u{3e}")
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\\' | '`'
            | '*'
            | '_'
            | '{'
            | '}'
            | '['
            | ']'
            | '<'
            | '>'
            | '#'
            | '|'
            | '~'
            | '&'
            | '!'
            | '$'
            | '^'
            | '@'
    )
}

#[cfg(test)]
mod tests {
    use super::{code, line, plain, words};

    #[test]
    fn what_nobody_sees_is_spelled_out() {
        assert_eq!(
            line("a\u{1b}[31mb\tc\u{202e}\0  "),
            "a\\u{1b}[31mb    c\\u{202e}\\u{0}"
        );
        assert_eq!(line("<!-- x -->"), "<\\u{21}-- x --\\u{3e}");
        let long = line(&"é".repeat(500));
        assert!(long.chars().count() == 161 && long.ends_with('…'));
    }

    #[test]
    fn code_holds_any_back_ticks_and_one_line() {
        assert_eq!(code("make `x`").as_deref(), Some("`` make `x` ``"));
        assert_eq!(code("a \\\n  b").as_deref(), Some("`a \\ ↵   b`"));
        assert_eq!(code(" \n "), None);
    }

    #[test]
    fn words_hold_no_markup() {
        assert_eq!(words("# a *b*\n<c>"), "\\# a \\*b\\* \\<c\\>");
        assert_eq!(plain("exit 0\n# `x`"), "exit 0 x");
    }
}
