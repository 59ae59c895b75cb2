//! What a plan says about the outcome of a command, and what of it decides by itself.

use stopgate_expressions::{pattern, words};
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Expectation, Sourced};
use stopgate_source::{Pattern, Words};

use super::Reader;
use super::joined::collapsed;

static EXPECTED: Words = words!(
    r"^\W*(?:expect(?:ed|s|ing|ation)?|should (?:print|show|output|return)|output|prints)\b"
);
static LABEL: Words = words!(r"^\W*expect(?:ed|ation)?(?: [\w ]{0,40}?)?\s*[:：]\s*");
static ORDINAL: Pattern =
    pattern!(r"(?i)\b(first|second|third|fourth|fifth|last) (?:command|step|line|call|run)\b");
static INSIDE: Words =
    words!(r"\bexpect(?:ed|ing|s)?\b(?: (?:outcome|output|result|results))?\s*[:：]?\s*");
static VERB: Words = words!(
    r"^[\s,;:)—–-]*(?:→|->|=>|(?:which |that |and |it |must |should |then |then it )*(?:prints?|exits?|ends?|shows?|lists?|returns?|reports?|outputs?|succeeds?|fails?|pass(?:es)?|gives?|says?|writes?|deletes?|leaves?|is refused|completes?|finishes)\b)"
);
/// What may stand around a back-ticked text that decides: words that only say "this is printed".
static PLAIN_CLAUSE: Words = words!(
    r"^(?:[\s,;:.→=>(){}-]|\b(?:and|also|again|it|which|that|the|a|one|first|last|final|line|lines|is|are|reads?|starting|starts|ending|ends|with|begins|beginning|contains|containing|includes|including|prints?|printed|outputs?|output|shows?|reports?|says?|exits?|exit|code|status|of|on|stdout|stderr|expected|expecting|expect|outcome|result|command|must|should|be|to|same|exactly|once|more)\b|\x00)*$"
);
static EXIT: Pattern = pattern!(
    r"(?i)\b(?:exit(?:s|ed)?(?: with)?(?: (?:code|status))?|ends? with (?:exit )?(?:code|status)|exit (?:code|status)(?: of| is)?|return code)\s+`?(\d{1,3})`?\b"
);
/// Negations other than the exact forms.
static NEGATED: Words = words!(r"\b(?:not|never|neither|cannot|unless)\b|n't\b|\bfails? \d");
static CHOICE: Words = words!(r"\b(?:or|either|depending|respectively)\b");
static FAILS: Words = words!(
    r"^\W*(?:the command |it |which |this )?(?:must |should )?fails?\W*$|\bexpect(?:ed)?:? fail(?:ure)?\b|^\W*fail(?:ure)?\b"
);
static NO_OUTPUT: Words = words!(r"\b(?:no output|prints nothing|empty output|without output)\b");
static PRINTS: Pattern = pattern!(r"(?i)^prints ([^`\s]+)$");

/// What is said about the commands of a block right behind it: for each command its outcome.
pub(crate) fn behind_block(
    reader: Reader<'_>,
    code: BlockId,
    commands: usize,
) -> Vec<Option<Sourced<String>>> {
    let Some(outcome) = said_behind(reader, code) else {
        return vec![None; commands];
    };
    let label = outcome.value.split([':', '`']).next().unwrap_or_default();
    let only = ORDINAL
        .captures(label)
        .filter(|_| commands > 1)
        .map(|found| ordinal(&found[1], commands));
    let said = |at| match only {
        Some(only) if only != at => None,
        _ => Some(outcome.clone()),
    };
    (0..commands).map(said).collect()
}

