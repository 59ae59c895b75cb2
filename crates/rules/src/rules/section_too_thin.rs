//! `section-too-thin`: a section of running text has hardly any text.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section, SectionKind};
use stopgate_source::{Severity, Words};

use crate::contents::{commands, inside, texts};
use crate::standing::is_blank;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR020",
    name: "section-too-thin",
    summary: "A section has fewer words than it can say anything in",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

/// Fewer words are a label.
const FEWEST: usize = 4;

/// Sections in which a name is all there is to say.
const NAMES: &[&str] = &["references", "team", "tools"];

/// What is short and complete: `None.`, `n/a`, `No migration`.
static COMPLETE: Words = words!(r"^\W*(?:none|n/?a|no|not|nothing|unchanged)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in plan.sections.iter().filter(|section| is_prose(section)) {
        let words = words(plan, section);
        if !(1..FEWEST).contains(&words) || shows_something(plan, section) {
            continue;
        }
        let title = &section.title;
        report
            .find(
                section.heading,
                format!("\"{title}\" has {words} words, so its reader has to guess the rest"),
                "Write the sentence that a newcomer needs, or why there is nothing to say",
            )
            .ask(format!(
                "What must a newcomer know about \"{title}\"? In a full sentence, for example: two services read the table?"
            ));
    }
}

/// Living sections begin empty, and other kinds are judged by what is read out of them.
fn is_prose(section: &Section) -> bool {
    let names = |id: &str| NAMES.contains(&id);
    let is_names = section.id.as_deref().is_some_and(names);
    section.required
        && !is_names
        && !section.living
        && section.kind == SectionKind::Prose
        && !section.empty
}

/// How many words stand in a section; 0 where they are a placeholder, which other rules find, or complete.
fn words(plan: &Plan, section: &Section) -> usize {
    let counts = |text: &str| !is_blank(text) && !COMPLETE.is_match(text);
    texts(plan, section)
        .filter(|text| counts(&text.value))
        .map(|text| text.value.split_whitespace().count())
        .sum()
}

fn shows_something(plan: &Plan, section: &Section) -> bool {
    let inside = inside(section);
    let mut figures = plan.figures.iter();
    figures.any(|figure| inside.contains(figure.origin))
        || texts(plan, section).any(|text| text.value.contains('`'))
        || commands(plan, section).next().is_some()
}
