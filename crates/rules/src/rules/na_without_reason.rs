//! `na-without-reason`: something is said not to apply, and nothing says why.

use stopgate_expressions::pattern;
use stopgate_model::{Section, TextPlace};
use stopgate_source::{Pattern, Severity};

use crate::contents::{commands, texts};
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR010",
    name: "na-without-reason",
    summary: "Something is said not to apply without a reason",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static BARE: Pattern =
    pattern!(r"(?i)^\W*(?:n/a|n\.a\.|not applicable|(?:this |it )?does(?:n['’]t| not) apply)\W*$");

static BARE_END: Pattern = pattern!(r"(?i)[:(—–-]\s*(?:n/a|n\.a\.|not applicable)\W*$");

const HELP: &str = "Say why it does not apply: `N/A: no data is stored`";

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in &plan.sections {
        if section.id.is_some() && says_only_that(context, section) {
            find(report, section.heading, &section.title);
        }
    }
    for field in &plan.fields {
        if field.value.text().is_some_and(|text| BARE.is_match(text)) {
            find(report, field.origin, &field.label);
        }
    }
    for item in &plan.checklist {
        if BARE_END.is_match(&item.text) {
            find(report, item.origin, &item.text);
        }
    }
}

fn says_only_that(context: &Context<'_>, section: &Section) -> bool {
    let mut words = texts(context.plan, section);
    let only = words
        .next()
        .filter(|text| !matches!(text.place, TextPlace::Cell(_)));
    only.is_some_and(|text| BARE.is_match(&text.value))
        && words.next().is_none()
        && commands(context.plan, section).next().is_none()
}

fn find(report: &mut Report<'_>, span: stopgate_source::Span, what: &str) {
    let what = brief(what);
    let message = format!(
        "\"{what}\" is said not to apply, but not why, so nobody can tell whether it was thought about"
    );
    report.find(span, message, HELP).ask(format!(
        "Why does \"{what}\" not apply here? A reviewer has to judge it. For example: no data is stored?"
    ));
}
