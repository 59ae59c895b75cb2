//! Commands that connect a repository with Stopgate, and agents with both.

use clap::Subcommand;
use clap::builder::{PossibleValue, PossibleValuesParser};
use stopgate_installers::Agent;

use crate::arguments::Common;
use crate::commands::{agents, init};
use crate::exit::{Exit, Trouble};
use crate::installing::Asking;

/// Commands that connect.
#[derive(Debug, Subcommand)]
pub(crate) enum Connecting {
    /// Make a repository ready: .stopgate/ with a configuration
    ///
    /// Writes `.stopgate/config.toml`, in which every key is commented out, and `.stopgate/.gitignore`. What is there
    /// is left as it is; a second call changes nothing. With --agents it also does what `stopgate agents install`
    /// does, and asks before.
    #[command(after_help = "Examples:\n  \
        stopgate init\n  \
        stopgate init --agents claude-code codex\n  \
        stopgate init --dry-run")]
    Init {
        /// Agents and editors to install as well
        #[arg(long, value_name = "NAME", num_args = 1.., value_parser = names())]
        agents: Vec<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Install what coding agents and editors need: hooks, commands, a skill, instructions
    Agents {
        #[command(subcommand)]
        command: AgentsCommand,
    },
}

/// What is done with what agents need.
#[derive(Debug, Subcommand)]
pub(crate) enum AgentsCommand {
    /// Put into the repository what agents need
    ///
    /// Hooks that ask `stopgate hook` before the agent acts, commands, a skill, and a section in the file of
    /// instructions. Only files of this repository are written, and what is in them stays. The change is shown as a
    /// diff, and written with --yes or a yes on the terminal; where nobody can be asked, nothing is written and the
    /// exit code is 2. A second call changes nothing, and a newer version changes what is its own.
    #[command(after_help = "Examples:\n  \
        stopgate agents install claude-code\n  \
        stopgate agents install codex cursor --yes\n  \
        stopgate agents install gemini --dry-run")]
    Install {
        /// The agents and editors
        #[arg(value_name = "NAME", required = true, value_parser = names())]
        agents: Vec<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// Take it out again
    ///
    /// Where nothing else changed, the files are what they were before, byte for byte, and what was made is gone. What
    /// others wrote meanwhile stays. What another agent still needs stays too.
    #[command(after_help = "Examples:\n  \
        stopgate agents remove cursor\n  \
        stopgate agents remove claude-code codex --yes")]
    Remove {
        /// The agents and editors
        #[arg(value_name = "NAME", required = true, value_parser = names())]
        agents: Vec<String>,
        #[command(flatten)]
        asking: Asking,
    },
    /// List the agents and editors, and what is installed for them
    #[command(after_help = "Example:\n  stopgate agents list --output-format json")]
    List,
}

fn names() -> PossibleValuesParser {
    let known = Agent::all().iter();
    PossibleValuesParser::new(known.map(|agent| PossibleValue::new(agent.name).help(agent.title)))
}

/// The agents that were named, each once, in the order in which they were named.
pub(crate) fn named(names: &[String]) -> Vec<&'static Agent> {
    let mut agents: Vec<&'static Agent> = Vec::new();
    for agent in names.iter().filter_map(|name| Agent::named(name)) {
        if !agents.iter().any(|it| it.name == agent.name) {
            agents.push(agent);
        }
    }
    agents
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, connecting: &Connecting) -> Result<Exit, Trouble> {
    match connecting {
        Connecting::Init { agents, asking } => init::run(common, &named(agents), *asking),
        Connecting::Agents { command } => match command {
            AgentsCommand::Install { agents, asking } => {
                agents::install(common, &named(agents), *asking)
            }
            AgentsCommand::Remove { agents, asking } => {
                agents::remove(common, &named(agents), *asking)
            }
            AgentsCommand::List => agents::list(common),
        },
    }
}
