//! Expressions that are constants and tell the parts of what they find.

use std::borrow::Cow;

use crate::search::Search;
use crate::{Found, Needs, Parts, Sought, Tables};

/// A constant expression, made by the macro `pattern!`: tables say where it matches, and only where its
/// parts are asked for is the expression itself compiled.
#[derive(Debug)]
pub struct Pattern(Search);

impl Pattern {
    /// What `pattern!` makes: an expression whose Perl classes are ASCII already, its tables, and what a
    /// text needs to match.
    pub const fn compiled(expression: &'static str, tables: Tables, needs: Needs) -> Self {
        Self(Search::compiled((expression, false), tables, needs))
    }

    /// True when the expression matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The first match.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let range = self.0.find_from(text, 0)?;
        Some(Found::new(text, range))
    }

    /// All matches, in order.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> {
        let ranges = self.0.find_iter(text);
        ranges.map(move |range| Found::new(text, range))
    }

    /// The first match with its parts.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Parts<'t>> {
        self.captures_iter(text).next()
    }

    /// All matches with their parts, in order.
    pub fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Parts<'t>> {
        let ranges = self.0.find_iter(text);
        ranges.map(move |range| Parts::new(text, self.0.parts(text, range)))
    }

    /// The text with every match replaced by these words.
    pub fn replace_all<'t>(&self, text: &'t str, by: &str) -> Cow<'t, str> {
        replaced(text, self.find_iter(text).map(|found| (found, by)))
    }

    /// The text with every match replaced by what is made of its parts.
    pub fn replace_each<'t>(
        &self,
        text: &'t str,
        made: impl Fn(&Parts<'t>) -> String,
    ) -> Cow<'t, str> {
        let matches = self.captures_iter(text);
        let pairs = matches.filter_map(|parts| Some((parts.get(0)?, made(&parts))));
        replaced(text, pairs)
    }

    /// What stands between the matches.
    pub fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let mut start = 0;
        let ranges = self.0.find_iter(text).map(Some).chain([None]);
        ranges.map(move |range| {
            let end = range.as_ref().map_or(text.len(), |range| range.start);
            let part = &text[start..end];
            start = range.map_or(end, |range| range.end);
            part
        })
    }
}

impl Sought for Pattern {
    fn needs(&self) -> Needs {
        self.0.needs()
    }
}

fn replaced<'t>(
    text: &'t str,
    matches: impl Iterator<Item = (Found<'t>, impl AsRef<str>)>,
) -> Cow<'t, str> {
    let mut result = String::new();
    let mut done = 0;
    for (found, by) in matches {
        result.push_str(&text[done..found.start()]);
        result.push_str(by.as_ref());
        done = found.end();
    }
    if done == 0 && result.is_empty() {
        return Cow::Borrowed(text);
    }
    result.push_str(&text[done..]);
    Cow::Owned(result)
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
    use regex::Regex;

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
