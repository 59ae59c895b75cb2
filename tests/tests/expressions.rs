//! A table finds what the expression that it was made of finds, in every text.

use regex::{Regex, RegexBuilder};
use stopgate_expressions::{pattern, words};
use stopgate_source::{Grams, Pattern, Words, ascii};
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

static LISTS: [(&str, Words); 14] = lists![
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
    // Too large for one table, and a choice of which each part fits into one.
    r"\b(?:a\w{0,40}t|no\w{0,40}|te\w{0,40}s\w{0,40}|pa\w{0,40}s|b\w{0,40}b|ne\w{0,40}r)\b",
    r"\btest(?:s|ed|ing)? [a-z ]*pass\b|\bnever\b|k-0123",
];

static PATTERNS: [(&str, Pattern); 9] = patterns![
    r"\b(\d{4})-(\d\d)-(\d\d)\b",
    r"(?m)^#+ +(.*)$",
    r"`([^`]+)`",
    r"(?i)\bsee (\w+)(?: (\w+))?",
    r"\bk-[A-Za-z0-9_-]{12,}",
    r"[a-z]+(?P<option>\s--\w+)",
    r"^$",
    r"(?:→|->)\s*(\S+)",
    r"(?i)\b(no[a-z]{0,60}|te[a-z]{0,60}t|ne[a-z]{0,60})\b(\s*)",
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
            assert_eq!(found, expected, "{expression:?} in {text:?}");
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
            let found: Vec<Vec<_>> = pattern
                .captures_iter(text)
                .map(|found| found.iter().map(|part| Some(part?.range())).collect())
                .collect();
            let expected: Vec<Vec<_>> = regex
                .captures_iter(text)
                .map(|found| found.iter().map(|part| Some(part?.range())).collect())
                .collect();
            assert_eq!(found, expected, "{expression:?} in {text:?}");
            assert_eq!(
                pattern.split(text).collect::<Vec<_>>(),
                regex.split(text).collect::<Vec<_>>(),
                "{expression:?} in {text:?}"
            );
            assert_eq!(
                pattern.replace_all(text, "<>"),
                regex.replace_all(text, "<>"),
                "{expression:?} in {text:?}"
            );
            assert_eq!(
                pattern.is_match(text),
                regex.is_match(text),
                "{expression:?} in {text:?}"
            );
        }
    }
}

/// What a text is not searched for is not in it.
#[test]
fn a_text_that_matches_holds_what_the_expression_needs() {
    let mut told = 0;
    for text in texts() {
        let mut grams = Grams::default();
        grams.add(&text);
        let lists = LISTS.iter();
        let lists = lists.map(|(of, words)| (of, words.is_match(&text), grams.may_hold(words)));
        let patterns = PATTERNS.iter();
        let patterns =
            patterns.map(|(of, found)| (of, found.is_match(&text), grams.may_hold(found)));
        for (expression, matches, may) in lists.chain(patterns) {
            assert!(may || !matches, "{expression:?} in {text:?}");
            told += usize::from(!may);
        }
    }
    assert!(told > 20_000, "{told} searches were spared");
}
