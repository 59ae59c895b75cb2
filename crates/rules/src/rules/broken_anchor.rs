//! `broken-anchor`: a link inside the plan names a heading that the plan does not have.

use std::collections::HashSet;

use stopgate_model::Link;
use stopgate_source::{Edit, EditSet, Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH005",
    name: "broken-anchor",
    summary: "A link names a heading that is not there",
    severity: Severity::Warning,
    requirements: &["E5"],
    check: Check::Plan(look),
};

/// Names that every page has, or that hosts and notes make up.
const GIVEN: &[&str] = &["", "top"];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    // One of several plans in a file does not know the headings of the others.
    if context.path.contains('#') || context.plan.links.is_empty() {
        return;
    }
    let plan = context.plan;
    let anchors: HashSet<String> = plan
        .anchors
        .iter()
        .map(|name| name.to_lowercase())
        .collect();
    for link in &plan.links {
        let Some(name) = link.target.strip_prefix('#') else {
            continue;
        };
        let lower = name.to_lowercase();
        if GIVEN.contains(&lower.as_str()) || lower.contains('%') || anchors.contains(&lower) {
            continue;
        }
        let message = format!("No heading here is named `#{name}`, so this link leads nowhere");
        let help =
            "Name a heading in small letters, with hyphens for blanks and without punctuation";
        let finding = report.find(link.origin, message, help);
        if let Some((span, text)) = meant(context, link, &lower) {
            finding.fix_unsafely(EditSet::one(Edit { span, text }));
        }
    }
}

/// The one heading with the same letters, and where its name goes.
fn meant(context: &Context<'_>, link: &Link, name: &str) -> Option<(Span, String)> {
    let mut alike = context
        .plan
        .anchors
        .iter()
        .filter(|anchor| letters(anchor) == letters(name));
    let anchor = alike.next().filter(|_| alike.next().is_none())?;
    let source = context.source.slice(link.origin);
    let written = format!("]({}", link.target);
    let start = link.origin.start() + source.rfind(&written)? + "](#".len();
    Some((
        Span::new(start, start + link.target.len() - 1),
        anchor.clone(),
    ))
}

fn letters(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.collect::<String>().to_lowercase()
}
