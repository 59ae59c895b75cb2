//! The walk over a document that tells its meaning from its living parts.

use std::collections::HashSet;

use stopgate_markdown::{Block, BlockId, BlockKind, Concealment, Tree};
use stopgate_model::Plan;
use stopgate_source::Span;

use crate::between::{self, Between};
use crate::living::Living;
use crate::meaning::Part;
use crate::wording::{self, Wording};

/// Bytes of a title that a part repeats; the heading itself has all of it.
const LONGEST_TITLE: usize = 160;

/// The kind of what stands between blocks.
const BETWEEN: &str = "between blocks";

/// A part with what is living about it.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// What it means.
    pub(crate) part: Part,
    /// The living bytes in it: the mark of its check-box, a status, a last day.
    pub(crate) state: String,
    /// True where all of it is living.
    pub(crate) living: bool,
}

/// All pieces of a document, in order.
pub(crate) fn of(tree: &Tree, plan: &Plan) -> Vec<Piece> {
    let titles = tree.sections().iter();
    let mut walk = Walk {
        tree,
        living: Living::of(tree, plan),
        titles: titles.map(|section| short(&section.title)).collect(),
        places: Vec::with_capacity(tree.blocks().len()),
        section: 0,
        pieces: Vec::new(),
    };
    walk.pieces
        .extend(wording::front_matter(tree).map(|(text, state)| {
            let kind = "front matter".to_owned();
            let wording = Wording::said(text, state);
            let span = tree
                .front_matter()
                .map_or(Span::default(), |front| front.span);
            walk.piece(Place::default(), (kind, wording, span))
        }));
    let mut between = Between::of(tree);
    for id in tree.ids() {
        between.read_up_to(id, &mut |found| walk.stray(found));
        walk.block(id);
    }
    between.finish(&mut |found| walk.stray(found));
    bind_definitions(&mut walk.pieces);
    walk.pieces
}

/// A link definition says what the links to it say, wherever it stands.
fn bind_definitions(pieces: &mut [Piece]) {
    let meant = pieces.iter().filter(|piece| !piece.living);
    let targets: HashSet<String> = meant.flat_map(|piece| piece.part.links.clone()).collect();
    let is_target = |word: &str| targets.contains(word.trim_matches(['<', '>']));
    for piece in pieces {
        let defines = piece.living && piece.part.kind == BETWEEN;
        if defines && piece.part.text.split(' ').any(is_target) {
            (piece.living, piece.part.section) = (false, None);
        }
    }
}

/// The suppressions of a document, white space normalised, without their last day.
pub(crate) fn suppressions(tree: &Tree, plan: &Plan) -> Vec<String> {
    let living = Living::of(tree, plan);
    let found = living.suppressions.iter();
    found
        .map(|found| Wording::of_range(tree, &living, found.span).text)
        .collect()
}

/// Where a block stands.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: u32,
    living: bool,
    /// True in what is shown or works elsewhere than in the living section in which it stands.
    elsewhere: bool,
}

struct Walk<'a> {
    tree: &'a Tree,
    living: Living,
    /// Per section of the tree.
    titles: Vec<String>,
    /// Per block so far.
    places: Vec<Place>,
    /// The section of the last block.
    section: usize,
    pieces: Vec<Piece>,
}

