//! `existing-resources-missing`: the plan does not say what exists already.

use stopgate_expressions::words;
use stopgate_model::Field;
use stopgate_source::{About, Severity, Words};

use crate::phrases::occurs_anywhere;
use crate::standing::refers_elsewhere;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE015",
    name: "existing-resources-missing",
    summary: "The plan does not say which resources exist already",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static STATED: Words = words!(
    r"\b(?:existing|pre-existing|already (?:exists?|there|in place|created|provisioned|present|deployed|set up)|exists? already|(?:do(?:es)? not|don['’]t|never|must not|not(?: to)? be|without) (?:re-?creat\w*)|re-?use[sd]?|reusing|nothing exists|none exists?|green-?field|no resources? exists?)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let field = plan.field("existing");
    let filled = |field: &Field| {
        field
            .value
            .text()
            .is_some_and(|text| !refers_elsewhere(text))
    };
    // A line with the label states nothing by itself, though its words would match.
    let said = field.is_none() && occurs_anywhere(plan, &STATED);
    if field.is_some_and(filled) || said {
        return;
    }
    let heading = plan
        .section("context")
        .map_or(plan.anchor, |section| section.heading);
    report.find(
        field.map_or(heading, |field| field.origin),
        "The plan does not say which resources exist already, so they may be created a second time",
        "Add a line `Existing resources` with what is there and must not be recreated",
    ).ask_for(About::Field("existing".to_owned()), "Which resources exist already and must not be created again? For example: topic `orders`, dataset `sales`");
}
