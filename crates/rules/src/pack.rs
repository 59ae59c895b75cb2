//! A check pack: what plans of one kind of work have to speak of, as data (X8, X9).
//!
//! A pack file holds words and texts. It names no file, no command to run and no address, so whoever
//! writes one can make Stopgate say something and nothing else.

use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use stopgate_model::Plan;
use stopgate_source::{Severity, Span, Words};

use crate::contents;
use crate::{packs, phrases};

/// A pack file, or a name of a pack, that cannot be used, and what to mend.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {reason}. `stopgate explain PCK001` says what a pack file holds")]
pub struct BrokenPack {
    /// Where it stands.
    pub name: String,
    /// What is wrong, with line and column where the file does not parse.
    pub reason: String,
}

/// A check pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Short id (`backfill`).
    pub id: String,
    /// Name for people, in messages.
    pub name: String,
    /// Which kind of work it is for, in one sentence.
    pub summary: String,
    #[serde(default)]
    applies: Applies,
    #[serde(rename = "topic")]
    topics: Vec<Topic>,
}

/// When a pack applies by itself; one of these is enough. Empty: only where it is named.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Applies {
    /// Words in the title of the plan or of a section.
    #[serde(default)]
    titles: Option<Expression>,
    /// Words in its text.
    #[serde(default)]
    words: Option<Expression>,
    /// In how many paragraphs, items and cells the words must occur.
    #[serde(default)]
    count: Option<usize>,
    /// Words in its commands.
    #[serde(default)]
    commands: Option<Expression>,
}

/// What a plan of this kind has to speak of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Short id, unique in its pack (`batches`).
    pub id: String,
    /// What shows that the plan speaks of it.
    words: Expression,
    /// Roles of sections in which it has to stand; anywhere where there are none.
    #[serde(default)]
    sections: Vec<String>,
    /// What is missing, and why it matters.
    pub message: String,
    /// What to write.
    pub help: String,
    /// What a person is asked, with an example of an answer.
    pub question: String,
    #[serde(default)]
    severity: Weight,
    /// The requirement that asks for it.
    pub requirement: Option<String>,
}

/// How much a topic weighs: a pack never keeps a plan from its gate.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Weight {
    #[default]
    Info,
    Warning,
}

/// A regular expression over words, compiled when it is first asked: a process needs few of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "toml::Spanned<String>")]
struct Expression {
    text: String,
    /// Where it stands in its file, byte.
    at: usize,
    words: Arc<OnceLock<Result<Words, String>>>,
}

impl From<toml::Spanned<String>> for Expression {
    fn from(text: toml::Spanned<String>) -> Self {
        Self {
            at: text.span().start,
            text: text.into_inner(),
            words: Arc::default(),
        }
    }
}

impl Expression {
    fn compiled(&self) -> Result<&Words, &String> {
        if let Some(words) = packs::compiled(&self.text) {
            return Ok(words);
        }
        let compiled = self.words.get_or_init(|| {
            let words = Words::read(&self.text)?;
            if words.is_match("") {
                return Err("it finds words in an empty text; name at least one".to_owned());
            }
            Ok(words)
        });
        compiled.as_ref()
    }

    /// False where no text of the plan holds what the words need.
    fn may_occur(&self, plan: &Plan) -> bool {
        self.compiled()
            .is_ok_and(|words| plan.grams.may_hold(words))
    }

    fn is_match(&self, text: &str) -> bool {
        self.compiled().is_ok_and(|words| words.is_match(text))
    }

    fn occurs_in(&self, plan: &Plan, span: Span) -> bool {
        let compiled = self.compiled();
        compiled.is_ok_and(|words| phrases::occurs(plan, span, words))
    }
}

/// In how many texts the words occur where the file does not say.
const SELDOM: usize = 3;

