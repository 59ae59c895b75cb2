//! In which order the pieces stand, under which headings and how deep.

use std::collections::HashSet;

use stopgate_source::Span;

use super::counterpart;
use super::piece::{Home, Piece};
use super::writing::Scene;

/// The preamble and all pieces, in the order of the result.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrangement {
    pub(super) placed: Vec<Placed>,
    /// True for the order of the target.
    pub(super) in_order: bool,
}

/// One part of the result.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) part: Part,
    /// The heading that it gets instead of its own.
    pub(super) heading: Option<String>,
    /// By how much its headings go deeper.
    pub(super) shift: i8,
}

/// What is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What stands before the first piece.
    Preamble,
    /// The piece with this index.
    Piece(usize),
    /// The heading of the section of the target with this index, for what has to stand below it.
    Added(usize),
}

/// The pieces where the target has their counterparts, then those without one.
///
/// None where the document holds several plans, or something else before its title: then the order is
/// part of what it says.
pub(super) fn in_order_of_target(scene: Scene<'_>) -> Option<Arrangement> {
    let outline = scene.outline;
    let second_document = (0..outline.sections.len()).any(|at| {
        outline.sections[at].level == 1 && outline.specs[at].is_none() && !outline.recorded[at]
    });
    let first = scene
        .pieces
        .first()
        .map_or(usize::MAX, |piece| piece.span.start());
    let title = outline.title.as_ref();
    if second_document || title.is_some_and(|title| title.origin.start() > first) {
        return None;
    }
    let mut order = Order {
        scene,
        staying: staying(scene.pieces),
        placed: vec![preamble()],
        left: Vec::new(),
        open: Vec::new(),
    };
    let phases_behind = counterpart::phases_stand_behind(scene.to);
    for at in 0..scene.to.sections.len() {
        order.place_section(at);
        if phases_behind == Some(at) {
            order.place_phases();
        }
    }
    if phases_behind.is_none() {
        order.place_phases();
    }
    order.place_rest();
    Some(Arrangement {
        placed: order.placed,
        in_order: true,
    })
}

/// The pieces as they stand, with the titles of the target.
pub(super) fn in_place(scene: Scene<'_>) -> Arrangement {
    let mut placed = vec![preamble()];
    let mut taken = HashSet::new();
    for (at, piece) in scene.pieces.iter().enumerate() {
        let Home::Section(spec) = piece.home else {
            placed.push(as_it_is(at, 0));
            continue;
        };
        let level = scene.outline.sections[piece.head].level;
        let is_first = taken.insert(spec);
        let heading = heading(level, &scene.to.sections[spec].titles[0]);
        placed.push(Placed {
            part: Part::Piece(at),
            heading: is_first.then_some(heading),
            shift: 0,
        });
    }
    Arrangement {
        placed,
        in_order: false,
    }
}

fn preamble() -> Placed {
    Placed {
        part: Part::Preamble,
        heading: None,
        shift: 0,
    }
}

fn as_it_is(piece: usize, shift: i8) -> Placed {
    Placed {
        part: Part::Piece(piece),
        heading: None,
        shift,
    }
}

fn heading(level: u8, title: &str) -> String {
    format!("{} {title}", "#".repeat(usize::from(level)))
}

fn staying(pieces: &[Piece]) -> Vec<Vec<usize>> {
    let mut staying = vec![Vec::new(); pieces.len()];
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(parent) = piece.parent.filter(|_| piece.home == Home::Parent) {
            staying[parent].push(at);
        }
    }
    staying
}

struct Order<'a> {
    scene: Scene<'a>,
    /// For each piece those that stay in it.
    staying: Vec<Vec<usize>>,
    placed: Vec<Placed>,
    /// Pieces that could not go where they belong.
    left: Vec<usize>,
    /// Sections of the target that are placed.
    open: Vec<usize>,
}

