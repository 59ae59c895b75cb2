//! Tables and lists that are registers: risks, gaps, components, requirements, actions, checks.

use std::sync::LazyLock;

use stopgate_expressions::pattern;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{
    ActionItem, Check, Component, Gap, Requirement, Risk, SectionKind, Sourced, TraceRow,
};
use stopgate_source::Pattern;

use super::Reader;
use super::outline::Outline;
use super::records::Record;
use crate::file::ColumnSpec;

static REQUIREMENT_ID: Pattern = pattern!(
    r"^\s*\(?((?:[A-Z]{1,6}[-.]?\d+(?:\.\d+)*[a-z]?))\)?(?:\s*\([^)]*\))?\s*(?:[:.)—–-]|\s)"
);
static TRACE_COLUMNS: LazyLock<Vec<ColumnSpec>> = LazyLock::new(|| {
    let column = |id: &str, titles: &[&str]| ColumnSpec {
        id: id.to_owned(),
        titles: titles.iter().map(|&title| title.to_owned()).collect(),
        command: false,
        offer: None,
    };
    vec![
        column(
            "item",
            &[
                "Spec item",
                "Spec",
                "Requirement / Metric",
                "Metric / Requirement",
                "Spec requirement",
            ],
        ),
        column(
            "part",
            &["Plan part", "Covered by", "Plan", "Part", "Design", "Where"],
        ),
        column(
            "check",
            &["Check", "Verified by", "Test", "Verification", "Checked by"],
        ),
    ]
});

fn records<'a>(
    reader: Reader<'a>,
    outline: &'a Outline,
    kind: SectionKind,
) -> impl Iterator<Item = Record> + use<'a> {
    outline.with_kind(kind).flat_map(move |at| {
        let columns = reader
            .spec(outline, at)
            .map_or(&[][..], |spec| &spec.columns);
        reader.records(&reader.blocks_below(outline.places[at]), columns)
    })
}

/// Reads the risk register.
pub(crate) fn risks(reader: Reader<'_>, outline: &Outline) -> Vec<Risk> {
    let read = |record: Record| Risk {
        risk: record.main("risk"),
        area: record.cell("area"),
        likelihood: record.cell("likelihood"),
        impact: record.cell("impact"),
        mitigation: record.cell("mitigation"),
        contingency: record.cell("contingency"),
        owner: record.cell("owner"),
        origin: record.origin,
    };
    records(reader, outline, SectionKind::Risks)
        .filter(|record| record.keyed)
        .map(read)
        .collect()
}

/// Reads the gap table.
pub(crate) fn gaps(reader: Reader<'_>, outline: &Outline) -> Vec<Gap> {
    let read = |record: Record| Gap {
        gap: record.main("gap"),
        fix: record.cell("fix"),
        owner: record.cell("owner"),
        status: record.cell("status"),
        origin: record.origin,
    };
    records(reader, outline, SectionKind::Gaps)
        .filter(|record| record.keyed)
        .map(read)
        .collect()
}

/// Reads components, from a table or from items with keys (`Owner: Liv`).
pub(crate) fn components(reader: Reader<'_>, outline: &Outline) -> Vec<Component> {
    let read = |record: Record| Component {
        name: record.main("name"),
        responsibility: record.cell("responsibility"),
        boundary: record.cell("boundary"),
        owner: record.cell("owner"),
        origin: record.origin,
    };
    records(reader, outline, SectionKind::Components)
        .filter(|record| record.keyed)
        .map(read)
        .collect()
}

/// Reads action items.
pub(crate) fn actions(reader: Reader<'_>, outline: &Outline) -> Vec<ActionItem> {
    let read = |record: Record| ActionItem {
        action: record.main("action"),
        owner: record.cell("owner"),
        due: record.cell("due"),
        keyed: record.keyed,
        mark: record.mark,
        origin: record.origin,
    };
    records(reader, outline, SectionKind::Actions)
        .filter(|record| record.keyed || record.mark.is_some())
        .map(read)
        .collect()
}

/// Reads requirements: `- [x] FR1: …`, `- **NFR2 (Security)**: …`.
pub(crate) fn requirements(reader: Reader<'_>, outline: &Outline) -> Vec<Requirement> {
    let mut requirements = Vec::new();
    for at in outline.with_kind(SectionKind::Requirements) {
        for block in reader.blocks_below(outline.places[at]) {
            if matches!(reader.tree.block(block).kind, BlockKind::List(_)) {
                let items = reader.tree.block(block).children.iter();
                requirements.extend(items.map(|item| requirement(reader, *item)));
            }
        }
    }
    requirements
}

fn requirement(reader: Reader<'_>, item: BlockId) -> Requirement {
    let joined = reader.joined(item);
    let text = joined.text();
    let found = REQUIREMENT_ID.captures(text);
    let id = found.as_ref().and_then(|found| found.get(1));
    let rest = found
        .as_ref()
        .and_then(|found| found.get(0))
        .map_or(0, |all| all.end());
    Requirement {
        id: id.map(|id| Sourced::new(id.as_str().to_owned(), joined.origin(id.range()))),
        text: super::joined::collapsed(&text[rest..]),
        origin: reader.tree.block(item).span,
    }
}

/// Reads the validation table. Lists and prose give commands, not rows.
pub(crate) fn checks(reader: Reader<'_>, outline: &Outline) -> Vec<Check> {
    let read = |record: Record| Check {
        title: record.main("check"),
        method: record.cell("method"),
        expected: record.cell("expected"),
        phase: record.cell("phase"),
        origin: record.origin,
    };
    records(reader, outline, SectionKind::Checks)
        .map(read)
        .collect()
}

/// Reads the tables that lead from spec items to parts of the plan, wherever they stand but in the run
/// record.
pub(crate) fn trace(reader: Reader<'_>, outline: &Outline) -> Vec<TraceRow> {
    let mut rows = Vec::new();
    for table in reader.tree.ids() {
        let block = reader.tree.block(table);
        let is_table = block.kind == BlockKind::Table && !outline.is_recorded(block.span);
        let Some(header) = block.children.first().filter(|_| is_table) else {
            continue;
        };
        let ids = reader.column_ids(*header, &TRACE_COLUMNS);
        if !ids.iter().flatten().any(|id| id == "item") {
            continue;
        }
        rows.extend(
            reader
                .rows(table, &TRACE_COLUMNS)
                .into_iter()
                .map(|record| TraceRow {
                    item: record.cell("item"),
                    part: record.cell("part"),
                    check: record.cell("check"),
                    origin: record.origin,
                }),
        );
    }
    rows
}
