//! `living-statement-missing`: a plan with living sections does not say that it is kept current.

use stopgate_expressions::words;
use stopgate_source::{Edit, EditSet, Severity, Span, Words};

use crate::phrases::occurs_anywhere;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR012",
    name: "living-statement-missing",
    summary: "The plan does not say that it is kept current",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static SAID: Words = words!(
    r"\bliving (?:document|plan|spec\w*|exec\w*|record|file)\b|PLANS\.md\b|\bdocumento vivo\b|\blebendes dokument\b",
    r"|\b(?:kept|keep|keeps|maintained?|updated?)\b[^.\n]{0,80}\b(?:up[ -]to[ -]date|current|as (?:the )?work|while|during)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let living = plan.sections.iter().any(|section| section.living);
    if !living || occurs_anywhere(plan, &SAID) {
        return;
    }
    let finding = report.find(
        plan.anchor,
        "The plan does not say that it is kept current, so a newcomer cannot tell whether its progress can be trusted",
        "Add a sentence below the title: it is a living document, and which sections are kept current",
    );
    if let Some(edit) = statement(context) {
        finding.fix_unsafely(EditSet::one(edit));
    }
}

/// The sentence below a title of one line; below an underlined one its place is not certain.
fn statement(context: &Context<'_>) -> Option<Edit> {
    let title = context.plan.title.as_ref()?.origin;
    let written = context.source.slice(title);
    let is_one_line = written.starts_with('#') && !written.contains('\n');
    let text = context.source.text();
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    is_one_line.then(|| Edit {
        span: Span::at(title.end()),
        text: format!(
            "{ending}{ending}This plan is a living document: its progress, discoveries, decisions and outcomes are kept current while the work proceeds."
        ),
    })
}
