//! `no-risks`: a risk section without a risk.

use stopgate_source::Severity;

use crate::standing::is_void;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK010",
    name: "no-risks",
    summary: "The risk section names no risk",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("risks").filter(|section| !section.empty) else {
        return;
    };
    if plan.risks.iter().all(|risk| is_void(&risk.risk)) {
        report.find(
            section.heading,
            "The risk section names no risk, so nothing is done against what may go wrong",
            "Write down what may go wrong, how likely it is, and what you do against it",
        );
    }
}
