//! `list-heavy-section`: a section that should tell its story is a long list.

use stopgate_model::{Section, TextPlace};
use stopgate_source::Severity;

use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR022",
    name: "list-heavy-section",
    summary: "A section that should tell its story is a long list",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

/// The sections in which a newcomer reads why and how.
const NARRATIVE: &[&str] = &["purpose", "context", "work"];

/// Up to so many items are a short list.
const LONGEST: usize = 12;

/// Of so many words at least one must stand outside of items.
const WORDS_PER_TOLD_WORD: usize = 10;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let is_narrative = |section: &&Section| {
        let id = section.id.as_deref();
        id.is_some_and(|id| NARRATIVE.contains(&id))
    };
    for section in plan.sections.iter().filter(is_narrative) {
        let (mut items, mut listed, mut told) = (0, 0, 0);
        for text in texts(plan, section) {
            let words = text.value.split_whitespace().count();
            match text.place {
                TextPlace::Item => (items, listed) = (items + 1, listed + words),
                TextPlace::Paragraph => told += words,
                _ => {}
            }
        }
        if items > LONGEST && told * WORDS_PER_TOLD_WORD < listed + told {
            report.find(
                section.heading,
                format!(
                    "\"{}\" is a list of {items} items with next to no sentence between them, so its reader misses how they hang together",
                    section.title
                ),
                "Tell it in sentences, and keep lists for what is counted or ticked",
            );
        }
    }
}
