//! `open-question-unresolved`: an open question that is neither answered nor put off.

use stopgate_model::Resolution;
use stopgate_source::{About, Severity};

use crate::standing::question_of;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT008",
    name: "open-question-unresolved",
    summary: "A question is neither answered nor put off",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for question in &context.plan.questions {
        if question.resolution == Resolution::Open {
            report.find(
                question.origin,
                format!("The question \"{}\" is open, so the plan rests on an unknown", question_of(&question.text)),
                "Answer it (`Resolved DATE (NAME): answer`), or defer it with who decides and until when",
            ).ask_for(About::Entry(question.origin), format!("{} The plan rests on the answer. For example: yes, or who decides until when?", question_of(&question.text)));
        }
    }
}
