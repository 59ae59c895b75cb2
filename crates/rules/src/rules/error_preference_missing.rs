//! `error-preference-missing`: the plan does not say what to do when a step fails.

use stopgate_expressions::words;
use stopgate_source::{About, Choice, Severity, Words};

use crate::phrases::occurs_anywhere;
use crate::standing::refers_elsewhere;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE016",
    name: "error-preference-missing",
    summary: "The plan does not say what to do when a step fails",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static STATED: Words = words!(
    let fault = r"(?:error|failure|problem|failed (?:step|command|task|check))s?";
    r"\b(?:(?:stop|halt|abort|pause)(?:s|ped|ping|ed|ing)? (?:\w+ )?(?:on|at|after|upon|with) (?:the |an? )?(?:first |any |every |each )?{fault}|fail[- ]fast|on (?:the |an? )?(?:first )?{fault}[,:]? (?:stop|halt|abort|fix|continue|retry|try)|(?:attempt|try) (?:a |one |to )?(?:fix|repair|correct)\w*|fix and continue|continue (?:on|after|despite) (?:an? |the )?{fault}|error (?:handling|policy|preference)|(?:if|when) (?:a|an|any|one|the) (?:step|command|task|check) fails)\b"
);

/// What can be done about a failure; a value without any of it tells of something else.
static CHOSEN: Words = words!(
    r"\b(?:stop\w*|halt\w*|abort\w*|paus\w*|fail\w*|continu\w*|go(?:es)? on|carry on|proceed\w*|fix\w*|repair\w*|retr\w+|repeat\w*|try|tried|attempt\w*|skip\w*|roll\w*|revert\w*|undo\w*|escalat\w*|ask\w*|wait\w*|report\w*|decid\w*|ends?|interrupt\w*|break\w*)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let field = plan.field("errors");
    let has_field = field.is_some();
    let chosen = |text: &str| !refers_elsewhere(text) && CHOSEN.is_match(text);
    let filled = field.is_some_and(|field| field.value.text().is_some_and(chosen));
    // An empty line `Error handling` states nothing, though its label would match.
    if filled || (!has_field && occurs_anywhere(plan, &STATED)) {
        return;
    }
    let heading = plan
        .section("context")
        .map_or(plan.anchor, |section| section.heading);
    report.find(
        field.map_or(heading, |field| field.origin),
        "The plan does not say what to do when a step fails: stop, or attempt a fix and continue",
        "Add a line `Error handling` with `stop on first error` or `attempt a fix and continue`",
    ).ask_which(
        About::Field("errors".to_owned()),
        "What is done when a step fails: stop, or attempt a fix and continue? For example: stop on first error",
        vec![
            choice("stop on first error", "nothing is made worse; somebody has to come and look"),
            choice("attempt a fix and continue", "goes on by itself; a wrong fix may be built upon"),
        ],
    );
}

fn choice(answer: &str, trade_off: &str) -> Choice {
    Choice {
        answer: answer.to_owned(),
        trade_off: trade_off.to_owned(),
    }
}
