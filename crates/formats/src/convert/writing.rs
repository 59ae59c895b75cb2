//! From an arrangement to bytes: slices of the source with other headings, and nothing else changed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use stopgate_markdown::Tree;
use stopgate_model::Plan;
use stopgate_source::{Edit, EditSet, LineIndex, Source, Span};

use super::arrangement::{Arrangement, Part, Placed};
use super::piece::{Piece, line_start};
use super::renaming;
use super::way_back::{Changed, Entry, RawHeading, WayBack, raw_headings};
use crate::Format;
use crate::lower::{Outline, Reader};

/// What is converted, and into what.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) outline: &'a Outline,
    pub(super) plan: &'a Plan,
    pub(super) to: &'a Format,
    pub(super) pieces: &'a [Piece],
}

impl<'a> Scene<'a> {
    /// The bytes of a part in the source; none for what is added.
    pub(super) fn span(self, part: Part) -> Option<Span> {
        let end = self.reader.tree.source().bytes().len();
        match part {
            Part::Preamble => {
                let first = self.pieces.first();
                Some(Span::new(0, first.map_or(end, |piece| piece.span.start())))
            }
            Part::Piece(at) => Some(self.pieces[at].span),
            Part::Added(_) => None,
        }
    }

    /// The headings in a range, from their marks on, with their levels.
    pub(super) fn headings(self, span: Span) -> impl Iterator<Item = (Span, u8)> + use<'a> {
        let sections = &self.outline.sections[self.sections_in(span)];
        sections
            .iter()
            .map(|section| (section.heading, section.level))
    }

    /// The indices of the sections whose headings stand in a range.
    pub(super) fn sections_in(self, span: Span) -> Range<usize> {
        let sections = &self.outline.sections;
        let before = |at: usize| sections.partition_point(|section| section.heading.start() < at);
        before(span.start())..before(span.end())
    }
}

/// A result before it is judged.
pub(super) struct Draft {
    /// The document without its way back.
    pub(super) body: Vec<u8>,
    pub(super) way_back: WayBack,
    /// Where each part begins in the body.
    starts: Vec<usize>,
}

impl Draft {
    /// The document with its way back.
    pub(super) fn bytes(&self, scene: Scene<'_>) -> Vec<u8> {
        let mut bytes = self.body.clone();
        let line_ending = line_ending(scene.reader.tree.source());
        bytes.extend_from_slice(self.way_back.comment(line_ending).as_bytes());
        bytes
    }

    /// Says by which heading of the body each part is found again; the preamble is what no other part is.
    pub(super) fn name_headings(&mut self, body: &Tree) {
        let headings = raw_headings(body);
        let at: HashMap<usize, &RawHeading> = headings.iter().map(|one| (one.line, one)).collect();
        let parts = self.starts.iter().zip(&mut self.way_back.entries);
        for (start, entry) in parts.skip(1) {
            if let Some(heading) = at.get(start) {
                entry.nth = heading.nth;
                entry.heading = Some(heading.text.clone());
            }
        }
    }
}

/// Writes an arrangement.
pub(super) fn write(scene: Scene<'_>, arrangement: &Arrangement) -> Draft {
    let mut body = Vec::new();
    let mut starts = Vec::new();
    let mut entries = Vec::new();
    for (at, placed) in arrangement.placed.iter().enumerate() {
        let (bytes, mut entry) = part(scene, placed);
        starts.push(body.len());
        body.extend_from_slice(&bytes);
        let next = arrangement.placed.get(at + 1);
        if !follow_each_other(scene, placed, next) {
            entry.pad = pad(&bytes, line_ending(scene.reader.tree.source()));
            body.extend_from_slice(entry.pad.as_bytes());
        }
        entries.push(entry);
    }
    Draft {
        body,
        starts,
        way_back: WayBack {
            from: scene.reader.format.id.clone(),
            to: scene.to.id.clone(),
            held: Vec::new(),
            lapsed: Vec::new(),
            entries,
        },
    }
}

/// The line ending that a document uses.
pub(super) fn line_ending(source: &Source) -> &'static str {
    let first = source.text().find(['\n', '\r']);
    let rest = first.map_or("", |at| &source.text()[at..]);
    match rest.as_bytes() {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    }
}

