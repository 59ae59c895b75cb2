//! What the survey may know of the world: names of files, and their bytes.

use crate::Note;

/// The files of a repository. Nothing here starts a program that the repository names.
pub trait Files: Sync {
    /// Paths relative to the root, with `/`; what is no UTF-8 is replaced. Files alone, links left out.
    fn paths(&self) -> &[String];

    /// The bytes of a file by its place among the paths.
    ///
    /// # Errors
    /// When it is not read, and why not.
    fn read(&self, file: usize) -> Result<Vec<u8>, Unread>;

    /// What was left out of the paths.
    fn left_out(&self) -> Vec<Note>;

    /// Who made the last commits, those with most of them first; none where there is no version control.
    fn authors(&self) -> Vec<Author>;
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// It is larger than what is read of one file.
    Large,
    /// As many bytes were read as may be read in all.
    Enough,
    /// The time is up.
    Late,
    /// It cannot be read, or went meanwhile.
    Failed,
}

impl Unread {
    /// What to say of such files.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Large => "not read: larger than what is read of one file",
            Self::Enough => "not read: the survey had read as much as it reads in all",
            Self::Late => "not read: the time of the survey was up",
            Self::Failed => "not read: they cannot be opened",
        }
    }
}

/// Somebody who made commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name; addresses are nobody's business.
    pub name: String,
    /// How many of the commits that were looked at.
    pub commits: usize,
    /// The id of the newest one.
    pub newest: String,
}
