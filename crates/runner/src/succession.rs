//! From a run to the one that goes on with its plan as it was changed: what counts as done, what is done
//! again, and what a person has to say first.

use std::collections::BTreeMap;

use stopgate_journal::{Created, LeftBehind, State, StepPlan, Succession};
use stopgate_model::Plan;

use crate::changed_plan::{ChangedPlan, Fate, Former, StepChange};
use crate::creation::{named_environments, stated_policy};
use crate::{Choices, agent_of};

/// What a person says of steps that were done, by id, the beginning of one, or name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word<'w> {
    /// Those that count as done as they are now.
    pub keep: &'w [String],
    /// Those that are done again.
    pub redo: &'w [String],
}

/// Why a run cannot go on with its changed plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Undecided {
    /// Of these steps nobody said whether they count as done.
    #[error("steps were edited that are done; nobody said whether they count as done")]
    Steps(Vec<StepPlan>),
    /// A name fits no step of which something can be said.
    #[error("`{0}` is no step that was done and is still in the plan")]
    NoStep(String),
    /// A name fits several steps.
    #[error("`{0}` fits several steps; give more digits of the id")]
    Several(String),
    /// A step that is as it was needs no word to be kept.
    #[error("step {0} is as it was when it was done, and is kept without a word")]
    KeptAnyway(String),
    /// Of a step both is said.
    #[error("step {0} cannot be both kept and done again")]
    Both(String),
}

/// What the run that follows takes over, and the ids of the steps that it carries out again.
///
/// # Errors
/// When a person has to say more.
pub fn succession(
    (state, changed): (&State, &ChangedPlan),
    word: Word<'_>,
) -> Result<(Succession, Vec<String>), Undecided> {
    let redo = named(changed, word.redo)?;
    let keep = named(changed, word.keep)?;
    if let Some(both) = keep.iter().find(|step| redo.contains(step)) {
        return Err(Undecided::Both(both.id.clone()));
    }
    let is_asked = |step: &&StepPlan| asking(changed).any(|(_, after)| after.id == step.id);
    if let Some(kept) = keep.iter().find(|step| !is_asked(step)) {
        return Err(Undecided::KeptAnyway(kept.id.clone()));
    }
    let said = |after: &StepPlan| keep.contains(&after) || redo.contains(&after);
    let open = asking(changed).filter(|(_, after)| !said(after));
    let open: Vec<StepPlan> = open.map(|(_, after)| after.clone()).collect();
    if !open.is_empty() {
        return Err(Undecided::Steps(open));
    }
    let kept = asking(changed).filter(|(_, after)| keep.contains(after));
    let kept: BTreeMap<String, String> = kept
        .map(|(before, after)| (after.id.clone(), before.step.id.clone()))
        .collect();
    let done = changed.steps().filter_map(|change| as_it_was(change));
    let done = done.filter(|after| !redo.contains(after));
    let succession = Succession {
        run: state.created().run.clone(),
        done: done.map(|after| after.id.clone()).collect(),
        kept,
        left: left(state, changed),
    };
    let again = redo.iter().map(|step| step.id.clone());
    Ok((succession, again.collect()))
}

/// What was chosen for a run stays chosen for the one that follows it. What its plan said is taken from
/// the plan as it is now.
pub fn choices_after(created: &Created, (then, now): (Option<&Plan>, &Plan)) -> Choices {
    let named_now = named_environments(now);
    let as_before = then.is_some_and(|then| named_environments(then) == named_now);
    let still = created.target.as_ref();
    let still = still.filter(|target| as_before || named_now.contains(target));
    let stated = then.map(|then| stated_policy(then).name());
    Choices {
        target: still.cloned(),
        on_error: (stated != Some(created.on_error.as_str())).then(|| created.on_error.clone()),
        exists: created.exists.clone(),
        again: Vec::new(),
        limits: created.limits,
        agent: agent_of(created).map(str::to_owned),
    }
}

fn asking(changed: &ChangedPlan) -> impl Iterator<Item = (&Former, &StepPlan)> {
    changed.steps().filter_map(StepChange::asks)
}

/// A step that was done, and is as it was.
fn as_it_was(change: &StepChange) -> Option<&StepPlan> {
    let kept = change.fate == Fate::Kept && change.done().is_some();
    change.after.as_ref().filter(|_| kept)
}

/// The steps that were done and may be named: by the name that the plan gives, by id, by the id that they
/// had.
fn named<'c>(changed: &'c ChangedPlan, names: &[String]) -> Result<Vec<&'c StepPlan>, Undecided> {
    let mut steps = Vec::new();
    for name in names {
        let there = || {
            let steps = changed.steps();
            steps.filter_map(|change| match change.asks() {
                Some((before, after)) => Some((before.step.id.as_str(), after)),
                None => as_it_was(change).map(|after| (after.id.as_str(), after)),
            })
        };
        let by_name = there().filter(|(_, step)| step.contract.name.as_ref() == Some(name));
        let mut found: Vec<&StepPlan> = by_name.map(|(_, step)| step).collect();
        if found.is_empty() {
            let begins = |id: &str| !name.is_empty() && id.starts_with(name.as_str());
            let by_id = there().filter(|(was, step)| begins(&step.id) || begins(was));
            found = by_id.map(|(_, step)| step).collect();
        }
        match found.as_slice() {
            [one] => steps.push(*one),
            [] => return Err(Undecided::NoStep(name.clone())),
            _ => return Err(Undecided::Several(name.clone())),
        }
    }
    Ok(steps)
}

/// What was done and is no step any more, in this run and before it.
fn left(state: &State, changed: &ChangedPlan) -> Vec<LeftBehind> {
    let created = state.created();
    let earlier = created.succeeds.iter().flat_map(|before| &before.left);
    let removed = changed
        .steps()
        .filter(|change| change.fate == Fate::Removed);
    let removed = removed
        .filter_map(StepChange::done)
        .map(|former| LeftBehind {
            run: created.run.clone(),
            step: former.step.id.clone(),
            command: former.step.command.clone(),
            directory: former.step.directory.clone(),
            undo: former.undo.clone(),
        });
    earlier.cloned().chain(removed).collect()
}
