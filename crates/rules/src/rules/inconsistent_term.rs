//! `inconsistent-term`: a word is spelled in two ways.

use std::collections::HashMap;

use stopgate_model::{Plan, Text};
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

/// The ways in which a word is spelled, each with the line where it stands first and how often it stands.
type Ways<'a> = Vec<(&'a str, Span, usize)>;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    // Two spellings differ by a hyphen, and hyphens are few.
    let hyphenated = terms(context.plan).filter(|(word, ..)| word.contains('-'));
    let mut spellings: HashMap<String, Ways<'_>> = hyphenated
        .map(|(word, ..)| (word.replace('-', ""), Vec::new()))
        .collect();
    if spellings.is_empty() {
        return;
    }
    for (word, text, at) in terms(context.plan) {
        let known = match word.contains('-') {
            true => spellings.get_mut(&word.replace('-', "")),
            false => spellings.get_mut(word),
        };
        let Some(ways) = known else { continue };
        match ways.iter_mut().find(|way| way.0 == word) {
            Some(way) => way.2 += 1,
            None => ways.push((word, text.line_of(at), 1)),
        }
    }
    let mut mixed: Vec<_> = spellings.values().filter(|ways| ways.len() > 1).collect();
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

/// Words of lower-case letters with at most one hyphen inside, each with its text and its place there.
fn terms(plan: &Plan) -> impl Iterator<Item = (&str, &Text, usize)> {
    let goes_on = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let bodies = plan.texts.iter().filter(|text| is_body(text));
    let words = bodies.flat_map(move |text| {
        let mut at = 0;
        let parts = text.plain.split_inclusive(move |c| !goes_on(c));
        parts.map(move |part| {
            let start = at;
            at += part.len();
            (part.trim_end_matches(|c| !goes_on(c)), text, start)
        })
    });
    words.filter(|(word, ..)| is_term(word))
}

fn is_term(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_lowercase).count();
    let hyphens = word.bytes().filter(|&byte| byte == b'-').count();
    letters >= SHORTEST
        && hyphens <= 1
        && letters + hyphens == word.len()
        && !word.starts_with('-')
        && !word.ends_with('-')
}
