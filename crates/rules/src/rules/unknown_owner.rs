//! `unknown-owner`: an owner is nobody whom the plan names as part of the team.

use stopgate_expressions::words;
use stopgate_model::{Cell, Plan, Sourced};
use stopgate_source::{Severity, Words};

use crate::contents::inside;
use crate::standing::{brief, owner};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK031",
    name: "unknown-owner",
    summary: "An owner is nobody whom the plan names as part of the team",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Owners that are no single person of the list: a group, a role, everybody.
static GROUP: Words = words!(
    r"\b(?:team|squad|group|guild|all|everyone|everybody|vendor|customer|on[- ]?call|ops|platform|lead|manager|owner|engineer\w*|developer\w*|analyst\w*|designer\w*|dba|sre|qa|legal|security|finance|support)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(roster) = roster(plan) else {
        return;
    };
    for name in owners(plan) {
        let unknown = |person: &str| !GROUP.is_match(person) && !is_listed(&roster, person);
        let people = name.value.split([',', '/', '&', '+']).map(str::trim);
        let Some(person) = people
            .filter(|person| person.len() > 1)
            .find(|person| unknown(person))
        else {
            continue;
        };
        report.find(
            name.origin,
            format!(
                "\"{}\" owns something and is not listed in the team",
                brief(person)
            ),
            "Add the person to the team with the time they have, or name somebody who is on it",
        );
    }
}

/// What the section about the team says, in lower case; none where it names hardly anybody.
fn roster(plan: &Plan) -> Option<String> {
    let section = plan.section("team")?;
    let texts: Vec<String> = plan
        .texts_in(inside(section))
        .map(|text| text.value.to_lowercase())
        .collect();
    (texts.len() >= 2).then(|| texts.join("\n"))
}

fn is_listed(roster: &str, person: &str) -> bool {
    let words = person
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1);
    let mut words = words.map(str::to_lowercase).peekable();
    words.peek().is_none() || words.any(|word| roster.contains(&word))
}

fn owners(plan: &Plan) -> impl Iterator<Item = &Sourced<String>> {
    let tasks = plan.tasks().map(|task| &task.owner);
    let actions = plan.actions.iter().map(|action| &action.owner);
    let components = plan.components.iter().map(|component| &component.owner);
    let cells = tasks.chain(actions).chain(components);
    cells
        .filter(|cell| owner(cell).is_some())
        .filter_map(Cell::filled)
}
