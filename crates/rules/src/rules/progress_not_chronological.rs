//! `progress-not-chronological`: a finished progress entry is older than the one before it.

use jiff::Timestamp;
use stopgate_model::{Mark, Plan, Stamp};
use stopgate_source::{Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV003",
    name: "progress-not-chronological",
    summary: "Finished progress entries run backwards in time",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// From how many entries on a log that always runs backwards is taken for one kept newest first.
const NEWEST_FIRST: usize = 3;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let entries = finished(context.plan);
    let backwards = |pair: &&[(Timestamp, Span)]| pair[1].0 < pair[0].0;
    let found = entries.windows(2).filter(backwards).count();
    if entries.len() >= NEWEST_FIRST && found + 1 == entries.len() {
        return;
    }
    for pair in entries.windows(2).filter(backwards) {
        report.find(
            pair[1].1,
            "This entry was finished before the one above it, so either a time or the order is \
             wrong",
            "Correct the time, or move the entry to its place",
        );
    }
}

fn finished(plan: &Plan) -> Vec<(Timestamp, Span)> {
    let done = plan
        .progress
        .iter()
        .filter(|entry| entry.mark == Some(Mark::Done));
    let instants = done
        .filter(|entry| entry.parent.is_none())
        .filter_map(|entry| {
            if let Stamp::Instant(at, span) = entry.stamp {
                Some((at, span))
            } else {
                None
            }
        });
    instants.collect()
}
