//! The index of active plans: one line a plan, with its day, name, status and owner.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Plan, TextPlace};
use stopgate_source::{Span, Words};

use super::{inside, pattern};

/// What the heading of an index says.
pub(crate) static TITLE: LazyLock<Words> = LazyLock::new(|| {
    Words::new(r"\b(?:exec[ -]?)?plans? index\b|\bindex of (?:\w+ )?(?:exec[ -]?)?plans\b")
});

/// The statuses that an entry can have.
pub(crate) const STATUSES: &[&str] = &["planned", "in_progress", "blocked", "done"];

/// `2026-01-02 - Move the orders - status: planned - owner: Ada`, with any dash.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<date>\S+)\s+[-–—]\s+(?P<name>.+?)\s+[-–—]\s+status:\s*(?P<status>[\w ]+?)\s+[-–—]\s+owner:\s*(?P<owner>\S.*)$",
    )
});

/// The line of the template, and a line that says that there is nothing.
static NO_ENTRY: LazyLock<Words> =
    LazyLock::new(|| Words::new(r"<date>|<plan name>|\bnone\b|\bno (?:active|open) plans\b"));

/// An entry of an index, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The day as it stands there.
    pub(crate) date: String,
    /// The plan.
    pub(crate) name: String,
    /// How it stands.
    pub(crate) status: String,
}

/// A line of an index.
pub(crate) struct Line {
    /// What it says; none where it is not written like an entry.
    pub(crate) entry: Option<Entry>,
    /// Where it stands.
    pub(crate) origin: Span,
}

/// The lines of the indexes in a plan.
pub(crate) fn lines(plan: &Plan) -> Vec<Line> {
    let indexes = plan
        .sections
        .iter()
        .filter(|section| TITLE.is_match(&section.title));
    let texts = indexes.flat_map(|section| plan.texts_in(inside(section)));
    let items =
        texts.filter(|text| text.place == TextPlace::Item && !NO_ENTRY.is_match(&text.value));
    let line = |text: &stopgate_model::Text| Line {
        entry: read(&text.value),
        origin: text.origin,
    };
    items.map(line).collect()
}

/// Reads one entry.
pub(crate) fn read(text: &str) -> Option<Entry> {
    let bare = text.trim().trim_matches('`').replace(['`', '*'], "");
    let found = ENTRY.captures(bare.trim())?;
    let (date, status) = (&found["date"], found["status"].trim());
    stopgate_model::parse_date(date)?;
    Some(Entry {
        date: date.to_owned(),
        name: found["name"].to_owned(),
        status: status.to_lowercase().replace(' ', "_"),
    })
}

/// True where both are written with the same letters: `Move the orders` and `move-the-orders.md`.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> String {
        let name = name.strip_suffix(".md").unwrap_or(name);
        let kept = name.chars().filter(|c| c.is_alphanumeric());
        kept.collect::<String>().to_lowercase()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_names_day_plan_status_and_owner() {
        let read = read("`2026-01-02 - Move - the orders - status: In progress - owner: Ada`");
        let entry = read.expect("an entry");
        assert_eq!(
            (entry.name.as_str(), entry.status.as_str()),
            ("Move - the orders", "in_progress")
        );
        for text in [
            "2026-02-30 - A - status: done - owner: B",
            "A - done",
            "2026-01-02 - A - status: done",
        ] {
            assert_eq!(super::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_is_known_again_by_its_letters() {
        assert!(is_same_name("Move the orders", "move-the-orders.md"));
        assert!(!is_same_name("Move the orders", "Move the order"));
    }
}
