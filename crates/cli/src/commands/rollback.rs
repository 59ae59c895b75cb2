//! `stopgate rollback`: undoes what a run has done, as the approved plan says.

use std::cell::Cell;
use std::path::Path;

use stopgate_journal::{Event, State, Status};
use stopgate_runner::DecisionFile;
use stopgate_system::{RunFolder, now};

use crate::arguments::{Common, Identity, OutputFormat};
use crate::carry::{Surroundings, with_runner};
use crate::commands::resume::{left_to_skip, session};
use crate::exit::{Exit, Trouble};
use crate::identity::Person;
use crate::open_run::OpenRun;
use crate::session::root;
use crate::terminal::{self, FAINT, STRONG, harmless};
use crate::wording;

/// Carries out the rollback of the phases that were begun. It is that of the approval under which the
/// run began, whatever became of the plan since.
pub(crate) fn run(
    common: &Common,
    name: Option<&str>,
    identity: &Identity,
) -> Result<Exit, Trouble> {
    let person = Person::who_calls(identity, &root(common, Path::new("."))?)?;
    let open = OpenRun::open(common, name)?;
    let state = open.state();
    refuse_where_impossible(state)?;
    refuse_below_a_newer_run(&open)?;
    let session = session(common, &open)?;
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    if !person.has_key() || common.output_format != OutputFormat::Json && !common.quiet {
        terminal::say(&preview(state));
    }
    let when = now();
    let file = DecisionFile::new(
        state,
        open.journal.head(),
        "rollback",
        (&person.name, &when),
    );
    let again = state.is_rolling_back();
    // What a run took over is undone with it, also where it was killed before it said so.
    let taken_over = match state.created().succeeds {
        Some(_) => left_to_skip(&open)?,
        None => Vec::new(),
    };
    let who = open.sign(&person, &file, "roll back")?;
    with_runner(common, open, &around, |runner| {
        runner.recover()?;
        runner.skip(&taken_over)?;
        if !again && runner.state().status() != Status::Unknown {
            runner.record(&Event::RollbackBegan { who })?;
        }
        runner.advance().map(drop)
    })
}

fn refuse_where_impossible(state: &State) -> Result<(), Trouble> {
    let run = &state.created().run;
    match state.status() {
        Status::RolledBack => Err(Trouble::Usage(format!("run {run} is rolled back already"))),
        Status::Unknown => {
            let step = state.unknown().map_or("", |step| step.id.as_str());
            Err(Trouble::Usage(format!(
                "nobody knows what became of step {step}; say it first: stopgate resolve {run} {step}"
            )))
        }
        _ if state.undoings().next().is_none() => Err(Trouble::Usage(format!(
            "the plan says nothing that undoes what run {run} has done"
        ))),
        _ => Ok(()),
    }
}

/// A newer run builds on what this one did.
fn refuse_below_a_newer_run(open: &OpenRun) -> Result<(), Trouble> {
    let runs = RunFolder::of_plan(&open.root, &open.state().created().plan)?;
    match runs.last().filter(|newest| newest.name > open.folder.name) {
        None => Ok(()),
        Some(newest) => Err(Trouble::Usage(format!(
            "run {} of this plan is newer and builds on run {}; roll that one back",
            newest.name, open.folder.name
        ))),
    }
}

fn preview(state: &State) -> String {
    let mut text = format!("{STRONG}Rollback of run {}{STRONG:#}", state.created().run);
    for step in state.undoings() {
        let mark = if step.is_automatic() { "↶" } else { "☐" };
        text.push_str(&format!(
            "\n  {mark} {}  {FAINT}{}{FAINT:#}",
            harmless(&step.command),
            harmless(&wording::directory(Some(&step.directory)))
        ));
    }
    text.push_str(&wording::left_behind(state));
    text
}