impl Pack {
    /// Reads a pack file and tries all of it.
    ///
    /// # Errors
    /// When it is not TOML, has a key that means nothing, lacks one that is needed, holds an expression
    /// that cannot be compiled, or two topics with one id.
    pub fn read(name: &str, text: &str) -> Result<Self, BrokenPack> {
        let pack = Self::read_untried(name, text)?;
        let line = |at: usize| {
            text.get(..at)
                .map_or(1, |before| before.matches('\n').count() + 1)
        };
        for expression in pack.expressions() {
            if let Err(reason) = expression.compiled() {
                return Err(BrokenPack {
                    name: name.to_owned(),
                    reason: format!(
                        "line {}: `{}` cannot be used: {reason}",
                        line(expression.at),
                        expression.text
                    ),
                });
            }
        }
        Ok(pack)
    }

    /// Reads a pack file without compiling its expressions.
    pub(crate) fn read_untried(name: &str, text: &str) -> Result<Self, BrokenPack> {
        let broken = |reason: String| BrokenPack {
            name: name.to_owned(),
            reason,
        };
        let pack: Self = toml::from_str(text)
            .map_err(|error| broken(error.to_string().trim_end().to_owned()))?;
        match pack.contradiction() {
            Some(reason) => Err(broken(reason)),
            None => Ok(pack),
        }
    }

    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let applies = &self.applies;
        let of_pack = [&applies.titles, &applies.words, &applies.commands];
        of_pack
            .into_iter()
            .flatten()
            .chain(self.topics.iter().map(|topic| &topic.words))
    }

    fn contradiction(&self) -> Option<String> {
        let mut seen = std::collections::HashSet::new();
        let twice = self.topics.iter().find(|topic| !seen.insert(&topic.id));
        match twice {
            Some(topic) => Some(format!(
                "two topics have the id `{}`; give each its own",
                topic.id
            )),
            None if self.topics.is_empty() => {
                Some("it has no topic; write at least one [[topic]]".to_owned())
            }
            None => None,
        }
    }

    /// True for a plan whose words say that it is of this kind.
    pub fn applies_to(&self, plan: &Plan) -> bool {
        let applies = &self.applies;
        let in_titles = |words: &Expression| {
            let title = plan.title.iter().map(|title| title.value.as_str());
            let mut titles =
                title.chain(plan.sections.iter().map(|section| section.title.as_str()));
            titles.any(|title| words.is_match(title))
        };
        let in_texts = |words: &Expression| {
            let wanted = applies.count.unwrap_or(SELDOM);
            let bodies = plan
                .texts
                .iter()
                .filter(|text| text.visible && phrases::is_body(text));
            let mut found = bodies.filter(|text| words.is_match(&text.plain));
            wanted > 0 && words.may_occur(plan) && found.nth(wanted - 1).is_some()
        };
        let in_commands = |words: &Expression| {
            plan.commands
                .iter()
                .any(|command| words.is_match(&command.text))
        };
        applies.titles.as_ref().is_some_and(in_titles)
            || applies.commands.as_ref().is_some_and(in_commands)
            || applies.words.as_ref().is_some_and(in_texts)
    }

    /// The topics that a plan does not speak of.
    pub fn uncovered<'a>(&'a self, plan: &Plan) -> impl Iterator<Item = &'a Topic> {
        self.topics.iter().filter(|topic| !topic.is_covered(plan))
    }

    /// How many topics it has.
    pub fn len(&self) -> usize {
        self.topics.len()
    }

    /// False: a pack without topics is broken.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }
}

impl Topic {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self.severity {
            Weight::Info => Severity::Info,
            Weight::Warning => Severity::Warning,
        }
    }

    /// The section in which it has to stand, where the plan has one of them.
    pub fn place<'a>(&self, plan: &'a Plan) -> Option<&'a stopgate_model::Section> {
        self.sections.iter().find_map(|id| plan.section(id))
    }

    fn is_covered(&self, plan: &Plan) -> bool {
        let mut sections = self
            .sections
            .iter()
            .filter_map(|id| plan.section(id))
            .peekable();
        if sections.peek().is_none() {
            let in_texts = plan
                .texts
                .iter()
                .any(|text| self.words.is_match(&text.value));
            return in_texts
                || plan
                    .commands
                    .iter()
                    .any(|command| self.words.is_match(&command.text));
        }
        sections.any(|section| {
            self.words.occurs_in(plan, section.span)
                || contents::commands(plan, section)
                    .any(|command| self.words.is_match(&command.text))
        })
    }
}
