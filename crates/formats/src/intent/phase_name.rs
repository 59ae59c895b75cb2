//! Whether an entry of the progress section names a phase, and no other one.

use crate::lower::{Outline, Reader, collapsed};

/// Words that the rest of a title must have to stand for the phase at the start of a longer text.
const TELLING: usize = 2;

/// A phase as entries may call it.
#[derive(Debug)]
pub(crate) struct PhaseName {
    /// Its title.
    title: String,
    /// The words that phases of the format begin with.
    words: Vec<String>,
    /// Its label (`1`), where the plan has a phase of this title.
    label: Option<String>,
    /// The labels of the other phases.
    others: Vec<String>,
}

impl PhaseName {
    /// The phase with this title.
    pub(crate) fn of(reader: Reader<'_>, outline: &Outline, title: &str) -> Self {
        let title = collapsed(title);
        let mut name = Self {
            title: title.to_lowercase(),
            words: Vec::new(),
            label: None,
            others: Vec::new(),
        };
        let words = reader.format.phases.iter().flat_map(|phases| &phases.words);
        name.words.extend(words.map(|word| word.to_lowercase()));
        for (section, label) in outline.sections.iter().zip(&outline.phases) {
            let Some(label) = label else { continue };
            if name.label.is_none() && collapsed(&section.title) == title {
                name.label = Some(label.clone());
            } else {
                name.others.push(label.clone());
            }
        }
        name
    }

    /// True for `Milestone 1: …`, for the whole title, and for the title without its number.
    pub(crate) fn is_named_by(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        if self.others.iter().any(|label| self.finds(text, label)) {
            return false;
        }
        let label = self.label.as_deref();
        let by_label = label.is_some_and(|label| {
            let after = self.words.iter().find_map(|word| behind(text, word, label));
            after.is_some_and(ends_label)
        });
        by_label || begins_with(text, &self.title) || self.is_named_by_rest(text)
    }

    /// True when the text holds `Milestone 2` anywhere.
    fn finds(&self, text: &str, label: &str) -> bool {
        self.words.iter().any(|word| {
            text.match_indices(word.as_str()).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                let is_word = !before.is_some_and(char::is_alphanumeric);
                is_word && behind(&text[at..], word, label).is_some()
            })
        })
    }

    /// The title behind `Milestone 1:`: the beginning of the text where it has words enough, else all
    /// of it.
    fn is_named_by_rest(&self, text: &str) -> bool {
        let label = self.label.as_deref().unwrap_or_default();
        let rest = self
            .words
            .iter()
            .find_map(|word| behind(&self.title, word, label));
        let Some(rest) = rest.filter(|_| !label.is_empty()) else {
            return false;
        };
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        match rest.split_whitespace().count() {
            0 => false,
            words if words >= TELLING => begins_with(text, rest),
            _ => text.trim_end_matches(|c: char| !c.is_alphanumeric()) == rest,
        }
    }
}

/// What follows `word label` at the start of a text, where the label ends there.
fn behind<'t>(text: &'t str, word: &str, label: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?.strip_prefix([' ', '\u{a0}'])?;
    let rest = rest.trim_start().strip_prefix(label)?;
    let mut next = rest.chars();
    let goes_on = match next.next() {
        Some('.') => next.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_alphanumeric(),
        None => false,
    };
    (!goes_on).then_some(rest)
}

/// False in front of a second label: `Milestone 1-3`, `Milestone 1 and 2`, `Milestone 1, 2`.
fn ends_label(rest: &str) -> bool {
    let joined = ["-", "–", "—", "/", ",", "&", "+", "and ", "to "];
    let rest = rest.trim_start();
    let second = joined.iter().find_map(|sign| rest.strip_prefix(sign));
    !second.is_some_and(|second| {
        second
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    })
}

fn begins_with(text: &str, start: &str) -> bool {
    let rest = text.strip_prefix(start).filter(|_| !start.is_empty());
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::PhaseName;

    fn name() -> PhaseName {
        PhaseName {
            title: "milestone 1: load the table".into(),
            words: vec!["milestone".into(), "phase".into()],
            label: Some("1".into()),
            others: vec!["2".into(), "1.2".into()],
        }
    }

    #[test]
    fn an_entry_names_a_phase_by_number_or_title() {
        for text in [
            "Milestone 1: load the table",
            "**Milestone 1**, key and manifest",
            "Milestone 1",
            "Milestone 1. Load",
            "Load the table into the store",
        ] {
            assert!(name().is_named_by(text), "{text}");
        }
    }

    #[test]
    fn an_entry_that_names_another_phase_or_several_does_not() {
        for text in [
            "Milestone 1.2: parts",
            "Milestone 10",
            "Milestone 1 and 2: all",
            "Milestone 1-3",
            "Milestone 1: prepare Milestone 2",
            "Prepared milestone 1",
            "Load the tables",
            "Load",
        ] {
            assert!(!name().is_named_by(text), "{text}");
        }
    }
}
