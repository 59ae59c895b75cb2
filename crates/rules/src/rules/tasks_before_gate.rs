//! `tasks-before-gate`: a plan that must end at its review already holds tasks.
//!
//! Formats list it only where tasks have a document of their own.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR017",
    name: "tasks-before-gate",
    summary: "Tasks stand in a plan that ends at its review",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static TASKS: Words = words!(
    r"(?x)^ (?: [\W\d_]* | \W* \d+ [a-z] [\W_]+ ) (?: (?:implementation|development|engineering|coding|detailed|work|project|
        delivery|sprint)\s+ )? (?: tasks? | task\s+(?:list|breakdown|table)s? | to-?\s?dos? |
        to-?\s?do\s+list | work\s+(?:items?|breakdown(?:\s+structure)?|packages?) | breakdown |
        backlog | tickets | steps\s+to\s+implement | implementation | implementation\s+steps |
        coding\s+steps ) [\W_]* $"
);

static DENIAL: Words = words!(
    r"\b(?:none|no tasks|not (?:yet|part|before)|after (?:the )?(?:review|gate|approval|pass)|(?:once|when|until) .{0,40}(?:reviewed|approved|pass)|deliberately|on purpose)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in plan.sections.iter().filter(|section| section.id.is_none()) {
        if TASKS.is_match(&section.title) && !section.empty && !is_declined(plan, section) {
            report.find(
                section.heading,
                format!(
                    "\"{}\" holds tasks before the plan is reviewed",
                    section.title
                ),
                "Take this section out; tasks and code are written after the gate says PASS and \
                 the plan is approved",
            );
        }
    }
}

/// True where the section says that there are no tasks yet: one text, and it declines.
fn is_declined(plan: &Plan, section: &Section) -> bool {
    let mut texts = plan.texts_in(section.body);
    match (texts.next(), texts.next()) {
        (Some(only), None) => DENIAL.is_match(&only.plain),
        _ => false,
    }
}
