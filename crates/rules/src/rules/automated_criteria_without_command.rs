//! `automated-criteria-without-command`: automated success criteria below which no command stands.

use stopgate_expressions::pattern;
use stopgate_model::{Phase, Plan};
use stopgate_source::{Pattern, Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD009",
    name: "automated-criteria-without-command",
    summary: "Automated criteria without a command",
    severity: Severity::Error,
    requirements: &["X5"],
    check: Check::Plan(look),
};

/// Inline code that starts a program: a word in lower case or a path, and an argument. The program may be
/// one that nobody knows but the team.
static CALL: Pattern = pattern!(r#"`[a-z./][a-z0-9_./-]* +[A-Za-z0-9"'./:@$-][^`(){}]*`"#);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for phase in &plan.phases {
        let criteria = phase.criteria.as_ref();
        let Some(heading) = criteria.and_then(|criteria| criteria.automated) else {
            continue;
        };
        let follows = |start: usize| phase.span.holds(start) && start >= heading.start();
        let mut commands = plan.commands.iter();
        if commands.any(|command| follows(command.origin.start())) || calls(plan, phase, heading) {
            continue;
        }
        report.find(
            heading,
            "These automated criteria hold no command, so nothing can be run to verify the phase",
            "Add a shell block with exact commands and `# ✓ expected result` behind each",
        ).ask("Which commands verify this phase, and what do they print? For example: `make test  # ✓ 41 passed`");
    }
}

/// True when one of the automated criteria names a call of a program.
fn calls(plan: &Plan, phase: &Phase, heading: Span) -> bool {
    let criteria = phase.criteria.as_ref();
    let manual = criteria.and_then(|criteria| criteria.manual);
    let end = manual
        .map(|manual| manual.start())
        .filter(|start| *start > heading.end())
        .unwrap_or(phase.span.end());
    plan.texts_in(Span::new(heading.end(), end))
        .any(|text| CALL.is_match(&text.value))
}
