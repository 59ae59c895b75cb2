//! Colours, and the two streams: data goes to stdout, talk to stderr. A closed pipe is success.

use std::io::{IsTerminal as _, Write as _};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use stopgate_lineage::is_unseen;

use crate::arguments::Colour;

/// Style of headings and names.
pub(crate) const STRONG: Style = Style::new().bold();
/// Style of what matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Style of what passes.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Style of what fails.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Style of what is risky.
pub(crate) const RISKY: Style = AnsiColor::Yellow.on_default().bold();

/// Accents that one letter may carry: no script stacks more, and a heap of them covers other lines.
const MOST_STACKED: usize = 4;

/// Sets whether colours are used from here on.
pub(crate) fn choose_colour(colour: Colour) {
    match colour {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
}

/// [`FAINT`] where stdout shows it, else no style: what is not written need not be taken out again.
pub(crate) fn faint() -> Style {
    static SHOWN: OnceLock<bool> = OnceLock::new();
    let is_shown = || {
        let choice = anstream::AutoStream::choice(&std::io::stdout());
        choice != anstream::ColorChoice::Never
    };
    if *SHOWN.get_or_init(is_shown) {
        FAINT
    } else {
        Style::new()
    }
}

/// Writes a whole result to stdout.
pub(crate) fn print(text: &str) {
    // Text without anything to take out need not be searched for it byte by byte.
    if !text.chars().any(is_special) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        return;
    }
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes a document to stdout: its bytes as they are, or, on a terminal, its text without anything
/// that a terminal obeys.
pub(crate) fn print_document(bytes: &[u8]) {
    if std::io::stdout().is_terminal() {
        print(&harmless(&String::from_utf8_lossy(bytes)));
        return;
    }
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

/// A result without colours, for a file.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Clears a terminal; what is no terminal keeps everything.
pub(crate) fn clear() {
    if std::io::stdout().is_terminal() {
        print("\u{1b}[2J\u{1b}[H");
    }
}

/// Writes talk to stderr; on a terminal, lines end between words.
pub(crate) fn say(text: &str) {
    let wrapped = match console::Term::stderr().size_checked() {
        Some((_, columns)) => text
            .lines()
            .map(|line| wrapped(line, columns.into()))
            .collect(),
        None => vec![text.to_owned()],
    };
    let mut out = anstream::stderr().lock();
    let _ = writeln!(out, "{}", wrapped.join("\n"));
}

/// A line in lines of at most so many columns, each as far from the left as the first; a longer word stays whole.
fn wrapped(line: &str, columns: usize) -> String {
    let words = line.trim_start_matches(' ');
    let indent = &line[..line.len() - words.len()];
    let options = textwrap::Options::new(columns)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .initial_indent(indent)
        .subsequent_indent(indent);
    textwrap::fill(words, options)
}

/// Says why a command could not do its work.
pub(crate) fn say_failure(text: &str) {
    say(&format!("{BAD}error:{BAD:#} {}", harmless(text)));
}

/// True where a person can be asked: input and talk are a terminal.
pub(crate) fn has_person() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks a question on the terminal; none where the answer ends before its line does.
pub(crate) fn ask(question: &str) -> Option<String> {
    let mut out = anstream::stderr().lock();
    let _ = write!(out, "{question}").and_then(|()| out.flush());
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer).ok()?;
    (read > 0 && answer.ends_with('\n')).then_some(answer)
}

/// One line of standard input, without asking for it; none where the input ends. A line that never ends is cut.
pub(crate) fn read_line() -> Option<String> {
    use std::io::{BufRead as _, Read as _};
    const LONGEST: u64 = 4 * 1024 * 1024;
    let mut line = Vec::new();
    let input = std::io::stdin().lock();
    let read = input.take(LONGEST).read_until(b'\n', &mut line).ok()?;
    (read > 0).then(|| String::from_utf8_lossy(&line).into_owned())
}

/// How wide a line may be: as wide as a terminal says, else 100 columns.
pub(crate) fn width() -> usize {
    console::Term::stdout()
        .size_checked()
        .map_or(100, |(_, columns)| columns.into())
}

/// Text of a document without anything that a terminal obeys or a reader does not see: controls,
/// direction marks and characters without a width are shown as `\u{..}`.
pub(crate) fn harmless(text: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut stacked = 0;
    for c in text.chars() {
        stacked = if is_stacked(c) { stacked + 1 } else { 0 };
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            _ if is_unseen(c) || stacked > MOST_STACKED => {
                shown.push_str(&c.escape_unicode().to_string());
            }
            _ => shown.push(c),
        }
    }
    shown
}

/// The same on one line: what a document breaks into lines reads on.
pub(crate) fn one_line(text: &str) -> String {
    harmless(text).replace('\n', " ")
}

/// Escapes and other controls; a new line is none.
fn is_special(c: char) -> bool {
    c.is_control() && c != '\n'
}

/// Accents and the like, which are drawn over the letter before them.
fn is_stacked(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe0e}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::{STRONG, wrapped};

    #[test]
    fn lines_end_between_words_and_keep_their_place() {
        let line = "  Why: nobody knows who answers at night.";
        assert_eq!(
            wrapped(line, 20),
            "  Why: nobody knows\n  who answers at\n  night."
        );
        let marked = format!("{STRONG}who answers{STRONG:#} at night?");
        assert_eq!(wrapped(&marked, 21).lines().count(), 1);
        assert_eq!(
            wrapped("https://a.example/long", 8),
            "https://a.example/long"
        );
        assert_eq!(wrapped("", 8), "");
    }
}
