//! The status of a plan whose place another one has taken.

use jiff::civil::Date;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Cell, Field, Plan};
use stopgate_source::{Edit, EditSet, Span};

use super::unharmed::Added;
use super::{Draft, Unwritable, place, table_row, wording};
use crate::lower::{Header, Outline, Reader};

/// Another plan that takes the place of this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supersession {
    /// Path of the other plan, relative to the root.
    pub by: String,
    /// The same as the target of a link in this plan.
    pub link: String,
    /// The day on which it is decided.
    pub day: Date,
    /// Who decides it.
    pub who: String,
    /// Why.
    pub reason: String,
}

impl Supersession {
    /// `Superseded 2026-01-31 by [plans/b.md](b.md) (Ruth — one table is enough)`.
    fn status(&self, typed: fn(&str) -> String, link: &str) -> String {
        let (who, reason) = (typed(&self.who), typed(&self.reason));
        format!("Superseded {} by {link} ({who} — {reason})", self.day)
    }

    fn in_text(&self, typed: fn(&str) -> String) -> String {
        let link = format!("[{}]({})", wording::inner(&self.by), self.link);
        self.status(typed, &link)
    }

    /// True where the status of a plan says just this.
    pub(crate) fn is_said_by(&self, plan: &Plan) -> bool {
        let said = self.status(wording::spelled_out, &self.by);
        let status = plan.superseded.as_ref();
        status.is_some_and(|status| {
            wording::letters(&status.value).starts_with(&wording::letters(&said))
        })
    }
}

/// True where a status says that it is this plan, given by its path, that takes the place of another one.
pub fn names_successor(status: &str, by: &str) -> bool {
    let named = status.split_once(" by ").map(|(_, named)| named);
    let behind = named.and_then(|named| named.strip_prefix(by));
    behind.is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', ';', ',']))
}

/// The edits that put it into the status; none where it names that plan already. What the status said stays behind
/// it; a plan without a status gets a line below its title.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    supersession: &Supersession,
) -> Result<Draft, Unwritable> {
    for typed in [&supersession.who, &supersession.reason] {
        if wording::letters(typed).is_empty() {
            return Err(Unwritable::SaysNothing);
        }
        if typed.chars().count() > wording::LONGEST {
            return Err(Unwritable::TooLong);
        }
    }
    let header = Header::of(reader, outline);
    let Some(field) = header.status() else {
        return Ok(below_title(reader, outline, supersession));
    };
    let said = field.value.text().unwrap_or_default();
    if names_successor(said, &supersession.by) {
        return Ok(Draft::default());
    }
    let front = reader
        .tree
        .front_matter()
        .map_or(0, |front| front.span.end());
    let is_row = |id: &BlockId| {
        let block = reader.tree.block(*id);
        matches!(block.kind, BlockKind::Row(_)) && block.span == field.origin
    };
    let edit = match reader.tree.ids().find(is_row) {
        _ if field.origin.end() <= front => in_front_matter(reader, field, supersession),
        Some(row) => in_row(reader, row, supersession),
        None => behind_label(reader, field, supersession),
    };
    let edit = edit.ok_or(Unwritable::StatusByHand)?;
    Draft::of(vec![edit], Vec::new()).ok_or(Unwritable::StatusByHand)
}

fn below_title(reader: Reader<'_>, outline: &Outline, supersession: &Supersession) -> Draft {
    let tree = reader.tree;
    let title = outline.title.as_ref().and_then(|title| {
        let holds = |id: &&BlockId| tree.block(**id).span.contains(title.origin);
        tree.roots().iter().find(holds)
    });
    let front = tree.front_matter().map_or(0, |front| front.span.end());
    let end = title.map_or(front, |title| tree.block(*title).span.end());
    let behind_line = match end {
        0 => 0,
        end => place::next_line(tree, end - 1),
    };
    // Behind the blank lines that are there, so that there are not more of them afterwards.
    let behind = &tree.source().text()[behind_line..];
    let blank = behind.len() - behind.trim_start_matches(['\r', '\n']).len();
    let line = format!("Status: {}", supersession.in_text(wording::inner));
    Draft {
        edits: EditSet::one(place::paragraphs(tree, behind_line + blank, &[line])),
        added: vec![Added::Paragraph],
    }
}

/// Between the label and what stands behind it, whatever marks that has.
fn behind_label(reader: Reader<'_>, field: &Field, supersession: &Supersession) -> Option<Edit> {
    let text = reader.tree.source().slice(field.origin);
    let status = supersession.in_text(wording::inner);
    let colon = text.find([':', '：'])?;
    let rest = &text[colon..];
    let label = text.len() - rest.trim_start_matches([':', '：', '*', '_']).len();
    let value = text[label..].trim_start_matches([' ', '\t']);
    let (at, text) = match field.value {
        Cell::Filled(_) if value.len() < text.len() - label => {
            (text.len() - value.len(), format!("{status}; was "))
        }
        Cell::Filled(_) => (label, format!(" {status}; was ")),
        Cell::Absent | Cell::Empty(_) => (label, format!(" {status}")),
    };
    let span = Span::at(field.origin.start() + at);
    Some(Edit { span, text })
}

/// In the second cell of its row.
fn in_row(reader: Reader<'_>, row: BlockId, supersession: &Supersession) -> Option<Edit> {
    let tree = reader.tree;
    let cell = tree.block(row).children.get(1)?;
    let said = tree.source().slice(tree.block(*cell).span).trim();
    let status = supersession.in_text(wording::cell);
    let value = match said {
        "" => status,
        said => format!("{status}; was {said}"),
    };
    table_row::set(reader, row, 1, &value)
}

/// `status: draft # since May` gets a quoted value, as YAML and TOML both read it, and keeps its comment.
fn in_front_matter(reader: Reader<'_>, field: &Field, supersession: &Supersession) -> Option<Edit> {
    let line = reader.tree.source().slice(field.origin);
    let sign = line.find([':', '='])? + 1;
    let value = &line[sign..];
    let is_one_value = !value
        .trim_start()
        .starts_with(['[', '{', '>', '|', '&', '*', '!']);
    let is_own_line = !line.contains('\n') && !line.starts_with([' ', '\t', '{']);
    let mut status = supersession.status(wording::spelled_out, &supersession.by);
    if let Some(before) = field.value.text() {
        status.push_str("; was ");
        status.push_str(before);
    }
    let quoted = status.replace('\\', "\\\\").replace('"', "\\\"");
    let end = scalar_end(value).filter(|_| is_one_value && is_own_line)?;
    let start = field.origin.start() + sign;
    Some(Edit {
        span: Span::new(start, start + end),
        text: format!(" \"{quoted}\""),
    })
}

/// Where a value of front matter ends on its line, before a comment.
fn scalar_end(value: &str) -> Option<usize> {
    let bare = value.trim_start();
    let lead = value.len() - bare.len();
    let Some(quote) = bare.chars().next().filter(|c| ['"', '\''].contains(c)) else {
        let comment = value.find(" #").unwrap_or(value.len());
        return Some(value[..comment].trim_end().len());
    };
    let close = bare[1..].find(quote)? + 1;
    // What is escaped ends nothing; whoever needs that edits the line by hand.
    let is_whole = !bare[1..close].contains('\\') && !bare[close + 1..].starts_with(quote);
    is_whole.then_some(lead + close + 1)
}
