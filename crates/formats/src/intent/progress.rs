//! Keeping the progress section: a phase that was closed is ticked, a stop is told.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{SectionKind, Stamp, read_stamp};
use stopgate_source::{Edit, EditSet, Span};

use super::phase_name::PhaseName;
use super::phase_record::{holds_identity, identity};
use super::unharmed::Added;
use super::{Draft, Unwritable, checkbox, list_style, place, shown};
use crate::lower::{Outline, Reader, collapsed};

/// From how many finished entries on a log that always runs backwards is taken for one kept newest
/// first.
const NEWEST_FIRST: usize = 3;

/// What a run has to say about its progress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgressNote {
    /// The run (`20261128-034259-3fa9c1`).
    pub run: String,
    /// The journal sequence number that makes the entry unique in its run.
    pub entry: u64,
    /// When it happened, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
    /// The title of the phase; none where the plan has no phases.
    pub phase: Option<String>,
    /// What is written where no entry names the phase, or work stopped: then what is done and what
    /// remains.
    pub text: String,
    /// True when the phase was closed by a go, false when work stopped in it.
    pub done: bool,
}

/// An entry of the progress list.
pub(crate) struct Entry {
    pub(crate) item: BlockId,
    text: String,
    pub(crate) stamp: Stamp,
}

/// The edits that keep the progress section; none where the format has no such section.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    note: &ProgressNote,
) -> Result<Draft, Unwritable> {
    let mut sections = reader.format.sections.iter();
    if !sections.any(|section| section.kind == SectionKind::Progress) {
        return Ok(Draft::default());
    }
    let section = outline.with_kind(SectionKind::Progress).next();
    let section = section.ok_or(Unwritable::NoSection)?;
    let lists = lists(reader, outline, section);
    let entries: Vec<Entry> = lists
        .iter()
        .flat_map(|list| entries(reader, *list))
        .collect();
    let own = identity(&note.run, note.entry);
    if entries
        .iter()
        .any(|entry| holds_identity(&entry.text, &own))
    {
        return Ok(Draft::default());
    }
    let name = note
        .phase
        .as_deref()
        .map(|title| PhaseName::of(reader, outline, title));
    if let Some(name) = name.filter(|_| note.done)
        && let Some(draft) = ticked(reader, &entries, &name, note)
    {
        return Ok(draft);
    }
    Ok(added(reader, outline, section, (&lists, &entries), note))
}

/// The lists of the section and the sections below it.
pub(crate) fn lists(reader: Reader<'_>, outline: &Outline, section: usize) -> Vec<BlockId> {
    let blocks = reader.blocks_below(outline.places[section]).into_iter();
    blocks
        .filter(|id| matches!(reader.tree.block(*id).kind, BlockKind::List(_)))
        .collect()
}

pub(crate) fn entries(reader: Reader<'_>, list: BlockId) -> impl Iterator<Item = Entry> {
    let items = reader.tree.descendants(list);
    let items = items.filter(move |id| matches!(reader.tree.block(*id).kind, BlockKind::Item(_)));
    items.map(move |item| {
        let joined = reader.joined_without_lists(item);
        let (stamp, rest) = read_stamp(joined.text(), |range| joined.origin(range));
        let text = collapsed(joined.text().get(rest..).unwrap_or_default());
        Entry { item, text, stamp }
    })
}

/// The edits that tick what names the phase; none where a new entry has to say it. Empty where a
/// ticked entry says it.
fn ticked(
    reader: Reader<'_>,
    entries: &[Entry],
    name: &PhaseName,
    note: &ProgressNote,
) -> Option<Draft> {
    let box_of = |entry: &Entry| checkbox::of_kind(&reader.tree.block(entry.item).kind);
    let named = entries.iter().filter(|entry| name.is_named_by(&entry.text));
    let (stops, named): (Vec<&Entry>, Vec<&Entry>) = named.partition(|entry| is_ours(&entry.text));
    let is_open = |entry: &&Entry| box_of(entry).is_some_and(|checkbox| checkbox.is_open());
    let open: Vec<&Entry> = named
        .iter()
        .copied()
        .filter(|entry| is_open(entry))
        .collect();
    let is_ticked = |entry: &&Entry| box_of(entry).is_some_and(|checkbox| checkbox.is_ticked());
    let closed = stops
        .iter()
        .copied()
        .filter(|entry| is_open(entry) && !says_rest(&entry.text));
    let mut edits: Vec<Edit> = closed
        .filter_map(|entry| Some(checkbox::set(box_of(entry)?, true).edits().to_vec()))
        .flatten()
        .collect();
    match open[..] {
        [entry] if !says_rest(&entry.text) && !has_open_part(reader, entry.item) => {
            let checkbox = box_of(entry)?;
            edits.extend(checkbox::set(checkbox, true).edits().iter().cloned());
            edits.push(stamped(reader, checkbox.span, &note.when));
        }
        [] if named.iter().any(is_ticked) => {}
        _ => return None,
    }
    Draft::of(edits, Vec::new())
}

