//! `question-hidden-in-prose`: a question stands outside of the open questions.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Section, SectionKind, Text, TextPlace};
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::sentences;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT018",
    name: "question-hidden-in-prose",
    summary: "A question stands where nobody looks for open questions",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Fewer words are a heading or a label.
const SHORTEST: usize = 4;

static UNDECIDED: Words = words!(
    r"\b(?:remains|is still|still|is) an open question\b",
    r"|\b(?:we|someone|somebody|the team) (?:still )?(?:needs?|has|have) to decide (?:whether|if|which|who|how|when|where)\b",
);

static SPEAKS_OF_QUESTIONS: Words =
    words!(r"question|agenda|faq|clarif|discussion|checklist|retrospect");

/// A question that its own sentence speaks about: `It answers one question: which rows are late?`
static NAMED: Words = words!(r"\b(?:questions?|answers?|asks?)\b[^?]*:");

/// What introduces questions that are meant to be asked, or that the plan or its product answers.
static ASKS: Words = words!(r"\b(?:questions?|answers?|answered|ask(?:s|ing)?)\b[^.!?]*$|\?$");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut led_in = false;
    for (at, text) in plan.texts.iter().enumerate() {
        if text.place != TextPlace::Item {
            led_in = ASKS.is_match(&text.plain);
        }
        let section = text.section.and_then(|at| plan.sections.get(at));
        let listed = text.place == TextPlace::Item && (led_in || is_one_of_many(&plan.texts, at));
        if listed || !is_prose(text) || !section.is_some_and(has_prose) {
            continue;
        }
        let Some((at, question)) = question_at_the_end(text)
            .or_else(|| bracketed(text))
            .or_else(|| undecided(text))
        else {
            continue;
        };
        let what = brief(question.trim());
        report
            .find(
                text.line_of(at),
                format!("\"{what}\" stands in running text, where nobody looks for what is still open"),
                "Move it to the open questions, or write the answer",
            )
            .ask(format!("What is the answer to \"{what}\"? The plan leaves it open. For example: yes, decided by Ines on 2026-01-31?"));
    }
}

fn is_prose(text: &Text) -> bool {
    text.visible && !text.emphasised && matches!(text.place, TextPlace::Paragraph | TextPlace::Item)
}

fn has_prose(section: &Section) -> bool {
    let kind = matches!(
        section.kind,
        SectionKind::Prose
            | SectionKind::Fields
            | SectionKind::Components
            | SectionKind::Requirements
    );
    kind && !section.living && !SPEAKS_OF_QUESTIONS.is_match(&section.title)
}

/// Questions in a row are asked by the work or by its product: an interview, an audit.
fn is_one_of_many(texts: &[Text], at: usize) -> bool {
    let asks = |at: Option<usize>| {
        let text = at.and_then(|at| texts.get(at));
        text.is_some_and(|text| {
            text.place == TextPlace::Item && text.plain.trim_end().ends_with('?')
        })
    };
    asks(at.checked_sub(1)) || asks(at.checked_add(1))
}

/// A question with something behind it was answered there.
fn question_at_the_end(text: &Text) -> Option<(usize, &str)> {
    let last = sentences(&text.plain).last()?;
    let question = &text.value[last.clone()];
    let is_one = text.plain.trim_end().ends_with('?')
        && question.split_whitespace().count() >= SHORTEST
        && !question.contains(['"', '“', '”'])
        && !NAMED.is_match(question);
    is_one.then_some((last.start, question))
}

/// `(or do we want 600?)`: nobody answers behind a bracket.
fn bracketed(text: &Text) -> Option<(usize, &str)> {
    static QUESTION: Pattern = pattern!(r"\([^()?]{8,120}\?\)");
    let found = QUESTION.find(&text.plain)?;
    let question = text.value.get(found.range())?;
    let is_one =
        question.split_whitespace().count() >= SHORTEST && !question.contains(['"', '“', '”', '`']);
    is_one.then_some((found.start(), question))
}

fn undecided(text: &Text) -> Option<(usize, &str)> {
    let found = UNDECIDED.find(&text.plain)?;
    let around = sentences(&text.plain).find(|sentence| sentence.contains(&found.start()))?;
    Some((found.start(), &text.value[around]))
}
