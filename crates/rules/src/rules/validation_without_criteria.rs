//! `validation-without-criteria`: a validation section with neither a check nor a command, and too few words to hold a criterion.

use stopgate_expressions::words;
use stopgate_model::{Check as PlannedCheck, Command, Role, TextPlace};
use stopgate_source::{Severity, Words};

use crate::contents::{commands, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD001",
    name: "validation-without-criteria",
    summary: "The plan does not say how success is verified",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Fewer words than these cannot say what is looked at and what must come out.
const ENOUGH: usize = 8;
/// Up to this many words are enough only where one of them names what must come out.
const SHORT: usize = 40;

/// What a result is named by: code, a number, what is seen, what may not be.
static RESULT: Words = words!(
    r"[`\d\x22“]|https?:|\b(?:prints?|returns?|shows?|shown|displays?|appears?|lists?|equals?|match(?:es)?|same|contains?|responds?|renders?|rejects?|accepts?|refus\w+|fails?|pass(?:es)?|green|succeeds?|exits?|opens?|loads?|sees?|can|cannot|no|not|only|each|every|all|without|must|remains?|unchanged|still|errors?|warnings?|expected)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("validation").filter(|section| !section.empty) else {
        return;
    };
    let said = || texts(plan, section).filter(|text| text.place != TextPlace::Cell(true));
    let words: usize = said()
        .map(|text| text.value.split_whitespace().count())
        .sum();
    let names_result = || said().any(|text| RESULT.is_match(&text.value));
    let verifies = |command: &Command| command.role == Role::Check;
    let commands = commands(plan, section).next().is_some() || plan.commands.iter().any(verifies);
    let bare = |check: &PlannedCheck| check.method.is_unfilled() && check.expected.is_unfilled();
    let vague = words < ENOUGH || (words < SHORT && !names_result());
    if plan.checks.iter().all(bare) && !commands && vague {
        report
            .find(
                section.heading,
                "The plan does not say how success is verified, so nobody can tell when it is done",
                "List what is looked at, how, and what must come out",
            )
            .ask("By what is success verified? For example: `make totals` prints `difference=0`");
    }
}
