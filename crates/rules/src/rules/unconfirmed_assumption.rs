//! `unconfirmed-assumption`: the plan itself marks a value as assumed and not confirmed.

use stopgate_expressions::words;
use stopgate_model::SectionKind;
use stopgate_source::{Severity, Words};

use crate::contents::cover::Cover;
use crate::phrases::is_body;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT017",
    name: "unconfirmed-assumption",
    summary: "Something is marked as assumed and was never confirmed",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static UNCONFIRMED: Words = words!(
    r"[(\[]\s*(?:still |yet )?(?:assumed|assumption|unconfirmed|not (?:yet )?confirmed|to confirm|to be confirmed",
    r"|(?:needs|awaiting|pending) confirmation|(?:a |our |my |best )?guess)\s*[)\]]",
    r"|\bassum\w+[^.;\n]{0,60}\b(?:not (?:yet )?(?:been )?(?:confirmed|verified)|unconfirmed|unverified)\b",
    r"|\b(?:unconfirmed|unverified) assumption\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let questions = plan.questions.iter().map(|question| question.origin);
    let asked: Cover = questions
        .chain(plan.gaps.iter().map(|gap| gap.origin))
        .collect();
    for text in plan.texts.iter().filter(|text| is_body(text)) {
        let section = text.section.and_then(|at| plan.sections.get(at));
        let kept_open = section.is_some_and(|section| {
            section.living
                || matches!(
                    section.kind,
                    SectionKind::Questions | SectionKind::Gaps | SectionKind::Risks
                )
        });
        let Some(found) = UNCONFIRMED.find(&text.plain).filter(|_| !kept_open) else {
            continue;
        };
        if asked.overlaps(text.origin) {
            continue;
        }
        let what = brief(&text.value);
        report
            .find(
                text.line_of(found.start()),
                format!("\"{what}\" is marked as assumed, so the plan may rest on something that is not so"),
                "Have it confirmed and remove the mark, or ask it as an open question",
            )
            .ask(format!("Is this so: \"{what}\"? The plan assumes it. For example: yes, Ines confirmed it on 2026-01-31?"));
    }
}
