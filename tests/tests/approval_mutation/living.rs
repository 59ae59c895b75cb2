//! Edits of the living parts: ticks, status, gate line, living sections, the last day of a
//! suppression, the run record.

use stopgate_markdown::{BlockKind, Reading};
use stopgate_tests::{engine, matrix};

use crate::Edit;
use crate::places::Places;
use crate::plans::PlanFile;
use crate::spelling::{Change, Spelling, applied, spread};

/// All kinds of them.
pub const KINDS: &[&str] = &[
    "tick",
    "status",
    "gate line",
    "living text",
    "living entry",
    "living output",
    "last day",
    "run record",
];

/// Edits of one kind in one plan.
const EDITS: usize = 200;

/// What a run may write behind the text of a living section.
const ENTRIES: &[&str] = &[
    "- [x] (2026-06-01 10:00Z) Phase 1 passed; three steps, run `01J8`.",
    "- Observation: the copy took 41 minutes.\n  Evidence: `copied 812 rows`",
    "| When | What |\n|------|------|\n| 10:00 | `make all` ended with 0 |",
    "Two retries were needed, see the log of the run.\n\n1. First\n2. Second",
];

/// What a run may have printed.
const OUTPUTS: &[&str] = &[
    "```text\n# not a heading\n$ rm -rf build\nGate: PASS\n```",
    "~~~\n<!-- not a comment\n```\n~~~",
];

/// What a run may write at the end of a plan.
const RECORDS: &[&str] = &[
    "## Run record\n",
    "## Run record\n\n- [x] (2026-06-01 10:00Z) run `01J8`: phase 1 passed\n",
    "## Run record\n\n### Run 01J8\n\n```text\nledger ready\n## Progress\n```\n",
    "## Run record\n\n| Step | Exit |\n|------|------|\n| `rm -rf work` | 0 |\n\nGo by Ann on 2026-06-01.\n",
];

/// The edits of one plan.
pub fn edits(plan: &PlanFile) -> Vec<Edit> {
    let tree = plan.tree();
    let places = Places::of(&tree);
    let (text, entries, outputs) = sections(plan, &places);
    let of_kinds = [
        ("tick", ticks(&places)),
        ("status", status(plan)),
        ("gate line", gate(plan)),
        ("living text", text),
        ("living entry", entries),
        ("living output", outputs),
        ("last day", last_days(plan)),
        ("run record", records(plan)),
    ];
    let mut edits = Vec::new();
    for (kind, changes) in of_kinds {
        edits.extend(spread(&changes, matrix::count(EDITS)).map(|change| Edit {
            kind,
            bytes: applied(plan.text(), change),
        }));
    }
    edits
}

fn ticks(places: &Places<'_>) -> Vec<Change> {
    let items = places.blocks(|kind| matches!(kind, BlockKind::Item(Some(_))));
    let boxes = items.filter_map(|(_, block)| match block.kind {
        BlockKind::Item(checkbox) => checkbox,
        _ => None,
    });
    let others = |mark: char| {
        [' ', 'x', 'X', '~', '-']
            .into_iter()
            .filter(move |other| *other != mark)
    };
    boxes
        .flat_map(|found| {
            others(found.mark).map(move |mark| (found.span.range(), format!("[{mark}]")))
        })
        .collect()
}

fn status(plan: &PlanFile) -> Vec<Change> {
    let engine = engine();
    let document = plan.document(&engine);
    let field = document.plan().and_then(|plan| plan.header("status"));
    let value = field.and_then(|field| field.value.filled());
    let words = [
        "Draft",
        "Approved",
        "Done",
        "In review by Ann, since Monday",
        "**Superseded**",
    ];
    let places = value.into_iter().map(|value| value.origin.range());
    // In front matter the origin is the whole line.
    let behind_key = |range: std::ops::Range<usize>| {
        let key = plan.text()[range.clone()]
            .find("status: ")
            .map_or(0, |at| at + "status: ".len());
        range.start + key..range.end
    };
    places
        .map(behind_key)
        .flat_map(|range| words.map(|word| (range.clone(), word.to_owned())))
        .collect()
}

fn gate(plan: &PlanFile) -> Vec<Change> {
    let engine = engine();
    let document = plan.document(&engine);
    let line = document.plan().and_then(|plan| plan.gate.as_ref());
    let lines = [
        "Gate: PASS",
        "Gate: FAIL — two owners are missing (GAP001)",
        "Gate: FAIL",
    ];
    let places = line.into_iter().map(|line| line.origin.range());
    places
        .flat_map(|range| lines.map(|line| (range.clone(), line.to_owned())))
        .collect()
}

/// Words in living sections, and what is added behind their last line.
fn sections(plan: &PlanFile, places: &Places<'_>) -> (Vec<Change>, Vec<Change>, Vec<Change>) {
    let engine = engine();
    let document = plan.document(&engine);
    let (mut text, mut entries, mut outputs) = (Vec::new(), Vec::new(), Vec::new());
    let all = document.plan().map_or(&[][..], |plan| &plan.sections);
    for section in all.iter().filter(|section| section.living) {
        let spelling = Spelling::of(plan);
        let paragraphs = places.blocks(|kind| *kind == BlockKind::Paragraph);
        for (_, block) in paragraphs.filter(|(_, block)| section.body.contains(block.span)) {
            let changes = spelling.changes(block.span.range(), 2).into_iter();
            text.extend(changes.filter(|(range, _)| !plan.text()[range.clone()].contains('\n')));
        }
        let end = section.heading.end() + plan.text()[section.body.range()].trim_end().len();
        let added = |what: &&str| (end..end, format!("\n\n{what}"));
        entries.extend(ENTRIES.iter().map(added));
        outputs.extend(OUTPUTS.iter().map(added));
    }
    (text, entries, outputs)
}

fn last_days(plan: &PlanFile) -> Vec<Change> {
    const WORD: &str = "until=2026-12-31";
    let days = [
        "until=2027-01-31",
        "until=2026-02-01",
        "",
        "until=2030-12-31",
    ];
    let found = plan
        .text()
        .match_indices(WORD)
        .map(|(at, _)| at..at + WORD.len());
    found
        .flat_map(|range| days.map(|day| (range.clone(), day.to_owned())))
        .collect()
}

/// Behind the fence of a file that lies in one as a whole, nothing belongs to the plan any more.
fn records(plan: &PlanFile) -> Vec<Change> {
    if matches!(plan.tree().reading(), Reading::Unwrapped(_)) {
        return Vec::new();
    }
    let end = plan.text().len();
    RECORDS
        .iter()
        .map(|record| (end..end, format!("\n{record}")))
        .collect()
}
