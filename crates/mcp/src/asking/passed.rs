//! Which questions were dealt with since the server began: whoever skips one is asked the others before it comes again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Plans that are remembered. Forgetting one costs a person a question that they saw before.
const MOST_PLANS: usize = 256;

/// Keys of questions, by plan, of all clients.
#[derive(Debug, Default)]
pub(crate) struct Passed(Mutex<BTreeMap<String, BTreeSet<String>>>);

impl Passed {
    /// Something was said to this question.
    pub(crate) fn add(&self, plan: &str, key: &str) {
        let mut plans = self.plans();
        if plans.len() >= MOST_PLANS && !plans.contains_key(plan) {
            plans.clear();
        }
        plans
            .entry(plan.to_owned())
            .or_default()
            .insert(key.to_owned());
    }

    /// True for a question that something was said to.
    pub(crate) fn holds(&self, plan: &str, key: &str) -> bool {
        let plans = self.plans();
        plans.get(plan).is_some_and(|keys| keys.contains(key))
    }

    /// All questions of the plan were put: those that are still open may come again.
    pub(crate) fn forget(&self, plan: &str) {
        self.plans().remove(plan);
    }

    fn plans(&self) -> MutexGuard<'_, BTreeMap<String, BTreeSet<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_known_of_each_plan_until_all_was_asked() {
        let passed = Passed::default();
        passed.add("a.md", "objective");
        assert!(passed.holds("a.md", "objective"));
        assert!(!passed.holds("a.md", "current") && !passed.holds("b.md", "objective"));
        passed.forget("a.md");
        assert!(!passed.holds("a.md", "objective"));
        for number in 0..2 * MOST_PLANS {
            passed.add(&number.to_string(), "x");
        }
        assert!(passed.plans().len() <= MOST_PLANS);
    }
}
