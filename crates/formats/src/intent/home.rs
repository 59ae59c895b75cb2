//! The section of a plan that entries of a kind belong to, and the place of one that the plan lacks.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::SectionKind;

use super::{Unwritable, place};
use crate::file::SectionSpec;
use crate::lower::{Outline, Reader};

/// Where an entry goes.
pub(crate) enum Home<'f> {
    /// A section that is there: its index in the outline.
    There(usize, &'f SectionSpec),
    /// One that the format has a place for and the plan lacks.
    Lacking {
        spec: &'f SectionSpec,
        /// Where its heading goes: the start of a line, or the end of the document.
        at: usize,
        /// The level of its heading.
        level: u8,
    },
}

/// The home of entries that are read out of sections of one of these kinds, the first kind first.
///
/// # Errors
/// When the format has no such section.
pub(crate) fn of_kind<'f>(
    reader: Reader<'f>,
    outline: &Outline,
    kinds: &[SectionKind],
) -> Result<Home<'f>, Unwritable> {
    let there = kinds
        .iter()
        .find_map(|kind| outline.with_kind(*kind).next());
    if let Some(home) = there.and_then(|at| Some(Home::There(at, reader.spec(outline, at)?))) {
        return Ok(home);
    }
    let of_kind = |kind: &SectionKind| {
        let mut specs = reader.format.sections.iter();
        specs.position(|spec| spec.kind == *kind)
    };
    let spec = kinds.iter().find_map(of_kind).ok_or(Unwritable::NoHome)?;
    Ok(lacking(reader, outline, spec))
}

/// The home of entries of the section with this id.
///
/// # Errors
/// When the format has no such section.
pub(crate) fn of_id<'f>(
    reader: Reader<'f>,
    outline: &Outline,
    id: &str,
) -> Result<Home<'f>, Unwritable> {
    let mut specs = reader.format.sections.iter();
    let spec = specs.position(|spec| spec.id == id);
    let spec = spec.ok_or(Unwritable::NoHome)?;
    let there = outline.specs.iter().position(|known| *known == Some(spec));
    Ok(match there {
        Some(at) => Home::There(at, &reader.format.sections[spec]),
        None => lacking(reader, outline, spec),
    })
}

/// Behind the nearest section that the format has in front of it, else in front of the nearest one behind
/// it, else at the end: the order of the format, as far as the plan keeps it.
fn lacking<'f>(reader: Reader<'f>, outline: &Outline, wanted: usize) -> Home<'f> {
    let spec = &reader.format.sections[wanted];
    let level_of = |at: usize| outline.sections[at].level;
    let is_beside = |at: &usize| {
        let known = outline.specs[*at];
        known.is_some_and(|known| reader.format.sections[known].level == spec.level)
    };
    // A section of a phase may have the title of one of the plan.
    let of_plan = (0..outline.specs.len())
        .filter(is_beside)
        .map(level_of)
        .min();
    let there = |index: usize| {
        let mut places = (0..outline.specs.len()).filter(is_beside);
        places.find(|&at| outline.specs[at] == Some(index) && Some(level_of(at)) == of_plan)
    };
    let before = (0..wanted).rev().find_map(there);
    let behind = (wanted..reader.format.sections.len()).find_map(there);
    let (at, beside) = match (before, behind) {
        (Some(before), _) => {
            let section = outline.sections[before].span;
            (place::end_of(reader.tree, section), Some(before))
        }
        (None, Some(behind)) => {
            let heading = outline.sections[behind].heading;
            let lines = reader.tree.source().lines();
            let line = reader.tree.source().line(heading.start());
            (lines.span(line).start(), Some(behind))
        }
        (None, None) => (reader.tree.source().text().len(), None),
    };
    let level = beside.map_or(spec.level, |at| outline.sections[at].level);
    Home::Lacking { spec, at, level }
}

/// The table or list of a section in which its entries stand: the last one in front of its parts, else the
/// first one in them. A table counts where it has one of the columns of the section, or the section none.
pub(crate) fn container(
    reader: Reader<'_>,
    outline: &Outline,
    at: usize,
    spec: &SectionSpec,
) -> Option<BlockId> {
    let holds = |id: &BlockId| match &reader.tree.block(*id).kind {
        BlockKind::List(_) => true,
        BlockKind::Table => {
            let header = reader.tree.block(*id).children.first();
            let ids = header.map(|row| reader.column_ids(*row, &spec.columns));
            spec.columns.is_empty() || ids.is_some_and(|ids| ids.iter().any(Option::is_some))
        }
        _ => false,
    };
    let place = outline.places[at];
    let own = reader.tree.section(place).blocks.iter().copied();
    let own = own.rev().find(holds);
    own.or_else(|| reader.blocks_below(place).into_iter().find(holds))
}
