//! `option-without-cons`: an option that only speaks for itself.

use stopgate_source::{About, Severity};

use crate::standing::{brief, is_open, says_none};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT002",
    name: "option-without-cons",
    summary: "An option has no cons",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for option in &context.plan.options {
        let is_weighed = option.pros.filled().is_some() || is_open(&option.cons);
        if is_weighed && says_none(&option.cons) {
            report.find(
                option.heading,
                format!(
                    "\"{}\" has no cons, so it cannot be weighed",
                    brief(&option.title)
                ),
                "Add `**Cons**:` with what it costs",
            ).ask_for(About::Cell { record: option.heading, column: "cons".to_owned() }, format!("What speaks against \"{}\"? Without it nothing is weighed. For example: one more service to run?", brief(&option.title)));
        }
    }
}
