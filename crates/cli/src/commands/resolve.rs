//! `stopgate resolve`: a person says what became of a step whose outcome nobody knows.

use std::cell::Cell;
use std::path::Path;

use stopgate_journal::{Event, Resolution, StepPlan, StepState};
use stopgate_runner::{DecisionFile, Steps as _};
use stopgate_system::{Supervisor, lock_name, now};

use crate::arguments::{Became, Common, Identity};
use crate::carry::{Surroundings, with_runner};
use crate::commands::resume::session;
use crate::exit::{Exit, Trouble};
use crate::identity::Person;
use crate::open_run::{OpenRun, record};
use crate::session::root;

/// Records what became of the step. Nothing is carried out; `resume` goes on.
pub(crate) fn run(
    common: &Common,
    (name, step): (Option<&str>, &str),
    (became, reason): (&Became, &str),
    identity: &Identity,
) -> Result<Exit, Trouble> {
    let person = Person::who_calls(identity, &root(common, Path::new("."))?)?;
    let mut open = OpenRun::open(common, name)?;
    lose_what_was_running(&mut open)?;
    let id = unknown_step(&open, step)?;
    let resolution = match became {
        Became { happened: true, .. } => Resolution::Happened,
        Became { redo: true, .. } => Resolution::Redo,
        _ => Resolution::DidNotHappen,
    };
    let when = now();
    let head = open.journal.head();
    let mut file = DecisionFile::new(open.state(), head, resolution.name(), (&person.name, &when));
    file.reason = Some(reason.to_owned());
    file.step = Some(id.clone());
    let who = open.sign(
        &person,
        &file,
        &format!("say that it {}", words(resolution)),
    )?;
    let session = session(common, &open)?;
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    with_runner(common, open, &around, |runner| {
        runner.record(&Event::Resolved {
            step: id,
            resolution,
            reason: reason.to_owned(),
            who,
        })
    })
}

/// Whoever resolves before resuming has seen that the runner is gone. What its supervisor recorded is no
/// question any more.
fn lose_what_was_running(open: &mut OpenRun) -> Result<(), Trouble> {
    let lock = lock_name(&open.state().created().plan);
    let mut supervisor =
        Supervisor::new(&open.root, &lock, Vec::new()).with_record(&open.folder.path);
    let running: Vec<StepPlan> = open.state().running().cloned().collect();
    for plan in running {
        let attempt = open.state().step(&plan.id).map_or(0, |step| step.attempts);
        let held = supervisor.held(&plan.id, attempt);
        let event = match held.filter(|held| !held.broken_off) {
            Some(held) => Event::OutcomeProven {
                step: plan.id.clone(),
                attempt,
                passed: held.outcome.is_success(&plan.expectations),
                outcome: Box::new(held.outcome),
            },
            None => Event::OutcomeUnknown {
                step: plan.id.clone(),
                reason: "the runner ended before the step did".to_owned(),
            },
        };
        record(&mut open.journal, &event)?;
    }
    Ok(())
}

fn unknown_step(open: &OpenRun, step: &str) -> Result<String, Trouble> {
    let state = open.state();
    let mut fitting = state
        .plans()
        .iter()
        .filter(|plan| plan.id.starts_with(step) || plan.contract.name.as_deref() == Some(step));
    let Some(plan) = fitting.next() else {
        return Err(Trouble::Usage(format!(
            "there is no step {step} in run {}; `stopgate show` lists them",
            state.created().run
        )));
    };
    match state.step(&plan.id).map(|step| step.state) {
        Some(StepState::Unknown) if fitting.next().is_none() => Ok(plan.id.clone()),
        Some(StepState::Unknown) => Err(Trouble::Usage(format!(
            "several steps begin with {step}; write more of the id"
        ))),
        known => Err(Trouble::Usage(format!(
            "what became of step {} is known: it is {}",
            plan.id,
            known.map_or("", StepState::name)
        ))),
    }
}

fn words(resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Happened => "happened",
        Resolution::DidNotHappen => "did not happen",
        Resolution::Redo => "is to be done again",
    }
}
