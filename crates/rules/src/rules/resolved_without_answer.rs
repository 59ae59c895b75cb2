//! `resolved-without-answer`: a ticked question without an answer.

use stopgate_model::Resolution;
use stopgate_source::{About, Severity};

use crate::standing::question_of;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT010",
    name: "resolved-without-answer",
    summary: "A question is ticked and no answer stands there",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for question in &context.plan.questions {
        if question.resolution == Resolution::TickedWithoutAnswer {
            report.find(
                question.origin,
                format!(
                    "The question \"{}\" is ticked, but no answer stands there",
                    question_of(&question.text)
                ),
                "Write the answer behind it, with who gave it and when",
            ).ask_for(About::Entry(question.origin), format!("What was the answer to \"{}\", and who gave it? It is ticked without one. For example: yes (Ines, 2026-01-31)?", question_of(&question.text)));
        }
    }
}
