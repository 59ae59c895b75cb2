//! Open questions and what became of them.

use stopgate_expressions::{pattern, words};
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Mark, Question, Resolution, SectionKind, find_date};
use stopgate_source::{Found, Pattern, Words};

use super::Reader;
use super::outline::Outline;

static DEFERRED: Words = words!(r"\b(deferred|postponed|put off|parked|tracked)\b");
static RESOLVED: Words =
    words!(r"\b(resolved|answered|decided|settled|closed|agreed|answer|decision|resolution)\b");
static NEGATED: Words = words!(
    r"\b(not|never|to be|still|un|isn't|hasn't been|until|when|before|will be|must be|needs to be|yet to be)\s+(yet\s+|been\s+|be\s+)*$"
);
/// Capitalised words that name nobody.
static NOBODY: Pattern = pattern!(
    r"^(Deferred|Postponed|Parked|Tracked|Until|By|To|The|This|It|We|They|Phase|Milestone|Stage|Not|After|Before|In|On|For|At|Week|Sprint|Q[1-4]|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|UTC|TBD|TODO|Decision|Needs|Will|Should|Can|May|No|Yes|Later|Next|Once|When|If)$"
);
static NAME: Pattern = pattern!(
    r"@[\w-]+|\b\p{Lu}[\p{L}'-]+\b|(?i:\b\w+ (?:team|lead|officer|manager|owner|board)\b)"
);

/// Reads the entries of the question sections: items, or rows of a table.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Question> {
    let mut questions = Vec::new();
    for at in outline.with_kind(SectionKind::Questions) {
        for block in reader.blocks_below(outline.places[at]) {
            match reader.tree.block(block).kind {
                BlockKind::List(_) => {
                    let items = reader.tree.block(block).children.iter();
                    questions.extend(
                        items.filter_map(|item| question(reader, *item, reader.mark(*item))),
                    );
                }
                BlockKind::Table => {
                    let rows = reader.tree.block(block).children.iter().skip(1);
                    questions.extend(rows.filter_map(|row| question(reader, *row, None)));
                }
                BlockKind::Paragraph => questions
                    .extend(question(reader, block, None).filter(|asked| asked.text.contains('?'))),
                _ => {}
            }
        }
    }
    questions
}

fn question(reader: Reader<'_>, block: BlockId, mark: Option<Mark>) -> Option<Question> {
    let text = super::joined::collapsed(reader.joined(block).text());
    let words = text.trim_end_matches('.').to_lowercase();
    let nothing =
        words.is_empty() || words.starts_with("none") || words.starts_with("no open questions");
    (!nothing).then(|| Question {
        resolution: resolution(&text, mark),
        text,
        mark,
        origin: reader.tree.block(block).span,
    })
}

/// What became of a question, from its text and its box.
///
/// Handles `Q? Resolved 2026-02-09 by Ruth: yes.`, `Q? Deferred: Ines decides until 2026-04-10`,
/// `[x] Q? No, only as archive (Irina, 2026-02-16)`.
fn resolution(text: &str, mark: Option<Mark>) -> Resolution {
    let asked = text.rfind('?').map_or(0, |at| at + 1);
    let affirmed = |found: &Found<'_>| !NEGATED.is_match(&text[..found.start()]);
    let behind_question =
        |found: &Found<'_>| found.start() >= asked || starts_entry(text, found.start());
    let deferred = DEFERRED
        .find_iter(text)
        .filter(affirmed)
        .find(behind_question);
    let resolved = RESOLVED
        .find_iter(text)
        .filter(affirmed)
        .find(behind_question);
    match (deferred, resolved) {
        (Some(deferred), None) => deferral(text, deferred.end()),
        (Some(deferred), Some(resolved)) if deferred.start() < resolved.start() => {
            deferral(text, deferred.end())
        }
        (_, Some(resolved)) if answers(&text[asked.min(resolved.start())..]) => {
            Resolution::Resolved
        }
        (_, Some(_)) => by_answer("", mark),
        _ => by_answer(&text[asked..], mark),
    }
}

