//! `credentials-in-url`: a URL carries a user and a password.
//!
//! Variables, masks and the customary example words are no password.

use stopgate_expressions::{pattern, words};
use stopgate_markdown::Tree;
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC002",
    name: "credentials-in-url",
    summary: "A URL carries a password",
    severity: Severity::Error,
    requirements: &["R7"],
    check: Check::Document(look),
};

static URL: Pattern =
    pattern!(r#"(?i)\b([a-z][a-z0-9+.-]{1,20})://([^\s/:@"'`|<>]*):([^\s/@"'`|]+)@(?:[\w.-]|\[)"#);

static NO_PASSWORD: Words = words!(
    r"[$<>{}*…\[\]()%]|\.\.\.|^(?:(?:my|your|the|some|db|user|example|test)?[-_]?(?:pass(?:word|wd|phrase)?|pw|pwd|secret|token)",
    r"|x+|redacted|hidden|masked|changeme|placeholder|example)$",
);

fn look(tree: &Tree, report: &mut Report<'_>) {
    let text = tree.source().text();
    for found in URL.captures_iter(text) {
        let (Some(url), Some(scheme)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let part = |index| found.get(index).map_or("", |part| part.as_str());
        let (user, password) = (part(2), part(3));
        if user != password && !NO_PASSWORD.is_match(password) {
            report.find(
                Span::from(url.range()),
                format!(
                    "A {} URL carries a password, and everybody who can read the plan can use it",
                    scheme.as_str().to_lowercase()
                ),
                "Change the password, and name the variable or the secret that holds the new one",
            );
        }
    }
}
