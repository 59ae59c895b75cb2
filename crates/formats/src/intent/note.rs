//! Adding an entry to what a plan keeps current: progress, surprises, decisions, outcomes, questions, risks
//! and action items (E1-E3, P5, T5).
//!
//! The entry has the form that the plan has: a row where there is a table, with its own columns, else an item
//! in the manner of the list. A section that the plan lacks is opened where the format has it.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::SectionKind;
use stopgate_source::{Edit, EditSet};

use super::home::{self, Home};
use super::unharmed::Added;
use super::{Draft, Unwritable, checkbox, list_style, place, progress, table_row, wording};
use crate::file::SectionSpec;
use crate::lower::{Outline, Reader};

/// What kind of entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Something is done, or what of it remains.
    Progress,
    /// Something was found out on the way.
    Surprise,
    /// Something is decided.
    Decision,
    /// What came of the work.
    Outcome,
    /// Something has to be answered.
    Question,
    /// Something may happen.
    Risk,
    /// Somebody has to do something.
    Action,
}

/// An entry that a person or a program adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of entry it is.
    pub kind: NoteKind,
    /// What it says; any text. It becomes one line.
    pub text: String,
    /// When it is written, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
    /// Who writes it; part of a decision.
    pub who: String,
    /// What else is known, by the id of its column: `rationale`, `alternatives`, `evidence`, `owner`,
    /// `due`, `likelihood`, `impact`, `mitigation`, `remaining`.
    pub details: Vec<(&'static str, String)>,
}

impl NoteKind {
    /// The column that holds the text.
    pub(crate) fn main(self) -> &'static str {
        match self {
            Self::Progress | Self::Outcome => "text",
            Self::Surprise => "observation",
            Self::Decision => "decision",
            Self::Question => "question",
            Self::Risk => "risk",
            Self::Action => "action",
        }
    }

    /// The kinds of sections that have such entries.
    pub(crate) fn sections(self) -> &'static [SectionKind] {
        match self {
            Self::Progress => &[SectionKind::Progress],
            Self::Surprise => &[SectionKind::Discoveries],
            Self::Decision => &[SectionKind::Decisions],
            Self::Outcome => &[],
            Self::Question => &[SectionKind::Questions, SectionKind::Gaps],
            Self::Risk => &[SectionKind::Risks],
            Self::Action => &[SectionKind::Actions],
        }
    }

    /// True where entries have a check-box though no other entry of the list shows one.
    fn is_ticked_off(self) -> bool {
        matches!(self, Self::Progress | Self::Question | Self::Action)
    }
}

impl Note {
    /// What is said beside the text, by its column.
    pub(crate) fn detail(&self, id: &str) -> Option<&str> {
        let found = self.details.iter().find(|(known, _)| *known == id);
        found.map(|(_, value)| value.as_str())
    }

    /// The day on which it is written.
    fn day(&self) -> &str {
        self.when.get(..10).unwrap_or(&self.when)
    }
}

/// The edits that add the entry.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    note: &Note,
) -> Result<Draft, Unwritable> {
    fits(note)?;
    let home = match (note.kind, &reader.format.outcomes) {
        (NoteKind::Outcome, None) => return Err(Unwritable::NoHome),
        (NoteKind::Outcome, Some(id)) => home::of_id(reader, outline, id)?,
        _ => home::of_kind(reader, outline, note.kind.sections())?,
    };
    match home {
        Home::There(at, spec) => match home::container(reader, outline, at, spec) {
            Some(block) if reader.tree.block(block).kind == BlockKind::Table => {
                in_table(reader, block, spec, note)
            }
            Some(list) => in_list(reader, outline, (at, list), spec, note),
            None => {
                has_keys(note, spec)?;
                Ok(first_in(reader, outline, at, spec, note))
            }
        },
        Home::Lacking { spec, at, level } => {
            has_keys(note, spec)?;
            Ok(opened(reader, spec, (at, level), note))
        }
    }
}

fn fits(note: &Note) -> Result<(), Unwritable> {
    let others = note.details.iter().map(|(_, value)| value);
    let mut texts = others.chain([&note.text, &note.who]);
    if wording::letters(&note.text).is_empty() {
        return Err(Unwritable::SaysNothing);
    }
    if texts.any(|text| text.chars().count() > wording::LONGEST) {
        return Err(Unwritable::TooLong);
    }
    Ok(())
}

