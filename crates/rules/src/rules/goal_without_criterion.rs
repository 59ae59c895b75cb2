//! `goal-without-criterion`: a goal without a number that no success criterion speaks of.

use std::collections::HashSet;

use stopgate_model::Sourced;
use stopgate_source::Severity;

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

/// Letters from which on a word tells what a sentence is about, and up to which it is compared.
const WORD: (usize, usize) = (4, 5);

/// One shared word of so many is chance: the subject of the plan stands in most of its sentences.
const TELLING: usize = 3;

/// Long words that any goal may have.
const COMMON: &[&str] = &[
    "with", "that", "this", "from", "into", "every", "each", "their", "must", "have", "more",
    "than", "least", "most", "within", "without", "before", "after", "should", "when", "they",
    "only", "make", "them",
];

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
    let told: HashSet<String> = within(criteria.span).flat_map(words).collect();
    if told.is_empty() {
        return;
    }
    for goal in within(goals.span).filter(|goal| !is_blank(&goal.value)) {
        let measured = goal.value.contains(|c: char| c.is_ascii_digit());
        let about: HashSet<String> = words(goal).collect();
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

fn words(item: &Sourced<String>) -> impl Iterator<Item = String> {
    let (shortest, compared) = WORD;
    let words = item.value.split(|c: char| !c.is_alphanumeric());
    words
        .map(str::to_lowercase)
        .filter(move |word| word.chars().count() >= shortest && !COMMON.contains(&word.as_str()))
        .map(move |word| word.chars().take(compared).collect())
}
