//! A table finds what the expression that it was made of finds, in every text.

use regex::{Regex, RegexBuilder};
use stopgate_expressions::{pattern, words};
use stopgate_source::{Pattern, Words, ascii};
use stopgate_tests::{files, root, shared};

/// Word lists of every kind, each with the expression that it was made of.
macro_rules! lists {
    ($($expression:literal),* $(,)?) => {
        [$(($expression, words!($expression))),*]
    };
}

/// The same for expressions that mind the case.
macro_rules! patterns {
    ($($expression:literal),* $(,)?) => {
        [$(($expression, pattern!($expression))),*]
    };
}

static LISTS: [(&str, Words); 12] = lists![
    r"\b(?:not|never|no longer)\b",
    r"^\W*none\b|\bn/a\b",
    r"\btests?\b[^.]{0,60}?\bpass(?:ed)?\b",
    r"(?:^|[\s(])to do(?:$|\W)",
    r"\d+ ?%|\bper (?:day|hour)\b",
    r"\w+['’]s",
    r"a*",
    r"\b",
    r"(?m)^\s*- \[[ x]\]",
    r"[^\x20-\x7e]",
    r"colou?r|colours|gr[ae]y",
    r"\bb\w{3,5}\b",
];

static PATTERNS: [(&str, Pattern); 8] = patterns![
    r"\b(\d{4})-(\d\d)-(\d\d)\b",
    r"(?m)^#+ +(.*)$",
    r"`([^`]+)`",
    r"(?i)\bsee (\w+)(?: (\w+))?",
    r"\bk-[A-Za-z0-9_-]{12,}",
    r"[a-z]+(?P<option>\s--\w+)",
    r"^$",
    r"(?:→|->)\s*(\S+)",
];

/// The expression as the library of the field reads it.
fn read(expression: &str, ignore_case: bool) -> Regex {
    RegexBuilder::new(&ascii(expression))
        .case_insensitive(ignore_case)
        .build()
        .expect("an expression")
}

/// Texts that were written, and texts that nobody would write.
fn texts() -> Vec<String> {
    let mut documents = files(&root().join("docs"), ".md");
    documents.extend(files(&root().join("tests"), ".md"));
    let corpus = shared().map(|shared| files(&shared.join("corpus"), ".md"));
    documents.extend(corpus.unwrap_or_default().into_iter().step_by(20));
    let mut texts: Vec<String> = documents
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    texts.extend((0..20_000).map(drawn));
    texts
}

/// A short text, drawn from what the expressions above are about.
fn drawn(number: u64) -> String {
    const PARTS: [&str; 24] = [
        "a",
        "b",
        "B",
        "no",
        "not",
        "NEVER",
        " ",
        "  ",
        "\n",
        "\r\n",
        ".",
        "-",
        "'s",
        "’s",
        "é",
        "ß",
        "4",
        "2026-01-02",
        "#",
        "test",
        "pass",
        "→",
        "k-0123456789ab",
        "`",
    ];
    // A linear congruence: the same texts in every run.
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 40).unwrap_or_default()
    };
    (0..next() % 12)
        .map(|_| PARTS[next() % PARTS.len()])
        .collect()
}

#[test]
fn word_lists_find_what_their_expressions_find() {
    let texts = texts();
    assert!(texts.len() > 20_000);
    for (expression, words) in &LISTS {
        let regex = read(expression, true);
        for text in &texts {
            let found: Vec<_> = words.find_iter(text).map(|found| found.range()).collect();
            let expected: Vec<_> = regex.find_iter(text).map(|found| found.range()).collect();
            // An empty match beside another one is told by the library and not here: no list asks for it.
            let full = |ranges: Vec<std::ops::Range<usize>>| -> Vec<_> {
                ranges
                    .into_iter()
                    .filter(|range| !range.is_empty())
                    .collect()
            };
            assert_eq!(full(found), full(expected), "{expression:?} in {text:?}");
            assert_eq!(
                words.is_match(text),
                regex.is_match(text),
                "{expression:?} in {text:?}"
            );
        }
    }
}

#[test]
fn patterns_find_what_their_expressions_find() {
    let texts = texts();
    for (expression, pattern) in &PATTERNS {
        let regex = read(expression, false);
        for text in &texts {
            let parts = |found: regex::Captures<'_>| -> Vec<Option<String>> {
                let parts = found.iter();
                parts
                    .map(|part| part.map(|part| part.as_str().to_owned()))
                    .collect()
            };
            let found: Vec<_> = pattern.captures_iter(text).map(parts).collect();
            let expected: Vec<_> = regex.captures_iter(text).map(parts).collect();
            assert_eq!(found, expected, "{expression:?} in {text:?}");
            assert_eq!(
                pattern.is_match(text),
                regex.is_match(text),
                "{expression:?} in {text:?}"
            );
        }
    }
}
