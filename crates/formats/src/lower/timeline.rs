//! The timeline: which phases in which week.

use stopgate_expressions::pattern;
use stopgate_model::{SectionKind, TimelineEntry, find_date};
use stopgate_source::Pattern;

use super::Reader;
use super::outline::Outline;

static WEEK: Pattern = pattern!(r"(?i)\b(?:weeks?|wk|sprint|month|day|kw)\s*\.?\s*(\d{1,4})");
static PHASE: Pattern = pattern!(
    r"(?i)\b(?:phase|stage|milestone)s?\s+([0-9]+(?:\.[0-9]+)*(?:\s*(?:,|and|&|/|to|-|–)\s*(?:phase\s+)?[0-9]+\b)*|[a-z])\b"
);

/// Most phases that a range stands for.
const MOST_PHASES: usize = 100;

/// Reads the lines of the timeline section: `Week 2 (15 June): Phase 3 - Rollout`, in a fence, a list,
/// a table or running text.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    for at in outline.with_kind(SectionKind::Timeline) {
        for (line, span) in reader.lines_below(outline.places[at]) {
            let phases: Vec<String> = PHASE
                .captures_iter(&line)
                .flat_map(|found| labels(&found[1]))
                .collect();
            let after = entries
                .last()
                .map_or(1, |last: &TimelineEntry| last.week + 1);
            if !phases.is_empty() {
                entries.push(TimelineEntry {
                    week: week(&line).unwrap_or(after),
                    phases,
                    origin: span,
                });
            }
        }
    }
    entries
}

/// The labels in `3`, `1 and 2`, `1-3`, `b`.
fn labels(text: &str) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    let mut range = false;
    let is_label = |c: char| c.is_ascii_alphanumeric() || c == '.';
    for piece in text.split_inclusive(|c: char| !is_label(c)) {
        let label = piece
            .trim_end_matches(|c: char| !is_label(c))
            .to_lowercase();
        if let (true, Some(first), Ok(last)) = (range, labels.last(), label.parse::<u32>()) {
            let between = first.parse::<u32>().unwrap_or(last) + 1..last;
            labels.extend(between.take(MOST_PHASES).map(|number| number.to_string()));
        }
        match label.as_str() {
            "" | "and" | "phase" => {}
            "to" => range = true,
            _ => {
                range = false;
                labels.push(label);
            }
        }
        range |= piece.ends_with(['-', '–']);
    }
    labels
}

/// The number of the week, or a date as a running number of days.
fn week(line: &str) -> Option<u32> {
    if let Some(found) = WEEK.captures(line) {
        return found[1].parse().ok();
    }
    let (_, day) = find_date(line)?;
    let day = day?;
    u32::try_from(i32::from(day.year()) * 366 + i32::from(day.day_of_year())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_name_several_phases() {
        for (line, expected) in [
            ("Phase 3 - Rollout", vec!["3"]),
            ("Phases 1 and 2, then cake", vec!["1", "2"]),
            ("Phases 1-3", vec!["1", "2", "3"]),
            ("Phase 2, Phase 4", vec!["2", "4"]),
            ("Phase B: x", vec!["b"]),
        ] {
            let found = PHASE
                .captures_iter(line)
                .flat_map(|found| labels(&found[1]));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{line}");
        }
    }
}
