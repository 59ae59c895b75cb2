//! `staged-rollout-missing`: the change reaches everybody at once, as far as the plan says.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK008",
    name: "staged-rollout-missing",
    summary: "The rollout has no stages and no switch",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static STAGED: Words = words!(
    r"\b(?:stages?|staged|gradual\w*|canar(?:y|ies)|pilots?|phased?|phases|waves?|rings?|beta|early access|step by step|stepwise|incremental\w*|ramp\w*|blue[ /-]green|rolling|shadow\w*|dark launch\w*|dogfood\w*)\b",
    r"|\b(?:feature )?(?:flags?|toggles?|switch(?:es)?)\b|\bfirst\b[^.;]{0,80}\bthen\b|\bstart(?:s|ing)? with\b|\b(?:one|two|three|ten|\d+) \w+ (?:at a time|per (?:day|week)|first)\b|\b(?:city|region|shop|store|tenant|customer|team|country|site|line|depot|plant|user|group)s? by (?:\w+)\b",
    r"|\b\d+ ?%|\ball at once\b[^.]{0,60}\bbecause\b|\bn/a\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("rollout").filter(|section| !section.empty) else {
        return;
    };
    if says(plan, section, &STAGED) {
        return;
    }
    report
        .find(
            section.heading,
            "The rollout has no stages and no switch, so a fault reaches everybody at once",
            "Say who gets the change first, when the next ones follow, and which flag turns it off",
        )
        .ask("Who gets this change first, and how is it turned off? For example: flag `eta_v2`, one city per week");
}
