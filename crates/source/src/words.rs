//! Word lists: expressions that find words in any case.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::syntax;

use crate::Tables;
use crate::pattern::ascii;

/// An expression over words that ignores case.
///
/// The constants of Stopgate are made by the macro `words!`, as tables that cost nothing to load.
/// Expressions of users, and the few whose tables would be too large, are compiled when they are first
/// needed, without the engines that pay off only on long texts.
#[derive(Debug)]
pub struct Words {
    expression: Cow<'static, str>,
    tables: Tables,
    engine: OnceLock<Regex>,
}

/// Bytes that a compiled expression of a user may take.
const LARGEST: usize = 1 << 20;

/// Words that were found, as they stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Words {
    /// What `words!` makes: an expression whose Perl classes are ASCII already, and its two tables, to
    /// be read forwards and backwards.
    pub const fn compiled(expression: &'static str, tables: Tables) -> Self {
        Self {
            expression: Cow::Borrowed(expression),
            tables,
            engine: OnceLock::new(),
        }
    }

    /// Compiles an expression that a user wrote, in bounded memory.
    ///
    /// # Errors
    /// When it is no regular expression, or one that needs more memory than any list of words does.
    pub fn read(expression: &str) -> Result<Self, String> {
        let expression = ascii(expression);
        let limited = engines()
            .nfa_size_limit(Some(LARGEST))
            .hybrid_cache_capacity(LARGEST);
        let engine = build(&expression, limited)?;
        Ok(Self {
            expression: Cow::Owned(expression),
            tables: Tables::None,
            engine: OnceLock::from(engine),
        })
    }

    /// True when the words occur.
    pub fn is_match(&self, text: &str) -> bool {
        let may_match = self.tables.may_match(text.as_bytes(), 0);
        may_match && (self.tables.is_exact() || self.engine().is_match(text))
    }

    /// Where the words occur first.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let range = self.find_from(text, 0)?;
        Some(Found::new(text, range))
    }

    /// Where the words occur, in order.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let range = self.find_from(text, from)?;
            // An expression may match nothing at all; then the next character is the next place.
            from = match range.is_empty() {
                true => boundary(text, range.end + 1),
                false => range.end,
            };
            Some(Found::new(text, range))
        })
    }

    fn find_from(&self, text: &str, from: usize) -> Option<Range<usize>> {
        if from > text.len() {
            return None;
        }
        if let Tables::Both(forward, backward) = self.tables {
            let end = forward.end(text.as_bytes(), from)?;
            let start = backward.start_of(text.as_bytes(), from..end)?;
            return Some(start..end);
        }
        if !self.tables.may_match(text.as_bytes(), from) {
            return None;
        }
        let input = regex_automata::Input::new(text).span(from..text.len());
        self.engine().find(input).map(|found| found.range())
    }

    fn engine(&self) -> &Regex {
        self.engine.get_or_init(|| {
            build(&self.expression, engines())
                .unwrap_or_else(|error| unreachable!("{}: {error}", self.expression))
        })
    }
}

/// The engines that pay off on texts as short as those of a plan.
fn engines() -> Config {
    Config::new()
        .auto_prefilter(false)
        .onepass(false)
        .backtrack(false)
}

fn build(expression: &str, config: Config) -> Result<Regex, String> {
    let built = Regex::builder()
        .configure(config)
        .syntax(syntax::Config::new().case_insensitive(true))
        .build(expression);
    built.map_err(|error| reason(&error))
}

fn reason(error: &BuildError) -> String {
    match (error.syntax_error(), error.size_limit()) {
        (Some(syntax), _) => syntax.to_string(),
        (None, Some(limit)) => format!("it needs more than {limit} bytes; write fewer repetitions"),
        (None, None) => error.to_string(),
    }
}

/// The first place at `from` or behind it where a character begins, or the place behind the last one.
fn boundary(text: &str, from: usize) -> usize {
    let mut places = from..text.len();
    places
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(from.max(text.len()))
}

impl<'t> Found<'t> {
    fn new(text: &'t str, range: Range<usize>) -> Self {
        Self {
            text,
            start: range.start,
            end: range.end,
        }
    }

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

    fn read(expression: &str) -> Words {
        Words::read(expression).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn words_are_found_in_any_case_and_returned_as_they_stand() {
        let words = read(r"\bnot (?:yet|done)\b");
        let found: Vec<&str> = words
            .find_iter("Not YET é not done")
            .map(|found| found.as_str())
            .collect();
        assert_eq!(found, ["Not YET", "not done"]);
        assert!(!words.is_match("cannot done"));
    }

    #[test]
    fn an_expression_that_matches_nothing_at_all_ends() {
        assert_eq!(read("x*").find_iter("äxé").count(), 4);
    }

    #[test]
    fn expressions_of_users_are_refused_and_not_obeyed_when_they_are_broken_or_huge() {
        assert!(Words::read(r"Back-?fill\S*").is_ok_and(|words| words.is_match("a backfilling")));
        assert!(Words::read("(a").is_err_and(|reason| reason.contains("unclosed")));
        assert!(Words::read(r"(?:(?:\w{1000}){1000}){10}").is_err());
    }
}
