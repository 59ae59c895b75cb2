//! `requirement-without-verification`: a requirement that no success criterion names, in a plan whose criteria name them.
//!
//! Where no criterion names a requirement, the plan does not trace them, and nothing is found.

use stopgate_source::Severity;

use crate::contents::requirement_ids::named;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC005",
    name: "requirement-without-verification",
    summary: "No criterion or test speaks of a requirement",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("criteria") else {
        return;
    };
    let verified = named(plan.texts_in(section.span).map(|text| text.value.as_str()));
    let known: Vec<_> = plan
        .requirements
        .iter()
        .filter_map(|requirement| {
            let id = requirement.id.as_ref()?.value.to_uppercase();
            Some((requirement, id.replace('-', "")))
        })
        .collect();
    let unverified: Vec<_> = known
        .iter()
        .filter(|(_, id)| !verified.contains(id))
        .collect();
    // One criterion that names a requirement in passing does not make a plan that traces them.
    if unverified.len() * 2 > known.len() {
        return;
    }
    for (requirement, id) in unverified {
        report
            .find(
                requirement.origin,
                format!(
                    "No success criterion names {id}, so nobody checks \"{}\"",
                    brief(&requirement.text)
                ),
                format!("Name {id} in the criterion that shows it, or add that criterion"),
            )
            .ask(format!(
                "How is it seen that {id} is met? Nobody checks it otherwise. For example: 20 of 20 addresses are stored?"
            ));
    }
}
