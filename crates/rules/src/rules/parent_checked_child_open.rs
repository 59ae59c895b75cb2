//! `parent-checked-child-open`: an entry is ticked although one nested in it is open.

use std::collections::BTreeSet;

use stopgate_model::{Mark, Plan, Task};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV013",
    name: "parent-checked-child-open",
    summary: "A ticked entry has an open entry nested in it",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let progress = &context.plan.progress;
    let open = (0..progress.len()).filter(|&at| progress[at].mark == Some(Mark::Open));
    let ticked = |at: &usize| progress[*at].mark == Some(Mark::Done);
    let mut around: BTreeSet<usize> = BTreeSet::new();
    for at in open {
        // Above what was seen, all was seen.
        let new = above(context.plan, at).take_while(|at| !around.contains(at));
        let new: Vec<usize> = new.collect();
        around.extend(new);
    }
    let entries = around.into_iter().filter(ticked);
    let entries = entries.map(|at| progress[at].text.origin);
    let done = |task: &&Task| task.mark == Some(Mark::Done) && task.open_part.is_some();
    let tasks = context.plan.tasks().filter(done).map(|task| task.origin);
    for origin in entries.chain(tasks) {
        report.find(
            origin,
            "This entry is ticked although one nested in it is open, so it is not finished",
            "Remove this tick, or tick the open entry once it is done",
        );
    }
}

/// The entries in which one is nested, inside out.
fn above(plan: &Plan, at: usize) -> impl Iterator<Item = usize> {
    // A parent stands before its children; an index that does not is no parent.
    let parent_of = |at: &usize| {
        let parent = plan.progress.get(*at)?.parent;
        parent.filter(|parent| parent < at)
    };
    std::iter::successors(parent_of(&at), parent_of)
}
