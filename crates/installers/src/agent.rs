//! An agent, and what it needs in which file.

use crate::Content;
use crate::agents::ALL;

/// Asks for the text of a file of the repository; none where there is no such file.
pub type Look<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Which commands there are to be called: nothing is installed that would call a command that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// True where `stopgate mcp` is there.
    pub mcp: bool,
}

/// What an agent needs in one file.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file, relative to the root.
    pub path: String,
    /// What belongs into it.
    pub content: Content,
}

/// A coding agent, or an editor with one.
pub struct Agent {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What has to be known besides, in words; empty where nothing has.
    pub note: &'static str,
    pub(crate) parts: fn(Offer, Look<'_>) -> Vec<Part>,
}

impl Agent {
    /// All agents, by name.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The agent of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|agent| agent.name == name)
    }

    /// What this version installs into a file; none where it installs nothing there.
    pub fn content_of(&self, path: &str, offer: Offer, look: Look<'_>) -> Option<Content> {
        let parts = self.parts(offer, look);
        let exact = parts.iter().find(|part| part.path == path);
        let same_kind = || {
            let instructions = parts.iter().find(|part| is_instructions(&part.path));
            instructions.filter(|_| is_instructions(path))
        };
        exact.or_else(same_kind).map(|part| part.content.clone())
    }

    /// What it needs, in the order in which it is written. Which file it reads its instructions from depends on
    /// what is there.
    pub fn parts(&self, offer: Offer, look: Look<'_>) -> Vec<Part> {
        (self.parts)(offer, look)
    }
}

impl Part {
    pub(crate) fn new(path: &str, content: Content) -> Self {
        Self {
            path: path.to_owned(),
            content,
        }
    }

    pub(crate) fn whole(path: &str, text: String) -> Self {
        Self::new(path, Content::Whole(text))
    }
}

/// True for files of instructions, which hold the same whatever their name.
fn is_instructions(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "AGENTS.md" | "CLAUDE.md" | "GEMINI.md")
}
