//! What became of the steps of a run when its plan was changed (EXECUTION.md b.8).

use std::collections::HashSet;

use stopgate_gate::{Binding, Environment};
use stopgate_journal::{PhasePlan, State, StepPlan, StepState, UndoPlan};

use crate::agents;
use crate::creation::{Unclear, digests, phases, rollback};
use crate::pairing::{Placed, pairs};

/// What became of a part of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is as it was.
    Kept,
    /// It is there, and not as it was.
    Edited,
    /// It was not there.
    Inserted,
    /// It is not there any more.
    Removed,
}

impl Fate {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Edited => "edited",
            Self::Inserted => "inserted",
            Self::Removed => "removed",
        }
    }
}

/// A plan as it is, beside a run of the plan as it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangedPlan {
    /// The phases of the plan as it is, then those that it has no more.
    pub phases: Vec<PhaseChange>,
    /// What undoes them.
    pub rollback: Vec<StepChange>,
}

/// What became of a phase, which is known by its title.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseChange {
    /// Its title.
    pub title: String,
    /// What became of it; it is edited where its digest is another one.
    pub fate: Fate,
    /// Its digest as it was.
    pub before: Option<String>,
    /// Its digest as it is.
    pub after: Option<String>,
    /// Its steps as they are, then those that it has no more.
    pub steps: Vec<StepChange>,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepChange {
    /// What became of it.
    pub fate: Fate,
    /// The step as it was.
    pub before: Option<Former>,
    /// The step as it is.
    pub after: Option<StepPlan>,
    /// What was edited: `command`, `directory`, `phase` …
    pub edited: Vec<&'static str>,
}

/// A step as it was, in its run.
#[derive(Clone, Debug, PartialEq)]
pub struct Former {
    /// The step.
    pub step: StepPlan,
    /// Title of its phase.
    pub phase: String,
    /// Where it stands in the run.
    pub state: StepState,
    /// The commands that undid it in the plan as it was, and that the plan as it is has no more.
    pub undo: Vec<String>,
}

impl StepChange {
    /// The step as it was, where the run has done it.
    pub fn done(&self) -> Option<&Former> {
        let done = |former: &&Former| former.state.is_done() && former.step.is_automatic();
        self.before.as_ref().filter(done)
    }

    /// The step as it is, where a person has to say whether it counts as done or is done again.
    pub fn asks(&self) -> Option<(&Former, &StepPlan)> {
        let after = self.after.as_ref().filter(|after| after.is_automatic())?;
        let asks = self.fate == Fate::Edited;
        self.done().filter(|_| asks).map(|before| (before, after))
    }
}

impl ChangedPlan {
    /// What became of the plan of a run, given the environment that its steps got.
    ///
    /// # Errors
    /// When the agent of the run is not declared any more.
    pub fn of(
        (state, environment): (&State, &Environment),
        binding: &Binding,
    ) -> Result<Self, Unclear> {
        let created = state.created();
        let agent = agents::chosen(binding, agents::of(created))?;
        let (now, undoings) = (phases(binding, digests(binding), agent), rollback(binding));
        let comparison = Comparison {
            state,
            environments: [environment, &binding.environment],
            undoings: &undoings,
        };
        Ok(Self {
            phases: comparison.phases(&now),
            rollback: comparison.rollback(),
        })
    }

    /// The steps of all phases.
    pub fn steps(&self) -> impl Iterator<Item = &StepChange> {
        self.phases.iter().flat_map(|phase| &phase.steps)
    }
}

struct Comparison<'a> {
    state: &'a State,
    /// What steps got, and what they get.
    environments: [&'a Environment; 2],
    /// What undoes the plan as it is.
    undoings: &'a [UndoPlan],
}

