//! `dangling-reference`: a row of the traceability table that leads from an item the spec does not have.

use std::collections::BTreeSet;

use stopgate_expressions::pattern;
use stopgate_model::Spec;
use stopgate_source::{Pattern, Severity};

use crate::standing::listed;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC008",
    name: "dangling-reference",
    summary: "A row refers to an item that the spec does not have",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// An id with what follows it: `R1.2` and `R1a` are ids that a spec is not read for.
static ID: Pattern = pattern!(r"\b([A-Z]{1,4}-?)(\d+)(\.\d|[A-Za-z_])?");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(spec) = &plan.spec else { return };
    let (known, prefixes) = items(spec);
    for row in &plan.trace {
        let text = row.item.text().unwrap_or_default();
        let ids = ID.captures_iter(text).filter(|id| id.get(3).is_none());
        let unknown: Vec<String> = ids
            .filter(|id| prefixes.contains(&id[1]))
            .map(|id| format!("{}{}", &id[1], &id[2]))
            .filter(|id| !known.contains(id))
            .collect();
        if unknown.is_empty() {
            continue;
        }
        let names: Vec<&str> = unknown.iter().map(String::as_str).collect();
        report.find(
            row.origin,
            format!(
                "{} does not have {}, so this row proves nothing about the spec",
                spec.path,
                listed(&names)
            ),
            "Mend the id, remove the row, or have the item added to the spec first",
        );
    }
}

/// The ids of the spec, and the letters that they begin with.
fn items(spec: &Spec) -> (BTreeSet<String>, BTreeSet<String>) {
    let items = spec.metrics.iter().chain(&spec.requirements);
    let known: BTreeSet<String> = items.map(|item| item.id.clone()).collect();
    let letters = |id: &String| id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let prefixes = known.iter().map(letters).collect();
    (known, prefixes)
}
