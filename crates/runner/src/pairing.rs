//! Which steps of a changed plan are which of the plan as it was. What was done must not be done once more
//! because somebody mended a word of it, so a pair that is doubtful is still a pair: a person is asked.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use stopgate_journal::StepPlan;

/// A step, and the title of its phase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'p> {
    pub(crate) phase: &'p str,
    pub(crate) step: &'p StepPlan,
}

/// For each of the new steps the index of the old one that it was; none for what was inserted. By id; then
/// by the name that the plan gives; then by what is done, wherever it stands now; last by the place between
/// steps of its phase that are known.
pub(crate) fn pairs(old: &[Placed<'_>], new: &[Placed<'_>]) -> Vec<Option<usize>> {
    let mut pairing = Pairing {
        old,
        new,
        taken: HashSet::new(),
        of: vec![None; new.len()],
    };
    pairing.take(|placed| Some(placed.step.id.clone()));
    pairing.take(|placed| placed.step.contract.name.clone());
    pairing.take(|placed| Some((placed.phase.to_owned(), work(placed.step))));
    pairing.take(|placed| Some(work(placed.step)));
    pairing.take_by_place();
    pairing.of
}

/// What a step does, whatever its white space is.
fn work(step: &StepPlan) -> (bool, String) {
    let words: Vec<&str> = step.command.split_whitespace().collect();
    (step.is_automatic(), words.join(" "))
}

struct Pairing<'a, 'p> {
    old: &'a [Placed<'p>],
    new: &'a [Placed<'p>],
    /// Old steps that have a partner.
    taken: HashSet<usize>,
    of: Vec<Option<usize>>,
}

impl Pairing<'_, '_> {
    /// Pairs what is left and has the same key, in order.
    fn take<K: Eq + Hash>(&mut self, key: impl Fn(&Placed<'_>) -> Option<K>) {
        let mut free: HashMap<K, VecDeque<usize>> = HashMap::new();
        for at in (0..self.old.len()).filter(|at| !self.taken.contains(at)) {
            if let Some(key) = key(&self.old[at]) {
                free.entry(key).or_default().push_back(at);
            }
        }
        for at in 0..self.new.len() {
            if self.of[at].is_none() {
                let fitting = key(&self.new[at]).and_then(|key| free.get_mut(&key));
                self.pair(at, fitting.and_then(VecDeque::pop_front));
            }
        }
    }

    /// Pairs what is left by its place: the next old step that is left, where both stand in one phase
    /// behind the same known step.
    fn take_by_place(&mut self) {
        for at in 0..self.new.len() {
            if self.of[at].is_some() {
                continue;
            }
            let phase = self.new[at].phase;
            let same_phase = |before: &usize| self.new[*before].phase == phase;
            let known = (0..at).rev().take_while(same_phase).find_map(|before| {
                let old = self.of[before]?;
                (self.old[old].phase == phase).then_some(old)
            });
            let first = (0..self.old.len()).find(|old| self.old[*old].phase == phase);
            let behind = known.map(|known| known + 1).or(first);
            let next = behind.filter(|next| {
                let is_free = !self.taken.contains(next);
                let old = self.old.get(*next).filter(|old| old.phase == phase);
                let automatic = self.new[at].step.is_automatic();
                is_free && old.is_some_and(|old| old.step.is_automatic() == automatic)
            });
            self.pair(at, next);
        }
    }

    fn pair(&mut self, new: usize, old: Option<usize>) {
        self.of[new] = old;
        self.taken.extend(old);
    }
}

#[cfg(test)]
mod tests {
    use stopgate_journal::StepKind;
    use stopgate_model::Contract;

    use super::*;

    /// `Phase 1/load:make load` is the step of that command, named `load`, in that phase.
    fn step(text: &str) -> (String, StepPlan) {
        let (phase, rest) = text.split_once('/').unwrap();
        let (name, command) = rest.split_once(':').unwrap_or(("", rest));
        let name = (!name.is_empty()).then(|| name.to_owned());
        let step = StepPlan {
            id: format!("{phase} {command}"),
            kind: StepKind::Command,
            command: command.to_owned(),
            directory: ".".to_owned(),
            expectations: Vec::new(),
            timeout_seconds: 600,
            contract: Contract {
                name,
                ..Contract::default()
            },
            mends: Vec::new(),
            agent: None,
        };
        (phase.to_owned(), step)
    }

    fn paired(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
        let steps = |texts: &[&str]| texts.iter().map(|text| step(text)).collect::<Vec<_>>();
        let (old, new) = (steps(old), steps(new));
        fn placed(steps: &[(String, StepPlan)]) -> Vec<Placed<'_>> {
            let placed = steps.iter().map(|(phase, step)| Placed { phase, step });
            placed.collect()
        }
        pairs(&placed(&old), &placed(&new))
    }

    #[test]
    fn what_is_inserted_between_known_steps_is_no_edit_of_them() {
        assert_eq!(
            paired(&["1/a", "1/b"], &["1/a", "1/x", "1/b"]),
            [Some(0), None, Some(1)]
        );
    }

    #[test]
    fn another_command_in_the_place_of_one_is_an_edit() {
        assert_eq!(
            paired(&["1/a", "1/b", "1/c"], &["1/a", "1/bb", "1/c"]),
            [Some(0), Some(1), Some(2)]
        );
        assert_eq!(paired(&["1/a"], &["1/b"]), [Some(0)]);
    }

    #[test]
    fn a_name_holds_whatever_the_command_is_and_wherever_it_stands() {
        assert_eq!(
            paired(&["1/a", "1/load:x", "2/b"], &["1/a", "2/b", "2/load:y"]),
            [Some(0), Some(2), Some(1)]
        );
    }

    #[test]
    fn a_step_of_a_phase_with_another_title_is_the_same_work() {
        assert_eq!(
            paired(&["1/a", "1/b"], &["one/b", "one/a"]),
            [Some(1), Some(0)]
        );
    }

    #[test]
    fn what_is_removed_leaves_the_rest_as_it_was() {
        assert_eq!(
            paired(&["1/a", "1/b", "1/c"], &["1/a", "1/c"]),
            [Some(0), Some(2)]
        );
        assert_eq!(paired(&["1/a"], &["2/b"]), [None]);
    }
}