impl Comparison<'_> {
    fn phases(&self, now: &[PhasePlan]) -> Vec<PhaseChange> {
        let then = &self.state.created().phases;
        let (old, new) = (placed(then), placed(now));
        let of = pairs(&old, &new);
        let there: HashSet<usize> = of.iter().copied().flatten().collect();
        let removed = |title: &str| {
            let gone = (0..old.len()).filter(|at| !there.contains(at));
            let gone = gone.filter(|at| old[*at].phase == title);
            let gone = gone.map(|at| self.step(Some(old[at]), None));
            gone.collect::<Vec<_>>()
        };
        let mut steps = new
            .iter()
            .zip(&of)
            .map(|(new, of)| self.step(of.map(|of| old[of]), Some(*new)));
        let mut changes = Vec::new();
        for phase in now {
            let before = then.iter().find(|before| before.title == phase.title);
            let mut all: Vec<StepChange> = steps.by_ref().take(phase.steps.len()).collect();
            let is_first = !changes
                .iter()
                .any(|change: &PhaseChange| change.title == phase.title);
            if is_first {
                all.extend(removed(&phase.title));
            }
            changes.push(PhaseChange {
                title: phase.title.clone(),
                fate: match before {
                    None => Fate::Inserted,
                    Some(before) if before.digest == phase.digest => Fate::Kept,
                    Some(_) => Fate::Edited,
                },
                before: before.map(|before| before.digest.clone()),
                after: Some(phase.digest.clone()),
                steps: all,
            });
        }
        let gone = then
            .iter()
            .filter(|before| !now.iter().any(|phase| phase.title == before.title));
        changes.extend(gone.map(|before| PhaseChange {
            title: before.title.clone(),
            fate: Fate::Removed,
            before: Some(before.digest.clone()),
            after: None,
            steps: removed(&before.title),
        }));
        changes
    }

    fn rollback(&self) -> Vec<StepChange> {
        fn placed(undoings: &[UndoPlan]) -> Vec<Placed<'_>> {
            let steps = undoings.iter().map(|undo| &undo.step);
            let placed = steps.map(|step| Placed { phase: "", step });
            placed.collect()
        }
        let old = placed(&self.state.created().rollback);
        let new = placed(self.undoings);
        let of = pairs(&old, &new);
        let there = new.iter().zip(&of);
        let there = there.map(|(new, of)| self.step(of.map(|of| old[of]), Some(*new)));
        let gone = (0..old.len()).filter(|at| !of.contains(&Some(*at)));
        let gone = gone.map(|at| self.step(Some(old[at]), None));
        there.chain(gone).collect()
    }

    fn step(&self, before: Option<Placed<'_>>, after: Option<Placed<'_>>) -> StepChange {
        let edited = match (before, after) {
            (Some(before), Some(after)) => self.edited(before, after),
            _ => Vec::new(),
        };
        StepChange {
            fate: match (before, after) {
                (None, _) => Fate::Inserted,
                (_, None) => Fate::Removed,
                _ if edited.is_empty() => Fate::Kept,
                _ => Fate::Edited,
            },
            before: before.map(|before| Former {
                undo: if after.is_none() {
                    self.undone_by(before)
                } else {
                    Vec::new()
                },
                ..self.former(before)
            }),
            after: after.map(|after| after.step.clone()),
            edited,
        }
    }

    fn former(&self, placed: Placed<'_>) -> Former {
        let state = self.state.step(&placed.step.id);
        Former {
            step: placed.step.clone(),
            phase: placed.phase.to_owned(),
            state: state.map_or(StepState::Pending, |step| step.state),
            undo: Vec::new(),
        }
    }

    /// What undid a step by its name, else what undid its phase, as far as it is gone.
    fn undone_by(&self, placed: Placed<'_>) -> Vec<String> {
        let created = self.state.created();
        let mut phases = created.phases.iter();
        let phase = phases.position(|phase| phase.title == placed.phase);
        let of_step = |undo: &&UndoPlan| undo.steps.contains(&placed.step.id);
        let of_phase = |undo: &&UndoPlan| {
            undo.steps.is_empty() && (undo.phase.is_none() || undo.phase == phase)
        };
        let by_name = created.rollback.iter().any(|undo| of_step(&undo));
        let fits = |undo: &&UndoPlan| {
            if by_name {
                of_step(undo)
            } else {
                of_phase(undo)
            }
        };
        let is_gone = |undo: &&UndoPlan| {
            let mut now = self.undoings.iter();
            !now.any(|now| now.step.command == undo.step.command)
        };
        let gone = created.rollback.iter().filter(fits).filter(is_gone);
        gone.map(|undo| undo.step.command.clone()).collect()
    }

    /// What is not as it was; empty for a step that is the same to the last word, and gets the same.
    fn edited(&self, before: Placed<'_>, after: Placed<'_>) -> Vec<&'static str> {
        let (old, new) = (before.step, after.step);
        let [then, now] = self.environments;
        let differences = [
            ("phase", before.phase != after.phase),
            ("kind", old.kind != new.kind),
            ("command", old.command != new.command),
            ("directory", old.directory != new.directory),
            ("expectations", old.expectations != new.expectations),
            ("time limit", old.timeout_seconds != new.timeout_seconds),
            ("attributes", old.contract != new.contract),
            (
                "agent",
                old.agent != new.agent || agent(then, old) != agent(now, new),
            ),
            ("environment", given(then, old) != given(now, new)),
            ("files that it uses", used(then, old) != used(now, new)),
        ];
        let differences = differences.into_iter().filter(|(_, differs)| *differs);
        let mut edited: Vec<&str> = differences.map(|(what, _)| what).collect();
        if edited.is_empty() && old.id != new.id {
            edited.push("occurrence");
        }
        edited
    }
}

fn placed(phases: &[PhasePlan]) -> Vec<Placed<'_>> {
    let steps = phases.iter().flat_map(|phase| {
        let steps = phase.steps.iter();
        steps.map(|step| Placed {
            phase: &phase.title,
            step,
        })
    });
    steps.collect()
}

fn agent<'e>(environment: &'e Environment, step: &StepPlan) -> Option<&'e stopgate_model::Agent> {
    environment.agents.get(step.agent.as_ref()?)
}

/// The variables that a step gets with their values, and the names of its secrets: all that are declared,
/// where it names none.
fn given<'e>(
    environment: &'e Environment,
    step: &StepPlan,
) -> (Vec<(&'e String, &'e String)>, Vec<&'e String>) {
    let contract = &step.contract;
    let all = contract.environment.is_empty() && contract.secrets.is_empty();
    let values = environment.values.iter();
    let values = values.filter(|(name, _)| all || contract.environment.contains(name));
    let secrets = environment.secrets.iter();
    let secrets = secrets.filter(|name| all || contract.secrets.contains(name));
    (values.collect(), secrets.collect())
}

/// The digests of the files that a step uses.
fn used<'e>(environment: &'e Environment, step: &StepPlan) -> Vec<Option<&'e String>> {
    let uses = step.contract.uses.iter();
    uses.map(|path| environment.uses.get(path)).collect()
}
