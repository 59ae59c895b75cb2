//! A fact, and what proves it.

use serde::{Deserialize, Serialize};

use crate::Kind;

/// Something that the repository says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub kind: Kind,
    /// What was found (`Rails`).
    pub name: String,
    /// More of it: how many files, which command, which modules.
    pub value: Option<String>,
    /// The version as a file declares it, operators and all (`^5.9.3`).
    pub version: Option<String>,
    /// The version that a lock file pins.
    pub locked: Option<Locked>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What proves it.
    pub proof: Proof,
    /// How many further places say the same.
    pub more: usize,
}

/// How sure a fact is. The order is from sure to less so.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// A file says it: a manifest, a configuration, a lock file.
    Stated,
    /// A file that is there for nothing else shows it.
    #[default]
    Shown,
    /// A habit suggests it: names of folders, words in the code.
    Likely,
}

impl Certainty {
    /// Its name in detector files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Shown => "shown",
            Self::Likely => "likely",
        }
    }
}

/// A version that a lock file pins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The version.
    pub version: String,
    /// Where it is pinned.
    pub place: Place,
}

/// What proves a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// A line of a file.
    Line(Place),
    /// A commit, the newest of those that say it.
    Commit {
        /// Its id.
        id: String,
    },
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the root, with `/`.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What stands there, shortened, secrets masked. It may hold anything that a file can: whoever shows it
    /// makes it harmless.
    pub excerpt: String,
}

impl Place {
    /// How good a proof is next to others: few folders deep, then by name.
    pub(crate) fn rank(&self) -> (usize, &str, usize) {
        (self.path.matches('/').count(), &self.path, self.line)
    }
}
