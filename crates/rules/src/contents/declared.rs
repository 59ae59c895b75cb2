//! What a plan declares of itself: that it is done.

use stopgate_expressions::words;
use stopgate_model::{Mark, Plan};
use stopgate_source::Words;

static DONE: Words = words!(
    r"^\W*(?:all |fully |now )?(?:done|completed?|finished|closed|implemented|shipped|delivered)\b"
);

/// Words that take back what stands behind or before them.
static TAKEN_BACK: Words = words!(
    r"\b(?:not|never|un|partly|partially|almost|nearly|half|awaiting|pending|before|until|once|when|if|to be)\b",
    r"|\bready\s+(?:for|to be)\b|\b(?:in|under|for) (?:review|approval)\b|\b(?:draft|proposed|in[ _-]progress|conditionally)\b|\d\s*%",
);

/// True for a status that nothing in it takes back: `approved`, not `approved once the review is done`.
pub(crate) fn is_firm(status: &str) -> bool {
    !TAKEN_BACK.is_match(status)
}

/// True for a status that calls the work finished.
pub(crate) fn says_done(status: &str) -> bool {
    DONE.is_match(status)
}

/// True when every progress entry that still counts is ticked.
pub(crate) fn all_done(plan: &Plan) -> bool {
    let counts = |mark: &Option<Mark>| *mark != Some(Mark::Dropped);
    let mut marks = plan
        .progress
        .iter()
        .map(|entry| entry.mark)
        .filter(counts)
        .peekable();
    marks.peek().is_some() && marks.all(|mark| mark == Some(Mark::Done))
}
