//! What can go wrong with the world.

use std::path::{Path, PathBuf};

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
    /// A format file larger than any format needs to be.
    #[error(
        "the format file {path} has {size} bytes, and at most {limit} are read. Keep to what the format needs; examples and data go elsewhere"
    )]
    LargeFormat {
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
    /// Git does not say what changed.
    #[error("what changed since {revision} cannot be found out: {why}")]
    Git {
        /// The revision that was named.
        revision: String,
        /// What git says.
        why: String,
    },
    /// Something is there already.
    #[error("{0} exists; name another file with -o")]
    Exists(PathBuf),
    /// The file changed between reading and writing.
    #[error("{0} changed while it was being written; nothing was written, run the command again")]
    Changed(PathBuf),
    /// No text where a text was asked for.
    #[error("{0} is not UTF-8; save it as UTF-8, then run the command again")]
    NotText(PathBuf),
    /// Several files were to change together, one of them failed, and some could not be taken back.
    #[error(
        "{why}. These were written before, and could not be taken back: {}",
        listed(left)
    )]
    Halfway {
        /// What failed.
        why: Box<Failure>,
        /// The files that are as they were to be.
        left: Vec<PathBuf>,
    },
    /// The name was that of another file a moment before it was opened.
    #[error(
        "{0} became another file while it was being read; nothing was done, run the command again"
    )]
    Swapped(PathBuf),
    /// What says which files are left out has no end.
    #[error(
        "{0} says which files are left out, and is no regular file of at most 1 MiB; remove it, or name the plans one by one"
    )]
    IgnoreFile(PathBuf),
    /// Another process works on the runs of a plan.
    #[error(
        "{holder} works on {plan} at the moment; wait until it stops, then look with `stopgate status`"
    )]
    Busy {
        /// The plan.
        plan: String,
        /// The other process.
        holder: String,
    },
    /// Another process puts something for agents into the repository, or takes it out.
    #[error(
        "another installation works on this repository, or waits for an answer; let it end, then run the command again"
    )]
    Installing,
    /// The repository has no run yet.
    #[error("there is no run in this repository; `stopgate run PLAN` begins one")]
    NoRuns,
    /// No run of this name.
    #[error("there is no run {0}; `stopgate runs` lists them")]
    NoRun(String),
    /// Several runs whose names begin so.
    #[error("several runs begin with {0}; write more of the name")]
    SeveralRuns(String),
    /// A journal that is not what was written.
    #[error(
        "record {record} of {path} is not what was written: {why}. Nothing goes on from a journal that was changed: restore it from a copy, or move the folder of the run away, knowing what it did; `stopgate verify` shows it"
    )]
    DamagedJournal {
        /// The journal.
        path: PathBuf,
        /// The first bad record.
        record: u64,
        /// What is wrong.
        why: String,
    },
    /// A configuration that cannot be used.
    #[error("{path}: {why}")]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its place.
        why: String,
    },
    /// A planning session that cannot be read.
    #[error(
        "{path} does not say which plan is being planned: {why}. A person ends the session with `stopgate session end`, and begins it anew"
    )]
    Session {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A variable that the configuration refers to is not set.
    #[error("{name} comes from the variable {variable}, which is not set; set it for `stopgate`")]
    Unset {
        /// The name for steps.
        name: String,
        /// The variable that is not set.
        variable: String,
    },
    /// A plan that has no place for what is to be written into it.
    #[error(
        "{plan} was not told everything about its run: {why}. The journal has it all: `stopgate show`"
    )]
    NotTold {
        /// The plan.
        plan: String,
        /// Why not.
        why: String,
    },
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
        matches!(self, Self::Outside { .. } | Self::DamagedJournal { .. })
    }

    /// Turns what the operating system says into a failure about a path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}

fn listed(paths: &[PathBuf]) -> String {
    let names = paths.iter().map(|path| path.display().to_string());
    names.collect::<Vec<_>>().join(", ")
}
