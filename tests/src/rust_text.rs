//! What the house rules ask about Rust files. It relies on rustfmt: a block ends on the line that
//! closes with the indentation with which it began.

/// Columns by which rustfmt indents.
const INDENT: usize = 4;

/// A function with the lines that it takes, signature included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// How many lines it has.
    pub length: usize,
}

/// The text without test modules, line for line: what is left out becomes empty lines.
///
/// `#[cfg(test)]` and the item behind it
pub fn without_tests(text: &str) -> String {
    without(text, |line| line.trim() == "#[cfg(test)]")
}

/// The text without constants and statics of more than one line: tables may be long.
pub fn without_tables(text: &str) -> String {
    without(text, |line| {
        let item = line.strip_prefix("pub").map_or(line, |rest| {
            let rest = rest.strip_prefix("(crate)").unwrap_or(rest);
            rest.trim_start()
        });
        item.starts_with("static ") || (item.starts_with("const ") && !item.starts_with("const fn"))
    })
}

/// How many lines of a text hold something.
pub fn filled_lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// All functions with a body, also those inside others.
///
/// `pub(crate) fn check(…) {`
pub fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let function = |at: usize| {
        let name = function_name(lines[at])?;
        let length = item_length(&lines[at..]);
        Some(Function {
            name: name.to_owned(),
            line: at + 1,
            length,
        })
    };
    (0..lines.len()).filter_map(function).collect()
}

fn without(text: &str, begins: impl Fn(&str) -> bool) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if begins(line) {
            let length = item_length(&lines[at..]);
            kept.push_str(&"\n".repeat(length));
            at += length;
        } else {
            kept.push_str(line);
            kept.push('\n');
            at += 1;
        }
    }
    kept
}

/// Lines of the item that begins on the first line, attributes included.
fn item_length(lines: &[&str]) -> usize {
    let attributes = lines
        .iter()
        .take_while(|line| line.trim_start().starts_with("#["))
        .count();
    let item = lines.get(attributes..).unwrap_or_default();
    let first = item.first().copied().unwrap_or_default();
    let ends = |(at, line): (usize, &&str)| {
        let inside = indentation(line).saturating_sub(indentation(first));
        let closes = inside == 0 && line.trim_start().starts_with(['}', ']', ')', '"']);
        let is_value = inside == INDENT && first.ends_with('=');
        line.ends_with([';', '}']) && (at == 0 || closes || is_value)
    };
    let last = item.iter().enumerate().position(ends);
    attributes + last.map_or(item.len(), |at| at + 1)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn function_name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let is_qualifier = |word: &str| {
        word.starts_with("pub") || matches!(word, "const" | "async" | "unsafe" | "extern")
    };
    if !before.split_whitespace().all(is_qualifier) || after.ends_with(';') {
        return None;
    }
    let end = after.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    after.get(..end).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
static WORDS: &[&str] = &[
    \"a\",
];

impl A {
    pub(crate) fn long(
        self,
    ) -> u32 {
        if self.x {
            1
        }
    }

    fn short(self) {}
}

trait B {
    fn no_body(&self);
}

#[cfg(test)]
mod tests {
    fn of_test() {
    }
}
";

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        let found: Vec<_> = functions(TEXT)
            .into_iter()
            .map(|f| (f.name, f.line, f.length))
            .collect();
        let expected = [("long", 6, 7), ("short", 14, 1), ("of_test", 23, 2)];
        assert_eq!(
            found,
            expected.map(|(name, line, length)| (name.to_owned(), line, length))
        );
    }

    #[test]
    fn tests_and_tables_are_left_out_line_for_line() {
        let rest = without_tables(&without_tests(TEXT));
        assert!(
            !rest.contains("WORDS") && !rest.contains("of_test"),
            "{rest}"
        );
        assert_eq!(rest.lines().count(), TEXT.lines().count());
        assert_eq!(rest.lines().nth(4), Some("impl A {"));
    }
}