/// The bytes of one part, and how they become again what they were.
fn part(scene: Scene<'_>, placed: &Placed) -> (Vec<u8>, Entry) {
    let place = match placed.part {
        Part::Preamble => Some(0),
        Part::Piece(at) => Some(at + 1),
        Part::Added(_) => None,
    };
    let mut entry = Entry {
        place,
        shift: placed.shift,
        ..Entry::default()
    };
    let source = scene.reader.tree.source();
    let Some(span) = scene.span(placed.part) else {
        let heading = placed.heading.clone().unwrap_or_default();
        return (heading.into_bytes(), entry);
    };
    let renamed = renaming::edits(scene, placed.part);
    let mut edits: Vec<Edit> = renamed.into_iter().map(|renamed| renamed.edit).collect();
    let lines_only = apply(source, span, &edits);
    entry.lines = changed_lines(source, span, &edits, &lines_only);
    let head = head_of(scene, placed);
    let new_heading = placed.heading.as_ref();
    let is_new = |heading: &&String| {
        head.is_some_and(|head| source.slice(head) != **heading) && !says(scene, placed, heading)
    };
    if let (Some(heading), Some(head)) = (new_heading.filter(is_new), head) {
        entry.was = Some(source.slice(head).to_owned());
        edits.push(Edit {
            span: head,
            text: heading.clone(),
        });
    }
    for (heading, level) in scene.headings(span) {
        let is_renamed = entry.was.is_some() && head.is_some_and(|head| head.overlaps(heading));
        edits.extend(shifted(heading, level, placed.shift).filter(|_| !is_renamed));
    }
    (apply(source, span, &edits), entry)
}

/// True where the heading of a piece is this one already, however it is written: underlined, with marks
/// behind it, emphasised.
fn says(scene: Scene<'_>, placed: &Placed, heading: &str) -> bool {
    let Part::Piece(at) = placed.part else {
        return false;
    };
    let own = &scene.outline.sections[scene.pieces[at].head];
    let title = heading.trim_start_matches('#');
    let level = heading.len() - title.len();
    placed.shift == 0 && level == usize::from(own.level) && title.trim() == own.title.trim()
}

/// The whole heading of a piece that gets another one, from the beginning of its line.
///
/// A heading with bytes that are no text keeps them: there is no way to say in a comment what it was.
fn head_of(scene: Scene<'_>, placed: &Placed) -> Option<Span> {
    let Part::Piece(at) = placed.part else {
        return None;
    };
    let heading = scene.outline.sections[scene.pieces[at].head].heading;
    let source = scene.reader.tree.source();
    let whole = Span::new(line_start(scene.reader, heading), heading.end());
    let length = source.slice(whole).trim_end().len();
    let head = Span::new(whole.start(), whole.start() + length);
    let is_text = source.invalid().iter().all(|bytes| !bytes.overlaps(head));
    is_text.then_some(head)
}

/// The edit that makes a `#` heading deeper or less deep.
fn shifted(heading: Span, level: u8, shift: i8) -> Option<Edit> {
    if shift == 0 {
        return None;
    }
    let level = usize::from(level);
    let to = level.checked_add_signed(isize::from(shift))?;
    Some(Edit {
        span: Span::new(heading.start(), heading.start() + level),
        text: "#".repeat(to),
    })
}

/// The bytes of a range with edits made, given in places of the document.
fn apply(source: &Source, span: Span, edits: &[Edit]) -> Vec<u8> {
    let moved = |edit: &Edit| Edit {
        span: Span::new(
            edit.span.start() - span.start(),
            edit.span.end() - span.start(),
        ),
        text: edit.text.clone(),
    };
    let set = EditSet::new(edits.iter().map(moved).collect()).unwrap_or_default();
    set.apply(&source.bytes()[span.range()])
}

/// The lines that edits change, each with which of the lines that look like it now it is.
fn changed_lines(source: &Source, span: Span, edits: &[Edit], now: &[u8]) -> Vec<Changed> {
    let first = source.line(span.start());
    let lines = edits.iter().map(|edit| source.line(edit.span.start()));
    let edited: HashSet<usize> = lines.collect();
    if edited.is_empty() {
        return Vec::new();
    }
    let now = Source::new(now.to_vec());
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut changed = Vec::new();
    for line in 1..=now.lines().count() {
        let text = line_text(&now, line);
        let count = counts.entry(text).or_default();
        *count += 1;
        let before = first + line - 1;
        if edited.contains(&before) {
            changed.push(Changed {
                nth: *count - 1,
                was: line_text(source, before).to_owned(),
                now: text.to_owned(),
            });
        }
    }
    changed
}

/// A line without its ending.
pub(super) fn line_text(source: &Source, line: usize) -> &str {
    source
        .slice(source.lines().span(line))
        .trim_end_matches(['\n', '\r'])
}

/// True where the next part of the result is also the next one of the source.
fn follow_each_other(scene: Scene<'_>, placed: &Placed, next: Option<&Placed>) -> bool {
    let end = scene.span(placed.part).map(Span::end);
    let start = next.and_then(|next| scene.span(next.part)).map(Span::start);
    end.is_some() && end == start
}

/// The line endings that let a blank line stand behind some bytes.
fn pad(bytes: &[u8], line_ending: &str) -> String {
    let text = String::from_utf8_lossy(bytes);
    let index = LineIndex::new(&text);
    let line = |line: usize| text.get(index.span(line).range()).unwrap_or_default();
    let count = index.count();
    let missing = match line(count) {
        "" if text.is_empty() || line(count - 1).trim().is_empty() => 0,
        "" => 1,
        _ => 2,
    };
    line_ending.repeat(missing)
}
