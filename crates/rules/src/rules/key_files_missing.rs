//! `key-files-missing`: the context names no file, so a newcomer does not know where to begin.

use stopgate_expressions::pattern;
use stopgate_source::{Pattern, Severity};

use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE013",
    name: "key-files-missing",
    summary: "The context names no file of the repository",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// A path, a file name, or a module in code.
static FILE: Pattern = pattern!(
    r"`[^`\s]*/[^`\s]*`|\b[\w-]+(?:/[\w.@-]+)+|\b[\w-]+\.(?:py|rs|go|ts|tsx|js|jsx|mjs|java|kt|swift|rb|ex|exs|c|cc|cpp|h|cs|php|scala|sql|sh|md|toml|ya?ml|json|tf|proto|html|css|vue|svelte|ipynb|R|gd|lua|zig|hs|ml|clj|dart|m|mm|xml|gradle|lock|cfg|ini|txt)\b|\b(?:Makefile|Dockerfile|Justfile|README|Cargo\.toml)\b|`[\w:.-]+(?:::|\.)[\w:.-]+`"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("context").filter(|section| !section.empty) else {
        return;
    };
    let mut body = texts(plan, section).peekable();
    if body.peek().is_none() || body.any(|text| FILE.is_match(&text.value)) {
        return;
    }
    report
        .find(
            section.heading,
            "The context names no file, so a newcomer does not know where this change begins",
            "Name the key files by their paths and say in a sentence what each does and which calls which",
        )
        .ask("Which files does this change begin in, and how do they connect? For example: `src/load.py` calls `src/merge.py`");
}
