//! `progress-timestamp-imprecise`: a finished progress entry names a day, but no instant.

use stopgate_model::{Mark, Stamp};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV022",
    name: "progress-timestamp-imprecise",
    summary: "A finished progress entry has a day without a time, or a time without a zone",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

const HELP: &str = "Write day, time and `Z` for UTC: `(2026-01-31 14:05Z)`";

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let done = |mark: Option<Mark>| mark == Some(Mark::Done);
    for entry in &context.plan.progress {
        match &entry.stamp {
            _ if !done(entry.mark) || entry.parent.is_some() => {}
            Stamp::Day(_, span) => {
                let message = "This entry says on which day it was finished, but not when: entries \
                               of one day cannot be ordered";
                report.find(*span, message, HELP);
            }
            Stamp::Ambiguous(_, span) => {
                let message = "The time of this entry has no zone, or one with several meanings, \
                               so it is no instant";
                report.find(*span, message, HELP);
            }
            _ => {}
        }
    }
}
