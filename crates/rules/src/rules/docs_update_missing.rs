//! `docs-update-missing`: the plan nowhere mentions the documents of those who operate the result.

use stopgate_expressions::words;
use stopgate_model::TextPlace;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC015",
    name: "docs-update-missing",
    summary: "The plan mentions no documentation for operators or users",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static DOCUMENTS: Words = words!(
    r"\b(?:docs?|documentation|documented|documenting|run-?books?|play-?books?|hand-?books?|read-?mes?|guides?|how-?tos?|change-?logs?|release notes|wiki|man(?:ual)? pages?|(?:user|operators?['’]?|operations?|operating) (?:manual|page|instructions?|notes?)|(?:the|a) manual|help (?:page|text|cent(?:re|er))|page for (?:operators|users|the operators)|knowledge base|confluence|tutorial)\b|\.(?:rst|adoc)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let said = plan.texts.iter().any(|text| {
        let is_title = text.place == TextPlace::Heading && text.section.is_none();
        !is_title && DOCUMENTS.is_match(&text.value)
    });
    if !said {
        report.find(
            plan.section("validation")
                .map_or(plan.anchor, |section| section.heading),
            "The plan never mentions documentation, so those who operate the result learn of it by \
             accident",
            "Name the page that is updated, or say which one was looked at and needs no change",
        ).ask("Which page is updated, or which was looked at and needs no change? Operators rely on it. For example: docs/export.md?");
    }
}
