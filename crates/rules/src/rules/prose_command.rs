//! `prose-command`: a sentence stands among the commands.

use stopgate_expressions::pattern;
use stopgate_model::{Obstacle, Phase, Plan, Text, TextPlace};
use stopgate_source::{Pattern, Severity, Span};

use crate::contents::commands_in;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE022",
    name: "prose-command",
    summary: "A sentence stands where a command should",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let prose = |obstacle: &Obstacle| *obstacle == Obstacle::Prose;
    let plan = context.plan;
    let commands = plan
        .commands
        .iter()
        .filter(|command| command.obstacles.iter().any(prose))
        .map(|command| command.origin);
    let spoken = plan
        .phases
        .iter()
        .flat_map(|phase| spoken_checks(plan, phase))
        .map(|text| text.origin);
    for origin in commands.chain(spoken) {
        report.find(
            origin,
            "This is a sentence among commands: no shell can run it, and nobody is asked to do it",
            "Replace it by the command that verifies it, or move it to the manual checks",
        ).ask("Which command verifies this sentence, or which person does? For example: `make check-links`");
    }
}

/// Automated checks whose inline code is a sentence: `Compare the numbers with those of May`.
fn spoken_checks<'a>(plan: &'a Plan, phase: &'a Phase) -> impl Iterator<Item = &'a Text> {
    let criteria = phase.criteria.as_ref();
    let automated = criteria.and_then(|criteria| criteria.automated);
    let end = criteria
        .and_then(|criteria| criteria.manual)
        .map_or(phase.span.end(), |manual| manual.start());
    let span = automated
        .map(|heading| Span::new(heading.end(), end.max(heading.end())))
        .into_iter();
    span.flat_map(|span| plan.texts_in(span))
        .filter(|text| text.place == TextPlace::Item && holds_sentence(&text.value))
        .filter(|text| commands_in(plan, text.origin).next().is_none())
}

/// True where a text begins with inline code that is a sentence; later ones may quote a message.
fn holds_sentence(text: &str) -> bool {
    static SENTENCE: Pattern = pattern!(r"^\s*`[A-Z][a-z]+(?: [a-z]+){2,}[^/=`]*`");
    SENTENCE.is_match(text)
}
