//! `dependency-failure-handling-missing`: nothing says what happens when something the plan depends on fails.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::standing::says_nothing;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC014",
    name: "dependency-failure-handling-missing",
    summary: "The plan never says what happens when a dependency fails",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static HANDLED: Words = words!(
    r"\b(?:fail\w*|unavailab\w*|outages?|down|time[sd]?[- ]?outs?|retr(?:y|ies|ied|ying)|fall[- ]?backs?|falls? back|degrad\w+",
    r"|circuit|back-?pressure|dead[- ]letters?|dlq|queue[sd]?|unreachable|lost|late|delayed|errors?|offline|crash\w*|restarts?",
    r"|breaks?|broken|stale|reconnect\w*|redundan\w+|replica\w*|no (?:new |external )?dependenc\w+)\b|\b50[0234]\b|\b5xx\b",
);

/// Where failure handling may be told; the checklist only promises it.
const PLACES: &[&str] = &[
    "architecture",
    "decisions",
    "interfaces",
    "data",
    "reliability",
    "observability",
    "rollout",
    "risks",
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    if says_nothing(plan, "reliability") {
        return;
    }
    let told = PLACES
        .iter()
        .filter_map(|id| plan.section(id))
        .any(|section| says(plan, section, &HANDLED));
    let Some(section) = plan.section("reliability").filter(|_| !told) else {
        return;
    };
    report
        .find(
            section.heading,
            "The plan never says what happens when something it depends on fails, so the first outage will decide it",
            "For each dependency say what the system does without it: wait, retry, fall back or refuse",
        )
        .ask("What happens when a dependency fails? The first outage shows it otherwise. For example: retry for 5 minutes, then refuse?");
}
