//! `plan-drift`: the files that an approved plan is about were changed before the work began.

use std::collections::BTreeSet;

use stopgate_model::Commit;
use stopgate_source::Severity;

use crate::contents::past::{day, file, worked_on};
use crate::contents::stage::{Stage, stage};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV018",
    name: "plan-drift",
    summary: "Files of an approved plan were changed since it was approved",
    severity: Severity::Warning,
    requirements: &["E12"],
    check: Check::Plan(look),
};

/// Files that a message names.
const NAMED: usize = 3;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    // Once work has begun, its own commits change these files.
    if stage(context.plan) != Stage::NotBegun {
        return;
    }
    let Some(approved) = context.repository.approved(context.path) else {
        return;
    };
    let Some(history) = context.repository.history() else {
        return;
    };
    let own: BTreeSet<usize> = history
        .changes(file(context))
        .map(|(place, ..)| place)
        .collect();
    let mut changed = Vec::new();
    let mut last: Option<(usize, &Commit)> = None;
    for mention in worked_on(context) {
        let mut changes = history.changes(mention.path);
        let since =
            changes.find(|(place, commit, _)| commit.time > approved && !own.contains(place));
        if let Some((place, commit, _)) = since {
            changed.push(format!("`{}`", mention.path));
            if last.is_none_or(|(newest, _)| place < newest) {
                last = Some((place, commit));
            }
        }
    }
    if let Some((_, commit)) = last {
        let more = changed.len().saturating_sub(NAMED);
        changed.truncate(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let message = format!(
            "{}{more} changed since the plan was approved, the last time on {}, so it was approved for other code",
            changed.join(", "),
            day(commit)
        );
        let help = "Read the plan against the code of today, correct it, and approve it again";
        report.find(context.plan.anchor, message, help);
    }
}
