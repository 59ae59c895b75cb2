//! What can go wrong with the world.

use std::path::PathBuf;

/// A failure of the world, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing is there.
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// A directory where a plan was asked for.
    #[error("{0} is a directory; name the plan in it")]
    Directory(PathBuf),
    /// Neither a file nor a directory.
    #[error("{0} is not a regular file")]
    Special(PathBuf),
    /// Too large for a plan.
    #[error(
        "{path} has {size} bytes; a plan has at most {limit}. Move logs and data to files of their own"
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size, bytes.
        size: u64,
        /// The limit, bytes.
        limit: u64,
    },
    /// A symbolic link that leads out of the root.
    #[error(
        "{path} leads to {target}, outside of the root {root}; nothing is read or written there"
    )]
    Outside {
        /// The link.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
        /// The root.
        root: PathBuf,
    },
    /// Something is there already.
    #[error("{0} exists; name another file with -o")]
    Exists(PathBuf),
    /// The file changed between reading and writing.
    #[error("{0} changed while it was being written; nothing was written, run the command again")]
    Changed(PathBuf),
    /// The operating system refused.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl Failure {
    /// True where the reason is safety and not the environment (exit code 4).
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Outside { .. })
    }
}
