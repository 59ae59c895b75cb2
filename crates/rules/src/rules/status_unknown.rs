//! `status-unknown`: the status of the plan is a word that nobody expects there.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV016",
    name: "status-unknown",
    summary: "The status is none of the usual ones",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static KNOWN: Words = words!(
    r"^\W*(?:new|draft(?:ed|ing)?|outlined?|idea|planned|planning|proposed|proposal|pending|open|under[ _-]review|in[ _-]review|review(?:ed|ing)?|ready|approved|accepted|signed[ _-]off|active|current|started|in[ _-]?progress|ongoing|executing|running|implementing|blocked|waiting|paused|on[ _-]hold|parked|done|finished|complete(?:d)?|closed|implemented|shipped|released|deployed|merged|live|archived|final|superseded|replaced|obsolete|deprecated|wip|work[ _-]in[ _-]progress|cancel(?:l)?ed|abandoned|withdrawn|rejected|deferred|postponed|not[ _-]started|todo|to[ _-]do|partial(?:ly)?)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(field) = context.plan.header("status") else {
        return;
    };
    let Some(status) = field.value.filled() else {
        return;
    };
    let is_placeholder = status.value.starts_with(['[', '<', '{']);
    if !is_placeholder && !KNOWN.is_match(&status.value) {
        let message = format!(
            "The status `{}` is none of the usual ones, so lists and gates cannot sort the plan",
            status.value
        );
        report.find(
            status.origin,
            message,
            "Use draft, in review, approved, in progress, blocked or done",
        );
    }
}
