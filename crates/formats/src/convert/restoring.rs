//! The way back: the parts of a converted plan as and where they were.

use std::collections::HashMap;

use stopgate_markdown::{Section, Tree};
use stopgate_source::{Edit, EditSet, Source, Span};

use super::way_back::{Changed, Entry, WayBack, raw_headings};
use super::writing::line_text;

/// A stretch of the converted plan: one part, or what somebody has added behind one.
struct Stretch<'w> {
    span: Span,
    /// None for a section that is not in the way back.
    entry: Option<&'w Entry>,
}

/// The document as it was before the conversion. Sections that were added since stay behind the one
/// that they follow.
pub(super) fn restore(tree: &Tree, way: &WayBack) -> Vec<u8> {
    let comment = WayBack::read(tree).map(|(_, span)| with_line_ending(tree.source(), span));
    let mut placed: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut last = 0;
    for stretch in stretches(tree, way) {
        let bytes = without(tree.source(), stretch.span, comment);
        match stretch.entry {
            Some(entry) => {
                let bytes = restored(tree, (stretch.span, entry), bytes);
                last = entry.place.unwrap_or(last);
                placed.push((last, bytes));
            }
            None => placed.push((last, bytes)),
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().flat_map(|(_, bytes)| bytes).collect()
}

fn stretches<'w>(tree: &Tree, way: &'w WayBack) -> Vec<Stretch<'w>> {
    let named = way.entries.iter();
    let named = named.filter_map(|entry| Some(((entry.heading.as_deref()?, entry.nth), entry)));
    let named: HashMap<(&str, usize), &Entry> = named.collect();
    let preamble = way.entries.iter().find(|entry| entry.heading.is_none());
    let end = tree.source().bytes().len();
    let mut all = vec![Stretch {
        span: Span::new(0, end),
        entry: preamble,
    }];
    let mut level = 0;
    for heading in raw_headings(tree) {
        let own = tree.section(heading.section).level;
        let entry = named.get(&(heading.text.as_str(), heading.nth)).copied();
        let in_preamble = all.len() == 1;
        if entry.is_none() && (in_preamble || own > level) {
            continue;
        }
        level = own;
        if let Some(open) = all.last_mut() {
            open.span = Span::new(open.span.start(), heading.line);
        }
        all.push(Stretch {
            span: Span::new(heading.line, end),
            entry,
        });
    }
    all
}

/// The bytes of a range without those of the comment.
fn without(source: &Source, span: Span, comment: Option<Span>) -> Vec<u8> {
    let bytes = source.bytes();
    match comment.filter(|comment| comment.overlaps(span)) {
        None => bytes[span.range()].to_owned(),
        Some(comment) => {
            let before = span.start()..comment.start().clamp(span.start(), span.end());
            let behind = comment.end().clamp(span.start(), span.end())..span.end();
            [&bytes[before], &bytes[behind]].concat()
        }
    }
}

fn with_line_ending(source: &Source, span: Span) -> Span {
    let rest = source.text().get(span.end()..).unwrap_or_default();
    let ending = ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|ending| rest.starts_with(ending));
    Span::new(span.start(), span.end() + ending.map_or(0, str::len))
}

fn restored(tree: &Tree, (span, entry): (Span, &Entry), mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.ends_with(entry.pad.as_bytes()) {
        bytes.truncate(bytes.len() - entry.pad.len());
    }
    if entry.place.is_none() {
        let heading = entry.heading.as_deref().unwrap_or_default();
        let rest = bytes.strip_prefix(heading.as_bytes());
        let nothing_else = rest.is_some_and(|rest| rest.trim_ascii().is_empty());
        return if nothing_else { Vec::new() } else { bytes };
    }
    let bytes = EditSet::new(heading_edits(tree, span, entry))
        .unwrap_or_default()
        .apply(&bytes);
    with_lines(bytes, &entry.lines)
}

/// The edits that give a part its own heading and levels, in places of the part.
fn heading_edits(tree: &Tree, span: Span, entry: &Entry) -> Vec<Edit> {
    let mut edits = Vec::new();
    let start_of = |section: &Section| section.heading.map_or(0, |_| section.span.start());
    let first = tree
        .sections()
        .partition_point(|section| start_of(section) < span.start());
    let inside = |section: &&Section| start_of(section) < span.end();
    for section in tree.sections()[first..].iter().take_while(inside) {
        let Some(heading) = section.heading.map(|heading| tree.block(heading).span) else {
            continue;
        };
        if !span.contains(heading) {
            continue;
        }
        let at = heading.start() - span.start();
        let is_head = edits.is_empty() && entry.heading.as_ref().is_some_and(|_| at < 4);
        if let (true, Some(was), Some(now)) = (is_head, &entry.was, &entry.heading) {
            edits.push(Edit {
                span: Span::new(0, now.len()),
                text: was.clone(),
            });
            continue;
        }
        let level = usize::from(section.level);
        let is_marked = tree.source().slice(heading).starts_with('#');
        let to = level.checked_add_signed(-isize::from(entry.shift));
        if let Some(to) = to.filter(|to| *to > 0 && is_marked && *to != level) {
            edits.push(Edit {
                span: Span::new(at, at + level),
                text: "#".repeat(to),
            });
        }
    }
    edits
}

fn with_lines(bytes: Vec<u8>, lines: &[Changed]) -> Vec<u8> {
    if lines.is_empty() {
        return bytes;
    }
    let source = Source::new(bytes);
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for line in 1..=source.lines().count() {
        let start = source.lines().span(line).start();
        let alike = places.entry(line_text(&source, line)).or_default();
        alike.push(start);
    }
    let edit = |changed: &Changed| {
        let start = *places.get(changed.now.as_str())?.get(changed.nth)?;
        Some(Edit {
            span: Span::new(start, start + changed.now.len()),
            text: changed.was.clone(),
        })
    };
    let edits = lines.iter().filter_map(edit).collect();
    EditSet::new(edits)
        .unwrap_or_default()
        .apply(source.bytes())
}
