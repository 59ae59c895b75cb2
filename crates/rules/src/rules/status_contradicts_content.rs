//! `status-contradicts-content`: the header says approved or done, and the plan says otherwise.

use stopgate_expressions::words;
use stopgate_model::{GateWord, Mark, Plan};
use stopgate_source::{Severity, Words};

use crate::contents::declared::{is_firm, says_done};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR025",
    name: "status-contradicts-content",
    summary: "The status says more than the plan holds",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static APPROVED: Words =
    words!(r"\b(?:approved|accepted|final(?:i[sz]ed)?|ready|signed[ _-]off|agreed|released)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(field) = plan.header("status") else {
        return;
    };
    // What the status was before stands behind who took the place of the plan.
    let counts = |status: &&str| is_firm(status) && plan.superseded.is_none();
    let Some(status) = field.value.text().filter(counts) else {
        return;
    };
    let (says_done, says_approved) = (says_done(status), APPROVED.is_match(status));
    if !says_done && !says_approved {
        return;
    }
    let questions = plan
        .questions
        .iter()
        .filter(|question| !question.resolution.is_settled())
        .count();
    let steps = if says_done { open_steps(plan) } else { 0 };
    let failed = || {
        let gate = plan.gate.as_ref();
        gate.filter(|gate| gate.word == GateWord::Fail)
            .map(|_| "the gate says FAIL".to_owned())
    };
    if let Some(open) = open_things(questions, steps).or_else(failed) {
        report.find(
            field.origin,
            format!("The status says \"{status}\", but {open}"),
            "Settle what is open, or take the status back until that is done",
        );
    }
}

fn open_steps(plan: &Plan) -> usize {
    plan.progress
        .iter()
        .filter(|entry| entry.mark.is_some_and(Mark::is_open))
        .count()
}

fn open_things(questions: usize, steps: usize) -> Option<String> {
    match (questions, steps) {
        (0, 0) => None,
        (0, 1) => Some("one progress entry is open".to_owned()),
        (0, steps) => Some(format!("{steps} progress entries are open")),
        (1, _) => {
            Some("one question is neither resolved nor deferred with who and until when".to_owned())
        }
        (questions, _) => Some(format!(
            "{questions} questions are neither resolved nor deferred with who and until when"
        )),
    }
}
