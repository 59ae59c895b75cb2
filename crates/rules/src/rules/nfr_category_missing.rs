//! `nfr-category-missing`: performance, security or scalability is not addressed.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::inside;
use crate::phrases::occurs;
use crate::standing::listed;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ015",
    name: "nfr-category-missing",
    summary: "Performance, security or scalability is not addressed",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static PERFORMANCE: Words = words!(
    r"\b(?:performan\w+|latenc\w+|throughput|fast\w*|quick\w*|respon\w+|runtime|duration|within \d|ms|seconds?|minutes?)\b"
);
static SECURITY: Words = words!(
    r"\b(?:secur\w+|privacy|auth\w*|encrypt\w*|permission\w*|access|roles?|audit\w*|secrets?|credentials?|gdpr|personal data|tls)\b"
);
static SCALABILITY: Words = words!(
    r"\b(?:scal\w+|capacity|volumes?|load|concurren\w+|growth|grows?|users?|requests?|rows?|per (?:second|minute|hour|day)|parallel|peak)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan
        .section("nonfunctional")
        .filter(|section| !section.empty)
    else {
        return;
    };
    let kinds = [
        ("performance", &PERFORMANCE),
        ("security", &SECURITY),
        ("scalability", &SCALABILITY),
    ];
    let missing = kinds
        .iter()
        .filter(|(_, words)| !occurs(plan, inside(section), words));
    let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        let names = listed(&missing);
        let finding = report.find(
            section.heading,
            format!("No requirement speaks of {names}"),
            "State the requirement, or say that there is none and why",
        );
        finding.ask(format!(
            "What is required of {names}, for example 50 users at once; or nothing, and why?"
        ));
    }
}
