//! `option-without-pros`: an option that nothing speaks for.
//!
//! Where no option has pros or a place for them, they are not laid out that way, and nothing is reported.

use stopgate_source::{About, Severity};

use crate::standing::{brief, is_open, says_none};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT003",
    name: "option-without-pros",
    summary: "An option has no pros",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let options = &context.plan.options;
    let others_have = options.iter().any(|option| option.pros.filled().is_some());
    for option in options.iter().filter(|option| says_none(&option.pros)) {
        if others_have || option.cons.filled().is_some() || is_open(&option.pros) {
            report.find(
                option.heading,
                format!(
                    "\"{}\" has no pros, so it cannot be weighed",
                    brief(&option.title)
                ),
                "Add `**Pros**:` with what speaks for it, or leave the option out",
            ).ask_for(About::Cell { record: option.heading, column: "pros".to_owned() }, format!("What speaks for \"{}\"? Without it nothing is weighed. For example: no new service?", brief(&option.title)));
        }
    }
}
