//! Word lists: expressions that find words in any case.

use crate::pattern::ascii;
use crate::search::Search;
use crate::{Found, Needs, Sought, Tables};

/// An expression over words that ignores case.
///
/// The constants of Stopgate are made by the macro `words!`, as tables that cost nothing to load.
/// Expressions of users, and the few whose tables would be too large, are compiled when they are first
/// needed, without the engines that pay off only on long texts.
#[derive(Debug)]
pub struct Words(Search);

impl Words {
    /// What `words!` makes: an expression whose Perl classes are ASCII already, its tables, and what a
    /// text needs to match.
    pub const fn compiled(expression: &'static str, tables: Tables, needs: Needs) -> Self {
        Self(Search::compiled((expression, true), tables, needs))
    }

    /// Compiles an expression that a user wrote, in bounded memory.
    ///
    /// # Errors
    /// When it is no regular expression, or one that needs more memory than any list of words does.
    pub fn read(expression: &str) -> Result<Self, String> {
        Search::read(ascii(expression)).map(Self)
    }

    /// True when the words occur.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Where the words occur first.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let range = self.0.find_from(text, 0)?;
        Some(Found::new(text, range))
    }

    /// Where the words occur, in order.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> {
        let ranges = self.0.find_iter(text);
        ranges.map(move |range| Found::new(text, range))
    }
}

impl Sought for Words {
    fn needs(&self) -> Needs {
        self.0.needs()
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
        let found = read("x*");
        let ranges: Vec<_> = found.find_iter("äxé").map(|found| found.range()).collect();
        assert_eq!(ranges, [0..0, 2..3, 5..5]);
    }

    #[test]
    fn expressions_of_users_are_refused_and_not_obeyed_when_they_are_broken_or_huge() {
        assert!(Words::read(r"Back-?fill\S*").is_ok_and(|words| words.is_match("a backfilling")));
        assert!(Words::read("(a").is_err_and(|reason| reason.contains("unclosed")));
        assert!(Words::read(r"(?:(?:\w{1000}){1000}){10}").is_err());
    }
}
