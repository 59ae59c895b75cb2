//! Commands that hold agents and people to the plan: the session in which a plan is planned, and the hooks that rule.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::arguments::Common;
use crate::commands::{hook, session};
use crate::exit::{Exit, Trouble};

/// Commands around the guard.
#[derive(Debug, Subcommand)]
pub(crate) enum Guarding {
    /// Say which plan is being planned here; `start` and `end` such a session
    ///
    /// While a session is open, the hooks of agents let nothing be written but its plan, and nothing be
    /// executed (`stopgate hook`). A person begins it and ends it.
    #[command(
        after_help = "Examples:\n  stopgate session start plans/orders.md\n  stopgate session\n  stopgate session end"
    )]
    Session {
        #[command(subcommand)]
        command: Option<SessionCommand>,
    },
    /// Rule over what an agent or git is about to do; their hooks call it
    ///
    /// It reads what the caller tells its hook on standard input, and answers as that caller expects it. What it
    /// cannot read for certain is denied, and every failure ends with exit code 2, which all callers take as no.
    #[command(
        after_help = "Examples:\n  stopgate hook claude-code --print\n  stopgate hook git-pre-commit --print > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit"
    )]
    Hook {
        /// Who calls
        #[arg(value_name = "CALLER")]
        caller: Caller,
        /// Print what connects the caller, and rule over nothing
        #[arg(long)]
        print: bool,
        /// What git tells its hook besides
        #[arg(value_name = "ARGUMENT", trailing_var_arg = true, hide = true)]
        _told: Vec<String>,
    },
}

/// What is done with a session.
#[derive(Debug, Subcommand)]
pub(crate) enum SessionCommand {
    /// Begin to plan: from here on agents write nothing but this plan
    Start {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        starting: Starting,
    },
    /// End the planning; what is missing in the plan is said once
    ///
    /// Where the plan is stale, does not pass its gate or is not approved, nothing is ended the first time
    /// (exit code 3), and what is missing is said. The second call ends the session.
    End,
}

/// How a session begins.
#[derive(Debug, Args)]
pub(crate) struct Starting {
    /// Who plans [default: $USER]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A Markdown file for notes, which may be written as well
    #[arg(long, value_name = "FILE")]
    pub(crate) notes: Option<PathBuf>,
}

/// Who calls a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Caller {
    /// Claude Code
    ClaudeCode,
    /// Codex
    Codex,
    /// Cursor
    Cursor,
    /// Gemini CLI
    Gemini,
    /// git, before a commit
    GitPreCommit,
    /// git, before a push
    GitPrePush,
}

impl Caller {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ClaudeCode => "claude-code",
            Self::Codex => "codex",
            Self::Cursor => "cursor",
            Self::Gemini => "gemini",
            Self::GitPreCommit => "git-pre-commit",
            Self::GitPrePush => "git-pre-push",
        }
    }
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, guarding: &Guarding) -> Result<Exit, Trouble> {
    match guarding {
        Guarding::Session { command } => session::run(common, command.as_ref()),
        Guarding::Hook { caller, print, .. } if *print => Ok(hook::print(*caller)),
        Guarding::Hook { caller, .. } => Ok(hook::run(common, *caller)),
    }
}
