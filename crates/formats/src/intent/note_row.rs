//! The row of a note, with the columns that the table has; nothing that was given is left out.

use stopgate_markdown::BlockId;
use stopgate_source::EditSet;

use super::note::{Note, NoteKind};
use super::unharmed::Added;
use super::{Draft, Unwritable, table_row, wording};
use crate::file::SectionSpec;
use crate::lower::Reader;

/// A row with what the columns of the table ask for.
pub(crate) fn in_table(
    reader: Reader<'_>,
    table: BlockId,
    spec: &SectionSpec,
    note: &Note,
) -> Result<Draft, Unwritable> {
    let header = table_row::header(reader, table);
    let rows = &reader.tree.block(table).children;
    let ids = rows
        .first()
        .map(|row| reader.column_ids(*row, &spec.columns));
    let ids = ids.unwrap_or_default();
    let mut cells = vec![String::new(); header.len()];
    let mut put = |at: usize, text: &str| cells[at] = wording::cell(text);
    let main = main_column(&header, &ids, note.kind).ok_or(Unwritable::NoColumn)?;
    let mut text = note.text.clone();
    if let Some(rest) = note.detail("remaining") {
        text = format!("{text} (remaining: {rest})");
    }
    let mut signed = note.kind != NoteKind::Decision;
    let mut used = vec!["remaining"];
    for (at, title) in header.iter().enumerate().filter(|(at, _)| *at != main) {
        let (says_when, says_who) = asks(title);
        let id = ids.get(at).cloned().flatten();
        let known = id
            .as_deref()
            .and_then(|id| note.details.iter().find(|(known, _)| *known == id));
        if let Some((id, value)) = known {
            put(at, value);
            used.push(id);
        } else if is_number(title) {
            put(at, &next_number(reader, table, at));
        } else if matches!(note.kind, NoteKind::Decision | NoteKind::Progress)
            && (says_when || says_who)
        {
            signed = true;
            put(at, &signature(note, says_when, says_who));
        } else if note.kind == NoteKind::Question && id.as_deref() == Some("status") {
            put(at, "Open");
        }
    }
    if note.details.iter().any(|(id, _)| !used.contains(id)) {
        return Err(Unwritable::NoColumn);
    }
    if !signed {
        text = format!("{text} ({}, {})", note.day(), note.who);
    }
    cells[main] = wording::cell(&text);
    let (edit, added) = table_row::added(reader, table, &[cells]);
    Ok(Draft {
        edits: EditSet::one(edit),
        added,
    })
}

/// The column of the text: the one that the format knows, else the first that is no number, day or name.
fn main_column(header: &[String], ids: &[Option<String>], kind: NoteKind) -> Option<usize> {
    let wanted = [kind.main(), "gap"];
    let known = ids
        .iter()
        .position(|id| id.as_deref().is_some_and(|id| wanted.contains(&id)));
    let plain = |title: &String| !is_number(title) && asks(title) == (false, false);
    known.or_else(|| header.iter().position(plain))
}

/// Whether the title of a column asks for a day, and whether for a person.
fn asks(title: &str) -> (bool, bool) {
    let words: Vec<String> = title
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_owned)
        .collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    (
        has(&["date", "day", "when", "time", "timestamp"]),
        has(&["author", "by", "who", "owner", "decider"]),
    )
}

fn signature(note: &Note, says_when: bool, says_who: bool) -> String {
    let when = match note.kind {
        NoteKind::Progress => note.when.as_str(),
        _ => note.day(),
    };
    match (says_when, says_who) {
        (true, true) => format!("{when}, {}", note.who),
        (true, false) => when.to_owned(),
        _ => note.who.clone(),
    }
}

fn is_number(title: &str) -> bool {
    let bare = title.trim_matches(['.', ' ', '*']).to_lowercase();
    matches!(bare.as_str(), "#" | "id" | "no" | "nr" | "number")
}

/// The number behind the one of the last row: `R7` behind `R6`; empty where that has none.
fn next_number(reader: Reader<'_>, table: BlockId, column: usize) -> String {
    let rows = &reader.tree.block(table).children;
    let last = rows.iter().skip(1).next_back();
    let cell = last.and_then(|row| reader.tree.block(*row).children.get(column));
    let Some(cell) = cell else {
        return "1".to_owned();
    };
    let prose = reader.tree.prose(*cell);
    let text = prose.text().trim();
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (lead, number) = text.split_at(text.len() - digits);
    match number.parse::<u64>() {
        Ok(known) => format!(
            "{lead}{:0width$}",
            known.saturating_add(1),
            width = number.len()
        ),
        Err(_) => String::new(),
    }
}

/// A table with its first row.
pub(crate) fn first_table(spec: &SectionSpec, note: &Note) -> (Vec<String>, Vec<Added>) {
    let shown = |id: &str| {
        let always = [
            "likelihood",
            "impact",
            "mitigation",
            "owner",
            "due",
            "fix",
            "status",
        ];
        always.contains(&id) || note.detail(id).is_some()
    };
    let columns = spec.columns.iter();
    let columns: Vec<_> = columns
        .filter(|column| {
            [note.kind.main(), "gap"].contains(&column.id.as_str()) || shown(&column.id)
        })
        .collect();
    let titles: Vec<&str> = columns
        .iter()
        .map(|column| column.titles.first().map_or("", String::as_str))
        .collect();
    let value = |id: &str| match note.detail(id) {
        Some(value) => wording::cell(value),
        None if [note.kind.main(), "gap"].contains(&id) => wording::cell(&note.text),
        None if id == "status" => "Open".to_owned(),
        None => String::new(),
    };
    let cells: Vec<String> = columns.iter().map(|column| value(&column.id)).collect();
    let dashes: Vec<String> = titles
        .iter()
        .map(|title| "-".repeat(title.chars().count() + 2))
        .collect();
    let lines = vec![
        format!("| {} |", titles.join(" | ")),
        format!("|{}|", dashes.join("|")),
        format!("| {} |", cells.join(" | ")),
    ];
    let rows = [
        table_row::blocks(titles.len()),
        table_row::blocks(titles.len()),
    ];
    let added = std::iter::once(Added::Table).chain(rows.into_iter().flatten());
    (lines, added.collect())
}
