//! The pieces into which a document is cut: a heading that may move, and what stands under it.

use stopgate_source::Span;

use super::counterpart::Counterparts;
use crate::Format;
use crate::lower::{Outline, Reader};
use crate::title;

/// One piece. Pieces lie one behind the other; what stands before the first one is the preamble.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its bytes, from the beginning of its heading's line to the next piece.
    pub(super) span: Span,
    /// Index of its heading among the sections of the outline.
    pub(super) head: usize,
    /// Index of the piece that it lies in.
    pub(super) parent: Option<usize>,
    /// Where it goes.
    pub(super) home: Home,
}

/// Where a piece goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// With the piece it lies in.
    Parent,
    /// To the section of the target with this index, as what that section means.
    Section(usize),
    /// To the section of the target with this index, which knows its title already.
    Titled(usize),
    /// Below the section of the target with this index, in which phases stand.
    Within(usize),
    /// Where phases stand that stand on their own.
    Phases,
    /// To the end: the target has no place for it.
    End,
}

impl Home {
    /// The section of the target that it is about.
    pub(super) fn section(self) -> Option<usize> {
        match self {
            Self::Section(at) | Self::Titled(at) | Self::Within(at) => Some(at),
            Self::Parent | Self::Phases | Self::End => None,
        }
    }
}

/// Cuts a document and finds the home of each piece.
pub(super) fn cut(reader: Reader<'_>, outline: &Outline, to: &Format) -> Vec<Piece> {
    let counterparts = Counterparts::of(reader.format, to);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut piece_of: Vec<usize> = Vec::new();
    for at in 0..outline.sections.len() {
        let parent = outline.sections[at].parent.map(|parent| piece_of[parent]);
        let last = pieces.len().checked_sub(1);
        if !begins_piece(outline, at) && last.is_some() && parent == last {
            piece_of.extend(last);
            continue;
        }
        piece_of.push(pieces.len());
        let start = line_start(reader, outline.sections[at].heading);
        if let Some(last) = pieces.last_mut() {
            last.span = Span::new(last.span.start(), start);
        }
        let mut piece = Piece {
            span: Span::new(start, reader.tree.source().bytes().len()),
            head: at,
            parent,
            home: Home::End,
        };
        piece.home = home(outline, &counterparts, (&pieces, &piece));
        pieces.push(piece);
    }
    pieces
}

/// Where the line begins on which a heading stands.
pub(super) fn line_start(reader: Reader<'_>, heading: Span) -> usize {
    let source = reader.tree.source();
    source.lines().span(source.line(heading.start())).start()
}

fn begins_piece(outline: &Outline, at: usize) -> bool {
    let parent = outline.sections[at].parent;
    let opens_record =
        outline.recorded[at] && parent.is_none_or(|parent| !outline.recorded[parent]);
    outline.specs[at].is_some() || is_loose_phase(outline, at) || opens_record || parent.is_none()
}

/// True for a phase that stands in no section of its format.
fn is_loose_phase(outline: &Outline, at: usize) -> bool {
    let known = |around: usize| outline.specs[around].is_some();
    outline.phases[at].is_some() && !outline.chain(at).any(known)
}

fn home(
    outline: &Outline,
    counterparts: &Counterparts<'_>,
    (pieces, piece): (&[Piece], &Piece),
) -> Home {
    let at = piece.head;
    if outline.recorded[at] {
        return piece.parent.map_or(Home::End, |_| Home::Parent);
    }
    if is_loose_phase(outline, at) {
        return counterparts.home_of_phases();
    }
    let home = match outline.specs[at] {
        Some(spec) => counterparts.home_of(spec),
        None if piece.parent.is_some() => return Home::Parent,
        None => None,
    };
    let holds_phases = || {
        let inside = outline.sections[at].body;
        let phase = |below: &usize| inside.contains(outline.sections[*below].heading);
        (at + 1..outline.sections.len())
            .take_while(phase)
            .any(|below| outline.phases[below].is_some())
    };
    let titled = || {
        let forms = title::forms(&outline.sections[at].title);
        counterparts.to.section_titled(&forms).map(Home::Titled)
    };
    let home = home
        .or_else(titled)
        .or_else(|| counterparts.home_of_container().filter(|_| holds_phases()));
    let around = piece
        .parent
        .and_then(|parent| section_around(pieces, parent));
    match home {
        None if piece.parent.is_some() => Home::Parent,
        None => Home::End,
        Some(home) if around.is_some() && around == home.section() => Home::Parent,
        Some(home) => home,
    }
}

/// The section of the target in which a piece will stand.
fn section_around(pieces: &[Piece], mut at: usize) -> Option<usize> {
    while pieces[at].home == Home::Parent {
        at = pieces[at].parent?;
    }
    pieces[at].home.section()
}
