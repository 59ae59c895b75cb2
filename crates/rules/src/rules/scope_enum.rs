//! `scope-enum`: the scope of a session is none of the four that the format knows.

use stopgate_expressions::words;
use stopgate_source::{About, Choice, Severity, Words};

use crate::standing::{brief, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR015",
    name: "scope-enum",
    summary: "The scope is none of Project, Feature, Sprint and Architecture",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static KNOWN: Words = words!(r"\b(?:project|feature|sprint|architecture)s?\b");

/// The scopes that the format knows.
const SCOPES: [(&str, &str); 4] = [
    ("Project", "several features, months"),
    ("Feature", "one thing that users get"),
    ("Sprint", "what fits into the next weeks"),
    ("Architecture", "a decision that much is built upon"),
];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(field) = context.plan.header("scope") else {
        return;
    };
    let Some(scope) = value(&field.value) else {
        return;
    };
    if KNOWN.is_match(scope) {
        return;
    }
    let scope = brief(scope);
    report
        .find(
            field.origin,
            format!("The scope \"{scope}\" is none of the known ones, so nobody can tell how much the session has to decide"),
            "Write Project, Feature, Sprint or Architecture; more words may follow",
        )
        .ask_which(About::Header("scope".to_owned()), format!(
            "Is \"{scope}\" a Project, a Feature, a Sprint or an Architecture? It decides how deep the plan must go. For example: Feature?"
        ), SCOPES.map(|(scope, meaning)| Choice { answer: scope.to_owned(), trade_off: meaning.to_owned() }).to_vec());
}
