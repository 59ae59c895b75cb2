//! `path-case-mismatch`: a path differs from the one in the repository in nothing but its case.

use std::sync::LazyLock;

use stopgate_source::{Edit, EditSet, Severity, Words};

use crate::contents::files::{in_other_case, place_on};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH008",
    name: "path-case-mismatch",
    summary: "A path differs from the real one in upper and lower case only",
    severity: Severity::Warning,
    requirements: &["E5"],
    check: Check::Plan(look),
};

/// Words of a plan that changes the case itself.
static RENAMED: LazyLock<Words> =
    LazyLock::new(|| Words::new(r"\b(?:renam\w*|mov(?:e[sd]?|ing)|upper|lower|case)\b"));

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if !context.repository.is_repository() {
        return;
    }
    let files = context.queries.files();
    for mention in &files.mentions {
        let Some(real) = in_other_case(context.repository, mention.path) else {
            continue;
        };
        if RENAMED.is_match(&mention.text.plain) {
            continue;
        }
        let message = format!(
            "`{}` is `{real}` in the repository; where case matters, as on most servers, it is not found",
            mention.path
        );
        let help = format!("Write `{real}`");
        let finding = report.find(mention.line(), message, help);
        if let Some(span) = place_on(context.source, mention.line(), mention.path) {
            finding.fix_unsafely(EditSet::one(Edit { span, text: real }));
        }
    }
}
