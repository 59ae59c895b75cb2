//! `placeholder-title`: the title is still the one of the template.
//!
//! Looks at the heading as it is written: `<title>` is markup that no reader sees.

use stopgate_expressions::pattern;
use stopgate_markdown::Tree;
use stopgate_source::{Pattern, Severity, Span};

use crate::{Check, Report, Rule, placeholder};

pub(crate) const RULE: Rule = Rule {
    code: "STR006",
    name: "placeholder-title",
    summary: "The title is still the placeholder of the template",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

/// The whole title, or what stands behind its kind (`Plan: …`).
static UNFILLED: Pattern = pattern!(
    r"(?ix)^(?: <[^<>]+> | \[[^\]]+\] | \{\{?[^{}]+\}\}? | tbd | tbc | todo | \?{3,} | … | \.\.\.",
    r"| untitled (?:\s+\w+)? | lorem\s+ipsum .* | placeholder | date [/\s]+ time | yyyy-mm-dd .*",
    r"| (?:(?:your|the|short|my)\s+)* (?:(?:feature|project|plan|task|ticket|execplan|change|product|spec|topic|session)\s+)?",
    r"(?:name|title) (?:\s+here)? )$",
);

/// What has no place in any part of a title.
static LEFT: Pattern = pattern!(
    r"\{\{[^{}]+\}\}|\bYYYY-MM-DD\b|\[(?i:date|date time|feature name|project name|name|title)\]"
);

fn look(tree: &Tree, report: &mut Report<'_>) {
    let top = tree.sections().iter().find(|section| section.level == 1);
    let Some(heading) = top.and_then(|section| section.heading) else {
        return;
    };
    let span = first_line(tree, tree.block(heading).span);
    let title = placeholder::masked(tree.source().slice(span));
    let title = title.trim_matches(['#', ' ', '\t', '*', '_']);
    if is_unfilled(title) {
        report.find(
            span,
            "The title is still a placeholder, so nobody can tell this plan from others",
            "Say in a few words what the plan changes",
        ).ask("What does this plan change, in a few words? The title is a placeholder. For example: Repartition orders by date?");
    }
}

fn first_line(tree: &Tree, span: Span) -> Span {
    let text = tree.source().slice(span);
    Span::new(
        span.start(),
        span.start() + text.lines().next().map_or(0, str::len),
    )
}

fn is_unfilled(title: &str) -> bool {
    let behind = title
        .split_once(": ")
        .map_or("", |(_, behind)| behind.trim_matches([' ', '*', '_']));
    UNFILLED.is_match(title)
        || UNFILLED.is_match(behind)
        || LEFT.is_match(title)
        || placeholder::find(title)
            .into_iter()
            .any(|at| !is_subject(&title[at]))
}

/// True for a word that a title may be about: `Todo: one list for all shops`.
fn is_subject(words: &str) -> bool {
    let word = words.trim_end_matches(':').to_ascii_lowercase();
    word == "todo" || word == "to-do"
}
