//! `stopgate agents`: what coding agents and editors need in a repository.

use std::path::{Path, PathBuf};

use serde::Serialize;
use stopgate_installers::Agent;

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::installing::{Asking, Installing, conclude};
use crate::terminal::{GOOD, RISKY, harmless};
use crate::{json, report, session, terminal};

/// Puts what the agents need into the repository.
pub(crate) fn install(
    common: &Common,
    agents: &[&'static Agent],
    asking: Asking,
) -> Result<Exit, Trouble> {
    let mut installing = Installing::to_write(session::root(common, Path::new("."))?, asking)?;
    for agent in agents {
        installing.install(agent)?;
    }
    conclude(common, &installing, (&[], asking))
}

/// Takes it out again.
pub(crate) fn remove(
    common: &Common,
    agents: &[&'static Agent],
    asking: Asking,
) -> Result<Exit, Trouble> {
    let mut installing = Installing::to_write(session::root(common, Path::new("."))?, asking)?;
    for agent in agents {
        installing.remove(agent)?;
    }
    conclude(common, &installing, (&[], asking))
}

#[derive(Serialize)]
struct List {
    schema: u32,
    agents: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    agent: &'static str,
    title: &'static str,
    /// `installed`, `outdated`, `absent`.
    state: &'static str,
    /// The files that an installation would create or change.
    missing: Vec<String>,
    /// Why nothing can be installed.
    why: Option<String>,
}

/// Lists the agents, with what is installed.
pub(crate) fn list(common: &Common) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let listed = Agent::all().iter().map(|agent| listed(&root, agent));
    let agents = listed.collect::<Result<Vec<Listed>, Trouble>>()?;
    match common.output_format {
        OutputFormat::Json => json::print(&List {
            schema: json::SCHEMA,
            agents,
        }),
        OutputFormat::Concise => {
            let line = |it: &Listed| format!("{}: {}\n", it.agent, it.state);
            terminal::print(&agents.iter().map(line).collect::<String>());
        }
        OutputFormat::Full => terminal::print(&full(&agents)),
    }
    Ok(Exit::Fine)
}

fn listed(root: &Path, agent: &'static Agent) -> Result<Listed, Trouble> {
    let mut installing = Installing::open(PathBuf::from(root))?;
    let is_known = installing.has(agent);
    let why = installing.install(agent).err().map(|why| why.to_string());
    let files = installing.planned.changed();
    let missing: Vec<String> = files.map(str::to_owned).collect();
    let state = match (is_known, missing.is_empty() && why.is_none()) {
        (false, _) => "absent",
        (true, true) => "installed",
        (true, false) => "outdated",
    };
    Ok(Listed {
        agent: agent.name,
        title: agent.title,
        state,
        missing,
        why,
    })
}

fn full(agents: &[Listed]) -> String {
    let rows: Vec<Vec<String>> = agents
        .iter()
        .map(|it| {
            let about = match (&it.why, it.state) {
                (Some(why), _) => harmless(why),
                (None, "outdated") => format!("stopgate agents install {}", it.agent),
                _ => String::new(),
            };
            vec![
                it.agent.to_owned(),
                it.title.to_owned(),
                it.state.to_owned(),
                about,
            ]
        })
        .collect();
    report::table(&rows)
        .replace("  installed", &format!("  {GOOD}installed{GOOD:#}"))
        .replace("  outdated", &format!("  {RISKY}outdated{RISKY:#}"))
}
