//! `progress-timestamp-missing`: a finished progress entry says nowhere when it was finished.

use stopgate_expressions::pattern;
use stopgate_model::{Mark, ProgressEntry, Stamp};
use stopgate_source::{Pattern, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV001",
    name: "progress-timestamp-missing",
    summary: "A finished progress entry has no time",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// A date in brackets, at the end, or behind a word that makes it a stamp: the model reads only
/// stamps at the start of an entry, people put them elsewhere too.
static STAMP_ELSEWHERE: Pattern = pattern!(
    let date = r"\d{4}-\d{2}-\d{2}";
    r"(?i)[(\[]{date}[^)\]]*[)\]]|{date}(?:[T ]\d{2}:\d{2}\S*(?: ?[A-Z]{1,4})?)?\W*$|{date}[T ]\d{2}:\d{2}|\b(?:done|finished|completed) (?:on )?{date}"
);

/// A date in code is part of a name.
static CODE: Pattern = pattern!(r"`[^`]*`");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for entry in context
        .plan
        .progress
        .iter()
        .filter(|entry| lacks_stamp(entry))
    {
        report.find(
            entry.text.origin,
            "This entry is ticked but does not say when it was finished, so nobody can tell what \
             the plan knew at which time",
            "Put the UTC time before the text: `- [x] (2026-01-31 14:05Z) …`",
        );
    }
}

fn lacks_stamp(entry: &ProgressEntry) -> bool {
    entry.mark == Some(Mark::Done)
        && entry.parent.is_none()
        && entry.stamp == Stamp::Absent
        && !STAMP_ELSEWHERE.is_match(&CODE.replace_all(&entry.text.value, " "))
}
