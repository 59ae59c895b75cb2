//! `companion-file-missing`: the plan rests on a document of its process that is not there.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::Text;
use stopgate_source::{Severity, Words};

use crate::contents::files::resolved;
use crate::contents::stage::{Stage, stage};
use crate::contents::{pattern, sentences};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH007",
    name: "companion-file-missing",
    summary: "A standard, template or spec that the plan rests on is not there",
    severity: Severity::Warning,
    requirements: &["E5"],
    check: Check::Plan(look),
};

/// The standard of plans, the template of plans, the spec of the work that is active.
static COMPANION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[\s`(\[“])(?P<path>(?:[\w.@-]+/)*(?:PLANS|plan-template|active-spec)\.md)\b")
});

/// Where such files usually lie.
const FOLDERS: &[&str] = &[
    "",
    ".agent/",
    ".agents/",
    "agent/",
    "docs/",
    "references/",
    ".spec-dev/active-dev/",
    "plans/",
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() || stage(context.plan) == Stage::Finished {
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for text in &context.plan.texts {
        for found in COMPANION.captures_iter(&text.value) {
            let Some(path) = found.name("path") else {
                continue;
            };
            if seen.contains(&path.as_str()) || is_denied(text, path.start()) {
                continue;
            }
            seen.push(path.as_str());
            if !is_there(context, path.as_str()) {
                let message = format!(
                    "The plan rests on `{}`, which is not in the repository, so nobody can read what it says",
                    path.as_str()
                );
                let help =
                    "Add the file, correct its path, or write what matters of it into the plan";
                report.find(text.line_of(path.start()), message, help).ask(format!("Where is `{}`? The plan follows it, and nobody can open it. For example: .agent/PLANS.md", path.as_str()));
            }
        }
    }
}

/// `No PLANS.md exists here`: a plan that rests on no such document.
fn is_denied(text: &Text, at: usize) -> bool {
    static DENIED: LazyLock<Words> = LazyLock::new(|| {
        Words::new(r"\b(?:no|not|never|absent|missing|without|lacks?|does ?n['’]t|is ?n['’]t)\b")
    });
    let mut sentences = sentences(&text.value);
    let sentence = sentences.find(|range| range.contains(&at));
    sentence.is_some_and(|range| DENIED.is_match(&text.value[range]))
}

/// A path is looked for where it says; a bare name beside the plan and where such files usually lie.
fn is_there(context: &Context<'_>, path: &str) -> bool {
    let exists = |path: &str| context.repository.exists(path);
    let beside = resolved(context.path, path).is_some_and(|path| exists(&path));
    let usual = || {
        FOLDERS
            .iter()
            .any(|folder| exists(&format!("{folder}{path}")))
    };
    beside || exists(path) || !path.contains('/') && usual()
}
