//! `partial-without-remaining`: a stop point that is begun and says neither what is done nor what remains.

use stopgate_expressions::words;
use stopgate_model::{Mark, Plan, ProgressEntry};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV023",
    name: "partial-without-remaining",
    summary: "A stop point is half done and does not say what remains",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static PARTIAL: Words = words!(
    r"\b(?:part(?:ly|ially)|half|mostly|almost|nearly)[ -](?:done|completed?|finished|implemented|ready)\b",
    r"|(?:^|[:;,.(\[–—-]\s*|\bis |\bstill )(?:in[ -]progress|under ?way|wip|half ?way|started|begun)\b",
    r"|\b\d{1,2} ?(?:%|percent)(?: (?:done|complete[d]?|finished|ready))?|\b(?:not|un)[ -]?(?:finished|done|completed?)\b",
);

static SAID: Words = words!(
    r"\b(?:completed?|finished|remain\w*|left|still|next|missing|outstanding|pending|to[ -]?do|open|lacks?|waits?|waiting|blocked|without|not yet|until|except|but|only|so far|already)\b|\bdone\b"
);

/// Words behind the mark from which on the entry explains itself.
const TELLING: usize = 4;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for (index, entry) in plan.progress.iter().enumerate() {
        let open = entry.mark.is_some_and(Mark::is_open);
        if open && is_bare(entry) && !has_parts(index, plan) {
            report.find(
                entry.origin,
                "This entry is begun but says neither what is done nor what remains, so nobody else can go on from here",
                "Add `(completed: …; remaining: …)`, or split it into a finished and an open entry",
            ).ask("What of this is done and what remains? Somebody else must go on. For example: schema done; backfill remains?");
        }
    }
}

/// True where an entry says that it is half done and nothing else about its state.
fn is_bare(entry: &ProgressEntry) -> bool {
    let text = &entry.text.value;
    let Some(found) = PARTIAL.find_iter(text).last() else {
        return false;
    };
    let (before, behind) = (&text[..found.start()], &text[found.end()..]);
    let words = behind
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric));
    // In front, the mark is followed by the title of the entry.
    let leads = !before.contains(char::is_alphanumeric);
    (leads || words.count() < TELLING) && !SAID.is_match(before) && !SAID.is_match(behind)
}

fn has_parts(index: usize, plan: &Plan) -> bool {
    plan.progress
        .iter()
        .any(|entry| entry.parent == Some(index))
}
