//! The timeline: which phases in which week.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{SectionKind, TimelineEntry, find_date};
use stopgate_source::pattern;

use super::Reader;
use super::outline::Outline;

static WEEK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:weeks?|wk|sprint|month|day|kw)\s*\.?\s*(\d{1,4})"));
static PHASE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:phase|stage|milestone)\s+([0-9]+(?:\.[0-9]+)*|[a-z])\b"));

/// Reads the lines of the timeline section: `Week 2 (15 June): Phase 3 - Rollout`, in a fence, a list,
/// a table or running text.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    for at in outline.with_kind(SectionKind::Timeline) {
        for (line, span) in reader.lines_below(outline.places[at]) {
            let phases: Vec<String> = PHASE
                .captures_iter(&line)
                .map(|found| found[1].to_lowercase())
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

/// The number of the week, or a date as a running number of days.
fn week(line: &str) -> Option<u32> {
    if let Some(found) = WEEK.captures(line) {
        return found[1].parse().ok();
    }
    let (_, day) = find_date(line)?;
    let day = day?;
    u32::try_from(i32::from(day.year()) * 366 + i32::from(day.day_of_year())).ok()
}
