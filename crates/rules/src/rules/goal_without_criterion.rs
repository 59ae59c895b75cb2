//! `goal-without-criterion`: a goal without a number that no success criterion speaks of.

use std::collections::HashSet;

use stopgate_source::Severity;

use crate::contents::subjects::subjects;
use crate::standing::{brief, is_blank};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC009",
    name: "goal-without-criterion",
    summary: "No success criterion tells whether a goal is reached",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// One shared word of so many is chance: the subject of the plan stands in most of its sentences.
const TELLING: usize = 3;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let (Some(goals), Some(criteria)) = (plan.section("goals"), plan.section("criteria")) else {
        return;
    };
    let within = |span: stopgate_source::Span| {
        plan.criteria
            .iter()
            .filter(move |item| span.contains(item.origin))
    };
    let told: HashSet<String> = within(criteria.span)
        .flat_map(|item| subjects(&item.value))
        .collect();
    if told.is_empty() {
        return;
    }
    for goal in within(goals.span).filter(|goal| !is_blank(&goal.value)) {
        let measured = goal.value.contains(|c: char| c.is_ascii_digit());
        let about: HashSet<String> = subjects(&goal.value).collect();
        let shared = about.intersection(&told).count();
        if measured || about.is_empty() || shared * TELLING > about.len() {
            continue;
        }
        let what = brief(&goal.value);
        report
            .find(
                goal.origin,
                format!("No success criterion speaks of the goal \"{what}\", so nobody can tell when it is reached"),
                "Add a criterion with the number or observation that shows it",
            )
            .ask(format!("How is it seen that \"{what}\" is reached? For example: at most 2 complaints a week?"));
    }
}
