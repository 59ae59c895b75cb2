//! Names and ids of what a run consists of, for tools outside: the plan, its phases, its steps.
//!
//! A name stays the same from run to run, as long as the plan calls its phases the same. An id is that
//! of one run, of one phase in it, or of one attempt of a step in it; whoever exports a journal gets
//! the same ones.

use std::collections::HashMap;

use stopgate_journal::{Created, StepPlan};
use uuid::Uuid;

/// Something that begins and ends in a run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Unit {
    /// The run of the whole plan.
    Plan,
    /// One phase, by index.
    Phase(usize),
    /// The rollback.
    Rollback,
    /// One attempt of a step.
    Step(String, u32),
}

/// The names of a plan and of its parts.
pub(crate) struct Jobs<'a> {
    created: &'a Created,
    phases: Vec<String>,
    /// For each step, where it belongs.
    owners: HashMap<&'a str, Unit>,
}

impl<'a> Jobs<'a> {
    pub(crate) fn of(created: &'a Created) -> Self {
        let mut phases: Vec<String> = Vec::new();
        for phase in &created.phases {
            phases.push(unused(slug(&phase.title), &phases));
        }
        let forward = created.phases.iter().enumerate();
        let forward = forward.flat_map(|(at, phase)| {
            let steps = phase.steps.iter();
            steps.map(move |step| (step.id.as_str(), Unit::Phase(at)))
        });
        let back = created.rollback.iter();
        let back = back.map(|undo| (undo.step.id.as_str(), Unit::Rollback));
        // A correction belongs to the phase whose steps it mends.
        let mending = created.corrections.iter().filter_map(|correction| {
            let mends = |step: &StepPlan| correction.mends.contains(&step.id);
            let mut phases = created.phases.iter();
            let phase = phases.position(|phase| phase.steps.iter().any(mends))?;
            Some((correction.id.as_str(), Unit::Phase(phase)))
        });
        Self {
            created,
            owners: mending.chain(forward).chain(back).collect(),
            phases,
        }
    }

    /// The part that a step belongs to; the plan where nobody knows the step.
    pub(crate) fn owner(&self, step: &str) -> Unit {
        self.owners.get(step).cloned().unwrap_or(Unit::Plan)
    }

    /// What a part belongs to; none for the plan.
    pub(crate) fn parent(&self, unit: &Unit) -> Option<Unit> {
        match unit {
            Unit::Plan => None,
            Unit::Phase(_) | Unit::Rollback => Some(Unit::Plan),
            Unit::Step(step, _) => Some(self.owner(step)),
        }
    }

    /// `plans/tally.md`, `plans/tally.md.phase-1-count`, `plans/tally.md.phase-1-count.165eac536d`
    pub(crate) fn name(&self, unit: &Unit) -> String {
        let plan = &self.created.plan;
        match unit {
            Unit::Plan => plan.clone(),
            Unit::Phase(at) => {
                let phase = self.phases.get(*at).map_or("phase", String::as_str);
                format!("{plan}.{phase}")
            }
            Unit::Rollback => format!("{plan}.rollback"),
            Unit::Step(step, _) => format!("{}.{step}", self.name(&self.owner(step))),
        }
    }

    /// The id of a part in this run (UUID version 5). Names of runs are times, so what was approved is
    /// part of it: two repositories can begin a run in the same millisecond.
    pub(crate) fn id(&self, unit: &Unit) -> Uuid {
        let Created { run, digest, .. } = self.created;
        let part = match unit {
            Unit::Plan => "plan".to_owned(),
            Unit::Phase(at) => format!("phase:{}", at.saturating_add(1)),
            Unit::Rollback => "rollback".to_owned(),
            Unit::Step(step, attempt) => format!("step:{step}:{attempt}"),
        };
        let name = format!("urn:stopgate:run:{digest}:{run}:{part}");
        Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
    }
}

/// All steps that a run can carry out.
pub(crate) fn plans(created: &Created) -> impl Iterator<Item = &StepPlan> {
    let forward = created.phases.iter().flat_map(|phase| &phase.steps);
    let back = created.rollback.iter().map(|undo| &undo.step);
    forward.chain(back).chain(&created.corrections)
}

/// `Phase 1: Load the list` becomes `phase-1-load-the-list`.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    match words.join("-") {
        empty if empty.is_empty() => "phase".to_owned(),
        slug => slug,
    }
}

/// The name itself, or with the first number that makes it another one.
fn unused(name: String, taken: &[String]) -> String {
    // The rollback has a name of its own.
    let is_free = |name: &String| name != "rollback" && !taken.contains(name);
    let numbered = (2..).map(|number: u32| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(is_free).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_with_one_title_have_names_of_their_own() {
        let mut taken = Vec::new();
        for title in ["Phase 1: Löschen!", "phase 1 löschen", "Rollback", "…", "—"] {
            taken.push(unused(slug(title), &taken));
        }
        let names = [
            "phase-1-löschen",
            "phase-1-löschen-2",
            "rollback-2",
            "phase",
            "phase-2",
        ];
        assert_eq!(taken, names);
    }
}
