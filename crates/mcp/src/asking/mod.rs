//! Questions for a person: how the client puts them, and what it says that the person said (requirements G1, P4).

mod form;
mod interview;
mod passed;
mod reply;
mod shown;
mod told;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::RequestContext;

pub(crate) use form::form;
pub(crate) use interview::{Interview, Said, Who, key_of};
pub(crate) use passed::Passed;
pub(crate) use reply::{NoReply, from_agent, from_form};
pub(crate) use shown::{Shown, seal};
pub(crate) use told::Told;

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

/// Who writes where nobody says for whom.
pub(crate) const AGENT: &str = "an agent";
/// Characters of the name of a client.
const MOST_NAME: usize = 60;

/// The program through which somebody speaks, by the name that it gives itself.
pub(crate) fn client(context: &RequestContext<RoleServer>) -> String {
    let named = context.client_info().map(|client| client.name);
    let named = named.filter(|name| is_sound(name));
    named.unwrap_or_else(|| AGENT.to_owned())
}

/// True for a name that is nothing but a name, wherever it is written.
fn is_sound(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let edges = [name.chars().next(), name.chars().next_back()];
    name.len() <= MOST_NAME
        && name.chars().all(fits)
        && edges.iter().all(|c| c.is_some_and(char::is_alphanumeric))
}

/// The name under which an agent writes: the person it says it works for, and what it is.
pub(crate) fn through_agent(who: Option<&str>, client: &str) -> String {
    match who {
        Some(who) => format!("{}, through {client}", who.trim()),
        None => client.to_owned(),
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

    #[test]
    fn a_client_has_a_name_that_is_nothing_else() {
        for name in ["claude-code", "Visual Studio Code", "x", "gemini-cli 0.9"] {
            assert!(is_sound(name), "{name}");
        }
        for name in [
            "",
            " ",
            "-x",
            "a, approved by Ilse",
            "a\n# b",
            "`a`",
            "a\u{202e}",
            &"x".repeat(80),
        ] {
            assert!(!is_sound(name), "{name}");
        }
        assert_eq!(
            through_agent(Some(" Ines "), "codex"),
            "Ines, through codex"
        );
        assert_eq!(through_agent(None, "codex"), "codex");
    }
}
