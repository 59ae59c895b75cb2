//! `nfr-without-threshold`: a quality without its number.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ006",
    name: "nfr-without-threshold",
    summary: "A quality requirement has no number",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static MEASURED: Words =
    words!(r"\b(?:performance|scalability|availability|capacity|latency|throughput|uptime)\b");

/// A quality behind such a word is a circumstance and no demand.
static DEPENDS: Words = words!(r"\b(?:if|when|where|unless|whether|affects?)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("nonfunctional") else {
        return;
    };
    for requirement in &plan.requirements {
        let inside = section.span.contains(requirement.origin);
        if !inside || requirement.text.trim().is_empty() {
            continue;
        }
        let said: String = plan
            .texts_in(requirement.origin)
            .map(|text| text.value.as_str())
            .collect();
        let id = requirement.id.as_ref().map_or("", |id| id.value.as_str());
        let said = said.trim_start().trim_start_matches(id);
        let named = MEASURED.find(said);
        let demanded = named.is_some_and(|named| !DEPENDS.is_match(&said[..named.start()]));
        if demanded && !said.contains(|c: char| c.is_ascii_digit()) {
            let name = brief(&requirement.text);
            report
                .find(
                    requirement.origin,
                    format!("\"{name}\" has no number, so nobody can say when it is reached"),
                    "Give the threshold and where it is measured: `p95 below 200 ms at 50 requests/s`",
                )
                .ask(format!(
                    "Which number must \"{name}\" reach? For example \"p95 below 200 ms\"?"
                ));
        }
    }
}
