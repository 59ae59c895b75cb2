//! From a plan of one format to a plan of another: everything kept, and said what has no place.
//!
//! A document is cut into pieces at its sections; each piece finds its counterpart in the other format
//! by what both formats say a section means; pieces get the other title, level and order, and not one
//! byte of their bodies is written anew. A comment at the end says how to go back. The result is read
//! again before it is handed out: what reads otherwise than before is put in a simpler order, or refused.

mod piece;

mod counterpart;

mod arrangement;

mod renaming;

mod writing;

mod way_back;

mod restoring;

mod unchanged;

mod runnable;

mod fact;

mod report;

use stopgate_markdown::{Reading, Tree};
use stopgate_model::Plan;
use stopgate_source::Source;

use crate::lower::{Reader, read_outline};
use crate::{Format, lower};
use arrangement::Arrangement;
pub use report::{Kept, Lost, Renamed, Report};
use way_back::WayBack;
pub(crate) use way_back::{hold, target_of};
use writing::Scene;

/// A plan in another format.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// The document.
    pub bytes: Vec<u8>,
    /// What became of the parts of the plan.
    pub report: Report,
    /// The plan as it is read from the new document.
    pub plan: Plan,
}

/// Why a plan cannot be converted without changing how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unconvertible {
    /// One code fence stands around all of it, or around headings of it.
    #[error(
        "a code fence stands around the plan or a part of it, so that its sections are code to some readers; take the two fence lines away, then convert"
    )]
    Fenced,
    /// Moving or renaming its sections would change how other parts of it are read.
    #[error(
        "with its sections renamed, other parts of this plan would be read in another way, as happens where a fence, a comment or an HTML element is never closed; close it, then convert"
    )]
    Entangled,
    /// More than one of its headings would begin a plan.
    #[error(
        "the result would be read as several plans, because more than one heading is of the first level; put the others a level lower, then convert"
    )]
    Several,
}

/// Converts a plan from the format it was read by.
///
/// A plan that came from the target format goes back as it was; sections that were added meanwhile
/// stay where they stand.
///
/// # Errors
/// When the result would not be read as the plan that was given.
pub fn convert(
    tree: &Tree,
    plan: &Plan,
    (from, to): (&Format, &Format),
) -> Result<Conversion, Unconvertible> {
    if from.id == to.id {
        return Ok(Conversion {
            bytes: tree.source().bytes().to_owned(),
            report: Report {
                in_order: true,
                ..Report::default()
            },
            plan: plan.clone(),
        });
    }
    if tree.reading() != Reading::Strict {
        return Err(Unconvertible::Fenced);
    }
    let way_back = WayBack::of(tree).filter(|way| way.from == to.id && way.to == from.id);
    match way_back {
        Some(way) => Ok(back(tree, plan, to, &way)),
        None => forth(tree, plan, (from, to)),
    }
}

fn forth(
    tree: &Tree,
    plan: &Plan,
    (from, to): (&Format, &Format),
) -> Result<Conversion, Unconvertible> {
    let reader = Reader { tree, format: from };
    let outline = read_outline(reader);
    let pieces = piece::cut(reader, &outline, to);
    let scene = Scene {
        reader,
        outline: &outline,
        plan,
        to,
        pieces: &pieces,
    };
    let in_order = arrangement::in_order_of_target(scene).into_iter();
    let mut arrangements = in_order.chain([arrangement::in_place(scene)]);
    let conversion = arrangements.find_map(|arrangement| written(scene, &arrangement));
    conversion.ok_or(Unconvertible::Entangled)
}

/// The document in an arrangement, where it is read as before, runs nothing new, and leads back.
fn written(scene: Scene<'_>, arrangement: &Arrangement) -> Option<Conversion> {
    let mut draft = writing::write(scene, arrangement);
    let body = Tree::read(Source::new(draft.body.clone()));
    if !unchanged::reads_as_before(scene, arrangement, &body) {
        return None;
    }
    draft.name_headings(&body);
    let mut plan = lower(&body, scene.to, 1.0);
    let before = runnable::of(scene.plan);
    draft.way_back.held = runnable::new_ones(&before, &plan);
    draft.way_back.hold(&plan.sections, &mut plan.commands);
    draft.way_back.lapsed = runnable::lapsed(&before, &plan);
    let result = Tree::read(Source::new(draft.bytes(scene)));
    let way = WayBack::of(&result).filter(|way| *way == draft.way_back)?;
    let is_same = unchanged::is_same_but_for_comment(&body, &result);
    let leads_back = restoring::restore(&result, &way) == scene.reader.tree.source().bytes();
    let runs_nothing_new = runnable::new_ones(&before, &plan).is_empty();
    (is_same && leads_back && runs_nothing_new).then(|| Conversion {
        bytes: result.source().bytes().to_owned(),
        report: report::of(scene, arrangement, &way.held, &plan),
        plan,
    })
}

fn back(tree: &Tree, before: &Plan, to: &Format, way: &WayBack) -> Conversion {
    let restored = Tree::read(Source::new(restoring::restore(tree, way)));
    let mut plan = lower(&restored, to, 1.0);
    let mut known = runnable::of(before);
    known.extend(way.lapsed.iter().cloned());
    let held = runnable::new_ones(&known, &plan);
    let mut report = report::of_way_back(tree, way, before, &plan);
    report.held = held.iter().map(|held| held.command.clone()).collect();
    let bytes = if held.is_empty() {
        restored.source().bytes().to_owned()
    } else {
        let holding = WayBack::only_holding((&way.to, &way.from), held);
        holding.hold(&plan.sections, &mut plan.commands);
        holding.appended_to(restored.source())
    };
    Conversion {
        bytes,
        report,
        plan,
    }
}
