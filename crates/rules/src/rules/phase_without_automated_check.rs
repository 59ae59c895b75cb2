//! `phase-without-automated-check`: success criteria of a phase that no command can verify.
//!
//! Criteria with a heading for automated checks belong to `automated-criteria-without-command`. A
//! plan in which no phase has a command lays its checks out in another way.

use stopgate_expressions::words;
use stopgate_model::{Phase, Plan};
use stopgate_source::{Severity, Span, Words};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD018",
    name: "phase-without-automated-check",
    summary: "A phase has no automated check",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Inline code with an argument may be a command, wherever it stands.
static AUTOMATED: Words =
    words!(r"\bautomat|`[^`\s]+\s[^`]*`|\bci\b|\bpipeline (?:is|runs|stays)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    if !plan.phases.iter().any(|phase| has_command(phase, plan)) {
        return;
    }
    for phase in &plan.phases {
        let Some(criteria) = &phase.criteria else {
            continue;
        };
        let behind = Span::new(criteria.heading.start(), phase.span.end());
        let mut texts = plan.texts_in(behind);
        let silent = criteria.automated.is_some()
            || has_command(phase, plan)
            || texts.any(|text| AUTOMATED.is_match(&text.value));
        if !silent {
            report.find(
                phase.title.origin,
                format!(
                    "\"{}\" has no automated check, so every later change has to be verified by hand",
                    brief(&phase.title.value)
                ),
                "Add `Automated Tests` with exact commands and `# ✓ expected result` behind each",
            ).ask(format!("Which command verifies \"{}\" again after each change? For example: `npm test`  # ✓ 41 passed", brief(&phase.title.value)));
        }
    }
}

fn has_command(phase: &Phase, plan: &Plan) -> bool {
    let mut commands = plan.commands.iter();
    commands.any(|command| phase.span.contains(command.origin))
}
