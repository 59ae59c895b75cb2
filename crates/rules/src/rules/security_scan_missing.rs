//! `security-scan-missing`: no check of the plan looks for security faults.

use stopgate_expressions::words;
use stopgate_model::SectionKind;
use stopgate_source::{Severity, Span, Words};

use crate::phrases::is_body;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC009",
    name: "security-scan-missing",
    summary: "No check of the plan looks for security faults",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

static SECURITY: Words = words!(
    r"\bsecurity\b|\bvulnerabilit\w*|\bowasp\b|\bpen(?:etration)?[ -]?test\w*|\b(?:sast|dast|sca|cve|csp|csrf|xss|sql injection|injection|threats?)\b|\b(?:trivy|semgrep|bandit|snyk|zap|codeql|grype|gosec|brakeman|gitleaks)\b|\b(?:npm|cargo|pip|yarn|pnpm)[ -]audit\b|\bpip-audit\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let in_commands = || {
        plan.commands
            .iter()
            .any(|command| SECURITY.is_match(&command.text))
    };
    // A heading names a topic, and a risk a worry: neither looks for faults.
    let risks: Vec<Span> = plan
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Risks)
        .map(|section| section.span)
        .collect();
    let in_texts = plan.texts.iter().any(|text| {
        is_body(text)
            && SECURITY.is_match(&text.value)
            && !risks.iter().any(|risk| risk.contains(text.origin))
    });
    if in_texts || in_commands() {
        return;
    }
    let place = plan.section("criteria").or_else(|| plan.section("done"));
    report
        .find(
            place.map_or(plan.anchor, |section| section.heading),
            "Nothing in this plan looks for security faults: no scan, no audit, no threat",
            "Add a check to a phase (`npm audit`, `trivy fs .`) or say why this change needs none",
        )
        .ask("Which check finds security faults of this change? For example: `npm audit --audit-level=high`");
}
