//! Regular expressions that are constants.

use regex::Regex;

/// Compiles a constant expression; each is compiled by the tests of the module that owns it.
pub(crate) fn pattern(text: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "the expression is a constant that tests compile"
    )]
    Regex::new(text).expect("a constant expression compiles")
}