impl Walk<'_> {
    fn block(&mut self, id: BlockId) {
        let block = self.tree.block(id);
        let place = self.place(block);
        self.places.push(place);
        self.section = block.section.index();
        self.add(id, block, place);
        if place.living {
            self.suppressions(id, place);
        }
    }

    /// A footnote is shown at the end of the page, so it is no part of the section that it stands in.
    fn place(&self, block: &Block) -> Place {
        let around = block
            .parent
            .and_then(|parent| self.places.get(parent.index()));
        let mut place = match around {
            Some(around) => Place {
                depth: around.depth + 1,
                ..*around
            },
            None => Place {
                living: self.living.holds(block.span.start()),
                ..Place::default()
            },
        };
        if place.living && matches!(block.kind, BlockKind::Footnote(_)) {
            (place.living, place.elsewhere) = (false, true);
        }
        place
    }

    fn add(&mut self, id: BlockId, block: &Block, mut place: Place) {
        let start = Span::at(block.span.start());
        let (kind, wording, span) = match &block.kind {
            BlockKind::Heading(level) => (format!("heading {level}"), self.leaf(id), block.span),
            BlockKind::Paragraph if self.opens_item(id, block) => return,
            BlockKind::Paragraph => ("paragraph".to_owned(), self.leaf(id), block.span),
            BlockKind::List(None) => ("list".to_owned(), Wording::default(), start),
            BlockKind::List(Some(first)) => {
                (format!("list from {first}"), Wording::default(), start)
            }
            BlockKind::Item(_) => return self.item(block, place),
            BlockKind::Quote => ("quote".to_owned(), Wording::default(), start),
            BlockKind::Footnote(label) => {
                let label = Wording::said(label.clone(), String::new());
                ("footnote".to_owned(), label, start)
            }
            BlockKind::Code(code) => {
                let fence = if code.info.is_some() {
                    "fenced code"
                } else {
                    "indented code"
                };
                let end = if code.closed { "" } else { " without end" };
                let text = wording::of_code(self.tree, code);
                let text = Wording::said(text, String::new());
                (format!("{fence}{end}"), text, block.span)
            }
            BlockKind::Html(comment) => {
                let kind = if *comment { "comment" } else { "html" };
                let wording = Wording::of_html(self.tree, &self.living, id);
                (kind.to_owned(), wording, block.span)
            }
            BlockKind::Rule => ("rule".to_owned(), Wording::default(), block.span),
            BlockKind::Row(header) => return self.row(block, *header, place),
            BlockKind::Table | BlockKind::Cell => return,
        };
        // What is left of the paragraph of a gate line says nothing.
        place.living |= block.kind == BlockKind::Paragraph && wording.text.is_empty();
        let piece = self.piece(place, (seen(kind, &[block]), wording, span));
        self.pieces.push(piece);
    }

    /// An item speaks with its first paragraph.
    fn item(&mut self, block: &Block, place: Place) {
        let first = block.children.first();
        let paragraph = first.filter(|id| self.tree.block(**id).kind == BlockKind::Paragraph);
        let mut wording = paragraph.map_or_else(Wording::default, |id| self.leaf(*id));
        let around = paragraph.map_or(block, |id| self.tree.block(*id));
        let end = paragraph.map_or(block.span.start(), |_| around.span.end());
        let mut kind = "item";
        if let BlockKind::Item(Some(checkbox)) = block.kind {
            kind = "check-box item";
            wording.state.insert(0, checkbox.mark);
        }
        let kind = seen(kind.to_owned(), &[block, around]);
        let span = Span::new(block.span.start(), end);
        self.pieces.push(self.piece(place, (kind, wording, span)));
    }

    fn opens_item(&self, id: BlockId, block: &Block) -> bool {
        let parent = block.parent.map(|parent| self.tree.block(parent));
        parent.is_some_and(|parent| {
            matches!(parent.kind, BlockKind::Item(_)) && parent.children.first() == Some(&id)
        })
    }

    /// A row is one part: `a | b`. Cells that the table has no column for are not shown, but they are
    /// there.
    fn row(&mut self, block: &Block, header: bool, place: Place) {
        let mut row = Wording::default();
        let mut around = vec![block];
        let mut read = block.span.start();
        let mut unseen = String::new();
        for (nth, &id) in block.children.iter().enumerate() {
            let wording = self.leaf(id);
            row.text.push_str(if nth > 0 { " | " } else { "" });
            row.text.push_str(&wording.text);
            row.state.push_str(&wording.state);
            row.links.extend(wording.links);
            let cell = self.tree.block(id);
            around.push(cell);
            let marks = Span::new(read, cell.span.start());
            unseen.push_str(&between::without_marks(self.tree, marks, "|>"));
            read = cell.span.end();
        }
        let marks = Span::new(read, block.span.end());
        unseen.push_str(&between::without_marks(self.tree, marks, "|>"));
        let kind = if header { "header row" } else { "row" };
        let kind = seen(kind.to_owned(), &around);
        self.pieces.push(self.piece(place, (kind, row, block.span)));
        if !unseen.is_empty() {
            let (kind, unseen) = (
                "cells without a column",
                Wording::said(unseen, String::new()),
            );
            let span = Span::at(block.span.end());
            self.pieces
                .push(self.piece(place, (kind.to_owned(), unseen, span)));
        }
    }

    fn leaf(&self, id: BlockId) -> Wording {
        Wording::of_leaf(self.tree, &self.living, id)
    }

    /// Suppressions change the verdict wherever they stand.
    fn suppressions(&mut self, id: BlockId, place: Place) {
        let all = &self.living.suppressions;
        let first = all.partition_point(|found| found.block < id);
        let place = Place {
            living: false,
            ..place
        };
        for found in all[first..].iter().take_while(|found| found.block == id) {
            let wording = Wording::of_range(self.tree, &self.living, found.span);
            let piece = self.piece(place, ("suppression".to_owned(), wording, found.span));
            self.pieces.push(piece);
        }
    }

    /// What stands between blocks.
    fn stray(&mut self, found: between::Found) {
        let place = match found.container {
            Some(id) => self.places[id.index()],
            None => Place {
                living: self.living.holds(found.span.start()),
                ..Place::default()
            },
        };
        let wording = Wording::said(found.text, String::new());
        let piece = self.piece(place, (BETWEEN.to_owned(), wording, found.span));
        self.pieces.push(piece);
    }

    fn piece(&self, place: Place, (kind, wording, span): (String, Wording, Span)) -> Piece {
        let has_title = self.section > 0 && !place.elsewhere;
        let title = self.titles.get(self.section).filter(|_| has_title);
        let part = Part {
            section: title.cloned(),
            kind,
            depth: place.depth,
            text: wording.text,
            links: wording.links,
            span,
        };
        Piece {
            part,
            state: wording.state,
            living: place.living,
        }
    }
}

/// A kind with how its blocks are seen: what conceals them, and whether readings differ. That a block
/// stands in a quote, footnote or comment, order and depth tell already.
fn seen(mut kind: String, blocks: &[&Block]) -> String {
    let hides = |why: &Concealment| {
        matches!(why, Concealment::Details | Concealment::RawHtml)
            || (*why == Concealment::Comment && blocks[0].kind != BlockKind::Html(true))
    };
    let mut concealed = blocks.iter().filter_map(|block| block.concealment());
    if let Some(why) = concealed.find(hides) {
        kind.push_str(" in ");
        kind.push_str(why.describe());
    }
    if blocks.iter().any(|block| !block.certain) {
        kind.push_str(", readings differ");
    }
    kind
}

fn short(title: &str) -> String {
    let mut end = title.len().min(LONGEST_TITLE);
    while !title.is_char_boundary(end) {
        end -= 1;
    }
    title[..end]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
