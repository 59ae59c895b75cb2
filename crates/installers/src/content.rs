//! What belongs into a file, by the kind of file: each kind knows how its own is put in, found, and taken out.

use crate::draft::Draft;
use crate::json::{self, Additions};
use crate::section::{self, Marks};
use crate::{Refusal, table};

/// What an agent needs in one file.
#[derive(Clone, Debug)]
pub enum Content {
    /// Entries in a JSON file, which may have comments.
    Json(Additions),
    /// A section between two marks in a Markdown file.
    Section(String),
    /// A table between two marks at the end of a TOML file: the keys that lead to it, and its text.
    Table(&'static [&'static str], String),
    /// The whole file.
    Whole(String),
}

impl Content {
    /// The text of a file that is not there yet.
    pub(crate) fn fresh(&self) -> String {
        match self {
            Self::Json(additions) => json::fresh(additions),
            Self::Section(text) => section::marked(text, &Marks::MARKDOWN, "\n"),
            Self::Table(_, text) => section::marked(text, &Marks::TOML, "\n"),
            Self::Whole(text) => text.clone(),
        }
    }

    /// Says whether a text can be read as what it has to be.
    ///
    /// # Errors
    /// Why it cannot.
    pub(crate) fn readable(&self, text: &str) -> Result<(), Refusal> {
        match self {
            Self::Json(_) => json::readable(text),
            Self::Section(_) => section::found(text, &Marks::MARKDOWN).map(drop),
            Self::Table(..) => table::readable(text),
            Self::Whole(_) => Ok(()),
        }
    }

    /// True where all of it is in a text, as this version writes it.
    ///
    /// # Errors
    /// When the text cannot be read, or something else is in the way.
    pub(crate) fn is_there(&self, text: &str) -> Result<bool, Refusal> {
        match self {
            Self::Json(additions) => json::is_there(text, additions),
            Self::Section(wanted) => section::is_there(text, wanted, &Marks::MARKDOWN),
            Self::Table(keys, wanted) => {
                table::readable(text)?;
                let is_there = section::is_there(text, wanted, &Marks::TOML)?;
                Ok(is_there && table::has(text, keys))
            }
            Self::Whole(whole) => Ok(&text.replace("\r\n", "\n") == whole),
        }
    }

    /// True where something of ours is in a text, of whatever version.
    pub(crate) fn has_ours(&self, text: &str) -> bool {
        match self {
            Self::Json(additions) => json::has_ours(text, additions),
            Self::Section(_) => section::found(text, &Marks::MARKDOWN).is_ok_and(|it| it.is_some()),
            Self::Table(..) => section::found(text, &Marks::TOML).is_ok_and(|it| it.is_some()),
            Self::Whole(_) => self.is_there(text).unwrap_or_default(),
        }
    }

    /// True where a text has to do with us, whoever wrote that: what people changed is not ours to take out.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        match self {
            Self::Json(additions) => json::mentions(text, additions),
            Self::Section(_) | Self::Table(..) => self.has_ours(text),
            Self::Whole(_) => true,
        }
    }

    /// The text with it; the text has nothing of ours.
    ///
    /// # Errors
    /// When something else is in the way.
    pub(crate) fn put(&self, text: &str) -> Result<Draft, Refusal> {
        match self {
            Self::Json(additions) => json::put(text, additions),
            Self::Section(wanted) => {
                let draft = section::put(text, wanted, &Marks::MARKDOWN);
                // What is put behind a fence that is not closed is code.
                let is_there = section::is_there(&draft.text, wanted, &Marks::MARKDOWN)?;
                is_there.then_some(draft).ok_or(Refusal::OpenFence)
            }
            Self::Table(keys, wanted) => table::put(text, keys, wanted),
            Self::Whole(whole) => {
                let mut draft = Draft::new(text);
                draft.insert(0, whole);
                Ok(draft)
            }
        }
    }

    /// The marks between which it stands; none for what is known in another way.
    pub(crate) fn marks(&self) -> Option<&'static Marks> {
        match self {
            Self::Section(_) => Some(&Marks::MARKDOWN),
            Self::Table(..) => Some(&Marks::TOML),
            Self::Json(_) | Self::Whole(_) => None,
        }
    }

    /// What stands between the marks, or is the whole file.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Section(text) | Self::Table(_, text) | Self::Whole(text) => text,
            Self::Json(_) => "",
        }
    }

    /// The text without it, by what it is and not by where it was put; none where nothing of it is found.
    pub(crate) fn cut(&self, text: &str) -> Option<String> {
        match self {
            Self::Json(additions) => json::cut(text, additions),
            Self::Section(_) => section::cut(text, &Marks::MARKDOWN),
            Self::Table(..) => section::cut(text, &Marks::TOML),
            Self::Whole(_) => self.is_there(text).unwrap_or_default().then(String::new),
        }
    }

    /// True where `after` says all that `before` says besides what is ours, and nothing of ours.
    pub(crate) fn keeps_rest(&self, before: &str, after: &str) -> bool {
        match self {
            Self::Json(additions) => json::keeps_rest(before, after, additions),
            Self::Section(_) => !self.has_ours(after),
            Self::Table(keys, _) => !self.has_ours(after) && table::keeps_rest(before, after, keys),
            Self::Whole(_) => true,
        }
    }

    /// True for a text that says nothing any more, in a file that was made for ours.
    pub(crate) fn is_void(&self, text: &str) -> bool {
        let said: String = text
            .trim_start_matches('\u{feff}')
            .split_whitespace()
            .collect();
        said.is_empty()
            || matches!(self, Self::Json(_)) && matches!(said.as_str(), "{}" | "{\"version\":1}")
    }
}
