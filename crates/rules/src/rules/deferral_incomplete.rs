//! `deferral-incomplete`: a question put off without a person or a day, or until a day that has passed.

use stopgate_model::Resolution;
use stopgate_source::{About, Severity};

use crate::standing::question_of;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT009",
    name: "deferral-incomplete",
    summary: "A question is put off without who or until when",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for question in &context.plan.questions {
        let Resolution::Deferred { named, until } = question.resolution else {
            continue;
        };
        let what = match (named, until) {
            (false, None) => "without a person and without a date".to_owned(),
            (false, Some(_)) => "without a person who decides".to_owned(),
            (true, None) => "without a date".to_owned(),
            (true, Some(day)) if day < context.today => format!("until {day}: the day has passed"),
            (true, Some(_)) => continue,
        };
        report.find(
            question.origin,
            format!(
                "The question \"{}\" is deferred {what}",
                question_of(&question.text)
            ),
            "Say who decides and until when, or write the answer",
        ).ask_for(About::Entry(question.origin), format!("Who decides \"{}\", and until when? Otherwise it stays open. For example: Ines, until 2026-04-10?", question_of(&question.text)));
    }
}
