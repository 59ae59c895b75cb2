//! `new-file-exists`: the plan creates a file that is there already.

use std::collections::HashSet;

use stopgate_expressions::pattern;
use stopgate_source::{Pattern, Severity, file_part};

use crate::contents::stage::{Stage, stage};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH009",
    name: "new-file-exists",
    summary: "A file that the plan creates is there already",
    severity: Severity::Warning,
    requirements: &["E5"],
    check: Check::Plan(look),
};

static NEW: Pattern = pattern!(
    r"(?i)\b(?:(?:create|write|introduce)\s+(?:(?:a|an|the)\s+)?(?:new\s+)?(?:(?:file|module|script|migration|document|page|class|test file)s?\s+)?",
    r"|new\s+(?:file|module|script|migration|document|page|test file)s?:?\s+(?:at\s+|in\s+|named\s+|called\s+)?)",
    r"`(?:\./)?(?P<path>\.?[\w@-][\w@+-]*(?:/[\w@.+-]+)*/[\w@.+-]*\.[a-z]\w{0,9})`",
);

/// The same, said behind the file or in front of a list of files.
static MARKED_NEW: Pattern = pattern!(
    let path = r"`(?:\./)?(?P<path>\.?[\w@-][\w@+-]*(?:/[\w@.+-]+)*/[\w@.+-]*\.[a-z]\w{0,9})`";
    r"(?i){path}\s+\((?:a\s+)?(?:new(?:\s+file)?|to\s+be\s+created)\)"
);
static TO_BE_CREATED: Pattern = pattern!(
    let path = r"`(?:\./)?(?P<path>\.?[\w@-][\w@+-]*(?:/[\w@.+-]+)*/[\w@.+-]*\.[a-z]\w{0,9})`";
    r"(?i)\bto\s+be\s+created(?:\s+by\s+this\s+plan)?:\s+{path}"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() || stage(context.plan) != Stage::NotBegun {
        return;
    }
    let mut seen = HashSet::new();
    for text in &context.plan.texts {
        let patterns = [&NEW, &MARKED_NEW, &TO_BE_CREATED];
        let all = patterns
            .iter()
            .flat_map(|new| new.captures_iter(&text.value));
        for found in all {
            let Some(path) = found.name("path") else {
                continue;
            };
            let (name, at) = (path.as_str(), path.start());
            let is_new = seen.insert(name) && context.repository.exists(name);
            if is_new && !came_with_plan(context, name) {
                let message = format!(
                    "The plan creates `{name}`, which is there already: it would be overwritten, or the step was done"
                );
                let help = "Say that the file is changed, choose another name, or tick the step";
                report.find(text.line_of(at), message, help);
            }
        }
    }
}

/// True where the file was added with the plan or after it: then the plan was carried out, and nobody
/// ticked it.
fn came_with_plan(context: &Context<'_>, path: &str) -> bool {
    let Some(history) = context.repository.history() else {
        return false;
    };
    let first = history
        .changes(file_part(context.path))
        .last()
        .map(|(place, ..)| place);
    let mut of_file = history.changes(path);
    let added = of_file.find_map(|(place, _, change)| change.before.is_none().then_some(place));
    added
        .zip(first)
        .is_some_and(|(added, first)| added <= first)
}
