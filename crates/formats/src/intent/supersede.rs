//! The status of a plan whose place another one has taken.

use jiff::civil::Date;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Cell, Field, Plan, says_superseded};
use stopgate_source::{Edit, EditSet, Span};

use super::unharmed::Added;
use super::{Draft, Unwritable, place, wording};
use crate::lower::{Outline, Reader, read_header};

/// What a status is called.
const STATUS: &str = "status";

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

    /// True where the status of a plan says this.
    pub(crate) fn is_said_by(&self, plan: &Plan) -> bool {
        let said = self.status(wording::spelled_out, &self.by);
        let status = plan.superseded();
        status.is_some_and(|status| {
            wording::letters(&status.value).starts_with(&wording::letters(&said))
        })
    }
}

/// The edits that put it into the status. What the status said stays behind it; a plan without a status gets a
/// line below its title.
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
    let header = read_header(reader, outline);
    let status = header.iter().find(|field| field.id == STATUS);
    let front = reader
        .tree
        .front_matter()
        .map_or(0, |front| front.span.end());
    let says_so = |field: &&Field| {
        let text = field.value.text().unwrap_or_default();
        says_superseded(text) && text.contains(&supersession.by)
    };
    match status {
        Some(field) if says_so(&field) => Ok(Draft::default()),
        None => Ok(below_title(reader, outline, supersession)),
        Some(field) if field.origin.end() <= front => in_front_matter(reader, field, supersession),
        Some(field) => {
            let edit = in_front_of_value(reader, field, supersession);
            Draft::of(vec![edit], Vec::new()).ok_or(Unwritable::NotSafe)
        }
    }
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

/// Nothing that stands there is taken away: who knew it as blocked still finds that.
fn in_front_of_value(reader: Reader<'_>, field: &Field, supersession: &Supersession) -> Edit {
    let source = reader.tree.source();
    let is_in_table = reader.tree.roots().iter().any(|id| {
        let block = reader.tree.block(*id);
        block.kind == BlockKind::Table && block.span.contains(field.origin)
    });
    let typed = if is_in_table {
        wording::cell
    } else {
        wording::inner
    };
    let status = supersession.in_text(typed);
    match &field.value {
        Cell::Filled(value) => {
            let text = source.slice(value.origin);
            let marks = text.len() - text.trim_start_matches(['*', '_', ' ']).len();
            Edit {
                span: Span::at(value.origin.start() + marks),
                text: format!("{status}; was "),
            }
        }
        Cell::Absent | Cell::Empty(_) => {
            let label = source.slice(field.origin).trim_end().len();
            Edit {
                span: Span::at(field.origin.start() + label),
                text: format!(" {status}"),
            }
        }
    }
}

/// `status: draft` gets a quoted value, as YAML and TOML both read it.
fn in_front_matter(
    reader: Reader<'_>,
    field: &Field,
    supersession: &Supersession,
) -> Result<Draft, Unwritable> {
    let line = reader.tree.source().slice(field.origin);
    let sign = line.find([':', '=']).ok_or(Unwritable::NotSafe)?;
    let mut status = supersession.status(wording::spelled_out, &supersession.by);
    if let Some(before) = field.value.text() {
        status.push_str("; was ");
        status.push_str(before);
    }
    let quoted = status.replace('\\', "\\\\").replace('"', "\\\"");
    let edit = Edit {
        span: Span::new(field.origin.start() + sign + 1, field.origin.end()),
        text: format!(" \"{quoted}\""),
    };
    Draft::of(vec![edit], Vec::new()).ok_or(Unwritable::NotSafe)
}
