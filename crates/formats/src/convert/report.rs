//! What became of the parts of a plan: renamed, kept without a place of their own, or no longer read.

use std::collections::{HashMap, HashSet};

use stopgate_markdown::Tree;
use stopgate_model::Plan;
use stopgate_source::Span;

use super::arrangement::{Arrangement, Part, Placed};
use super::fact::{self, Fact};
use super::piece::Home;
use super::runnable::Held;
use super::way_back::{Entry, WayBack, raw_headings};
use super::writing::Scene;
use super::{counterpart, renaming};
use crate::lower::spec_of;

/// What a conversion says of itself. Lines are those of the document that was converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What has another name now.
    pub renamed: Vec<Renamed>,
    /// What stands in the result as it was, and the target has no place of its own for it.
    pub kept: Vec<Kept>,
    /// What stands in the result, and is not read as what it was.
    pub lost: Vec<Lost>,
    /// Headings of the target that were added, for what has to stand below them.
    pub added: Vec<String>,
    /// True where sections stand in the order of the target, false where they stand as they did because
    /// their order is part of what the document says.
    pub in_order: bool,
    /// Commands that the target would run and the source would not: held back.
    pub held: Vec<String>,
}

/// Something with another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// What it is: `section`, `title`, `field`, `phase`, `column`.
    pub what: &'static str,
    /// What it was called.
    pub was: String,
    /// What it is called now.
    pub now: String,
    /// Its line, from 1.
    pub line: usize,
}

/// Something without a place of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is: `section`, `header field`.
    pub what: &'static str,
    /// What it is called.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
    /// Where it stands, and why there.
    pub why: String,
}

/// Something that is not read as what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What it was: `task`, `risk`, `command`.
    pub what: &'static str,
    /// Which one.
    pub name: String,
    /// The part of it that is not read, with its value; none where all of it is not.
    pub part: Option<(&'static str, String)>,
    /// Its line, from 1.
    pub line: usize,
}

/// The report of a conversion.
pub(super) fn of(
    scene: Scene<'_>,
    arrangement: &Arrangement,
    held: &[Held],
    after: &Plan,
) -> Report {
    let mut report = Report {
        lost: lost(scene.reader.tree, scene.plan, after),
        held: held.iter().map(|held| held.command.clone()).collect(),
        in_order: arrangement.in_order,
        ..Report::default()
    };
    let known = after.sections.iter().filter(|section| section.id.is_some());
    let known: HashSet<&str> = known.map(|section| section.title.as_str()).collect();
    for placed in &arrangement.placed {
        match placed.part {
            Part::Added(at) => report.added.push(scene.to.sections[at].titles[0].clone()),
            Part::Piece(_) | Part::Preamble => report.renamed.extend(renamed(scene, placed)),
        }
        report.kept.extend(kept_section(scene, placed, &known));
    }
    report.kept.extend(kept_fields(scene, after));
    report.renamed.sort_by_key(|renamed| renamed.line);
    report.kept.sort_by_key(|kept| kept.line);
    report
}

/// The report of a way back.
pub(super) fn of_way_back(tree: &Tree, way: &WayBack, before: &Plan, after: &Plan) -> Report {
    let mut report = Report {
        lost: lost(tree, before, after),
        in_order: true,
        ..Report::default()
    };
    // Where both read a part, the format that the plan was written in reads it as it was meant.
    report.lost.retain(|lost| lost.part.is_none());
    let named = way.entries.iter();
    let named = named.filter_map(|entry| Some(((entry.heading.as_deref()?, entry.nth), entry)));
    let named: HashMap<(&str, usize), &Entry> = named.collect();
    for heading in raw_headings(tree) {
        let entry = named.get(&(heading.text.as_str(), heading.nth));
        let Some(was) = entry.and_then(|entry| entry.was.as_ref()) else {
            continue;
        };
        report.renamed.push(Renamed {
            what: "section",
            was: tree.section(heading.section).title.clone(),
            now: was.trim_start_matches(['#', ' ']).to_owned(),
            line: tree.source().line(heading.line),
        });
    }
    report
}

