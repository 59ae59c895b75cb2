//! `auth-model-missing`: the security section does not say who may do what, or where secrets live.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SEC005",
    name: "auth-model-missing",
    summary: "The security section does not say who may do what, or where secrets are kept",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static AUTH: Words = words!(
    r"\bauth\b|\bauth[nz]\b|\bauthenti\w*|\bauthori[sz]\w*|\baccess control\b|\b(?:roles?|permissions?|privileges?|scopes?|rbac|abac|acl|iam|sso|oidc|oauth\w*|saml|mtls|single sign-on|sign(?:s|ed)?[ -]?in|log(?:s|ged)?[ -]?in|logins?|tokens?|sessions?|identity|identities|service accounts?|api keys?|credentials?|signed (?:requests?|urls?|tokens?|cookies?)|anonymous|public|unauthenticated|who may|may only|only (?:the|by|to|for))\b"
);

static SECRETS: Words = words!(
    r"\bsecrets?\b|\bvault\b|\bkms\b|\bkeys?\b|\bkey ?stores?\b|\bkey ?chain\b|\bcredentials?\b|\bpasswords?\b|\btokens?\b|\bcertificates?\b|\benvironment variables?\b|\brotat\w*"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("security").filter(|section| !section.empty) else {
        return;
    };
    if !says(plan, section, &AUTH) {
        report
            .find(
                section.heading,
                "The security section does not say who is let in and who may do what",
                "State authentication and authorisation, or that there is none and why that is safe",
            )
            .ask("How do callers prove who they are, and what may each of them do? For example: mTLS; only `router` may call POST /credits");
    }
    if !says(plan, section, &SECRETS) {
        report
            .find(
                section.heading,
                "The security section does not say where keys and passwords are kept",
                "Name the store and who may read it, or say that there are no secrets",
            )
            .ask("Where are the secrets of this change kept, and who rotates them? For example: existing vault, every 90 days; or: none");
    }
}
