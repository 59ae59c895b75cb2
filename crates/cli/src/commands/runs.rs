//! `stopgate runs`: all runs of the repository.

use std::path::Path;

use stopgate_journal::{State, StepState};
use stopgate_system::RunFolder;

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::root;
use crate::terminal::harmless;
use crate::{json, report, terminal};

/// Lists the runs, oldest first.
pub(crate) fn run(common: &Common) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let mut runs = Vec::new();
    for folder in RunFolder::all(&root)? {
        match folder.reading()?.state {
            Some(state) => runs.push(listed(&state)),
            None => terminal::say(&format!(
                "the journal of run {} cannot be read; stopgate verify {}",
                folder.name, folder.name
            )),
        }
    }
    match common.output_format {
        OutputFormat::Json => json::print(&json::Runs {
            schema: json::SCHEMA,
            runs,
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            let rows: Vec<Vec<String>> = runs.iter().map(row).collect();
            terminal::print(&report::table(&rows));
            if runs.is_empty() && !common.quiet {
                terminal::say("no runs yet; `stopgate run PLAN` begins one");
            }
        }
    }
    Ok(Exit::Fine)
}

fn listed(state: &State) -> json::ListedRun {
    let closed = state.status().is_closed();
    let steps = state.created().phases.iter().flat_map(|phase| &phase.steps);
    let commands = steps.filter(|step| step.is_automatic());
    let done = |state: StepState| state.is_done() || state == StepState::Undone;
    let finished = commands
        .clone()
        .filter(|step| state.step(&step.id).is_some_and(|step| done(step.state)));
    json::ListedRun {
        steps: format!("{}/{} commands", finished.count(), commands.count()),
        run: json::RunState::new(state),
        started: state.started().to_owned(),
        ended: closed.then(|| state.latest().to_owned()),
    }
}

fn row(run: &json::ListedRun) -> Vec<String> {
    let started: String = run.started.replace('T', " ").chars().take(16).collect();
    vec![
        run.run.run.clone().unwrap_or_default(),
        run.run.state.to_owned(),
        format!("{started}Z"),
        run.steps.clone(),
        harmless(&run.run.plan),
        harmless(run.run.phase.as_deref().unwrap_or_default()),
    ]
}
