//! `progress-without-checkbox`: a progress entry is a plain bullet.

use std::collections::HashSet;

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV005",
    name: "progress-without-checkbox",
    summary: "A progress entry has no check-box",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NOTHING_YET: Words =
    words!(r"^\W*(?:none|nothing|not started|no (?:progress|entries|work)|n/?a)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let progress = &context.plan.progress;
    // A bullet above check-boxes is their heading.
    let headings: HashSet<usize> = progress.iter().filter_map(|child| child.parent).collect();
    for (index, entry) in progress.iter().enumerate() {
        let counts = entry.mark.is_none() && entry.parent.is_none() && !headings.contains(&index);
        if counts && !NOTHING_YET.is_match(&entry.text.value) {
            report.find(
                entry.text.origin,
                "This entry has no check-box, so its state cannot be read",
                "Begin it with `- [x]` if it is finished, else with `- [ ]`",
            );
        }
    }
}
