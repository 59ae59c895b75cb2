//! Questions for a person: how the client puts them, and what it says that the person said (requirements G1, P4).

mod form;
mod interview;
mod reply;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub(crate) use form::form;
pub(crate) use interview::{Interview, Said};
pub(crate) use reply::{NoReply, from_agent, from_form};

/// Nobody reads a question and declines it in less time.
const NOBODY: Duration = Duration::from_millis(50);
/// After so many declines in a row that nobody can have made, the client is taken for one that asks nobody.
const AUTOMATIC: u32 = 2;

/// What a client does with questions.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    quick_declines: AtomicU32,
}

impl Habits {
    /// The client accepted, or took its time.
    pub(crate) fn asked_somebody(&self) {
        self.quick_declines.store(0, Ordering::Relaxed);
    }

    /// The client declined after this time.
    pub(crate) fn declined(&self, after: Duration) {
        if after < NOBODY {
            self.quick_declines.fetch_add(1, Ordering::Relaxed);
        } else {
            self.asked_somebody();
        }
    }

    /// True where the client declines by itself.
    pub(crate) fn asks_nobody(&self) -> bool {
        self.quick_declines.load(Ordering::Relaxed) >= AUTOMATIC
    }
}

/// The name under which an agent writes: the person it says it works for, and that it is an agent.
pub(crate) fn through_agent(who: Option<&str>) -> String {
    match who {
        Some(who) => format!("{}, through an agent", who.trim()),
        None => "an agent".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_declines_faster_than_anybody_reads_asks_nobody() {
        let habits = Habits::default();
        habits.declined(Duration::from_millis(1));
        habits.declined(Duration::from_secs(3));
        habits.declined(Duration::from_millis(2));
        assert!(!habits.asks_nobody());
        habits.declined(Duration::from_millis(2));
        assert!(habits.asks_nobody());
    }
}
