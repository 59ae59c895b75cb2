//! `stopgate resume`: goes on where a run stopped.

use std::cell::Cell;

use stopgate_journal::{State, Status, StepState};
use stopgate_runner::{RunFailure, Runner};
use stopgate_system::JournalFile;

use crate::after_failure;
use crate::arguments::{Common, Identity, Judging, OutputFormat};
use crate::carry::{Surroundings, carry};
use crate::changed_plan::Now;
use crate::commands::run::done_earlier;
use crate::commands::supersede;
use crate::exit::{Exit, Trouble};
use crate::open_run::OpenRun;
use crate::session::Session;
use crate::terminal;

/// Goes on with a run after a go, a failure or an interruption. What was started and has no end is
/// asked about, never repeated.
pub(crate) fn run(
    common: &Common,
    name: Option<&str>,
    identity: &Identity,
) -> Result<Exit, Trouble> {
    let state = go_on(common, name)?;
    after_failure::deal(common, state, identity)
}

/// Goes on up to the next stop; returns where the run stands then.
pub(crate) fn go_on(common: &Common, name: Option<&str>) -> Result<State, Trouble> {
    let open = OpenRun::open(common, name)?;
    let session = session(common, &open)?;
    let state = open.state();
    let goes_on = !state.status().is_closed() && !state.is_rolling_back();
    if goes_on && let Err(why) = supersede::refuse(&session, &open) {
        if state.running().next().is_some() {
            return look_only(common, (open, &session));
        }
        return Err(why);
    }
    match state.status() {
        Status::Running | Status::Failed if !state.is_rolling_back() => {
            let now = Now::read(&session, &open);
            let cleared = now.as_ref().is_ok_and(Now::is_cleared);
            if !cleared && state.running().next().is_some() {
                return look_only(common, (open, &session));
            }
            if !cleared {
                return Err(now?.refuse(common, state));
            }
        }
        Status::Waiting | Status::Stopped => point_out_changes(common, &session, &open),
        _ => {}
    }
    advance(common, (open, &session))
}

/// What was under way when a runner died is looked at, and no more: the plan is another one by now.
fn look_only(common: &Common, (open, session): (OpenRun, &Session)) -> Result<State, Trouble> {
    let name = open.folder.name.clone();
    let state = work_on(common, (open, session), |runner| {
        runner.recover()?;
        runner.write_back()
    })?;
    match state.status() {
        Status::Unknown => Ok(state),
        _ => go_on(common, Some(&name)),
    }
}

fn advance(common: &Common, (open, session): (OpenRun, &Session)) -> Result<State, Trouble> {
    let done = left_to_skip(&open)?;
    work_on(common, (open, session), |runner| {
        runner.skip(&done)?;
        runner.advance().map(drop)
    })
}

fn work_on(
    common: &Common,
    (open, session): (OpenRun, &Session),
    work: impl FnOnce(&mut Runner<'_, JournalFile>) -> Result<(), RunFailure>,
) -> Result<State, Trouble> {
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    carry(common, open, &around, work)
}

/// What an earlier run has done of a run that was interrupted before it said so.
pub(crate) fn left_to_skip(open: &OpenRun) -> Result<Vec<(String, String)>, Trouble> {
    let state = open.state();
    if state.status() != Status::Running || state.phase().is_some() || state.is_rolling_back() {
        return Ok(Vec::new());
    }
    let mut done = done_earlier(&open.root, state.created())?;
    done.retain(|(step, _)| {
        state
            .step(step)
            .is_some_and(|step| step.state == StepState::Pending)
    });
    Ok(done)
}

/// The repository of a run, reading its plan by the format by which it was approved.
pub(crate) fn session(common: &Common, open: &OpenRun) -> Result<Session, Trouble> {
    let judging = Judging {
        format: Some(open.state().created().format.clone()),
        profile: None,
        as_of: None,
    };
    Session::open(common, &open.root, &judging)
}

/// Whoever is asked to decide learns that the plan is another one by now.
fn point_out_changes(common: &Common, session: &Session, open: &OpenRun) {
    let is_read = !common.quiet && common.output_format == OutputFormat::Full;
    let wanted = is_read && !open.is_plan_untouched();
    let now = wanted.then(|| Now::read(session, open));
    if let Some(Ok(now)) = now
        && !now.is_as_begun
    {
        terminal::say(now.text(open.state(), None).trim_end());
    }
}
