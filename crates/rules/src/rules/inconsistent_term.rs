//! `inconsistent-term`: a word is spelled in two ways.

use std::collections::HashMap;

use stopgate_source::{Severity, Span};

use crate::phrases::is_body;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ018",
    name: "inconsistent-term",
    summary: "A word is spelled in two ways",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

/// Letters of the shortest word whose spelling is compared: `e-mail` joined.
const SHORTEST: usize = 5;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let mut spellings: HashMap<String, Vec<(String, Span, usize)>> = HashMap::new();
    for text in context.plan.texts.iter().filter(|text| is_body(text)) {
        let words = text
            .plain
            .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
        let mut at = 0;
        for word in words {
            let start = at;
            at += word.len() + 1;
            note(&mut spellings, word, text.line_of(start));
        }
    }
    let mut mixed: Vec<&Vec<(String, Span, usize)>> =
        spellings.values().filter(|ways| ways.len() > 1).collect();
    mixed.sort_by_key(|ways| ways[0].1);
    for ways in mixed {
        let Some((usual, rare)) = ways
            .iter()
            .max_by_key(|way| way.2)
            .zip(ways.iter().min_by_key(|way| way.2))
        else {
            continue;
        };
        report.find(
            rare.1,
            format!(
                "\"{}\" is called \"{}\" elsewhere in the plan",
                rare.0, usual.0
            ),
            "Use one spelling, so that a search finds all places",
        );
    }
}

/// Counts a word of letters and inner hyphens under its joined form.
fn note(spellings: &mut HashMap<String, Vec<(String, Span, usize)>>, word: &str, line: Span) {
    let plain = word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let inner = !word.starts_with('-') && !word.ends_with('-') && word.matches('-').count() <= 1;
    let joined = word.replace('-', "");
    if !plain || !inner || joined.len() < SHORTEST {
        return;
    }
    let ways = spellings.entry(joined).or_default();
    match ways.iter_mut().find(|way| way.0 == word) {
        Some(way) => way.2 += 1,
        None => ways.push((word.to_owned(), line, 1)),
    }
}
