//! Stated totals of effort, and durations that the summary gives to phases.

use stopgate_expressions::pattern;
use stopgate_model::{Estimate, Phase, SectionKind, Sourced, Total, parse_estimate};
use stopgate_source::{Pattern, Span};

use super::Reader;
use super::outline::Outline;

static TOTAL: Pattern =
    pattern!(r"(?i)^\W*(?:grand |overall |estimated )*total(?: \w+){0,2}\W*?\s*[:=|\n]\s*(.*)$");
static PHASE: Pattern =
    pattern!(r"(?i)^\W*(?:phase|stage)?\s*([0-9]+(?:\.[0-9]+)*|[A-Z])\b[^(|\n]*");
static PARENTHESIS: Pattern = pattern!(r"\(([^()]*)\)");

/// Reads stated totals from the sections with tasks and the summary.
///
/// Handles `Total effort: 15d (120h)`, `**Total:** 5 days`, `| **Total** | **10.5 days** |`.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Total> {
    let total = |(line, span): (String, Span)| {
        let found = TOTAL.captures(&line)?;
        let stated = found.get(1)?.as_str();
        let bare = stated.split('(').next().unwrap_or_default();
        let bare = bare.trim_matches(|c: char| !c.is_alphanumeric());
        Some(Total {
            sum: parse_estimate(bare),
            origin: span,
        })
    };
    let kinds = [SectionKind::Tasks, SectionKind::Summary];
    let sections = kinds.into_iter().flat_map(|kind| outline.with_kind(kind));
    sections
        .flat_map(|at| reader.lines_below(outline.places[at]))
        .filter_map(total)
        .collect()
}

/// Gives phases without a duration in their heading the one of the summary.
///
/// Handles `Phase 1: Database (1 day)` and `| 1 Applications | 3 days |`.
pub(crate) fn add_durations(reader: Reader<'_>, outline: &Outline, phases: &mut [Phase]) {
    let sections: Vec<usize> = outline.with_kind(SectionKind::Summary).collect();
    for (line, span) in sections
        .into_iter()
        .flat_map(|at| reader.lines_below(outline.places[at]))
    {
        let Some(label) = PHASE.captures(&line).map(|found| found[1].to_lowercase()) else {
            continue;
        };
        let Some(duration) = duration(&line) else {
            continue;
        };
        let phase = phases
            .iter_mut()
            .find(|phase| phase.label.as_ref() == Some(&label));
        if let Some(phase) = phase.filter(|phase| phase.duration.is_none()) {
            phase.duration = Some(Sourced::new(duration, span));
        }
    }
}

/// The duration that a line gives: in parentheses, or as a whole cell.
pub(crate) fn duration(line: &str) -> Option<Estimate> {
    let in_parentheses = PARENTHESIS
        .captures_iter(line)
        .find_map(|found| parse_estimate(&found[1]));
    in_parentheses.or_else(|| {
        line.split(['|', '\n', ':'])
            .skip(1)
            .find_map(parse_estimate)
    })
}
