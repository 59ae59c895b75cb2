//! How far the work of a plan has come, by its status and its check-boxes.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Mark, Plan, ProgressEntry};
use stopgate_source::{Pattern, Words};

/// A status of a plan on which nobody works any more.
static OVER: Words = words!(
    r"^\W*(?:complete(?:d)?|done|finished|closed|implemented|shipped|released|deployed|merged|live|archived|final|superseded|replaced|obsolete|deprecated|cancel(?:l)?ed|abandoned|withdrawn|rejected|deferred|postponed)\b"
);

/// A status of a plan on which nobody works yet.
static BEFORE: Words = words!(
    r"^\W*(?:draft(?:ed)?|idea|planned|planning|proposed|proposal|pending|not[ _-]started|todo)\b"
);

/// A status of a plan that cannot go on.
static BLOCKED: Words = words!(r"^\W*(?:blocked|on hold|waiting|stuck)\b");

/// What an open box says that nobody means to tick.
static LET_GO: Words = words!(
    r"(?:^\W*|[(:—-]\s?)(?:deferred|superseded|de-?scoped|dropped|optional|follow[ -]ups?|out of scope|not planned|cancel(?:l)?ed|no longer needed)\b"
);

/// Texts among which a line with the status is looked for.
const BEGINNING: usize = 30;

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is ticked.
    NotBegun,
    /// Something is ticked, and something is not.
    UnderWay,
    /// Everything is ticked or dropped.
    Finished,
}

/// The stage of a plan: what its status says, else its boxes.
pub fn stage(plan: &Plan) -> Stage {
    match status(plan) {
        Some(status) if OVER.is_match(status) => Stage::Finished,
        Some(status) if BEFORE.is_match(status) => Stage::NotBegun,
        _ => by_boxes(plan),
    }
}

/// What the plan says of itself, in its header or in a line of its beginning.
fn status(plan: &Plan) -> Option<&str> {
    static LINE: Pattern = pattern!(r"(?m)^\W*[Ss](?:tatus|TATUS)\W*:\s*(\S.*)$");
    let header = plan.header("status").and_then(|field| field.value.text());
    let line = || {
        let beginning = plan.texts.iter().take(BEGINNING);
        let mut lines = beginning.filter_map(|text| LINE.captures(&text.value));
        lines.find_map(|found| Some(found.get(1)?.as_str()))
    };
    header.or_else(line)
}

/// True where a plan says of itself that it cannot go on: `Status: Blocked, waiting for access`.
pub fn is_blocked(plan: &Plan) -> bool {
    status(plan).is_some_and(|status| BLOCKED.is_match(status))
}

/// The stage that the boxes of a plan show: those of its progress where it keeps one, else of its tasks.
pub fn by_boxes(plan: &Plan) -> Stage {
    let tasks = plan.tasks().filter_map(|task| task.mark);
    if plan.progress.iter().any(|entry| entry.mark.is_some()) {
        of(plan.progress.iter().filter_map(mark))
    } else {
        of(tasks)
    }
}

fn mark(entry: &ProgressEntry) -> Option<Mark> {
    let is_let_go = entry.mark == Some(Mark::Open) && LET_GO.is_match(&entry.text.value);
    if is_let_go {
        Some(Mark::Dropped)
    } else {
        entry.mark
    }
}

fn of(marks: impl Iterator<Item = Mark>) -> Stage {
    let (mut begun, mut open) = (false, false);
    for mark in marks {
        begun |= matches!(mark, Mark::Done | Mark::Partial);
        open |= mark.is_open();
    }
    match (begun, open) {
        (false, _) => Stage::NotBegun,
        (true, true) => Stage::UnderWay,
        (true, false) => Stage::Finished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_what_the_boxes_say() {
        use Mark::{Done, Dropped, Open, Partial};
        let of = |marks: &[Mark]| super::of(marks.iter().copied());
        assert_eq!(of(&[]), Stage::NotBegun);
        assert_eq!(of(&[Open, Dropped]), Stage::NotBegun);
        assert_eq!(of(&[Done, Open]), Stage::UnderWay);
        assert_eq!(of(&[Partial]), Stage::UnderWay);
        assert_eq!(of(&[Done, Dropped]), Stage::Finished);
    }
}