fn said_behind(reader: Reader<'_>, code: BlockId) -> Option<Sourced<String>> {
    let mut siblings = siblings(reader, code);
    let next = siblings.next()?;
    if reader.tree.block(next).kind != BlockKind::Paragraph {
        return None;
    }
    let joined = reader.joined(next);
    let text = joined.text();
    if !EXPECTED.is_match(text) {
        return None;
    }
    let mut value = joined.value(0..text.len());
    if text.trim_end().ends_with(':') {
        let more = siblings.next().filter(|block| {
            matches!(
                reader.tree.block(*block).kind,
                BlockKind::List(_) | BlockKind::Code(_)
            )
        });
        value
            .value
            .extend(more.map(|block| format!(" {}", collapsed(reader.joined(block).text()))));
    }
    let labelled = LABEL
        .find(&value.value)
        .filter(|_| !ORDINAL.is_match(&value.value));
    if let Some(label) = labelled {
        value.value = value.value[label.end()..].to_owned();
    }
    Some(value)
}

fn siblings(reader: Reader<'_>, block: BlockId) -> impl Iterator<Item = BlockId> {
    let parent = reader.tree.block(block).parent;
    let all = match parent {
        Some(parent) => &reader.tree.block(parent).children,
        None => &reader.tree.section(reader.tree.block(block).section).blocks,
    };
    let behind = all.partition_point(|other| *other <= block);
    all[behind..].iter().copied()
}

fn ordinal(word: &str, count: usize) -> usize {
    match word.to_lowercase().as_str() {
        "first" => 0,
        "second" => 1,
        "third" => 2,
        "fourth" => 3,
        "fifth" => 4,
        _ => count.saturating_sub(1),
    }
}

/// The outcome that a trailing comment states: `# ✓ 14 passed`, `# expect: no output`.
pub(crate) fn of_comment(comment: &Sourced<String>) -> Option<Sourced<String>> {
    let text = comment.value.trim();
    let ticked = text.strip_prefix('✓').or_else(|| text.strip_prefix('✔'));
    let expected = INSIDE
        .find(text)
        .filter(|found| found.start() == 0)
        .map(|found| &text[found.end()..]);
    let said = ticked.or(expected)?.trim();
    (!said.is_empty()).then(|| Sourced::new(said.to_owned(), comment.origin))
}

/// The outcome that running text states behind an inline command: `` `make test` prints `ok`. ``
pub(crate) fn behind_inline(text: &str) -> Option<String> {
    let text = &collapsed(text);
    if let Some(found) = INSIDE.find(text) {
        let said = text[found.end()..].trim();
        return (!said.is_empty()).then(|| collapsed(said));
    }
    let said = VERB
        .is_match(text)
        .then(|| sentence(text).trim_start_matches([',', ';', ':', ' ', '\n', '→']))?;
    (!said.trim().is_empty()).then(|| collapsed(said))
}

fn sentence(text: &str) -> &str {
    let mut in_code = false;
    let end = text.char_indices().find(|&(at, c)| {
        in_code ^= c == '`';
        let ends = matches!(c, '.' | ';') && text[at + 1..].starts_with([' ', '\n']);
        ends && !in_code
    });
    &text[..end.map_or(text.len(), |(at, _)| at + 1)]
}

/// What of a stated outcome decides by itself; the rest is kept as words for a person. An outcome that
/// may come out in several ways decides nothing by itself.
///
/// Handles `` `41 passed` and exit code 0. ``, `exit code 1 and no output`, `` starts with `1 ingest` ``.
pub(crate) fn expectations(outcome: &str) -> Vec<Expectation> {
    let words = super::texts::without_code(outcome);
    if CHOICE.is_match(&words) || NEGATED.is_match(&words) {
        return vec![Expectation::Prose(outcome.trim().to_owned())];
    }
    let mut expectations = Vec::new();
    for clause in clauses(outcome) {
        let before = expectations.len();
        expectations.extend(
            EXIT.captures(clause)
                .and_then(|found| found[1].parse().ok())
                .map(Expectation::Exit),
        );
        expectations.extend(NO_OUTPUT.is_match(clause).then_some(Expectation::NoOutput));
        expectations.extend(FAILS.is_match(clause).then_some(Expectation::Fails));
        expectations.extend(
            PRINTS
                .captures(clause.trim().trim_end_matches('.'))
                .map(|found| Expectation::Line(found[1].trim().to_owned())),
        );
        expectations.extend(quoted(clause));
        if expectations.len() == before && clause.contains(char::is_alphanumeric) {
            expectations.push(Expectation::Prose(clause.trim().to_owned()));
        }
    }
    expectations
}