impl Order<'_> {
    /// Places what belongs to one section of the target: the piece that becomes it, the others below.
    fn place_section(&mut self, at: usize) {
        let pieces = self.scene.pieces;
        let mine = |piece: &usize| pieces[*piece].home.section() == Some(at);
        let mut claims: Vec<usize> = (0..pieces.len()).filter(mine).collect();
        let level = self.scene.to.sections[at].level;
        let first = self.best(&claims, at);
        if claims.is_empty() {
            return;
        }
        self.open_parent(at);
        match first {
            Some((piece, shift)) => {
                claims.retain(|claim| *claim != piece);
                let renamed = matches!(pieces[piece].home, Home::Section(_));
                let title = &self.scene.to.sections[at].titles[0];
                self.place(piece, shift, renamed.then(|| heading(level, title)));
            }
            None => self.add(at),
        }
        self.open.push(at);
        for claim in claims {
            self.place_at_level(claim, level + 1);
        }
    }

    /// The piece that becomes a section, with the shift that it needs.
    fn best(&self, claims: &[usize], at: usize) -> Option<(usize, i8)> {
        let spec = &self.scene.to.sections[at];
        let pieces = self.scene.pieces;
        let likeness = |piece: &usize| {
            let own = &self.scene.outline.sections[pieces[*piece].head];
            let titled = matches!(pieces[*piece].home, Home::Titled(_));
            (titled, own.role != spec.role, own.kind != spec.kind)
        };
        let mut able: Vec<(usize, i8)> = claims
            .iter()
            .filter(|piece| !matches!(pieces[**piece].home, Home::Within(_)))
            .filter_map(|&piece| Some((piece, self.shift(piece, spec.level)?)))
            .collect();
        able.sort_by_key(|(piece, _)| likeness(piece));
        able.first().copied()
    }

    /// A section below another one needs that one.
    fn open_parent(&mut self, at: usize) {
        let sections = &self.scene.to.sections;
        let above = |other: &usize| sections[*other].level < sections[at].level;
        let parent = (0..at).rev().find(above);
        if let Some(parent) = parent.filter(|parent| !self.open.contains(parent)) {
            self.add(parent);
            self.open.push(parent);
        }
    }

    fn add(&mut self, at: usize) {
        let spec = &self.scene.to.sections[at];
        self.placed.push(Placed {
            part: Part::Added(at),
            heading: Some(heading(spec.level, &spec.titles[0])),
            shift: 0,
        });
    }

    fn place_phases(&mut self) {
        for piece in self.with_home(Home::Phases) {
            self.place_at_level(piece, 2);
        }
    }

    /// The pieces without a place stand at the end, in their order.
    fn place_rest(&mut self) {
        let mut rest = self.with_home(Home::End);
        rest.append(&mut self.left);
        rest.sort_unstable();
        for piece in rest {
            let shift = self.shift(piece, 2).unwrap_or_default();
            self.place(piece, shift, None);
        }
    }

    fn with_home(&self, home: Home) -> Vec<usize> {
        let pieces = self.scene.pieces;
        let wanted = |piece: &usize| pieces[*piece].home == home;
        (0..pieces.len()).filter(wanted).collect()
    }

    fn place_at_level(&mut self, piece: usize, level: u8) {
        match self.shift(piece, level) {
            Some(shift) => self.place(piece, shift, None),
            None => self.left.push(piece),
        }
    }

    /// Places a piece and those that stay in it.
    fn place(&mut self, piece: usize, shift: i8, heading: Option<String>) {
        self.placed.push(Placed {
            heading,
            ..as_it_is(piece, shift)
        });
        for at in 0..self.staying[piece].len() {
            self.place(self.staying[piece][at], shift, None);
        }
    }

    /// By how much a piece and those that stay in it go deeper, so that it stands at a level; none
    /// where a heading has no deeper form.
    fn shift(&self, piece: usize, level: u8) -> Option<i8> {
        let sections = &self.scene.outline.sections;
        let own = sections[self.scene.pieces[piece].head].level;
        let shift = i8::try_from(level).ok()? - i8::try_from(own).ok()?;
        let mut open = vec![piece];
        while let Some(piece) = open.pop() {
            let span = self.scene.pieces[piece].span;
            if shift != 0 && !self.can_shift(span, shift) {
                return None;
            }
            open.extend(&self.staying[piece]);
        }
        Some(shift)
    }

    fn can_shift(&self, span: Span, shift: i8) -> bool {
        let mut headings = self.scene.headings(span);
        headings.all(|(heading, level)| {
            let text = self.scene.reader.tree.source().slice(heading);
            let to = i8::try_from(level).unwrap_or(7) + shift;
            text.starts_with('#') && (1..=6).contains(&to)
        })
    }
}
