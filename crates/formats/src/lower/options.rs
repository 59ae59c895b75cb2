//! Architecture options with what speaks for and against them.

use stopgate_markdown::{BlockId, BlockKind, Inline, InlineKind};
use stopgate_model::{SectionKind, SolutionOption};

use super::Reader;
use super::outline::Outline;
use super::records::Record;
use crate::file::ColumnSpec;

/// Reads the headings below the options section as options, with `**Pros**:` and `**Cons**:` lines.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<SolutionOption> {
    let mut options = Vec::new();
    for at in outline.with_kind(SectionKind::Options) {
        let columns = reader
            .spec(outline, at)
            .map_or(&[][..], |spec| &spec.columns);
        let around = &outline.sections[at];
        let inside = |&below: &usize| {
            let section = &outline.sections[below];
            let is_below = around.body.contains(section.heading) && !outline.recorded[below];
            is_below && section.level == around.level + 1
        };
        let candidates: Vec<usize> = (at + 1..outline.sections.len()).filter(inside).collect();
        let named = |below: &usize| is_option(&outline.sections[*below].title);
        let any_named = candidates.iter().any(named);
        for below in candidates.iter().filter(|below| !any_named || named(below)) {
            let blocks = reader.blocks_below(outline.places[*below]);
            let mut records = reader.records(&blocks, columns);
            records.extend(labelled_lists(reader, &blocks, columns));
            let diagram = blocks.iter().any(|block| is_diagram(reader, *block));
            options.push(option(&outline.sections[*below], &records, diagram));
        }
    }
    options
}

/// A label alone in a paragraph, with a list behind it: the list is its value.
fn labelled_lists(reader: Reader<'_>, blocks: &[BlockId], columns: &[ColumnSpec]) -> Vec<Record> {
    let pairs = blocks
        .windows(2)
        .filter(|pair| matches!(reader.tree.block(pair[1]).kind, BlockKind::List(_)));
    let labelled = pairs.filter_map(|pair| {
        let label = reader.records(&pair[..1], columns).pop()?;
        Some(label.filled_by(&reader.joined(pair[1])))
    });
    labelled.collect()
}

fn option(section: &stopgate_model::Section, records: &[Record], diagram: bool) -> SolutionOption {
    let cell = |id: &str| {
        let cells = records.iter().map(|record| record.cell(id));
        cells
            .into_iter()
            .max_by_key(|cell| cell.filled().is_some())
            .unwrap_or_default()
    };
    SolutionOption {
        title: section.title.clone(),
        heading: section.heading,
        pros: cell("pros"),
        cons: cell("cons"),
        best_for: cell("best_for"),
        diagram,
    }
}

/// A code block, or a paragraph with an image.
fn is_diagram(reader: Reader<'_>, block: BlockId) -> bool {
    let image = |inline: &Inline| matches!(inline.kind, InlineKind::Image(_));
    let drawn = match &reader.tree.block(block).kind {
        BlockKind::Code(code) => code.language().is_none_or(|language| is_drawn(&language)),
        _ => false,
    };
    drawn || reader.tree.inlines(block).iter().any(image)
}

/// Data and code show no parts and no flow between them.
fn is_drawn(language: &str) -> bool {
    const WRITTEN: [&str; 24] = [
        "json",
        "yaml",
        "yml",
        "toml",
        "xml",
        "sql",
        "sh",
        "bash",
        "shell",
        "console",
        "python",
        "py",
        "go",
        "rust",
        "java",
        "kotlin",
        "ruby",
        "elixir",
        "javascript",
        "js",
        "typescript",
        "ts",
        "csharp",
        "php",
    ];
    !WRITTEN.contains(&language.to_lowercase().as_str())
}

fn is_option(title: &str) -> bool {
    let lower = title.to_lowercase();
    ["option", "alternative", "approach", "variant"]
        .iter()
        .any(|word| lower.contains(word))
}