/// The stamp in front of the text of an item.
pub(crate) fn stamped(reader: Reader<'_>, checkbox: Span, when: &str) -> Edit {
    let source = reader.tree.source();
    let line = source.lines().span(source.line(checkbox.start()));
    let rest = source.slice(Span::new(checkbox.end(), line.end()));
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let when = shown::plain(when);
    if rest.trim().is_empty() {
        return Edit {
            span: Span::at(checkbox.end()),
            text: format!(" ({when})"),
        };
    }
    Edit {
        span: Span::at(checkbox.end() + blanks),
        text: format!("({when}) "),
    }
}

/// A new entry: in the last list in its manner, or as the first list of the section.
fn added(
    reader: Reader<'_>,
    outline: &Outline,
    section: usize,
    (lists, entries): (&[BlockId], &[Entry]),
    note: &ProgressNote,
) -> Draft {
    let mark = if note.done { "[x]" } else { "[ ]" };
    let text = shown::words(&note.text);
    let when = shown::plain(&note.when);
    let entry = format!(
        "{mark} ({when}) {text} ({})",
        identity(&note.run, note.entry)
    );
    let newest_first = is_newest_first(reader, entries);
    let list = if newest_first {
        lists.first()
    } else {
        lists.last()
    };
    let Some(list) = list else {
        let at = place::end_of_own(reader.tree, outline, section);
        let edit = place::paragraphs(reader.tree, at, &[format!("- {entry}")]);
        let blocks = vec![Added::List, Added::Item, Added::Paragraph];
        return Draft {
            edits: EditSet::one(edit),
            added: blocks,
        };
    };
    let edit = if newest_first {
        list_style::at_start(reader, *list, &[entry])
    } else {
        list_style::at_end(reader, *list, &[entry])
    };
    Draft {
        edits: EditSet::one(edit),
        added: vec![Added::Item, Added::Paragraph],
    }
}

pub(crate) fn is_newest_first(reader: Reader<'_>, entries: &[Entry]) -> bool {
    let is_ticked = |entry: &&Entry| {
        let checkbox = checkbox::of_kind(&reader.tree.block(entry.item).kind);
        checkbox.is_some_and(|checkbox| checkbox.is_ticked()) && !is_ours(&entry.text)
    };
    let instants = entries
        .iter()
        .filter(is_ticked)
        .filter_map(|entry| match entry.stamp {
            Stamp::Instant(at, _) => Some(at),
            _ => None,
        });
    let instants: Vec<_> = instants.collect();
    instants.len() >= NEWEST_FIRST && instants.windows(2).all(|pair| pair[1] < pair[0])
}

pub(crate) fn has_open_part(reader: Reader<'_>, item: BlockId) -> bool {
    let parts = reader.tree.descendants(item).skip(1);
    parts.into_iter().any(|part| {
        let checkbox = checkbox::of_kind(&reader.tree.block(part).kind);
        checkbox.is_some_and(|checkbox| !checkbox.is_ticked())
    })
}

/// True for an entry that a run has written: `… (run 20261128-034259-3fa9c1, entry 7)`.
fn is_ours(text: &str) -> bool {
    let inside = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once("(run "));
    inside
        .and_then(|(_, inside)| inside.split_once(", entry "))
        .is_some_and(|(_, entry)| !entry.is_empty() && entry.chars().all(|c| c.is_ascii_digit()))
}

/// True when an entry says of itself that something remains: ticked, it would contradict itself.
fn says_rest(text: &str) -> bool {
    const REST: [&str; 9] = [
        "remaining",
        "partial",
        "incomplete",
        "in progress",
        "wip",
        "blocked",
        "not done",
        "still ",
        "not yet",
    ];
    let lower = text.to_lowercase();
    REST.iter().any(|words| lower.contains(words))
}