/// True for words that say more than who resolved a question, and when.
fn answers(words: &str) -> bool {
    without_remark(words)
        .chars()
        .any(|character| character.is_alphanumeric())
}

/// The words without `Resolved by Ruth on 2026-02-09` and `2026-02-09 (Ruth)`.
fn without_remark(words: &str) -> String {
    static WHO_AND_WHEN: Pattern = pattern!(
        r"\(\s*(?:\p{Lu}[\p{L}'-]+[\s,]+)*\d{4}-\d{2}-\d{2}(?:[\s,]+\p{Lu}[\p{L}'-]+)*\s*\)",
        r"|(?:\bon\s+)?\b\d{4}-\d{2}-\d{2}(?:\s*\(\p{Lu}[\p{L}'-]+\))?",
        r"|\b(?i:by|with)\s+\p{Lu}[\p{L}'-]+(?:\s+(?:and|with|&)\s+\p{Lu}[\p{L}'-]+)*",
    );
    let bare = WHO_AND_WHEN.replace_all(words, " ");
    let mut rest = String::new();
    let mut from = 0;
    for word in RESOLVED.find_iter(&bare) {
        rest.push_str(&bare[from..word.start()]);
        from = word.end();
    }
    rest.push_str(&bare[from..]);
    rest
}

/// Without a word for it: a ticked box with text behind the question is an answer; so is, without a
/// box, text that is signed with a date.
fn by_answer(answer: &str, mark: Option<Mark>) -> Resolution {
    let answered = answer
        .split_whitespace()
        .any(|word| word.chars().any(char::is_alphanumeric));
    match mark {
        Some(Mark::Done) if answered => Resolution::Resolved,
        Some(Mark::Done) => Resolution::TickedWithoutAnswer,
        None if answered && find_date(answer).is_some() => Resolution::Resolved,
        _ => Resolution::Open,
    }
}

fn deferral(text: &str, from: usize) -> Resolution {
    let tail = &text[from..];
    let names_somebody = NAME
        .find_iter(tail)
        .any(|name| !NOBODY.is_match(name.as_str()));
    Resolution::Deferred {
        named: names_somebody,
        until: find_date(tail).and_then(|(_, day)| day),
    }
}

/// True where a word opens a bold or parenthesised remark in front of the question.
fn starts_entry(text: &str, at: usize) -> bool {
    text[..at].chars().all(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_settled_by_an_answer_or_by_who_and_when() {
        let settled = |text: &str, mark| resolution(text, mark).is_settled();
        for text in [
            "Cluster by id? Resolved 2026-03-03 (Ines): yes",
            "Repair them? Deferred: Ines decides with the stores, until 2026-04-10; they stay",
            "By posting date? Deferred — Kinga, until 2026-02-27, it does not block",
            "How many attempts? — Resolved by Yusuf on 2026-05-18: five",
            "Keep old weeks? Resolved 2026-06-15 (Dae): 8 weeks.",
            "Which region? europe-west1. Resolved.",
            "Time to live: six days, can be set. Resolved.",
        ] {
            assert!(settled(text, None), "{text}");
        }
        assert!(settled(
            "Are they moved? No, only as archive (Irina, 2026-02-16)",
            Some(Mark::Done)
        ));
        for text in [
            "Private IP at the same time? Deferred until 2026-05-01.",
            "Private IP? Deferred to Ines.",
            "Which 21 may be deleted?",
            "Is it decided? Not yet decided by Ines",
            "Who? To be decided",
        ] {
            assert!(!settled(text, Some(Mark::Open)), "{text}");
        }
        for text in [
            "Which one?",
            "Which one? Resolved.",
            "Which one? — Resolved by Ruth and Ines on 2026-03-03.",
            "Which one? (Ines, 2026-03-03) Answered",
        ] {
            let ticked = resolution(text, Some(Mark::Done));
            assert_eq!(ticked, Resolution::TickedWithoutAnswer, "{text}");
        }
    }
}
