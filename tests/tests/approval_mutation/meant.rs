//! Edits of what a person approves: commands, directories, expectations, requirements, risks and the
//! rollback.

use std::ops::Range;

use stopgate_model::{Directory, Plan, Role, SectionKind};
use stopgate_source::Span;
use stopgate_tests::{engine, matrix};

use crate::Edit;
use crate::plans::PlanFile;
use crate::spelling::{Spelling, applied, spread};

/// All kinds of them.
pub const KINDS: &[&str] = &[
    "command",
    "directory",
    "expectation",
    "requirement",
    "risk",
    "rollback",
];

/// Places of one kind that are edited in one plan.
const PLACES: usize = 24;
/// Edits of one sort in one place.
const EDITS: usize = 12;

/// The edits of one plan.
pub fn edits(plan: &PlanFile) -> Vec<Edit> {
    let engine = engine();
    let document = plan.document(&engine);
    let read = document.plan().expect("the format is named");
    let spelling = Spelling::of(plan);
    let mut edits = Vec::new();
    for kind in KINDS {
        let places = places(read, kind);
        for place in spread(&places, matrix::count(PLACES)) {
            let changes = spelling.changes(place.clone(), matrix::count(EDITS));
            edits.extend(changes.iter().map(|change| Edit {
                kind,
                bytes: applied(plan.text(), change),
            }));
        }
    }
    edits
}

fn places(plan: &Plan, kind: &str) -> Vec<Range<usize>> {
    let commands = || plan.commands.iter();
    let spans: Vec<Span> = match kind {
        "command" => commands()
            .filter(|command| command.role != Role::Rollback)
            .map(|command| command.origin)
            .collect(),
        "directory" => commands()
            .filter_map(|command| match &command.directory {
                Directory::Stated(stated) => Some(stated.origin),
                _ => None,
            })
            .collect(),
        "expectation" => commands()
            .filter_map(|command| Some(command.outcome.as_ref()?.origin))
            .chain(
                plan.checks
                    .iter()
                    .filter_map(|check| Some(check.expected.filled()?.origin)),
            )
            .collect(),
        "requirement" => plan
            .requirements
            .iter()
            .map(|requirement| requirement.origin)
            .chain(plan.criteria.iter().map(|criterion| criterion.origin))
            .chain(plan.trace.iter().map(|row| row.origin))
            .collect(),
        "risk" => plan.risks.iter().map(|risk| risk.origin).collect(),
        _ => plan
            .sections
            .iter()
            .filter(|section| section.kind == SectionKind::Rollback)
            .map(|section| section.body)
            .chain(
                commands()
                    .filter(|command| command.role == Role::Rollback)
                    .map(|command| command.origin),
            )
            .collect(),
    };
    let mut ranges: Vec<Range<usize>> = spans.into_iter().map(Span::range).collect();
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup();
    ranges
}
