//! `upstream-downstream-missing`: the context says nothing about one side of what is changed.
//!
//! `none` is an answer. Another word for a side (producers, consumers) counts as naming it.

use stopgate_expressions::words;
use stopgate_model::{Field, Plan, Section};
use stopgate_source::{About, Severity, Words};

use crate::contents::inside;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC019",
    name: "upstream-downstream-missing",
    summary: "The context names no upstream or no downstream dependencies",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static UPSTREAM: Words = words!(
    r"\bup-? ?streams?\b|\bproducers?\b|\bproduced by\b|\bpublishers?\b|\b(?:data )?sources?\b|\bsource (?:system|table|feed)s?\b|\bfed by\b|\bcomes? from\b|\breads? from\b|\binputs?\b|\bdepends? on\b|\bsuppliers?\b|\bdependenc(?:y|ies)\b"
);

static DOWNSTREAM: Words = words!(
    r"\bdown-? ?streams?\b|\bconsumers?\b|\b(?:consumed|read|used|queried) by\b|\bsubscribers?\b|\breaders?\b|\bfeeds? (?:in)?to\b|\boutputs?\b|\bdependents?\b|\breports? to\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("context").filter(|section| !section.empty) else {
        return;
    };
    let sides = [
        ("upstream", &UPSTREAM, "what the change reads from"),
        ("downstream", &DOWNSTREAM, "who reads the result"),
    ];
    for (side, words, meaning) in sides {
        let field = plan.field(side);
        let filled = field.is_some_and(|field| field.value.filled().is_some());
        if !filled && !told(plan, section, (words, field)) {
            report.find(
                field.map_or(section.heading, |field| field.origin),
                format!(
                    "The context names no {side} dependencies, so a break there surprises everybody"
                ),
                format!("Name {meaning}, with its owner; write \"none\" where there is nothing"),
            ).ask_for(About::Field(side.to_owned()), format!("Which {side} dependencies are there? A break there surprises everybody. For example: none, checked by Ines?"));
        }
    }
}

/// True where the context names the side elsewhere than in an unfilled field.
fn told(plan: &Plan, section: &Section, (words, field): (&Words, Option<&Field>)) -> bool {
    let mut texts = plan
        .texts_in(inside(section))
        .filter(|text| field.is_none_or(|field| !field.origin.overlaps(text.origin)));
    texts.any(|text| words.is_match(&text.plain))
}
