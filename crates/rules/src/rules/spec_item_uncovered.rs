//! `spec-item-uncovered`: a metric or requirement of the spec that no row of the traceability table names.
//!
//! Without a table, naming it anywhere behind the snapshot is enough.

use std::collections::BTreeSet;

use stopgate_model::{Plan, item_ids, tells_in_words};
use stopgate_source::{About, Severity};

use crate::contents::texts;
use crate::standing::listed;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC020",
    name: "spec-item-uncovered",
    summary: "A metric or requirement of the spec leads to no part of the plan and no check",
    severity: Severity::Error,
    requirements: &["S8"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let covered = covered(plan);
    let uncovered: Vec<String> = wanted(plan)
        .into_iter()
        .filter(|id| !covered.contains(id) && !told_in_words(id, plan))
        .collect();
    let Some(first) = plan.trace.first() else {
        return without_table(plan, &uncovered, report);
    };
    let Some(section) = plan.section_at(first.origin) else {
        return;
    };
    for id in uncovered {
        report.find(
            section.heading,
            format!("{id} of the spec leads to no part of the plan and no check"),
            format!("Add a row for {id}: the part that reaches it and the check that proves it"),
        ).ask_for(About::Rows, format!("Which part of the plan reaches {id}, and which check proves it? For example: the router, test `limit`?"));
    }
}

fn without_table(plan: &Plan, uncovered: &[String], report: &mut Report<'_>) {
    if uncovered.is_empty() {
        return;
    }
    let names: Vec<&str> = uncovered.iter().map(String::as_str).collect();
    report.find(
        plan.section("rollout")
            .map_or(plan.anchor, |section| section.heading),
        format!(
            "Nothing shows how the plan reaches {} of the spec",
            listed(&names)
        ),
        "Add a table: spec item, part of the plan, check",
    ).ask_for(About::Rows, format!("Which parts reach {}, and which checks prove it? For example: the router, test `limit`?", listed(&names)));
}

/// The ids of the spec; without a spec, the metrics that the snapshot names.
fn wanted(plan: &Plan) -> Vec<String> {
    let mut ids: Vec<String> = match &plan.spec {
        Some(spec) => spec
            .metrics
            .iter()
            .chain(&spec.requirements)
            .map(|item| item.id.clone())
            .collect(),
        None => {
            let section = plan.section("snapshot");
            let said = section.into_iter().flat_map(|section| texts(plan, section));
            said.flat_map(|text| item_ids(&text.plain))
                .filter(|id| id.starts_with('M'))
                .collect()
        }
    };
    let mut seen = BTreeSet::new();
    ids.retain(|id| !id.trim().is_empty() && seen.insert(id.clone()));
    ids
}

fn covered(plan: &Plan) -> BTreeSet<String> {
    if !plan.trace.is_empty() {
        return plan
            .trace
            .iter()
            .filter_map(|row| row.item.text())
            .flat_map(item_ids)
            .collect();
    }
    let source = ["snapshot", "gaps"].map(|id| plan.section(id).map(|section| section.span));
    let is_source = |text: &&stopgate_model::Text| {
        source
            .iter()
            .flatten()
            .any(|span| span.contains(text.origin))
    };
    plan.texts
        .iter()
        .filter(|text| !is_source(text))
        .flat_map(|text| item_ids(&text.value))
        .collect()
}

/// True where a row repeats the item in its words instead of by its id.
fn told_in_words(id: &str, plan: &Plan) -> bool {
    let mut items = plan
        .spec
        .iter()
        .flat_map(|spec| spec.metrics.iter().chain(&spec.requirements));
    let Some(item) = items.find(|item| item.id == id) else {
        return false;
    };
    let mut rows = plan.trace.iter().filter_map(|row| row.item.text());
    rows.any(|row| tells_in_words(&item.text, row))
}
