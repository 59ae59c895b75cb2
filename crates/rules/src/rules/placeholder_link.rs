//! `placeholder-link`: a link still has the target of the template.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH006",
    name: "placeholder-link",
    summary: "A link still leads to the placeholder of the template",
    severity: Severity::Error,
    requirements: &["E5"],
    check: Check::Plan(look),
};

static PLACEHOLDER: Words = words!(
    r"^(?:(?:\.{0,2}/)?path/to/[\w./-]*|link|links?[ _-]?here|url|uri|href|path|target|todo|tbd|placeholder|insert[ _-]?link|x{2,}|\.{3}|#|https?://(?:\.{3}|todo|link|url|placeholder)?/?)$"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for link in &context.plan.links {
        if PLACEHOLDER.is_match(&link.target) {
            let message = format!(
                "This link leads to `{}`, the placeholder of the template, and so nowhere",
                link.target
            );
            let help = "Put the real target in, or delete the link";
            report.find(link.origin, message, help).ask(
                "Where does this link lead? Readers rely on it. For example: ../design/parcels.md",
            );
        }
    }
}
