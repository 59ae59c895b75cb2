//! `rerun-behaviour-missing`: the recovery section does not say what a repetition does.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK006",
    name: "rerun-behaviour-missing",
    summary: "The plan does not say what happens when a step is repeated",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static REPEATED: Words = words!(
    r"\b(?:again|repeat\w*|repetition\w*|re-?(?:run|runs|running|ran|runnable|start\w*|execut\w*|apply\w*|applied|play\w*|try|tries|tried|trying|load\w*|creat\w*|generat\w*|do|issue\w*)|retr(?:y|ies|ied|ying)|idempot\w*|safe(?:ly)? to|(?:second|next|another|each|every) (?:time|run|attempt)|twice|resum\w*|continu\w*|pick(?:s|ed)? up|once more|more than once|(?:any number of|multiple|several|many) times|upsert\w*|overwrit\w*|additive|already|only once|no-?op|skip\w*|start over|from scratch)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("recovery") else {
        return;
    };
    if !section.empty && !says(context.plan, section, &REPEATED) {
        report.find(
            section.heading,
            "This section does not say what happens when a step is repeated, so nobody dares to resume \
             after an interruption",
            "Say which steps can be repeated and why, and what to do about those that cannot",
        ).ask("What happens when a step is run twice? For example: it replaces the day in one transaction");
    }
}
