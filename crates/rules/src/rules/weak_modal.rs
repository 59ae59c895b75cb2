//! `weak-modal`: a binding sentence that says should.

use stopgate_source::{EditSet, Severity};

use crate::contents::wording::{Weak, Weakness, replacement};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ001",
    name: "weak-modal",
    summary: "A requirement says should",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    let goals = context.plan.section("goals");
    let is_goal = |weak: &Weak<'_>| goals.is_some_and(|goals| goals.span.contains(weak.line));
    for weak in weak.filter(|weak| weak.weakness == Weakness::Modal && !is_goal(weak)) {
        let found = report.find(
            weak.line,
            format!(
                "\"{}\" leaves open whether this binds, so builder and tester may disagree",
                weak.words.trim()
            ),
            "Write must (or shall) where it binds; move wishes to the goals",
        );
        let words = weak.words.trim();
        let edit = replacement(context.source, weak.line, (words, "must"));
        // `Should it fail, …` is a condition and no duty.
        if let Some(edit) = edit.filter(|_| words == "should") {
            found.fix_unsafely(EditSet::one(edit));
        }
    }
}
