//! From headings to sections.

use stopgate_source::Span;

use crate::nesting::{Body, index32};
use crate::{BlockId, BlockKind, Section, SectionId, prose};

/// Cuts the document from byte `from` to `end` at its headings and tells every block its section.
pub(crate) fn sections(text: &str, body: &mut Body, from: usize) -> Vec<Section> {
    let mut sections = vec![section(None, 0, String::new(), Span::new(from, text.len()))];
    let mut path: Vec<SectionId> = Vec::new();
    for &root in &body.roots {
        let block = &body.blocks[root.index()];
        let BlockKind::Heading(level) = block.kind else {
            sections
                .last_mut()
                .into_iter()
                .for_each(|last| last.blocks.push(root));
            continue;
        };
        let title = prose::of(text, body, root).text().trim().to_owned();
        let id = SectionId(index32(sections.len()));
        close(&mut sections, &mut path, level, block.span.start());
        let mut opened = section(
            Some(root),
            level,
            title,
            Span::new(block.span.start(), text.len()),
        );
        opened.body = Span::new(block.span.end(), text.len());
        opened.parent = path.last().copied();
        if let Some(parent) = opened.parent {
            sections[parent.index()].children.push(id);
        }
        path.push(id);
        sections.push(opened);
    }
    tell_blocks(body, &sections);
    sections
}

fn section(heading: Option<BlockId>, level: u8, title: String, span: Span) -> Section {
    let (blocks, children) = (Vec::new(), Vec::new());
    Section {
        heading,
        level,
        title,
        span,
        body: span,
        parent: None,
        children,
        blocks,
    }
}

/// Ends what a heading of `level` at `at` ends.
fn close(sections: &mut [Section], path: &mut Vec<SectionId>, level: u8, at: usize) {
    if let Some(last) = sections.last_mut() {
        last.body = Span::new(last.body.start(), at);
        if last.heading.is_none() {
            last.span = Span::new(last.span.start(), at);
        }
    }
    while let Some(ended) = path.pop_if(|id| sections[id.index()].level >= level) {
        let ended = &mut sections[ended.index()];
        ended.span = Span::new(ended.span.start(), at);
    }
}

/// Blocks stand in document order, so that everything up to the next heading is in one section.
fn tell_blocks(body: &mut Body, sections: &[Section]) {
    let mut next = 1;
    for (index, block) in body.blocks.iter_mut().enumerate() {
        let heading = sections.get(next).and_then(|section| section.heading);
        if heading.is_some_and(|heading| heading.index() == index) {
            next += 1;
        }
        block.section = SectionId(index32(next - 1));
    }
}
