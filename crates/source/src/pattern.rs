//! Expressions that are constants and tell the parts of what they find.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::{Captures, Match, Regex, Replacer};

use crate::Tables;

/// A constant expression, made by the macro `pattern!`: a table says whether it matches, and only
/// where it does the expression itself is compiled, to tell the parts.
#[derive(Debug)]
pub struct Pattern {
    expression: &'static str,
    tables: Tables,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// What `pattern!` makes: an expression whose Perl classes are ASCII already, and its table.
    pub const fn compiled(expression: &'static str, tables: Tables) -> Self {
        Self {
            expression,
            tables,
            regex: OnceLock::new(),
        }
    }

    /// True when the expression matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        let may_match = self.tables.may_match(text.as_bytes(), 0);
        may_match && (self.tables.is_exact() || self.regex().is_match(text))
    }

    /// The first match.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.matching(text)?.find(text)
    }

    /// All matches, in order.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        let regex = self.matching(text);
        regex
            .into_iter()
            .flat_map(move |regex| regex.find_iter(text))
    }

    /// The first match with its parts.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.matching(text)?.captures(text)
    }

    /// All matches with their parts, in order.
    pub fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        let regex = self.matching(text);
        regex
            .into_iter()
            .flat_map(move |regex| regex.captures_iter(text))
    }

    /// The text with every match replaced.
    pub fn replace_all<'t>(&self, text: &'t str, by: impl Replacer) -> Cow<'t, str> {
        match self.matching(text) {
            Some(regex) => regex.replace_all(text, by),
            None => Cow::Borrowed(text),
        }
    }

    /// What stands between the matches.
    pub fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let regex = self.matching(text);
        let whole = regex.is_none().then_some(text);
        let parts = regex.into_iter().flat_map(move |regex| regex.split(text));
        whole.into_iter().chain(parts)
    }

    /// The expression itself, where it may match.
    fn matching(&self, text: &str) -> Option<&Regex> {
        let may_match = self.tables.may_match(text.as_bytes(), 0);
        may_match.then(|| self.regex())
    }

    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            Regex::new(self.expression)
                .unwrap_or_else(|error| unreachable!("{}: {error}", self.expression))
        })
    }
}

/// The expression with ASCII classes in place of Perl classes: `\w`, `\d`, `\s` and `\b` mean ASCII,
/// because their Unicode tables make an automaton a hundred times larger.
pub fn ascii(expression: &str) -> String {
    let mut result = String::with_capacity(expression.len() * 2);
    let mut in_class = false;
    let mut chars = expression.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' if !in_class => in_class = true,
            ']' if in_class => in_class = false,
            _ => {}
        }
        if c != '\\' {
            result.push(c);
            continue;
        }
        let class = match chars.next() {
            Some('w') => "word",
            Some('d') => "digit",
            Some('s') => "space",
            Some('W') => "^word",
            Some('D') => "^digit",
            Some('S') => "^space",
            Some(boundary @ ('b' | 'B')) if !in_class => {
                result.push_str(&format!("(?-u:\\{boundary})"));
                continue;
            }
            other => {
                result.push('\\');
                result.extend(other);
                continue;
            }
        };
        let (open, close) = if in_class {
            ("[:", ":]")
        } else {
            ("[[:", ":]]")
        };
        result.push_str(&format!("{open}{class}{close}"));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ascii_inside_and_outside_of_brackets() {
        assert_eq!(
            ascii(r"\bv?(\d+)[\w-]\S\[\\w"),
            r"(?-u:\b)v?([[:digit:]]+)[[:word:]-][[:^space:]]\[\\w"
        );
        let read = |expression| Regex::new(&ascii(expression)).unwrap_or_else(|e| panic!("{e}"));
        assert!(read(r"^[\w-]+\s\d$").is_match("a-b 1"));
        assert!(read(r"(?i)\bnot\b").is_match("is NOT done"));
    }
}
