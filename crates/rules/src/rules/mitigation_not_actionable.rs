//! `mitigation-not-actionable`: a mitigation that does nothing: monitor, be careful.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK007",
    name: "mitigation-not-actionable",
    summary: "A mitigation names nothing that is done",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// A whole cell of good intentions.
static IDLE: Words = words!(
    r"^\W*(?:we (?:will|should) |will )?(?:(?:closely |carefully |continuously )?(?:monitor(?:ing)?|watch|observe|track)(?: (?:it|this|closely|carefully|continuously|the situation|progress))*",
    r"|(?:be|stay|being) (?:very )?(?:careful|vigilant|alert)|(?:take )?care|pay attention|caution|hope (?:for the best)?|try (?:hard|harder|our best)|do (?:our|the) best|communicat(?:e|ion)|handle (?:it|with care)|as needed|mitigate)\W*$",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let Some(said) = risk
            .mitigation
            .filled()
            .filter(|said| IDLE.is_match(&said.value))
        else {
            continue;
        };
        let name = brief(risk.risk.text().unwrap_or("without a name"));
        report
            .find(
                said.origin,
                format!(
                    "The mitigation \"{}\" of \"{name}\" changes nothing about the risk",
                    brief(&said.value)
                ),
                "Name what is done, by whom and by when: a test, a limit, a spare part",
            )
            .ask(format!(
                "What is done so that \"{name}\" does less harm? For example \"load test in week 1\"?"
            ));
    }
}
