//! `outcome-not-observable`: the purpose does not say how anybody sees the change.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE019",
    name: "outcome-not-observable",
    summary: "The purpose names nothing that can be observed",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static OBSERVABLE: Words = words!(
    r"[`\d]|\b(?:see|sees|seen|show\w*|print\w*|observ\w*|return\w*|opens?|report\w*|list\w*|display\w*|appear\w*|below|above|at (?:most|least)|faster|slower|fewer|within|seconds?|minutes?|visible|notice\w*|find\w*|reads?|readable|reading|receiv\w*|get|gets|answer\w*|respond\w*|produc\w*|output\w*|run|runs|running|work|works|can|could|able to|no longer|instead of|will|users?|operators?|customers?|verif\w*|demonstrat\w*|check\w*|measur\w*|confirm\w*|starts?|loads?|fail\w*|succe\w*|pass\w*)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("purpose") else {
        return;
    };
    if !section.empty && !says(context.plan, section, &OBSERVABLE) {
        report.find(
            section.heading,
            "The purpose names nothing that anybody could observe, so nobody can tell when it is met",
            "Add what a user or operator sees afterwards, and with which command or page",
        ).ask("What does a user or operator see afterwards, and where? For example: `report --day` lists each file once");
    }
}