/// Outside of a table, what is said beside the text has a key of the format.
fn has_keys(note: &Note, spec: &SectionSpec) -> Result<(), Unwritable> {
    let known = |id: &str| {
        let own = matches!((note.kind, id), (NoteKind::Progress, "remaining") | (NoteKind::Question, "owner"));
        own || spec.columns.iter().any(|column| column.id == id)
    };
    if note.details.iter().all(|(id, _)| known(id)) {
        Ok(())
    } else {
        Err(Unwritable::NoColumn)
    }
}

/// A row with what the columns of the table ask for.
fn in_table(
    reader: Reader<'_>,
    table: BlockId,
    spec: &SectionSpec,
    note: &Note,
) -> Result<Draft, Unwritable> {
    let header = table_row::header(reader, table);
    let rows = &reader.tree.block(table).children;
    let ids = rows.first().map(|row| reader.column_ids(*row, &spec.columns));
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
        let known = id.as_deref().and_then(|id| note.details.iter().find(|(known, _)| *known == id));
        if let Some((id, value)) = known {
            put(at, value);
            used.push(id);
        } else if is_number(title) {
            put(at, &next_number(reader, table, at));
        } else if matches!(note.kind, NoteKind::Decision | NoteKind::Progress) && (says_when || says_who) {
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
    let (edit, added) = table_row::added(reader, table, &cells);
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
        Ok(known) => format!("{lead}{:0width$}", known.saturating_add(1), width = number.len()),
        Err(_) => String::new(),
    }
}

/// An item in the manner of the list.
fn in_list(
    reader: Reader<'_>,
    outline: &Outline,
    (at, list): (usize, BlockId),
    spec: &SectionSpec,
    note: &Note,
) -> Result<Draft, Unwritable> {
    has_keys(note, spec)?;
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
    let last = items.last().map(|item| reader.tree.source().slice(reader.tree.block(*item).span));
    let lines = lines(note, spec, boxed, last);
    let newest_first =
        note.kind == NoteKind::Progress && progress::is_newest_first(reader, &entries);
    let edit = if newest_first {
        let first = lists.first().copied().unwrap_or(list);
        list_style::at_start(reader, first, &lines)
    } else {
        list_style::at_end(reader, list, &lines)
    };
    Ok(Draft {
        edits: EditSet::one(edit),
        added: item_blocks(boxed),
    })
}

fn item_blocks(boxed: bool) -> Vec<Added> {
    let item = if boxed { Added::Item } else { Added::Bullet };
    vec![item, Added::Paragraph]
}

/// The first entry of a section that holds neither list nor table: in front of its parts, behind what
/// stands there.
fn first_in(
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
fn opened(reader: Reader<'_>, spec: &SectionSpec, (at, level): (usize, u8), note: &Note) -> Draft {
    let title = spec.titles.first().map_or("", String::as_str);
    let mut lines = vec![format!("{} {title}", "#".repeat(level.into())), String::new()];
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
        NoteKind::Risk | NoteKind::Action => first_table(spec, note),
        _ if spec.kind == SectionKind::Gaps => first_table(spec, note),
        NoteKind::Outcome => (lines(note, spec, false, None), vec![Added::Paragraph]),
        kind => {
            let boxed = kind.is_ticked_off();
            let lines = list_style::item_lines("- ", &lines(note, spec, boxed, None));
            let added = std::iter::once(Added::List).chain(item_blocks(boxed));
            (lines, added.collect())
        }
    }
}

fn first_table(spec: &SectionSpec, note: &Note) -> (Vec<String>, Vec<Added>) {
    let shown = |id: &str| {
        let always = ["likelihood", "impact", "mitigation", "owner", "due", "fix", "status"];
        always.contains(&id) || note.detail(id).is_some()
    };
    let columns = spec.columns.iter();
    let columns: Vec<_> = columns
        .filter(|column| [note.kind.main(), "gap"].contains(&column.id.as_str()) || shown(&column.id))
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
    let dashes: Vec<String> = titles.iter().map(|title| "-".repeat(title.chars().count() + 2)).collect();
    let lines = vec![
        format!("| {} |", titles.join(" | ")),
        format!("|{}|", dashes.join("|")),
        format!("| {} |", cells.join(" | ")),
    ];
    let rows = [table_row::blocks(titles.len()), table_row::blocks(titles.len())];
    let added = std::iter::once(Added::Table).chain(rows.into_iter().flatten());
    (lines, added.collect())
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
    let on_one_line = like.is_some_and(|like| like.trim_end().lines().count() == 1 && has_key(spec, like));
    if on_one_line { vec![parts.join(" ")] } else { parts }
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
