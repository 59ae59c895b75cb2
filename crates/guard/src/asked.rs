//! What an agent asks its guard, whatever the dialect.

use crate::OwnTool;

/// One call of a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The event, as the agent calls it.
    pub event: String,
    /// What is about to happen.
    pub act: Act,
    /// The directory in which the agent works, absolute.
    pub cwd: String,
    /// Other directories that the agent says it works in, absolute.
    pub folders: Vec<String>,
}

/// What is about to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Something is looked at, or a person is asked; nothing changes.
    Reads,
    /// Files are written.
    Writes(Vec<Touch>),
    /// A shell gets this text.
    Executes(String),
    /// A tool of our own MCP server is called.
    Serves(OwnTool),
    /// A tool does something that nobody here can know.
    Calls {
        /// Its name.
        name: String,
        /// The files and directories that it is given.
        touches: Vec<Touch>,
    },
    /// The agent wants to end its turn.
    Stops {
        /// True where it was kept from that once already.
        again: bool,
    },
    /// The agent tells of something, and waits for no ruling.
    Tells,
}

/// A file that is written, as the agent names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Its path.
    pub path: String,
    /// True where the file is removed, or gets another name.
    pub removes: bool,
}

impl Touch {
    /// A file that gets other content.
    pub(crate) fn writes(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            removes: false,
        }
    }

    /// A file that goes.
    pub(crate) fn removes(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            removes: true,
        }
    }
}
