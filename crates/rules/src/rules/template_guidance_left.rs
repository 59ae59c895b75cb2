//! `template-guidance-left`: an instruction of the template to the author is left.
//!
//! Only paragraphs: an emphasised item or cell is the author's own emphasis.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Text, TextPlace};
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::cover::Cover;
use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR013",
    name: "template-guidance-left",
    summary: "An instruction of the template is left",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// How emphasised guidance speaks to the author.
static INSTRUCTION: Pattern = pattern!(
    r"(?is)^\W*(?:(?:please|briefly|optional(?:ly)?|hint|guidance|instructions?|template)\b[:,]?\s*)*",
    r"(?:(?:describe|list|explain|summari[sz]e|define|include|name|add|document|specify|provide|outline|state|fill(?: in)?",
    r"|write|replace|delete|remove|capture|record|mention|identify|enter|insert|use this|copy)\s+\S",
    r"|(?:what|how|who|which|why|where)\b[^.,;0-9]{3,80}$)",
);

/// What makes a paragraph an instruction even without emphasis, at the start of a section.
static OBVIOUS: Words = words!(
    r"^\W*(?:briefly\s+)?(?:describe|summari[sz]e|explain|outline)\s+",
    r"(?:the|your|how|what|why|which|any|each|all|safe|current|achieved|relevant|here|in)\b",
);

/// What does so where nothing else stands in the section.
static ALONE: Words = words!(
    r"^\W*(?:list|include|name|define|specify|provide|state|document|identify)\s+(?:\w+[\s/,]+){0,4}?",
    r"(?:criteria|commands?|evidence|snippets?|outcomes?|steps|risks|files|dependencies|libraries|services|modules|assumptions",
    r"|details|requirements|constraints|goals|questions|decisions|interfaces|behaviou?r)\b",
);

static LABEL: Words = words!(
    r"^\W*(?:session type|status|version|date|author|note|nb|source|figure|table|caption)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let questions: Cover = plan
        .questions
        .iter()
        .map(|question| question.origin)
        .collect();
    for text in plan
        .texts
        .iter()
        .filter(|text| text.place == TextPlace::Paragraph)
    {
        if !questions.overlaps(text.origin) && is_guidance(plan, text) {
            report.find(
                text.origin,
                "An instruction of the template still stands here, so the section looks filled and is not",
                "Replace it by the answer, or remove it if the answer stands beside it",
            );
        }
    }
}

fn is_guidance(plan: &Plan, text: &Text) -> bool {
    let words = text.plain.trim().trim_matches(['(', ')']);
    let is_label = (text.emphasised && words.ends_with(':')) || LABEL.is_match(words);
    if is_label {
        return false;
    }
    if text.emphasised {
        return words.ends_with('?') || (INSTRUCTION.is_match(words) && is_general(text));
    }
    is_general(text) && is_unemphasised_guidance(plan, text, words)
}

fn is_unemphasised_guidance(plan: &Plan, text: &Text, words: &str) -> bool {
    let section = text.section.and_then(|index| plan.sections.get(index));
    let Some(section) = section.filter(|section| section.id.is_some()) else {
        return false;
    };
    let mut around = texts(plan, section);
    let opens = around
        .next()
        .is_some_and(|first| first.origin == text.origin);
    let alone = opens && around.next().is_none();
    (opens && OBVIOUS.is_match(words)) || (alone && ALONE.is_match(words))
}

/// True for words that any plan could hold: no code, no numbers.
fn is_general(text: &Text) -> bool {
    !text.value.contains('`') && !text.value.contains(|c: char| c.is_ascii_digit())
}
