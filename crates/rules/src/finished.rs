//! Whether the work of a plan is over: then it is read as a record, and no longer carried out.
//!
//! Told from the living parts alone, by what the format's author keeps there. Who ticks all boxes makes a
//! plan look finished; that is why no verdict of the gate rests on this.

use stopgate_expressions::words;
use stopgate_model::{Mark, Plan, ProgressEntry, Section};
use stopgate_source::Words;

use crate::contents::texts;

static PENDING: Words = words!(
    r"^\W*(?:(?:outcomes?|retrospective|summary|results?)\W+)?(?:pending|tbd|todo|to[ -]do|none|nothing|n/?a|not (?:yet|started|applicable|available|written)|no (?:outcomes?|results?|retrospective)|in progress|work in progress|wip|to follow|(?:is |are |(?:will|to) be )+(?:written|filled|completed|added|determined|done|updated|recorded|summari[sz]ed|documented|captured|pending)|summari[sz]e\b)"
);

/// Above this many words a text says more than that nothing is there.
const SHORT: usize = 25;

static UNDER_WAY: Words = words!(
    r"\b(?:draft|proposed|proposal|planned|planning|pending|awaiting|waiting|active|ongoing|blocked|paused",
    r"|on hold|in[ _-]progress|in[ _-]review|under[ _-]way|not[ _-]started|incomplete|unfinished|to[ -]?do|wip)\b",
);

/// True when all progress is ticked, nothing else with a box is open, the outcomes say what came of it,
/// and the status does not say that work goes on.
pub fn is_finished(plan: &Plan) -> bool {
    let outcomes = plan.section("outcomes");
    all_ticked(plan)
        && outcomes.is_some_and(|section| !is_pending(plan, section))
        && !plan.tasks().any(|task| is_open(task.mark))
        && !says_under_way(plan)
}

/// True when there is progress, and all of it is ticked or dropped; what is nested in an entry and has no
/// box tells about the entry.
pub(crate) fn all_ticked(plan: &Plan) -> bool {
    let counts = |entry: &&ProgressEntry| match entry.mark {
        Some(mark) => mark != Mark::Dropped,
        None => entry.parent.is_none(),
    };
    let mut entries = plan.progress.iter().filter(counts).peekable();
    entries.peek().is_some() && entries.all(|entry| entry.mark == Some(Mark::Done))
}

/// True when nothing stands in a section but that something will.
pub(crate) fn is_pending(plan: &Plan, section: &Section) -> bool {
    let is_pending =
        |text: &str| text.split_whitespace().count() <= SHORT && PENDING.is_match(text);
    let mut said = texts(plan, section).peekable();
    section.empty || (said.peek().is_some() && said.all(|text| is_pending(&text.value)))
}

fn is_open(mark: Option<Mark>) -> bool {
    mark.is_some_and(Mark::is_open)
}

fn says_under_way(plan: &Plan) -> bool {
    let status = plan.header("status").and_then(|field| field.value.text());
    status.is_some_and(|status| UNDER_WAY.is_match(status))
}