/// Back-ticked texts of a clause that says no more than that they are printed.
fn quoted(clause: &str) -> Vec<Expectation> {
    let parts: Vec<&str> = clause.split('`').collect();
    if parts.len() < 3 || parts.len().is_multiple_of(2) {
        return Vec::new();
    }
    let around = parts
        .iter()
        .step_by(2)
        .copied()
        .collect::<Vec<_>>()
        .join("\0");
    let without_exit = EXIT.replace_all(&around, " ");
    if !PLAIN_CLAUSE.is_match(&without_exit) {
        return Vec::new();
    }
    let pair = |at: usize| {
        let text = parts[at].trim().to_owned();
        let lead = parts[at - 1].to_lowercase();
        match () {
            () if lead.contains("start") || lead.contains("begin") => Expectation::StartsWith(text),
            () if lead.contains("ending") || lead.contains("ends with") => {
                Expectation::EndsWith(text)
            }
            () if lead.contains("contain") || lead.contains("includ") => {
                Expectation::Contains(text)
            }
            () => Expectation::Line(text),
        }
    };
    let is_exit = |at: &usize| parts[at - 1].to_lowercase().contains("exit");
    (1..parts.len())
        .step_by(2)
        .filter(|at| !is_exit(at))
        .map(pair)
        .collect()
}

/// Splits at `;`, `,` and `and` outside back-ticks.
fn clauses(text: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    let (mut start, mut inside) = (0, false);
    for (at, c) in text.char_indices() {
        inside ^= c == '`';
        let cut = match c {
            // Without a blank behind it, a comma belongs to a number or a row: `100,45359`.
            ',' if !inside && !text[at + 1..].starts_with(|c: char| !c.is_whitespace()) => Some(1),
            ';' if !inside => Some(1),
            ' ' if !inside && text[at..].starts_with(" and ") => Some(5),
            _ => None,
        };
        if let Some(skip) = cut.filter(|_| at >= start) {
            clauses.push(&text[start..at]);
            start = at + skip;
        }
    }
    clauses.push(&text[start.min(text.len())..]);
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_forms_decide_by_themselves() {
        use Expectation::{Exit, Line, NoOutput, Prose, StartsWith};
        let line = |text: &str| Line(text.to_owned());
        for (text, expected) in [
            (
                "`41 passed` and exit code 0.",
                vec![line("41 passed"), Exit(0)],
            ),
            ("exit code 0, no output", vec![Exit(0), NoOutput]),
            (
                "prints `difference=0 duplicates=0` and exits with 0.",
                vec![line("difference=0 duplicates=0"), Exit(0)],
            ),
            (
                "prints one line per step, the first one starting with `1 ingest`.",
                vec![
                    Prose("prints one line per step".into()),
                    StartsWith("1 ingest".into()),
                ],
            ),
            ("prints 0", vec![line("0")]),
            ("prints 100,45359", vec![line("100,45359")]),
            (
                "the manifest has one row with state `rejected`",
                vec![Prose(
                    "the manifest has one row with state `rejected`".into(),
                )],
            ),
            (
                "`applied 007`, or `up to date` when repeated",
                vec![Prose("`applied 007`, or `up to date` when repeated".into())],
            ),
            ("lines >= 90 %", vec![Prose("lines >= 90 %".into())]),
        ] {
            assert_eq!(expectations(text), expected, "{text}");
        }
    }

    #[test]
    fn running_text_states_outcomes() {
        assert_eq!(
            behind_inline(" prints `ok`. Then more.").as_deref(),
            Some("prints `ok`.")
        );
        assert_eq!(
            behind_inline(". Expected outcome: `41 passed`.").as_deref(),
            Some("`41 passed`.")
        );
        assert_eq!(behind_inline(" renames the tables back").as_deref(), None);
    }
}
