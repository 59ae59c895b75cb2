//! `relative-date`: a date that moves with its reader: soon, next week.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ014",
    name: "relative-date",
    summary: "A requirement gives a date that depends on when it is read",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::RelativeDate) {
        report.find(
            weak.line,
            format!("\"{}\" means another day to each reader, so nobody can be late", weak.words.trim()),
            "Give the date: `by 2026-04-30`",
        )
        .ask(format!("Which date is meant by \"{}\", so that being late can be seen? For example 2026-04-30?", weak.words.trim()));
    }
}
