//! What a text must hold so that an expression can match: runs of three letters.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};
use stopgate_source::{ANY, OVER_OTHERS, gram};

/// Texts of a part that are spelled out at most; what has more is asked for part by part.
const MOST_TEXTS: usize = 24;

/// A condition on the runs that a text holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Condition {
    Nothing,
    Gram(u16),
    All(BTreeSet<Condition>),
    Any(BTreeSet<Condition>),
}

/// All texts that a part matches, in lower case.
type Texts = BTreeSet<String>;

/// The condition as `stopgate_source::Needs::grams` writes it.
pub(crate) fn entries(expression: &Hir) -> Vec<u16> {
    let mut entries = Vec::new();
    let is_written = match of(expression) {
        Ok(texts) => one_of(&texts),
        Err(needs) => needs,
    }
    .write(&mut entries);
    if is_written { entries } else { Vec::new() }
}

/// The texts that an expression matches where they are few, else what they need.
fn of(expression: &Hir) -> Result<Texts, Condition> {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => Ok(only("")),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Ok(only(&text.to_ascii_lowercase())),
            Err(_) => Err(Condition::Nothing),
        },
        HirKind::Class(class) => of_class(class).ok_or(Condition::Nothing),
        HirKind::Repetition(repetition) => match (repetition.min, repetition.max) {
            (0, Some(1)) => match of(&repetition.sub) {
                Ok(texts) => Ok(&texts | &only("")),
                Err(_) => Err(Condition::Nothing),
            },
            (0, _) => Err(Condition::Nothing),
            _ => Err(needed(&repetition.sub)),
        },
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) => of_sequence(parts),
        HirKind::Alternation(parts) => of_choice(parts),
    }
}

fn needed(expression: &Hir) -> Condition {
    of(expression).map_or_else(|needs| needs, |texts| one_of(&texts))
}

fn only(text: &str) -> Texts {
    BTreeSet::from([text.to_owned()])
}

fn of_class(class: &Class) -> Option<Texts> {
    let texts: Texts = match class {
        Class::Unicode(class) => {
            let characters = class.iter().flat_map(|range| range.start()..=range.end());
            characters.take(2 * MOST_TEXTS + 1).map(lower).collect()
        }
        Class::Bytes(class) => {
            let bytes = class.iter().flat_map(|range| range.start()..=range.end());
            bytes.map(|byte| lower(char::from(byte))).collect()
        }
    };
    (texts.len() <= MOST_TEXTS).then_some(texts)
}

fn lower(character: char) -> String {
    character.to_ascii_lowercase().to_string()
}

fn of_sequence(parts: &[Hir]) -> Result<Texts, Condition> {
    let mut texts = only("");
    let mut needs = BTreeSet::new();
    let mut is_whole = true;
    for part in parts {
        let next = of(part);
        if let Ok(next) = &next
            && texts.len() * next.len() <= MOST_TEXTS
        {
            let joined = |text: &String| {
                next.iter()
                    .map(|next| text.clone() + next)
                    .collect::<Vec<_>>()
            };
            texts = texts.iter().flat_map(joined).collect();
            continue;
        }
        is_whole = false;
        needs.insert(one_of(&texts));
        texts = next.unwrap_or_else(|part| {
            needs.insert(part);
            only("")
        });
    }
    if is_whole {
        return Ok(texts);
    }
    needs.insert(one_of(&texts));
    Err(all(needs))
}

fn of_choice(parts: &[Hir]) -> Result<Texts, Condition> {
    let parts: Vec<Result<Texts, Condition>> = parts.iter().map(of).collect();
    let texts: Option<Vec<&Texts>> = parts.iter().map(|part| part.as_ref().ok()).collect();
    let texts = texts.map(|texts| texts.into_iter().flatten().cloned().collect::<Texts>());
    match texts {
        Some(texts) if texts.len() <= MOST_TEXTS => Ok(texts),
        _ => Err(any(parts.into_iter().map(|part| match part {
            Ok(texts) => one_of(&texts),
            Err(needs) => needs,
        }))),
    }
}

/// What a text needs that holds one of these.
fn one_of(texts: &Texts) -> Condition {
    any(texts.iter().map(|text| {
        let runs = text.as_bytes().windows(3);
        let runs = runs.filter_map(|run| gram([run[0], run[1], run[2]]));
        all(runs.map(Condition::Gram).collect())
    }))
}

fn all(parts: BTreeSet<Condition>) -> Condition {
    let mut parts: BTreeSet<Condition> = parts
        .into_iter()
        .filter(|part| *part != Condition::Nothing)
        .collect();
    match parts.len() {
        0 => Condition::Nothing,
        1 => parts.pop_first().unwrap_or(Condition::Nothing),
        _ => Condition::All(parts),
    }
}

fn any(parts: impl Iterator<Item = Condition>) -> Condition {
    let mut parts: BTreeSet<Condition> = parts.collect();
    match parts.len() {
        _ if parts.contains(&Condition::Nothing) => Condition::Nothing,
        0 | 1 => parts.pop_first().unwrap_or(Condition::Nothing),
        _ => Condition::Any(parts),
    }
}

impl Condition {
    /// False where a number does not fit into an entry.
    fn write(&self, entries: &mut Vec<u16>) -> bool {
        let (mark, parts) = match self {
            Self::Nothing => return false,
            Self::Gram(name) => {
                entries.push(*name);
                return true;
            }
            Self::All(parts) => (OVER_OTHERS, parts),
            Self::Any(parts) => (OVER_OTHERS | ANY, parts),
        };
        entries.extend([mark, 0]);
        let start = entries.len();
        let are_written = parts.iter().all(|part| part.write(entries));
        match u16::try_from(entries.len() - start) {
            Ok(length) if are_written => {
                entries[start - 1] = length;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use stopgate_source::{Grams, Needs, Sought};

    use super::*;

    struct Read(Needs);

    impl Sought for Read {
        fn needs(&self) -> Needs {
            self.0
        }
    }

    fn may_match(expression: &str, text: &str) -> bool {
        let mut parser = regex_syntax::ParserBuilder::new();
        let read = parser.case_insensitive(true).build().parse(expression);
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        let mut grams = Grams::default();
        grams.add(text);
        let entries = entries(&crate::loose::with_ascii_case(&read));
        let entries = entries.into_iter().flat_map(u16::to_le_bytes);
        let grams_needed = Vec::leak(entries.collect());
        grams.may_hold(&Read(Needs {
            grams: grams_needed,
            bytes: &[],
        }))
    }

    #[test]
    fn what_lacks_a_run_cannot_match() {
        for (expression, text, may) in [
            (r"\bsee (?:above|below)\b", "See Above", true),
            (r"\bsee (?:above|below)\b", "bees and foxes: above", false),
            (r"\bsee (?:above|below)\b", "see there", false),
            (r"gh[ps]_[a-z]{4}", "night", false),
            (r"tok[ea]n[a-z]*=", "a tokan", true),
            (r"tok[ea]n[a-z]*=", "a tokin", false),
            (r"(?:back)?fill", "fills", true),
            (r"(?:back)?fill", "back", false),
            (r"[^.]*approved+", "approve", true),
            (r"(?:approved)*", "", true),
            (r"no|none", "", true),
        ] {
            assert_eq!(may_match(expression, text), may, "{expression} in {text}");
        }
    }
}
