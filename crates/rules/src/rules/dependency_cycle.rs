//! `dependency-cycle`: tasks that wait for each other in a circle.
//!
//! Reported where it starts; also where it ends if that is too far away to be seen together.

use stopgate_model::Task;
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK007",
    name: "dependency-cycle",
    summary: "Tasks wait for each other in a circle",
    severity: Severity::Error,
    requirements: &["T2"],
    check: Check::Plan(look),
};

/// Rows that are further apart than this are not seen together.
const NEAR: usize = 3;

/// How many tasks of a circle a message names.
const SHOWN: usize = 5;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let graph = context.queries.graph();
    for mut cycle in graph.cycles() {
        let start = cycle
            .iter()
            .enumerate()
            .min_by_key(|(_, task)| **task)
            .map_or(0, |(at, _)| at);
        cycle.rotate_left(start);
        let (first, last) = (cycle[0], cycle.iter().copied().max().unwrap_or(cycle[0]));
        let far = last - first > NEAR || graph.tasks()[first].phase != graph.tasks()[last].phase;
        let message = format!(
            "These tasks wait for each other: {}",
            path(&cycle, graph.tasks())
        );
        for end in [Some(first), far.then_some(last)].into_iter().flatten() {
            report.find(
                graph.tasks()[end].origin,
                message.clone(),
                "Remove the dependency that is not needed, or split a task so that one part can start",
            );
        }
    }
}

/// The way round; of a long one the first tasks, and how many follow.
fn path(cycle: &[usize], tasks: &[&Task]) -> String {
    let shown = &cycle[..cycle.len().min(SHOWN)];
    let names: Vec<&str> = shown.iter().map(|&task| tasks[task].name()).collect();
    let end = match cycle.len() - shown.len() {
        0 => names[0].to_owned(),
        more => format!("and {more} more"),
    };
    format!("{} → {end}", names.join(" → "))
}
