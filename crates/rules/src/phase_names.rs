//! Which phases a text names: the timeline and the summary are judged alike.

use stopgate_expressions::{pattern, words};
use stopgate_model::Phase;
use stopgate_source::{Pattern, Words};

/// Phases that a range names at most; more is no range.
const LONGEST: u32 = 50;

static MENTION: Words = words!(
    r"\b(?:phases?|stages?|milestones?)\s+(?:\d+(?:\.\d+)*|[a-z])\b",
    r"(?:\s*(?:,\s*and\b|[,;+&/–—-]|\b(?:and|to|through|until)\b)\s*",
    r"(?:(?:phases?|stages?|milestones?)\s+)?(?:\d+(?:\.\d+)*|[a-z])\b)*",
);

static PART: Pattern = pattern!(
    r"(?:([–—-]|\b(?:to|through|until)\b)\s*)?(?:[a-z]{2,}\s+)?",
    r"\b(\d+(?:\.\d+)*|[a-z])\b",
);

/// The labels of the phases that a text names, in lower case.
///
/// Handles `Phase 2: Load`, `Phases 1, 2 and 4`, `phases 1–3`, `Stage B`.
pub(crate) fn named(text: &str) -> Vec<String> {
    let mentions = MENTION.find_iter(text);
    mentions
        .flat_map(|found| labels(&found.as_str().to_ascii_lowercase()))
        .collect()
}

fn labels(list: &str) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for part in PART.captures_iter(list) {
        let label = part[2].to_owned();
        let first = labels.last().and_then(|first| first.parse::<u32>().ok());
        let ends = first.zip(label.parse::<u32>().ok());
        if let Some((first, last)) = ends.filter(|_| part.get(1).is_some()) {
            let between = first + 1..last.min(first + LONGEST);
            labels.extend(between.map(|number| number.to_string()));
        }
        labels.push(label);
    }
    labels
}

/// True where the label, or one that it is a part of (`2` of `2.1`), is among the named ones.
pub(crate) fn is_among(label: &str, named: &[String]) -> bool {
    let around = |known: &String| {
        label
            .strip_prefix(known.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    named.iter().any(around)
}

/// True where the text repeats what the heading of a phase says behind its label.
pub(crate) fn says_title(text: &str, phase: &Phase) -> bool {
    let title = phase.title.value.to_lowercase();
    let behind = title.split_once([':', '–', '—', '-']).map(|(_, name)| name);
    let name = behind.unwrap_or_default();
    let name = name.split('(').next().unwrap_or_default().trim();
    !name.is_empty() && text.to_lowercase().contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_name_every_phase() {
        for (text, expected) in [
            ("Week 1: Phase 1 - Catalogue", vec!["1"]),
            ("Phases 1, 2 and 4", vec!["1", "2", "4"]),
            ("phases 1–3 (10 days)", vec!["1", "2", "3"]),
            ("Phase 1 to Phase 3", vec!["1", "2", "3"]),
            ("Phase 2, Phase 3", vec!["2", "3"]),
            ("Stage B; Phase 2.1", vec!["b", "2.1"]),
            ("no phase at all", vec![]),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }

    #[test]
    fn a_part_is_named_with_the_phase_around_it() {
        let named = ["2".to_owned()];
        assert!(is_among("2.1", &named));
        assert!(!is_among("21", &named));
    }
}
