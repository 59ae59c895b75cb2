//! `option-without-best-for`: an option that does not say when it is the right one.
//!
//! Where no option says it, they are not laid out that way, and nothing is reported.

use stopgate_source::{About, Severity};

use crate::standing::{brief, is_open};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT006",
    name: "option-without-best-for",
    summary: "An option does not say what it is best for",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let options = &context.plan.options;
    let others_have = options.iter().any(|option| !option.best_for.is_unfilled());
    for option in options
        .iter()
        .filter(|option| option.best_for.is_unfilled())
    {
        let is_weighed = option.pros.filled().is_some() || option.cons.filled().is_some();
        if is_open(&option.best_for) || others_have && is_weighed {
            report.find(
                option.heading,
                format!(
                    "\"{}\" does not say what it is best for, so nobody knows when to come back to it",
                    brief(&option.title)
                ),
                "Add `**Best for**:` with the situation in which it would be the right choice",
            ).ask_for(About::Cell { record: option.heading, column: "best_for".to_owned() }, format!("When would \"{}\" be the right choice? For example: more than 1000 writes a second?", brief(&option.title)));
        }
    }
}
