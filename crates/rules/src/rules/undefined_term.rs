//! `undefined-term`: an abbreviation that is used once and explained nowhere.
//!
//! Silence is preferred to a false alarm: a term that occurs twice, in code, beside other capitals or
//! with anything like a definition is left alone.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use stopgate_expressions::pattern;
use stopgate_model::{Plan, Text, TextPlace};
use stopgate_source::{Pattern, Severity};

use crate::contents::acronyms::is_common;
use crate::contents::near;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE011",
    name: "undefined-term",
    summary: "An abbreviation is used once and explained nowhere",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// How long a term is.
const TERM: RangeInclusive<usize> = 3..=6;

static CAPITALS: Pattern = pattern!(r"\b[A-Z]{3,6}s?\b");

/// What stands right before or behind a term that is explained in place or is part of a name.
static BEFORE: Pattern = pattern!(
    r"(?i)(?:[-_/.#@$:=\x22'“(\[<*+&]|\b(?-i:[A-Z]{2,}) |\d ?|\b(?:called|named|known as|short for|abbreviated(?: as| to)?|stands for|aka|or|i\.e\.,?|e\.g\.,?|Mr\.?|Dr\.?|Ms\.?) )$"
);
static BEHIND: Pattern = pattern!(
    r"^(?:[-_/.][\w]|[:=\x22'”)\]>*+&@]| ?\d| ?\(| [A-Z]{2,}\b| ?[—–]| - |,? (?:or|means?|stands?|refers?|denotes?|here|being|i\.e\.)\b| (?:is|are) (?:an?|the|our|what|how|where|short|that|any|one)\b|, (?:the|a|an|which|our|that is)\b)"
);

/// More bytes than what explains a term in place has before it.
const LONGEST_BEFORE: usize = 120;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let words = LazyCell::new(|| words(context.plan));
    for text in context.plan.texts.iter().filter(|text| is_running(text)) {
        for found in CAPITALS.find_iter(&text.plain) {
            let term = found.as_str().trim_end_matches('s');
            let before = near::before(&text.value, found.start(), LONGEST_BEFORE);
            let behind = &text.value[found.end()..];
            let in_place = BEFORE.is_match(before) || BEHIND.is_match(behind);
            if in_place
                || is_common(term)
                || looks_like_word(term)
                || words.get(&term.to_ascii_lowercase()) != Some(&1)
            {
                continue;
            }
            let message =
                format!("`{term}` is used here and explained nowhere, so a newcomer has to guess");
            let help = format!("Write it out, or explain it once: `{term} (…)`");
            report.find(text.line_of(found.start()), message, help).ask(format!("What does `{term}` mean here, in plain words? For example: `{term} (the service that …)`"));
        }
    }
}

fn is_running(text: &Text) -> bool {
    matches!(text.place, TextPlace::Paragraph | TextPlace::Item)
}

/// Long capitals with many vowels are words that somebody stresses.
fn looks_like_word(term: &str) -> bool {
    let vowels = term.chars().filter(|c| "AEIOUY".contains(*c)).count();
    term.len() >= 5 && vowels * 3 >= term.len()
}

/// How often each word that could be a term occurs, in any case and code included. What a command
/// holds counts twice: it is in use.
fn words(plan: &Plan) -> HashMap<String, usize> {
    let texts = plan.texts.iter().map(|text| (&text.value, 1));
    let commands = plan.commands.iter().map(|command| (&command.text, 2));
    let mut counts = HashMap::new();
    for (text, weight) in texts.chain(commands) {
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let word = word.strip_suffix('s').unwrap_or(word);
            if TERM.contains(&word.len()) {
                *counts.entry(word.to_ascii_lowercase()).or_default() += weight;
            }
        }
    }
    counts
}
