//! A document as answers see it, and the place that each thing asked for has in it.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_model::{Cell, Phase, Plan, SectionKind};
use stopgate_source::{About, Span};

use super::form::{Form, Slot};
use super::place::{self, Named};
use super::target::Target;
use crate::Format;
use crate::file::{ColumnSpec, FieldSpec, SectionSpec};
use crate::lower::{Outline, Reader, read_outline};
use crate::prompt::Prompt;

/// The part of a phase that is its tasks.
const TASKS: &str = "tasks";

/// A document, read once, for all that is asked about it.
#[derive(Debug)]
pub struct Ground<'a> {
    pub(super) tree: &'a Tree,
    pub(super) format: &'a Format,
    pub(super) plan: &'a Plan,
    pub(super) outline: Outline,
}

impl<'a> Ground<'a> {
    /// A document with the format that claims it and the plan that it is.
    pub fn of(tree: &'a Tree, format: &'a Format, plan: &'a Plan) -> Self {
        let outline = read_outline(Reader { tree, format });
        Self {
            tree,
            format,
            plan,
            outline,
        }
    }

    /// The plan that the document is.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    pub(super) fn reader(&self) -> Reader<'a> {
        Reader {
            tree: self.tree,
            format: self.format,
        }
    }

    /// The place for the answer to what was found at `span`; `thing` names it where other things are asked
    /// about the same section. Every question has a place: where there is no better one, the open questions.
    pub fn slot(&self, span: Span, about: &About, thing: &str) -> Slot {
        let found = match about {
            About::Around => None,
            About::At(other) => Some(self.around(*other, thing)),
            About::Section(id) => self.section_slot(id),
            About::Header(id) => self.header_slot(id),
            About::Field(id) => self.field_slot(id),
            About::Phase { heading, part } => self.phase_slot(*heading, part),
            About::Cell { record, column } => self.cell_slot(*record, column),
            About::Rows => self
                .outline
                .at(span)
                .and_then(|at| self.rows_slot(at, thing)),
            About::Entry(entry) => Some(self.entry_slot(*entry)),
        };
        found.unwrap_or_else(|| self.around(span, thing))
    }

    /// The section around a place; above the first section the header field there.
    fn around(&self, span: Span, thing: &str) -> Slot {
        if let Some(at) = self.outline.at(span) {
            return self.text_slot(at, thing);
        }
        let mut fields = self.plan.header.iter();
        let field =
            fields.find(|field| field.origin.overlaps(span) || field.origin.holds(span.start()));
        field
            .and_then(|field| self.header_slot(&field.id))
            .unwrap_or_else(|| self.questions_slot(thing))
    }

    /// What is asked about a whole section: its table where that has no row yet, else its text.
    fn text_slot(&self, at: usize, thing: &str) -> Slot {
        let section = &self.outline.sections[at];
        if let Some(table) = self.unfilled_table(at) {
            return self.table_slot(at, table, None);
        }
        let name = self.name(at);
        let unsaid = self.says_nothing(at);
        Slot {
            key: match unsaid {
                true => name,
                false => format!("{name}.{thing}"),
            },
            section: section.title.clone(),
            form: Form::Text,
            fresh: unsaid,
            prompt: self.prompt(at).filter(|_| unsaid),
            order: self.order(at, section.span.start()),
            target: Target::Section {
                at,
                comment: self.guidance(at),
            },
        }
    }

    fn rows_slot(&self, at: usize, thing: &str) -> Option<Slot> {
        let blocks = self.own_blocks(at);
        let table = blocks.into_iter().find(|id| self.is_table(*id))?;
        let is_fresh = self.is_own_table(at, table) && !self.has_rows(table);
        let thing = (!is_fresh).then_some(thing);
        Some(self.table_slot(at, table, thing))
    }

    fn table_slot(&self, at: usize, table: BlockId, thing: Option<&str>) -> Slot {
        let section = &self.outline.sections[at];
        let name = match (&self.outline.phases[at], thing) {
            (Some(_), _) => format!("{}.{TASKS}", self.name(at)),
            (None, Some(thing)) => format!("{}.{thing}", self.name(at)),
            (None, None) => self.name(at),
        };
        let prompt = match &self.outline.phases[at] {
            Some(_) => self
                .format
                .phases
                .as_ref()
                .and_then(|phases| phases.prompt.clone()),
            None => self.prompt(at),
        };
        Slot {
            key: name,
            section: section.title.clone(),
            form: Form::Rows(place::columns(self.reader(), table, self.columns(at))),
            fresh: thing.is_none(),
            prompt: prompt.filter(|_| thing.is_none()),
            order: self.order(at, self.tree.block(table).span.start()),
            target: Target::Rows { table, section: at },
        }
    }

    /// The table of a section, to be given more rows.
    pub(super) fn table_of(&self, at: usize, table: BlockId) -> Slot {
        self.table_slot(at, table, None)
    }

    fn section_slot(&self, id: &str) -> Option<Slot> {
        let sections = &self.outline.sections;
        let is_it = |at: &usize| sections[*at].id.as_deref() == Some(id);
        if let Some(at) = (0..sections.len()).find(is_it) {
            return Some(self.text_slot(at, id));
        }
        let known = self.format.sections.iter().position(|spec| spec.id == id)?;
        Some(self.new_section(known))
    }

    /// A section that the document lacks: in front of the next one of the format that it has.
    fn new_section(&self, known: usize) -> Slot {
        let spec = &self.format.sections[known];
        let title = spec.titles.first().cloned().unwrap_or_default();
        Slot {
            key: spec.id.clone(),
            section: title.clone(),
            form: Form::Text,
            fresh: true,
            prompt: spec.prompt.clone(),
            order: (known, usize::MAX),
            target: Target::NewSection {
                title,
                level: spec.level,
                before: place::of_new_section(self, known),
            },
        }
    }

    fn header_slot(&self, id: &str) -> Option<Slot> {
        let in_sections = self.format.sections.iter().filter(|spec| spec.header);
        let mut specs = self
            .format
            .header
            .iter()
            .chain(in_sections.flat_map(|spec| &spec.fields));
        let spec = specs.find(|spec| spec.id == id);
        let field = self.plan.header(id);
        let title = spec
            .and_then(|spec| spec.titles.first().cloned())
            .or_else(|| field.map(|field| field.label.clone()))?;
        let (target, at) = match field {
            Some(field) => {
                let target = place::of_field(self, &field.value, field.origin)?;
                (target, field.origin.start())
            }
            None => {
                let at = place::of_header_line(self);
                (
                    Target::NewLine {
                        at,
                        label: title.clone(),
                    },
                    at,
                )
            }
        };
        let section = self.outline.at(Span::at(at));
        let around = section.map(|at| self.outline.sections[at].title.clone());
        Some(Slot {
            key: format!("header.{id}"),
            section: around.unwrap_or_else(|| title.clone()),
            form: Form::Line,
            fresh: field.is_none_or(|field| field.value.is_unfilled()),
            prompt: spec.and_then(|spec| spec.prompt.clone()),
            order: section.map_or((0, at), |section| self.order(section, at)),
            target,
        })
    }

    fn field_slot(&self, id: &str) -> Option<Slot> {
        let field = self.plan.field(id)?;
        let at = self.outline.at(field.origin)?;
        let mut specs = self.spec(at).into_iter().flat_map(|spec| &spec.fields);
        let spec: Option<&FieldSpec> = specs.find(|spec| spec.id == id);
        Some(Slot {
            key: format!("{}.{id}", self.name(at)),
            section: self.outline.sections[at].title.clone(),
            form: Form::Line,
            fresh: field.value.is_unfilled(),
            prompt: spec.and_then(|spec| spec.prompt.clone()),
            order: self.order(at, field.origin.start()),
            target: place::of_field(self, &field.value, field.origin)?,
        })
    }

    fn phase_slot(&self, heading: Span, part: &str) -> Option<Slot> {
        let at = (0..self.outline.sections.len()).find(|&at| {
            self.outline.phases[at].is_some() && self.outline.sections[at].heading == heading
        })?;
        if part == TASKS {
            return self
                .rows_slot(at, TASKS)
                .or_else(|| Some(self.tasks_in_words(at)));
        }
        let phase = self
            .plan
            .phases
            .iter()
            .find(|phase| phase.title.origin == heading)?;
        let specs = self.format.phases.iter().flat_map(|phases| &phases.fields);
        let spec = specs.into_iter().find(|spec| spec.id == part)?;
        let cell = value_of(phase, part)?;
        let section = &self.outline.sections[at];
        let target = match cell {
            Cell::Absent => Target::NewLine {
                at: section.heading.end(),
                label: spec.titles.first().cloned().unwrap_or_default(),
            },
            Cell::Empty(origin) => place::of_field(self, cell, *origin)?,
            Cell::Filled(value) => Target::Value(value.origin),
        };
        let offset = match cell {
            Cell::Empty(origin) => origin.start(),
            _ => section.heading.start(),
        };
        Some(Slot {
            key: format!("{}.{part}", self.name(at)),
            section: section.title.clone(),
            form: Form::Line,
            fresh: cell.is_unfilled(),
            prompt: spec.prompt.clone(),
            order: self.order(at, offset),
            target,
        })
    }

    fn tasks_in_words(&self, at: usize) -> Slot {
        let phases = self.format.phases.as_ref();
        Slot {
            key: format!("{}.{TASKS}", self.name(at)),
            fresh: true,
            prompt: phases.and_then(|phases| phases.prompt.clone()),
            ..self.text_slot(at, TASKS)
        }
    }

    fn cell_slot(&self, record: Span, column: &str) -> Option<Slot> {
        let at = self.outline.at(record)?;
        // An option has its lines below a heading of its own.
        let mut around = self.outline.chain(at).map(|at| self.columns(at));
        let columns = around.find(|columns| !columns.is_empty())?;
        let (target, named) = place::of_cell(self, record, (column, columns))?;
        let Named { row, title, empty } = named;
        let section = &self.outline.sections[at];
        let base = match self.outline.phases[at] {
            Some(_) => format!("{}.{TASKS}", self.name(at)),
            None => self.name(at),
        };
        let spec = columns.iter().find(|spec| spec.id == column);
        let (key, title) = match row {
            Some(row) => (
                format!("{base}.{row}.{column}"),
                format!("{} ({title})", section.title),
            ),
            None => (format!("{base}.{column}"), title),
        };
        Some(Slot {
            key,
            section: title,
            form: Form::Line,
            fresh: empty,
            prompt: spec.and_then(|spec| spec.offer).map(Prompt::that_offers),
            order: self.order(at, target.start(self.tree).unwrap_or(record.start())),
            target,
        })
    }

    fn entry_slot(&self, entry: Span) -> Slot {
        let at = self.outline.at(entry);
        let text = self.plan.questions.iter().find(|one| one.origin == entry);
        let asked = text.map_or("", |one| place::question_of(&one.text));
        Slot {
            key: format!("question.{}", crate::slug(asked)),
            section: at.map_or_else(String::new, |at| self.outline.sections[at].title.clone()),
            form: Form::Line,
            fresh: true,
            prompt: None,
            order: at.map_or((usize::MAX, entry.start()), |at| {
                self.order(at, entry.start())
            }),
            target: Target::Entry(entry.start()),
        }
    }

    /// The box of a point of the checklist, which comes behind everything else.
    pub fn point_slot(&self, item: Span) -> Option<Slot> {
        let at = self.outline.at(item)?;
        let mut points = self.plan.checklist.iter();
        let point = points.find(|point| point.origin == item)?;
        let name = point.point.clone();
        Some(Slot {
            key: format!(
                "{}.{}",
                self.name(at),
                name.unwrap_or_else(|| crate::slug(&point.text))
            ),
            section: self.outline.sections[at].title.clone(),
            form: Form::Line,
            fresh: true,
            prompt: None,
            order: (usize::MAX, item.start()),
            target: Target::Tick(item),
        })
    }

    /// The open questions: where an answer stands that has no place of its own.
    fn questions_slot(&self, thing: &str) -> Slot {
        let mut kinds = self.outline.with_kind(SectionKind::Questions);
        let mut slot = match kinds.next() {
            Some(at) => self.text_slot(at, thing),
            None => self.new_questions(),
        };
        slot.key = format!("plan.{thing}");
        slot.form = Form::Text;
        slot.prompt = None;
        slot
    }

    pub(super) fn new_questions(&self) -> Slot {
        let specs = &self.format.sections;
        let is_it = |spec: &SectionSpec| spec.kind == SectionKind::Questions;
        if let Some(known) = specs.iter().position(is_it) {
            return self.new_section(known);
        }
        let title = "Open Questions".to_owned();
        Slot {
            key: "questions".to_owned(),
            section: title.clone(),
            form: Form::Text,
            fresh: true,
            prompt: None,
            order: (specs.len(), usize::MAX),
            target: Target::NewSection {
                title,
                level: 2,
                before: place::of_new_section(self, specs.len()),
            },
        }
    }

    /// The name of a section: its role, its phase, or that of the section around it and its title.
    fn name(&self, at: usize) -> String {
        if let Some(id) = &self.outline.sections[at].id {
            return id.clone();
        }
        if let Some(label) = &self.outline.phases[at] {
            return format!("phase-{}", crate::slug(label));
        }
        let section = &self.outline.sections[at];
        let own = crate::slug(&section.title);
        match section.parent {
            Some(parent) => format!("{}.{own}", self.name(parent)),
            None => own,
        }
    }

    /// Its own place in the format, or that of the nearest section above that has one.
    fn order(&self, at: usize, offset: usize) -> (usize, usize) {
        let known = (0..=at).rev().find_map(|at| self.outline.specs[at]);
        (known.unwrap_or_default(), offset)
    }

    fn spec(&self, at: usize) -> Option<&'a SectionSpec> {
        self.reader().spec(&self.outline, at)
    }

    fn prompt(&self, at: usize) -> Option<Prompt> {
        self.spec(at).and_then(|spec| spec.prompt.clone())
    }

    fn columns(&self, at: usize) -> &'a [ColumnSpec] {
        let phases = self.format.phases.as_ref();
        match (self.outline.in_phase[at], phases) {
            (Some(_), Some(phases)) => &phases.columns,
            _ => self.spec(at).map_or(&[], |spec| &spec.columns),
        }
    }

    /// The blocks of a section in front of the first heading below it.
    pub(super) fn own_blocks(&self, at: usize) -> Vec<BlockId> {
        self.tree.section(self.outline.places[at]).blocks.clone()
    }

    pub(super) fn is_table(&self, id: BlockId) -> bool {
        self.tree.block(id).kind == BlockKind::Table
    }

    /// True for a table in which at least one row says something.
    fn has_rows(&self, table: BlockId) -> bool {
        let rows = self.tree.block(table).children.iter().skip(1);
        let mut cells = rows.flat_map(|row| &self.tree.block(*row).children);
        cells.any(|cell| !self.tree.prose(*cell).text().trim().is_empty())
    }

    /// True for a table that has columns which the format names for the section.
    fn is_own_table(&self, at: usize, table: BlockId) -> bool {
        let header = self.tree.block(table).children.first();
        let ids = header.map(|header| self.reader().column_ids(*header, self.columns(at)));
        ids.is_some_and(|ids| ids.iter().any(Option::is_some))
    }

    /// The table of a section that holds nothing but its header; a table of labelled lines is filled line
    /// by line.
    fn unfilled_table(&self, at: usize) -> Option<BlockId> {
        let blocks = self.own_blocks(at);
        let mut tables = blocks.into_iter().filter(|id| self.is_table(*id));
        tables.find(|table| self.is_own_table(at, *table) && !self.has_rows(*table))
    }

    /// True where nothing but comments and tables without rows stands in a section.
    fn says_nothing(&self, at: usize) -> bool {
        let blocks = self.own_blocks(at);
        let is_bare = |id: &BlockId| match self.tree.block(*id).kind {
            BlockKind::Html(true) => true,
            BlockKind::Table => !self.has_rows(*id),
            _ => false,
        };
        let has_none_below = self
            .tree
            .section(self.outline.places[at])
            .children
            .is_empty();
        self.outline.sections[at].empty || (has_none_below && blocks.iter().all(is_bare))
    }

    /// The comment of the template where nothing else is said in a section.
    fn guidance(&self, at: usize) -> Option<Span> {
        let blocks = self.own_blocks(at);
        let mut comments = blocks.into_iter().filter(|id| {
            let block = self.tree.block(*id);
            let text = self.tree.source().slice(block.span);
            block.kind == BlockKind::Html(true) && self.format.template.contains(text)
        });
        let (Some(only), None) = (comments.next(), comments.next()) else {
            return None;
        };
        let span = self.tree.block(only).span;
        Some(span).filter(|_| self.says_nothing(at))
    }
}

fn value_of<'p>(phase: &'p Phase, part: &str) -> Option<&'p Cell> {
    match part {
        "goal" => Some(&phase.goal),
        "stop_gate" => Some(&phase.stop_gate),
        _ => None,
    }
}
