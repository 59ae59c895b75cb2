//! `stopgate resume`: goes on where a run stopped.

use std::cell::Cell;

use stopgate_gate::Standing;
use stopgate_journal::{State, Status, StepState};

use crate::after_failure;
use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, Identity, Judging};
use crate::carry::{Surroundings, carry};
use crate::commands::run::done_earlier;
use crate::exit::{Exit, Trouble};
use crate::open_run::OpenRun;
use crate::session::Session;

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
    let goes_on = matches!(open.state().status(), Status::Running | Status::Failed);
    if goes_on && open.state().running().next().is_none() && !open.state().is_rolling_back() {
        still_cleared(&session, &open)?;
    }
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    let done = left_to_skip(&open)?;
    carry(common, open, &around, |runner| {
        runner.skip(&done)?;
        runner.advance().map(drop)
    })
}

/// What an earlier run has done of a run that was interrupted before it said so.
fn left_to_skip(open: &OpenRun) -> Result<Vec<(String, String)>, Trouble> {
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

/// A run goes on only with the plan that was approved, as it was approved.
fn still_cleared(session: &Session, open: &OpenRun) -> Result<(), Trouble> {
    let created = open.state().created();
    let path = open.root.join(&created.plan);
    let (_, document) = session.document(&path)?;
    let plan = &created.plan;
    let binding = binding(&document, &open.root)?
        .ok_or_else(|| Trouble::NotCleared(format!("{plan} is no plan any more")))?;
    if binding.digest() != created.digest {
        return Err(Trouble::NotCleared(format!(
            "{plan} is not what run {run} was begun with: look with `stopgate diff {plan}`; put the plan back and resume, or undo the run with `stopgate rollback {run}`",
            run = created.run
        )));
    }
    // The plan passed its gate when the run was created, and means the same still: what people write
    // into its living parts meanwhile does not hold up a run.
    let approvals = Approvals::read(&open.root)?;
    match approvals.standing(&binding) {
        Standing::Yes(_) => Ok(()),
        Standing::No | Standing::Void(_) => Err(Trouble::NotCleared(format!(
            "the approval of {plan} is gone or not valid any more: stopgate verify {run}; approve it anew, or undo the run with `stopgate rollback {run}`",
            run = created.run
        ))),
    }
}
