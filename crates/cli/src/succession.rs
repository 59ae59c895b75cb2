//! What two runs say of each other where one goes on from the other, as `verify` looks at it.

use stopgate_journal::{Event, Reading, State, StepState};
use stopgate_system::RunFolder;

use crate::exit::Trouble;

/// What was found, and the first record that is wrong.
pub(crate) struct Found {
    pub(crate) said: Vec<String>,
    pub(crate) bad: Option<(u64, String)>,
}

/// Looks whether the run before says that this one goes on and has done what counts as done here, and
/// whether the one behind says that it goes on from this one. Nothing is found of a run that stands alone.
pub(crate) fn verified(folder: &RunFolder, reading: &Reading) -> Result<Found, Trouble> {
    let mut found = Found {
        said: Vec::new(),
        bad: None,
    };
    let Some(state) = &reading.state else {
        return Ok(found);
    };
    if let Some(succession) = &state.created().succeeds {
        match before(folder, state)? {
            Ok(()) => found.said.push(format!(
                "goes on from run {}, which has done {} of its steps; {} are kept on a person's word",
                succession.run,
                succession.done.len(),
                succession.kept.len()
            )),
            Err(why) => found.bad = Some((1, why)),
        }
    }
    if let Some((record, by)) = superseded(reading) {
        let next = state_of(folder, by)?;
        let says_so = |next: &State| {
            let before = next.created().succeeds.as_ref();
            before.is_some_and(|before| before.run == state.created().run)
        };
        if next.as_ref().is_some_and(says_so) {
            found.said.push(format!("superseded by run {by}"));
        } else {
            let why = format!("it is superseded by run {by}, which does not go on from it");
            found.bad = found.bad.or(Some((record, why)));
        }
    }
    Ok(found)
}

/// Why a run does not go on from the one before it.
fn before(folder: &RunFolder, state: &State) -> Result<Result<(), String>, Trouble> {
    let Some(succession) = &state.created().succeeds else {
        return Ok(Ok(()));
    };
    let run = &succession.run;
    let Some(before) = state_of(folder, run)? else {
        return Ok(Err(format!(
            "it goes on from run {run}, whose journal is not there"
        )));
    };
    if before.successor() != Some(folder.name.as_str())
        || before.created().plan != state.created().plan
    {
        return Ok(Err(format!(
            "it goes on from run {run}, which does not say so"
        )));
    }
    let is_done = |step: &&String| {
        let done = before.step(step).map(|step| step.state);
        done.is_some_and(StepState::is_done)
    };
    // A step that counts as done without a word is the same in both runs.
    let is_same = |step: &&String| before.plan(step) == state.plan(step);
    let mut kept = succession.kept.values();
    let not_done = succession
        .done
        .iter()
        .find(|step| !is_done(step) || !is_same(step));
    let not_done = not_done.or_else(|| kept.find(|step| !is_done(step)));
    Ok(match not_done {
        None => Ok(()),
        Some(step) => Err(format!(
            "it counts step {step} as done, which run {run} has not done"
        )),
    })
}

fn state_of(folder: &RunFolder, run: &str) -> Result<Option<State>, Trouble> {
    let Some(other) = folder.beside(run) else {
        return Ok(None);
    };
    Ok(other.reading()?.state)
}

fn superseded(reading: &Reading) -> Option<(u64, &str)> {
    let mut records = reading.records.iter();
    records.find_map(|record| match &record.event {
        Event::Superseded { by } => Some((record.seq, by.as_str())),
        _ => None,
    })
}
