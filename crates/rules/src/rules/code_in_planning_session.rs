//! `code-in-planning-session`: application code stands in a plan.

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR018",
    name: "code-in-planning-session",
    summary: "A plan holds application code",
    severity: Severity::Warning,
    requirements: &["P12"],
    check: Check::Plan(look),
};

/// Languages in which applications are written. Shell, SQL and configuration are what a plan is made of.
const APPLICATION: &[&str] = &[
    "python",
    "py",
    "java",
    "kotlin",
    "kt",
    "scala",
    "go",
    "golang",
    "rust",
    "rs",
    "javascript",
    "js",
    "jsx",
    "typescript",
    "ts",
    "tsx",
    "ruby",
    "rb",
    "php",
    "csharp",
    "cs",
    "c",
    "cpp",
    "c++",
    "swift",
    "dart",
    "elixir",
    "ex",
];

/// Fewer lines show a name or a call; they are no code of an application.
const SHORTEST: usize = 3;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for figure in &context.plan.figures {
        let language = figure.language.as_deref().unwrap_or_default();
        if figure.lines >= SHORTEST && APPLICATION.contains(&language) {
            report.find(
                figure.origin,
                format!(
                    "{} lines of {language} stand here, and nobody reviews or tests code in a plan",
                    figure.lines
                ),
                "Move the code to a branch; say here what it does, in which file, and how it is checked",
            );
        }
    }
}
