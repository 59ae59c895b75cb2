//! In which state a repository is, and what an agent aims at, once it is known where paths lead.

use std::path::PathBuf;

/// A repository that is guarded.
#[derive(Clone, Debug)]
pub struct Guarded {
    /// Its root, without links.
    pub root: PathBuf,
    /// In which state it is.
    pub posture: Posture,
    /// Tools of other programs that only read, as the configuration names them.
    pub reading: Vec<String>,
    /// Further files and folders that no tool writes, without links.
    pub protected: Vec<PathBuf>,
    /// Where those lie that no tool writes in any repository, without links, and why it does not.
    pub places: Vec<(PathBuf, &'static str)>,
}

/// In which state a repository is.
#[derive(Clone, Debug)]
pub enum Posture {
    /// Nothing is planned, and nothing runs.
    Outside {
        /// True where nothing is written or executed then either.
        denies: bool,
    },
    /// A plan is being planned.
    Planning {
        /// Its file, without links.
        plan: PathBuf,
        /// The file for notes, without links.
        notes: Option<PathBuf>,
    },
    /// Something has to be put in order first; what, and how.
    Unsettled(String),
    /// Runs are open.
    Running(Vec<OpenRun>),
}

/// A run that is open.
#[derive(Clone, Debug)]
pub struct OpenRun {
    /// Name of the run.
    pub name: String,
    /// The file of its plan, without links.
    pub plan: PathBuf,
    /// What no other file of the machine has: device and number of that file.
    pub identity: Option<(u64, u64)>,
    /// What an agent may do now.
    pub work: Work,
    /// Commands of the plan that are not carried out now, or by nobody but the runner.
    pub withheld: Vec<String>,
}

/// What an agent may do in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nothing; why, and what a person does.
    Nothing(String),
    /// Write below the root, and execute.
    Anywhere,
    /// The same, and write only below these paths, relative to the root.
    Below(Vec<PathBuf>),
}

/// What an agent aims at.
#[derive(Clone, Debug)]
pub enum Aim {
    /// It writes files.
    Writes(Vec<Target>),
    /// It has a shell carry out a text.
    Executes {
        /// The text.
        text: String,
        /// The command of Stopgate that it is, and nothing else.
        own: Option<OwnAct>,
    },
    /// It calls a tool that nobody here knows.
    Calls {
        /// The name of the tool.
        name: String,
        /// The files and folders that it is given; why, where nobody can say which these are.
        targets: Result<Vec<Target>, String>,
    },
}

/// A command of Stopgate that an agent may call.
#[derive(Clone, Debug)]
pub enum OwnAct {
    /// It writes nothing.
    Reads,
    /// It writes into this plan.
    Edits(Target),
    /// It writes into a plan of this name, and nobody can say where that is.
    EditsSomewhere(String),
    /// It goes on with a run.
    Resumes,
}

/// A file that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As the agent names it.
    pub said: String,
    /// Where it is, without links.
    pub real: PathBuf,
    /// The same place by its names alone, links left as they are.
    pub named: PathBuf,
    /// How many names the file has; 0 where it is not there yet.
    pub names: u64,
    /// What no other file of the machine has: device and number; none where it is not there yet.
    pub identity: Option<(u64, u64)>,
    /// True where it goes.
    pub removes: bool,
}
