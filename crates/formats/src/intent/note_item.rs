//! The item of a note, in the manner of the list, or as the first entry of its section.

use stopgate_markdown::BlockId;
use stopgate_model::SectionKind;
use stopgate_source::{Edit, EditSet};

use super::note::{Note, NoteKind};
use super::unharmed::Added;
use super::{Draft, checkbox, list_style, note_row, place, progress, wording};
use crate::file::SectionSpec;
use crate::lower::{Outline, Reader};

/// An item in the manner of the list.
pub(crate) fn in_list(
    reader: Reader<'_>,
    outline: &Outline,
    (at, list): (usize, BlockId),
    spec: &SectionSpec,
    note: &Note,
) -> Draft {
    let lists = progress::lists(reader, outline, at);
    let entries: Vec<progress::Entry> = lists
        .iter()
        .flat_map(|list| progress::entries(reader, *list))
        .collect();
    let items = &reader.tree.block(list).children;
    let has_box = |item: &BlockId| checkbox::of_kind(&reader.tree.block(*item).kind).is_some();
    let boxed = match note.kind {
        NoteKind::Progress => true,
        kind => kind.is_ticked_off() && items.iter().any(has_box),
    };
    let last = items
        .last()
        .map(|item| reader.tree.source().slice(reader.tree.block(*item).span));
    let lines = lines(note, spec, boxed, last);
    let newest_first =
        note.kind == NoteKind::Progress && progress::is_newest_first(reader, &entries);
    let edit = if newest_first {
        let first = lists.first().copied().unwrap_or(list);
        list_style::at_start(reader, first, &lines)
    } else {
        list_style::at_end(reader, list, &lines)
    };
    Draft {
        edits: EditSet::one(edit),
        added: item_blocks(boxed),
    }
}

fn item_blocks(boxed: bool) -> Vec<Added> {
    let item = if boxed { Added::Item } else { Added::Bullet };
    vec![item, Added::Paragraph]
}

/// The first entry of a section that holds neither list nor table: in front of its parts, behind what
/// stands there.
pub(crate) fn first_in(
    reader: Reader<'_>,
    outline: &Outline,
    at: usize,
    spec: &SectionSpec,
    note: &Note,
) -> Draft {
    let (lines, added) = first_lines(spec, note);
    let at = place::end_of_own(reader.tree, outline, at);
    Draft {
        edits: EditSet::one(place::paragraphs(reader.tree, at, &lines)),
        added,
    }
}

/// The section with its first entry.
pub(crate) fn opened(
    reader: Reader<'_>,
    spec: &SectionSpec,
    (at, level): (usize, u8),
    note: &Note,
) -> Draft {
    let title = spec.titles.first().map_or("", String::as_str);
    let mut lines = vec![
        format!("{} {title}", "#".repeat(level.into())),
        String::new(),
    ];
    let (entry, blocks) = first_lines(spec, note);
    lines.extend(entry);
    let edit: Edit = place::paragraphs(reader.tree, at, &lines);
    Draft {
        edits: EditSet::one(edit),
        added: std::iter::once(Added::Heading).chain(blocks).collect(),
    }
}

/// The lines of an entry where nothing shows how others look: what kinds are kept in tables becomes one.
fn first_lines(spec: &SectionSpec, note: &Note) -> (Vec<String>, Vec<Added>) {
    match note.kind {
        NoteKind::Risk | NoteKind::Action => note_row::first_table(spec, note),
        _ if spec.kind == SectionKind::Gaps => note_row::first_table(spec, note),
        NoteKind::Outcome => (lines(note, spec, false, None), vec![Added::Paragraph]),
        kind => {
            let boxed = kind.is_ticked_off();
            let lines = list_style::item_lines("- ", &lines(note, spec, boxed, None));
            let added = std::iter::once(Added::List).chain(item_blocks(boxed));
            (lines, added.collect())
        }
    }
}

/// The lines of an item, without marker and line endings; `like` is the last item of the list.
fn lines(note: &Note, spec: &SectionSpec, boxed: bool, like: Option<&str>) -> Vec<String> {
    let text = match note.kind {
        NoteKind::Progress | NoteKind::Outcome => stamped(note, boxed),
        NoteKind::Question => {
            let text = wording::line(&note.text);
            let owner = note.detail("owner").map(wording::inner);
            let owner = owner.map_or(String::new(), |owner| format!(" (owner: {owner})"));
            format!("{}{text}{owner}", if boxed { "[ ] " } else { "" })
        }
        _ => return keyed(note, spec, boxed, like),
    };
    vec![text]
}

/// `[x] (2026-06-01 03:44Z) Loaded the table`, `[ ] (2026-06-01 03:44Z) Loaded half (remaining: the rest)`.
fn stamped(note: &Note, boxed: bool) -> String {
    let text = wording::inner(&note.text);
    let rest = note.detail("remaining").map(wording::inner);
    let mark = match (boxed, &rest) {
        (false, _) => "",
        (true, None) => "[x] ",
        (true, Some(_)) => "[ ] ",
    };
    let rest = rest.map_or(String::new(), |rest| format!(" (remaining: {rest})"));
    format!("{mark}({}) {text}{rest}", note.when)
}

/// `Decision: …`, `Rationale: …`, `Date/Author: …`, each on a line of its own unless the others stand on one.
fn keyed(note: &Note, spec: &SectionSpec, boxed: bool, like: Option<&str>) -> Vec<String> {
    let mut values: Vec<(&str, String)> = vec![(note.kind.main(), note.text.clone())];
    values.extend(note.details.iter().cloned());
    if note.kind == NoteKind::Decision {
        values.push(("made", format!("{}, {}", note.day(), note.who)));
    }
    let part = |(id, value): &(&str, String)| {
        let key = key(spec, id, like);
        format!("{key} {}", wording::inner(value))
    };
    let mut parts: Vec<String> = values.iter().map(part).collect();
    if boxed {
        parts[0] = format!("[ ] {}", parts[0]);
    }
    let on_one_line =
        like.is_some_and(|like| like.trim_end().lines().count() == 1 && has_key(spec, like));
    if on_one_line {
        vec![parts.join(" ")]
    } else {
        parts
    }
}

/// The key of a column as the last item has it, else as the format calls it first.
fn key(spec: &SectionSpec, id: &str, like: Option<&str>) -> String {
    let column = spec.columns.iter().find(|column| column.id == id);
    let titles = column.map_or(&[][..], |column| &column.titles);
    let like = like.unwrap_or_default();
    let forms = titles.iter().flat_map(|title| {
        [
            format!("**{title}:**"),
            format!("**{title}**:"),
            format!("{title}:"),
        ]
    });
    let used = forms.into_iter().find(|form| like.contains(form.as_str()));
    let first = titles.first().map_or(id, String::as_str);
    used.unwrap_or_else(|| format!("{first}:"))
}

fn has_key(spec: &SectionSpec, like: &str) -> bool {
    let mut titles = spec.columns.iter().flat_map(|column| &column.titles);
    titles.any(|title| like.contains(&format!("{title}:")))
}
