//! `target-environment-missing`: the plan does not say which environment it changes.

use stopgate_expressions::words;
use stopgate_source::{About, Severity, Words};

use crate::contents::texts;
use crate::standing::refers_elsewhere;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE014",
    name: "target-environment-missing",
    summary: "The target environment is not named",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

const MESSAGE: &str = "The plan does not say which environment it changes, so it may be carried out in \
                       the wrong one";
const HELP: &str = "Add a line `Environment(s)` with all of them: `staging first, then production`";

static NAMED: Words = words!(
    r"\b(?:(?:target|test|cloud|which|both|all|local|live|single|one|dev|staging|production) environments?|environments?(?:\(s\))?\s*[:=]|staging|stag|stg|pre-?prod\w*|non-?prod\w*|prod|prd|production|productive|development|dev|dev[- ]box|sandbox(?:es)?|playground|local(?:ly)?|localhost|working copy|uat|qa|sit|live system|test (?:system|cluster|project|instance|server)|integration environment)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("context") else {
        return;
    };
    if let Some(field) = plan.field("environment") {
        let pointer = |text: &str| refers_elsewhere(text) && !NAMED.is_match(text);
        if field.value.is_unfilled() || field.value.text().is_some_and(pointer) {
            report.find(field.origin, MESSAGE, HELP).ask_for(About::Field("environment".to_owned()), "Which project and environment does this plan change? For example: `shop-staging`, then `shop-prod`");
        }
        return;
    }
    let in_texts = texts(plan, section).any(|text| NAMED.is_match(&text.value));
    let in_fields = plan.fields.iter().filter_map(|field| field.value.text());
    if !in_texts && !in_fields.into_iter().any(|value| NAMED.is_match(value)) {
        report.find(section.heading, MESSAGE, HELP).ask("Which project and environment does this plan change? For example: `shop-staging`, then `shop-prod`");
    }
}
