//! Word lists: expressions that find words in any case.

use std::ops::Range;

use regex_automata::meta::{Config, Regex};

use crate::pattern::ascii;

/// An expression over words that ignores the case of ASCII letters.
///
/// It is compiled for lower case, without the engines and literal searches that pay off only on long
/// texts, and looks at a lower-case copy of the text: that compiles many times faster than a
/// case-insensitive expression, and a process compiles every list that it uses.
#[derive(Debug)]
pub struct Words {
    expression: Regex,
}

/// Bytes that a compiled expression of a user may take.
const LARGEST: usize = 1 << 20;

/// The expression without capitals; what stands behind a backslash keeps its meaning.
fn small(expression: &str) -> String {
    let mut escaped = false;
    let lower = |c: char| {
        let kept = escaped;
        escaped = c == '\\' && !kept;
        if kept { c } else { c.to_ascii_lowercase() }
    };
    expression.chars().map(lower).collect()
}

fn reason(error: &regex_automata::meta::BuildError) -> String {
    match (error.syntax_error(), error.size_limit()) {
        (Some(syntax), _) => syntax.to_string(),
        (None, Some(limit)) => format!("it needs more than {limit} bytes; write fewer repetitions"),
        (None, None) => error.to_string(),
    }
}

/// Words that were found, as they stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Words {
    /// Compiles a constant expression in lower case.
    pub fn new(expression: &str) -> Self {
        debug_assert!(
            !expression.contains("(?i"),
            "the case is ignored anyway: {expression}"
        );
        let config = Config::new()
            .auto_prefilter(false)
            .onepass(false)
            .backtrack(false);
        let built = Regex::builder().configure(config).build(&ascii(expression));
        Self {
            expression: built.unwrap_or_else(|error| unreachable!("{expression}: {error}")),
        }
    }

    /// Compiles an expression that a user wrote, in bounded memory; capitals mean small letters.
    ///
    /// # Errors
    /// When it is no regular expression, or one that needs more memory than any list of words does.
    pub fn read(expression: &str) -> Result<Self, String> {
        let config = Config::new()
            .nfa_size_limit(Some(LARGEST))
            .hybrid_cache_capacity(LARGEST)
            .auto_prefilter(false)
            .onepass(false)
            .backtrack(false);
        let built = Regex::builder()
            .configure(config)
            .build(&ascii(&small(expression)));
        built
            .map(|expression| Self { expression })
            .map_err(|error| reason(&error))
    }

    /// True when the words occur.
    pub fn is_match(&self, text: &str) -> bool {
        self.expression.is_match(&text.to_ascii_lowercase())
    }

    /// Where the words occur first.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let found = self.expression.find(&text.to_ascii_lowercase())?.range();
        Some(Found {
            text,
            start: found.start,
            end: found.end,
        })
    }

    /// Where the words occur, in order.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> + use<'t> {
        let lower = text.to_ascii_lowercase();
        let ranges: Vec<Range<usize>> = self
            .expression
            .find_iter(&lower)
            .map(|found| found.range())
            .collect();
        ranges.into_iter().map(move |found| Found {
            text,
            start: found.start,
            end: found.end,
        })
    }
}

impl<'t> Found<'t> {
    /// The words.
    pub fn as_str(&self) -> &'t str {
        &self.text[self.range()]
    }

    /// First byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// One past the last byte.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Both, for slicing.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_returned_as_they_stand() {
        let words = Words::new(r"\bnot (?:yet|done)\b");
        let found: Vec<&str> = words
            .find_iter("Not YET é not done")
            .map(|found| found.as_str())
            .collect();
        assert_eq!(found, ["Not YET", "not done"]);
        assert!(!words.is_match("cannot done"));
    }

    #[test]
    fn expressions_of_users_are_refused_and_not_obeyed_when_they_are_broken_or_huge() {
        assert!(Words::read(r"Back-?fill\S*").is_ok_and(|words| words.is_match("a backfilling")));
        assert!(Words::read("(a").is_err_and(|reason| reason.contains("unclosed")));
        assert!(Words::read(r"(?:(?:\w{1000}){1000}){10}").is_err());
    }
}
