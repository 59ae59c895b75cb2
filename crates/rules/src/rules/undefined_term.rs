//! `undefined-term`: an abbreviation that is used once and explained nowhere.
//!
//! Silence is preferred to a false alarm: a term that occurs twice, in code, beside other capitals or
//! with anything like a definition is left alone.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Plan, Text, TextPlace};
use stopgate_source::Severity;

use crate::contents::acronyms::is_common;
use crate::contents::pattern;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE011",
    name: "undefined-term",
    summary: "An abbreviation is used once and explained nowhere",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static CAPITALS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[A-Z]{3,6}s?\b"));

/// What stands right before or behind a term that is explained in place or is part of a name.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:[-_/.#@$:=\x22'“(\[<*+&]|\b(?-i:[A-Z]{2,}) |\d ?|\b(?:called|named|known as|short for|abbreviated(?: as| to)?|stands for|aka|or|i\.e\.,?|e\.g\.,?|Mr\.?|Dr\.?|Ms\.?) )$",
    )
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[-_/.][\w]|[:=\x22'”)\]>*+&@]| ?\d| ?\(| [A-Z]{2,}\b| ?[—–]| - |,? (?:or|means?|is|are|stands?|refers?|denotes?|here|being|i\.e\.)\b|, (?:the|a|an|which|our|that is)\b)",
    )
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for text in context.plan.texts.iter().filter(|text| is_running(text)) {
        for found in CAPITALS.find_iter(&text.plain) {
            let term = found.as_str().trim_end_matches('s');
            let before = &text.value[..found.start()];
            let behind = &text.value[found.end()..];
            let in_place = BEFORE.is_match(before) || BEHIND.is_match(behind);
            if in_place
                || is_common(term)
                || looks_like_word(term)
                || !occurs_once(context.plan, term)
            {
                continue;
            }
            let message =
                format!("`{term}` is used here and explained nowhere, so a newcomer has to guess");
            let help = format!("Write it out, or explain it once: `{term} (…)`");
            report.find(text.line_of(found.start()), message, help);
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

/// True when the term, and the same word in small letters, occurs nowhere else, code included.
fn occurs_once(plan: &Plan, term: &str) -> bool {
    let anywhere = |text: &str| count_words(text, term);
    let in_texts: usize = plan.texts.iter().map(|text| anywhere(&text.value)).sum();
    let in_commands: usize = plan
        .commands
        .iter()
        .map(|command| anywhere(&command.text))
        .sum();
    in_texts == 1 && in_commands == 0
}

fn count_words(text: &str, term: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let same = |word: &&str| {
        let word = word.strip_suffix('s').unwrap_or(word);
        word.eq_ignore_ascii_case(term)
    };
    words.filter(same).count()
}
