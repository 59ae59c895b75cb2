//! `outcomes-ignore-purpose`: the outcomes of finished work say nothing about its purpose.

use std::collections::HashSet;

use stopgate_source::Severity;

use crate::contents::declared::all_done;
use crate::contents::subjects::subjects;
use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV012",
    name: "outcomes-ignore-purpose",
    summary: "The outcomes do not speak of the purpose",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Fewer words say that nothing is there yet, which another rule finds.
const SHORTEST: usize = 12;

/// Beginnings of the words that name the purpose itself.
const NAMES_IT: &[&str] = &["purpo", "goal", "goals", "objec", "inten"];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let (Some(purpose), Some(outcomes)) = (plan.section("purpose"), plan.section("outcomes"))
    else {
        return;
    };
    if !all_done(plan) {
        return;
    }
    let said: Vec<&str> = texts(plan, outcomes)
        .map(|text| text.value.as_str())
        .collect();
    let length: usize = said
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    let wanted: HashSet<String> = texts(plan, purpose)
        .flat_map(|text| subjects(&text.value))
        .collect();
    let compares = |text: &&str| {
        let mut about = subjects(text);
        about.any(|word| wanted.contains(&word) || NAMES_IT.contains(&word.as_str()))
    };
    if wanted.is_empty() || length < SHORTEST || said.iter().any(compares) {
        return;
    }
    report
        .find(
            outcomes.heading,
            "All work is ticked, and the outcomes share no word with the purpose, so nobody learns whether it was reached",
            "Go through the purpose sentence by sentence: reached, not reached, changed",
        )
        .ask("Was the purpose reached? For example: yes, the report opens in 2 s as planned; the old path remains?");
}
