//! What a plan says is read again from the result, or the report names it: both counted here anew, from
//! the lists of the plan and not from what the report is made of.

use std::collections::BTreeMap;

use stopgate_model::Cell;
use stopgate_source::{Source, Span};
use stopgate_workspace::Plan;

use crate::Case;

/// How often each thing is said, by its kind and name.
type Said = BTreeMap<(&'static str, String), usize>;

/// For each thing that a plan says: it is read as often from the result as before, less what the report
/// calls lost. Nothing is called lost that is still read as often.
pub fn are_there_or_reported(case: &Case<'_>) -> Result<(), String> {
    let (Some(before), Some(after)) = (case.before.plan(), case.after.plan()) else {
        return Err("it is no plan".to_owned());
    };
    let (before, after) = (
        said(before, case.before.source()),
        said(after, case.after.source()),
    );
    let mut lost: Said = BTreeMap::new();
    for one in &case.converted.report.lost {
        if one.part.is_none() && KINDS.contains(&one.what) {
            *lost.entry((one.what, one.name.clone())).or_default() += 1;
        }
    }
    for (thing, count) in &before {
        let there = after.get(thing).copied().unwrap_or_default();
        let reported = lost.remove(thing).unwrap_or_default();
        if count.saturating_sub(there) != reported {
            return Err(format!(
                "{thing:?}: {count} before, {there} after, {reported} reported lost"
            ));
        }
    }
    match lost.first_key_value() {
        Some((thing, _)) => Err(format!(
            "{thing:?} is reported lost, and the plan does not say it"
        )),
        None => Ok(()),
    }
}

/// The kinds that are counted.
const KINDS: &[&str] = &[
    "task",
    "command",
    "risk",
    "decision",
    "question",
    "requirement",
    "component",
    "action item",
    "progress entry",
    "checklist item",
    "criterion",
    "manual check",
    "gap",
];

fn said(plan: &Plan, source: &Source) -> Said {
    let text = |cell: &Cell| cell.text().unwrap_or_default().to_owned();
    let mut all: Vec<(&'static str, String)> = Vec::new();
    let mut add = |what, name: String| all.push((what, name.trim().to_owned()));
    for task in plan.tasks() {
        add(
            "task",
            task.title
                .text()
                .or(task.id.text())
                .unwrap_or_default()
                .to_owned(),
        );
    }
    plan.commands
        .iter()
        .for_each(|command| add("command", command.text.clone()));
    // The report names by its line what has no name.
    let line = |span: Span| source.slice(span).trim().lines().next().unwrap_or_default();
    for risk in &plan.risks {
        add(
            "risk",
            risk.risk.text().unwrap_or(line(risk.origin)).to_owned(),
        );
    }
    plan.decisions
        .iter()
        .for_each(|decision| add("decision", decision.text.clone()));
    plan.questions
        .iter()
        .for_each(|question| add("question", question.text.clone()));
    for requirement in &plan.requirements {
        let id = requirement.id.as_ref().map_or("", |id| id.value.as_str());
        add("requirement", format!("{id} {}", requirement.text));
    }
    plan.components
        .iter()
        .for_each(|component| add("component", text(&component.name)));
    plan.actions
        .iter()
        .for_each(|action| add("action item", text(&action.action)));
    plan.progress
        .iter()
        .for_each(|entry| add("progress entry", entry.text.value.clone()));
    plan.checklist
        .iter()
        .for_each(|item| add("checklist item", item.text.clone()));
    plan.criteria
        .iter()
        .for_each(|criterion| add("criterion", criterion.value.clone()));
    for phase in &plan.phases {
        phase
            .manual
            .iter()
            .for_each(|item| add("manual check", item.value.clone()));
    }
    plan.gaps.iter().for_each(|gap| add("gap", text(&gap.gap)));
    let mut said = BTreeMap::new();
    for thing in all.into_iter().filter(|(_, name)| !name.is_empty()) {
        *said.entry(thing).or_default() += 1;
    }
    said
}
