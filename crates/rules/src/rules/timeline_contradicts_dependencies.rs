//! `timeline-contradicts-dependencies`: a phase that the timeline puts before another one that its tasks wait for.
//!
//! A phase that is worked on in several weeks counts with its last one: some of its tasks may well come
//! early. Tasks that wait for each other in a circle have no order.

use stopgate_model::{Plan, TimelineEntry};
use stopgate_source::{Severity, Span};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK032",
    name: "timeline-contradicts-dependencies",
    summary: "The timeline puts a phase before one that it waits for",
    severity: Severity::Error,
    requirements: &["T3"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let graph = context.queries.graph();
    let cycles = graph.cycles();
    let circular = |one: usize, other: usize| {
        cycles
            .iter()
            .any(|cycle| cycle.contains(&one) && cycle.contains(&other))
    };
    let mut seen = std::collections::HashSet::new();
    for (index, task) in graph.tasks().iter().enumerate() {
        for before in graph.predecessors(index) {
            let pair = (task.phase, graph.tasks()[before].phase);
            let (Some(phase), Some(needed)) = pair else {
                continue;
            };
            if phase != needed && !circular(index, before) && seen.insert(pair) {
                compare(plan, (phase, needed), report);
            }
        }
    }
}

fn compare(plan: &Plan, (phase, needed): (usize, usize), report: &mut Report<'_>) {
    let last = entries(plan, phase).max_by_key(|(_, entry)| entry.week);
    let first = entries(plan, needed).min_by_key(|(_, entry)| entry.week);
    let (Some(last), Some(first)) = (last, first) else {
        return;
    };
    if last.1.week >= first.1.week {
        return;
    }
    let name = |phase: usize| {
        plan.phases
            .get(phase)
            .map_or("", |phase| phase.title.value.as_str())
    };
    report.find(
        place(last, first),
        format!(
            "\"{}\" is scheduled before \"{}\", although it waits for it",
            brief(name(phase)),
            brief(name(needed))
        ),
        "Swap the two in the timeline, or remove the dependency",
    );
}

fn entries(plan: &Plan, phase: usize) -> impl Iterator<Item = (usize, &TimelineEntry)> {
    let label = plan
        .phases
        .get(phase)
        .and_then(|phase| phase.label.as_ref());
    let names =
        move |entry: &TimelineEntry| label.is_some_and(|label| entry.phases.contains(label));
    plan.timeline
        .iter()
        .enumerate()
        .filter(move |(_, entry)| names(entry))
}

/// Neighbouring lines are one place.
fn place(one: (usize, &TimelineEntry), other: (usize, &TimelineEntry)) -> Span {
    if one.0.abs_diff(other.0) == 1 {
        one.1.origin.join(other.1.origin)
    } else {
        one.1.origin
    }
}
