//! `broken-link`: a link leads to a file that the repository does not have.

use std::collections::HashSet;

use stopgate_expressions::{pattern, words};
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::files::resolved;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH004",
    name: "broken-link",
    summary: "A link leads to a file that is not there",
    severity: Severity::Warning,
    requirements: &["E5"],
    check: Check::Plan(look),
};

/// What is no path: other schemes, other hosts, places in the document, placeholders, templates.
static ELSEWHERE: Words = words!(r"^(?:[a-z][a-z0-9+.-]*:|//|#|\?)|[<>{}\[\]*$|]|^[\w-]*$");

/// A line or column behind a path, as editors write it.
static LINE: Pattern = pattern!(r"(?::\d+)+(?:-\d+)?$");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() || context.path.starts_with('/') {
        return;
    }
    let mut seen = HashSet::new();
    for link in &context.plan.links {
        let path = missing(context, &link.target);
        if let Some(path) = path.filter(|path| seen.insert(path.clone())) {
            let message = format!("This link leads to `{path}`, which is not in the repository");
            let help = "Correct the target; it is relative to the folder of this document";
            report.find(link.origin, message, help).ask(format!("`{path}` is not there, so the link leads nowhere: which file is meant? For example: ../guide.md"));
        }
    }
}

/// The path of a target that is not there.
fn missing(context: &Context<'_>, target: &str) -> Option<String> {
    if ELSEWHERE.is_match(target) {
        return None;
    }
    let bare = target.split(['#', '?']).next()?;
    let bare = unescaped(&LINE.replace_all(bare, ""));
    let path = resolved(context.path, &bare).filter(|path| !path.is_empty())?;
    let from_root = resolved("", &bare);
    let made = |path: &String| context.queries.files().is_made(path);
    let is_known = context.repository.exists(&path)
        || made(&path)
        || from_root.is_some_and(|path| made(&path));
    (!is_known).then_some(path)
}

/// The target with `%20` and the like as what they stand for.
fn unescaped(target: &str) -> String {
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let value = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match value.filter(|_| first == b'%') {
            Some(value) => {
                bytes.push(value);
                rest = &behind[2..];
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
