//! `priority-inversion`: an urgent task that waits for one of low priority.

use stopgate_model::Level;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK020",
    name: "priority-inversion",
    summary: "A task of high priority waits for one of low priority",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let graph = context.queries.graph();
    let level = |task: usize| graph.tasks()[task].priority.text().and_then(rank);
    for (index, task) in graph.tasks().iter().enumerate() {
        if level(index) != Some(Level::High) {
            continue;
        }
        for earlier in graph.predecessors(index) {
            if level(earlier) == Some(Level::Low) {
                report.find(
                    task.origin,
                    format!(
                        "Task \"{}\" has priority High and waits for \"{}\" with priority Low, so it may be stuck",
                        brief(task.name()),
                        brief(graph.tasks()[earlier].name())
                    ),
                    "Raise the priority of the task that is waited for, or drop the dependency",
                );
            }
        }
    }
}

/// The level of a priority, in words or by its number.
fn rank(priority: &str) -> Option<Level> {
    let word = priority.trim().to_lowercase();
    match word.trim_matches(|c: char| !c.is_alphanumeric()) {
        "p0" | "p1" | "critical" | "urgent" | "highest" | "must" => Some(Level::High),
        "p2" | "should" => Some(Level::Medium),
        "p3" | "p4" | "p5" | "lowest" | "could" | "nice to have" => Some(Level::Low),
        _ => Level::read(priority),
    }
}
