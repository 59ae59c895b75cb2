//! `mitigation-not-actionable`: a mitigation that does nothing: monitor, be careful.

use stopgate_expressions::words;
use stopgate_source::{About, Severity, Words};

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
    r"|keep(?:ing)? (?:a close |an )?eye on (?:it|this|them|the situation)|(?:(?:it|this) )?(?:needs? to|must|should|has to|to) be (?:closely |carefully )?(?:monitored|watched|observed|tracked|handled|addressed|considered|discussed)(?: (?:early|soon|later|closely|carefully|regularly|continuously|properly|in time))?",
    r"|(?:careful|thorough|proper|good|close|regular|extensive|better|clear|early|enough|more|sufficient) (?:testing|tests|planning|communication|coordination|monitoring|reviews?|code reviews?|preparation|documentation)",
    r"|(?:follow(?:ing)? |use )?(?:best|good) practices?|(?:handle|deal with|address|solve|fix|cross) (?:it|this|them|issues|problems)? ?(?:as|when|if|once) (?:it |they |this )?(?:needed|necessary|required|arises?|occurs?|happens?|comes? up|appears?)",
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
            .ask_for(About::Cell { record: risk.origin, column: "mitigation".to_owned() }, format!(
                "What is done so that \"{name}\" does less harm? For example \"load test in week 1\"?"
            ));
    }
}
