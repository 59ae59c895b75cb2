//! The spec that a plan translates.

use stopgate_expressions::pattern;
use stopgate_markdown::{BlockKind, Section, Tree};
use stopgate_model::{Spec, SpecItem, find_date};
use stopgate_source::Pattern;

use super::Reader;
use super::joined::collapsed;
use crate::Format;
use crate::title;

static VERSION: Pattern = pattern!(r"(?i)\bv?(\d+(?:\.\d+)+)\b");
static ITEM: Pattern = pattern!(r"(?s)^\s*([A-Z]{1,4}-?\d+)\s*[:.)–—-]?\s+(.*)$");

/// Reads the spec of a plan: version and date from its header, metrics and requirements from the
/// sections that the format names. None for formats that translate no spec.
pub fn read_spec(tree: &Tree, format: &Format) -> Option<Spec> {
    let file = format.spec.as_ref()?;
    let reader = Reader { tree, format };
    let header = header_text(reader);
    let version = VERSION
        .captures(&header)
        .map(|found| format!("v{}", &found[1]));
    Some(Spec {
        path: file.file.clone(),
        version,
        date: find_date(&header).and_then(|(_, day)| day),
        digest: String::new(),
        problem: said(reader, &file.problem),
        metrics: items(reader, &file.metrics),
        requirements: items(reader, &file.requirements),
    })
}

/// The text above the first heading of level 2.
fn header_text(reader: Reader<'_>) -> String {
    let sections = reader.tree.sections().iter();
    let above: Vec<_> = sections
        .take_while(|section| section.level <= 1)
        .flat_map(|section| &section.blocks)
        .collect();
    above
        .into_iter()
        .map(|block| reader.joined(*block).text().to_owned() + "\n")
        .collect()
}

/// The sections with one of these titles.
fn titled<'r>(reader: Reader<'r>, titles: &[String]) -> impl Iterator<Item = &'r Section> {
    let wanted: Vec<String> = titles
        .iter()
        .map(|known| title::normalised(known))
        .collect();
    let sections = reader.tree.sections().iter();
    sections.filter(move |section| wanted.contains(&title::normalised(&section.title)))
}

/// What sections with one of these titles say, one line.
fn said(reader: Reader<'_>, titles: &[String]) -> Option<String> {
    let blocks = titled(reader, titles).flat_map(|section| &section.blocks);
    let texts = blocks.map(|block| reader.joined(*block).text().to_owned());
    let text = collapsed(&texts.collect::<Vec<_>>().join(" "));
    (!text.is_empty()).then_some(text)
}

fn items(reader: Reader<'_>, titles: &[String]) -> Vec<SpecItem> {
    let mut items = Vec::new();
    for block in titled(reader, titles).flat_map(|section| &section.blocks) {
        let children = match reader.tree.block(*block).kind {
            BlockKind::List(_) | BlockKind::Table => reader.tree.block(*block).children.as_slice(),
            _ => std::slice::from_ref(block),
        };
        for child in children {
            let text = collapsed(reader.joined(*child).text());
            let found = ITEM.captures(&text);
            items.extend(found.map(|found| SpecItem {
                id: found[1].to_owned(),
                text: found[2].to_owned(),
            }));
        }
    }
    items
}