fn renamed(scene: Scene<'_>, placed: &Placed) -> Vec<Renamed> {
    let source = scene.reader.tree.source();
    let inside = renaming::edits(scene, placed.part).into_iter();
    let mut all: Vec<Renamed> = inside
        .map(|renaming| Renamed {
            what: renaming.what,
            was: renaming.was,
            now: renaming.now,
            line: source.line(renaming.edit.span.start()),
        })
        .collect();
    if let (Part::Piece(at), Some(heading)) = (placed.part, &placed.heading) {
        let section = &scene.outline.sections[scene.pieces[at].head];
        let now = heading.trim_start_matches(['#', ' ']);
        if section.title != now {
            all.push(Renamed {
                what: "section",
                was: section.title.clone(),
                now: now.to_owned(),
                line: source.line(section.heading.start()),
            });
        }
    }
    all
}

/// A section that the target does not know under its heading.
fn kept_section(scene: Scene<'_>, placed: &Placed, known: &HashSet<&str>) -> Option<Kept> {
    let Part::Piece(at) = placed.part else {
        return None;
    };
    let piece = &scene.pieces[at];
    let section = &scene.outline.sections[piece.head];
    let is_phase = scene.outline.phases[piece.head].is_some() && piece.home != Home::End;
    let stays = piece.home == Home::Parent && scene.outline.specs[piece.head].is_none();
    if placed.heading.is_some() || is_phase || stays || scene.outline.recorded[piece.head] {
        return None;
    }
    if known.contains(section.title.as_str()) {
        return None;
    }
    let name = &scene.to.name;
    let why = match piece.home {
        Home::Parent => format!("{name} has no section for it; it stays in the section around it"),
        Home::Phases => format!("phases of {name} stand on their own; it stands around them"),
        Home::Within(at) | Home::Section(at) | Home::Titled(at) => format!(
            "{name} has one section for it and others; it stands below `{}`",
            scene.to.sections[at].titles[0]
        ),
        Home::End => format!("{name} has no section for it; it stands at the end"),
    };
    Some(Kept {
        what: "section",
        name: section.title.clone(),
        line: scene.reader.tree.source().line(section.heading.start()),
        why,
    })
}

/// Header fields that the source knows and the target does not.
fn kept_fields(scene: Scene<'_>, after: &Plan) -> Vec<Kept> {
    let source = scene.reader.tree.source();
    let (from, to) = (&scene.reader.format.header, &scene.to.header);
    let of_sections = || scene.to.sections.iter().filter(|spec| spec.header);
    let own = scene.plan.header.iter().filter_map(|field| {
        let own = spec_of(&field.label, from).filter(|_| !field.value.is_unfilled())?;
        let mut others = to.iter().chain(of_sections().flat_map(|spec| &spec.fields));
        let same = |other: &crate::file::FieldSpec| {
            counterpart::field_meaning(other) == counterpart::field_meaning(own)
                && after.header(&other.id).is_some()
        };
        (!others.any(same)).then(|| Kept {
            what: "header field",
            name: field.label.clone(),
            line: source.line(field.origin.start()),
            why: format!(
                "{} knows no such line; it stands where it stood",
                scene.to.name
            ),
        })
    });
    own.collect()
}

/// What a plan says and the other one does not.
fn lost(tree: &Tree, before: &Plan, after: &Plan) -> Vec<Lost> {
    let facts = fact::of(after);
    let mut left: HashMap<Key<'_>, usize> = HashMap::new();
    for fact in &facts {
        *left.entry(key(fact)).or_default() += 1;
    }
    let facts = fact::of(before);
    let mut lost = Vec::new();
    let mut item_lost = false;
    for fact in &facts {
        let is_there = left.get_mut(&key(fact)).filter(|count| **count > 0);
        let gone = is_there.is_none();
        is_there.into_iter().for_each(|count| *count -= 1);
        if fact.part.is_none() {
            item_lost = gone;
        }
        if gone && !(item_lost && fact.part.is_some()) {
            lost.push(named(tree, fact));
        }
    }
    lost.sort_by_key(|lost| lost.line);
    lost
}

type Key<'f> = (&'static str, &'f str, Option<(&'static str, &'f str)>);

fn key(fact: &Fact) -> Key<'_> {
    let part = fact.part.as_ref();
    let part = part.map(|(part, value)| (*part, value.as_str()));
    (fact.what, &fact.item, part)
}

fn named(tree: &Tree, fact: &Fact) -> Lost {
    let source = tree.source();
    let first_line = |span: Span| source.slice(span).trim().lines().next().unwrap_or_default();
    let by_line = matches!(fact.what, "total" | "gate line") || fact.item.is_empty();
    let name = if by_line {
        first_line(fact.span)
    } else {
        &fact.item
    };
    Lost {
        what: fact.what,
        name: name.to_owned(),
        part: fact.part.clone(),
        line: source.line(fact.span.start()),
    }
}
