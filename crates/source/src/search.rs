//! One expression and all that makes looking for it cheap.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::{captures, syntax};
use regex_automata::{Anchored, Input};

use crate::{Needs, Tables};

/// Bytes that a compiled expression of a user may take.
const LARGEST: usize = 1 << 20;

/// An expression, its tables, and the expression itself compiled where tables do not do.
#[derive(Debug)]
pub(crate) struct Search {
    expression: Cow<'static, str>,
    ignore_case: bool,
    tables: Tables,
    needs: Needs,
    engine: OnceLock<Regex>,
}

impl Search {
    /// What the macros make.
    pub(crate) const fn compiled(
        (expression, ignore_case): (&'static str, bool),
        tables: Tables,
        needs: Needs,
    ) -> Self {
        Self {
            expression: Cow::Borrowed(expression),
            ignore_case,
            tables,
            needs,
            engine: OnceLock::new(),
        }
    }

    /// Compiles an expression that a user wrote, in bounded memory and whatever the case.
    pub(crate) fn read(expression: String) -> Result<Self, String> {
        let limited = finding()
            .nfa_size_limit(Some(LARGEST))
            .hybrid_cache_capacity(LARGEST);
        let engine = build(&expression, true, limited)?;
        Ok(Self {
            expression: Cow::Owned(expression),
            ignore_case: true,
            tables: Tables::None,
            needs: Needs::default(),
            engine: OnceLock::from(engine),
        })
    }

    pub(crate) fn needs(&self) -> Needs {
        self.needs
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.may_match(text, 0) && (self.tables.is_exact() || self.engine().is_match(text))
    }

    /// The first match that begins at `from` or later.
    pub(crate) fn find_from(&self, text: &str, from: usize) -> Option<Range<usize>> {
        self.find_next(text, from, &mut Vec::new())
    }

    /// The same for one search after the other, with what [`Tables::find_next`] keeps between them.
    fn find_next(
        &self,
        text: &str,
        from: usize,
        ahead: &mut Vec<Option<Range<usize>>>,
    ) -> Option<Range<usize>> {
        if from > text.len() || !self.needs.are_met(text.as_bytes(), from) {
            return None;
        }
        match self.tables.find_next(text.as_bytes(), from, ahead) {
            Some(found) => found,
            None => {
                let input = Input::new(text).span(from..text.len());
                let may_match = self.tables.may_match(text.as_bytes(), from);
                let found = may_match.then(|| self.engine().find(input))?;
                found.map(|found| found.range())
            }
        }
    }

    /// All matches, in order, none overlapping another.
    pub(crate) fn find_iter(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0;
        let mut last = None;
        let mut ahead = Vec::new();
        std::iter::from_fn(move || {
            loop {
                let range = self.find_next(text, from, &mut ahead)?;
                // An expression may match nothing at all; then the next character is the next place.
                from = match range.is_empty() {
                    true => boundary(text, range.end + 1),
                    false => range.end,
                };
                let is_beside = range.is_empty() && last == Some(range.end);
                last = Some(range.end);
                if !is_beside {
                    return Some(range);
                }
            }
        })
    }

    /// The parts of a match that [`Search::find_from`] told.
    pub(crate) fn parts(&self, text: &str, found: Range<usize>) -> captures::Captures {
        let engine = self.engine();
        let mut parts = engine.create_captures();
        let input = Input::new(text).span(found).anchored(Anchored::Yes);
        engine.search_captures(&input, &mut parts);
        parts
    }

    /// False when there is no match that begins at `from` or later; true may be wrong.
    fn may_match(&self, text: &str, from: usize) -> bool {
        let text = text.as_bytes();
        self.needs.are_met(text, from) && self.tables.may_match(text, from)
    }

    fn engine(&self) -> &Regex {
        self.engine.get_or_init(|| {
            let config = if self.tables.is_exact() {
                telling_parts()
            } else {
                finding()
            };
            build(&self.expression, self.ignore_case, config)
                .unwrap_or_else(|error| unreachable!("{}: {error}", self.expression))
        })
    }
}

/// The engines that pay off on texts as short as those of a plan.
fn finding() -> Config {
    Config::new()
        .auto_prefilter(false)
        .onepass(false)
        .backtrack(false)
}

/// The engine that is built fastest, where it is known already where a match begins and ends.
fn telling_parts() -> Config {
    Config::new()
        .auto_prefilter(false)
        .hybrid(false)
        .dfa(false)
        .onepass(false)
}

fn build(expression: &str, ignore_case: bool, config: Config) -> Result<Regex, String> {
    let built = Regex::builder()
        .configure(config)
        .syntax(syntax::Config::new().case_insensitive(ignore_case))
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
