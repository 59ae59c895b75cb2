//! The edits that put an answer into its place, proved on the edited document.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_model::{Phase, Plan, Sourced};
use stopgate_source::{Edit, EditSet, Source, Span};

use super::form::{Form, Slot};
use super::given::{self, Content, Unfit};
use super::ground::Ground;
use super::target::Target;
use super::{entry, proof};
use crate::intent::{
    Added, EditIntent, Unwritable, edits, end_of_own, line_ending, next_line, paragraphs, table_row,
};
use crate::lower::lower;

/// What putting an answer into a plan comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The edits of the document.
    pub edits: EditSet,
    /// The commands that the answer adds to those that would run.
    pub commands: Vec<String>,
}

/// Edits, and the blocks that they add to the document.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) edits: EditSet,
    pub(super) added: Vec<Added>,
}

impl Draft {
    pub(super) fn one(edit: Edit, added: Vec<Added>) -> Self {
        Self {
            edits: EditSet::one(edit),
            added,
        }
    }
}

impl Ground<'_> {
    /// The edits that put an answer into a place of this document.
    ///
    /// # Errors
    /// When the answer cannot stand there, or the document would be read otherwise afterwards.
    pub fn fill(&self, slot: &Slot, content: &Content) -> Result<Filled, Unfit> {
        let draft = self.drafted(slot, content)?;
        self.proved(&draft)
    }

    /// The edits that add a question to those that are open.
    ///
    /// # Errors
    /// As [`Ground::fill`].
    pub fn open_question(&self, entry: &str) -> Result<Filled, Unfit> {
        let draft = entry::added(self, entry)?;
        self.proved(&draft)
    }

    /// The edits that say what became of an open question.
    ///
    /// # Errors
    /// As [`Ground::fill`].
    pub fn settle_question(
        &self,
        origin: Span,
        became: &str,
        is_over: bool,
    ) -> Result<Filled, Unfit> {
        let draft = entry::settled(self, origin, (became, is_over))?;
        self.proved(&draft)
    }

    pub(super) fn drafted(&self, slot: &Slot, content: &Content) -> Result<Draft, Unfit> {
        match (&slot.target, content) {
            (Target::Rows { table, .. }, Content::Rows(rows)) => self.rows(slot, *table, rows),
            (_, Content::Rows(_)) => Err(Unfit::NoTable),
            (Target::Section { at, comment }, Content::Text(text)) => {
                self.section_text(*at, *comment, text)
            }
            (Target::Rows { section, .. }, Content::Text(text)) => {
                self.section_text(*section, None, text)
            }
            (
                Target::NewSection {
                    title,
                    level,
                    before,
                },
                Content::Text(text),
            ) => self.new_section_text((title, *level, *before), text),
            (Target::Cell(cell), Content::Text(text)) => self.cell_text(*cell, text),
            (Target::Behind { at, label }, Content::Text(text)) => {
                let text = given::line(text)?;
                let label = label.as_ref().map(|label| format!("{label}: "));
                let sentence = match label {
                    Some(_) if !self.ends_sentence(*at) => ".",
                    _ => "",
                };
                Ok(Draft::one(
                    Edit {
                        span: Span::at(*at),
                        text: format!("{sentence} {}{text}", label.unwrap_or_default()),
                    },
                    Vec::new(),
                ))
            }
            (Target::Value(span), Content::Text(text)) => self.other_value(*span, text),
            (Target::NewLine { at, label }, Content::Text(text)) => self.new_line(*at, label, text),
            (Target::Tick(item), Content::Text(text)) => self.tick(*item, text),
            (Target::Entry(at), Content::Text(text)) => {
                let block = self.tree.blocks().iter().find(|block| {
                    block.span.start() == *at
                        && matches!(
                            block.kind,
                            BlockKind::Item(_) | BlockKind::Row(_) | BlockKind::Paragraph
                        )
                });
                let span = block.map_or(Span::at(*at), |block| block.span);
                entry::settled(self, span, (text, true))
            }
        }
    }

    /// A box is ticked by nothing but a yes.
    fn tick(&self, item: Span, text: &str) -> Result<Draft, Unfit> {
        let text = text.trim().trim_end_matches(['.', '!']);
        if !text.eq_ignore_ascii_case("yes") {
            return Err(Unfit::NoYes);
        }
        let intent = EditIntent::SetBox(Sourced::new(true, item));
        Ok(Draft {
            edits: edits(self.tree, self.format, &intent)?,
            added: Vec::new(),
        })
    }

    fn ends_sentence(&self, at: usize) -> bool {
        let before = self.tree.source().text().get(..at).unwrap_or_default();
        before.trim_end().ends_with(['.', '?', '!', ':', ';', ','])
    }

    fn section_text(&self, at: usize, comment: Option<Span>, text: &str) -> Result<Draft, Unfit> {
        let fit = given::text(text)?;
        if let Some(comment) = comment {
            let ending = line_ending(self.tree, comment.start());
            let edit = Edit {
                span: comment,
                text: fit.lines.join(ending),
            };
            return Ok(Draft::one(edit, fit.added));
        }
        let end = end_of_own(self.tree, &self.outline, at);
        let end = self.before_gate(end);
        Ok(Draft::one(
            paragraphs(self.tree, end, &fit.lines),
            fit.added,
        ))
    }

    /// The gate line ends a plan, in whatever section it stands.
    fn before_gate(&self, end: usize) -> usize {
        let gate = self.plan.gate.as_ref().map(|gate| gate.origin);
        let source = self.tree.source();
        match gate.filter(|gate| {
            gate.start() < end
                && source
                    .text()
                    .get(gate.end()..end)
                    .is_some_and(|rest| rest.trim().is_empty())
        }) {
            Some(gate) => source.lines().span(source.line(gate.start())).start(),
            None => end,
        }
    }

    fn new_section_text(
        &self,
        (title, level, before): (&str, u8, usize),
        text: &str,
    ) -> Result<Draft, Unfit> {
        let fit = given::text(text)?;
        let heading = format!("{} {title}", "#".repeat(usize::from(level)));
        let lines: Vec<String> = [heading, String::new()]
            .into_iter()
            .chain(fit.lines)
            .collect();
        let added = [Added::Heading].into_iter().chain(fit.added).collect();
        Ok(Draft::one(paragraphs(self.tree, before, &lines), added))
    }

    fn rows(&self, slot: &Slot, table: BlockId, rows: &[Vec<String>]) -> Result<Draft, Unfit> {
        let Form::Rows(columns) = &slot.form else {
            return Err(Unfit::NoTable);
        };
        let number = self.numbering(slot, self.tree.block(table).children.len());
        let numbered = columns.iter().position(|column| column.numbers);
        let whole = |(index, row): (usize, &Vec<String>)| {
            let cells = row.iter().map(|cell| given::cell(cell));
            let mut cells = cells.collect::<Result<Vec<_>, _>>()?;
            if let Some(numbered) = numbered.filter(|_| cells.len() < columns.len()) {
                cells.insert(numbered.min(cells.len()), number(index));
            }
            if cells.len() > columns.len() {
                let titles: Vec<&str> =
                    columns.iter().map(|column| column.title.as_str()).collect();
                return Err(Unfit::TooManyCells {
                    row: index + 1,
                    cells: cells.len(),
                    columns: columns.len(),
                    titles: titles.join(" | "),
                });
            }
            cells.resize(columns.len(), String::new());
            Ok(cells)
        };
        let rows = rows.iter().enumerate().map(whole);
        let rows = rows.collect::<Result<Vec<_>, Unfit>>()?;
        if rows.is_empty() {
            return Err(Unfit::Empty);
        }
        let (edit, added) = table_row::added(self.reader(), table, &rows);
        Ok(Draft::one(edit, added))
    }

    /// The numbers of new rows of a table with so many lines, its header included: they go on; where the plan has
    /// several phases, no two of its tasks may have the same one.
    fn numbering(&self, slot: &Slot, lines: usize) -> impl Fn(usize) -> String {
        let phases = &self.plan.phases;
        let is_it = |phase: &&Phase| Some(phase.title.origin) == self.heading_of(slot);
        let phase = phases.iter().find(is_it).filter(|_| phases.len() > 1);
        let prefix = phase.and_then(|phase| phase.label.clone());
        move |index| {
            let number = lines.max(1) + index;
            match &prefix {
                Some(prefix) => format!("{prefix}.{number}"),
                None => number.to_string(),
            }
        }
    }

    /// The heading of the section that holds the table of a place.
    fn heading_of(&self, slot: &Slot) -> Option<Span> {
        match slot.target {
            Target::Rows { section, .. } => Some(self.outline.sections[section].heading),
            _ => None,
        }
    }

    fn cell_text(&self, cell: BlockId, text: &str) -> Result<Draft, Unfit> {
        let text = given::cell(text)?;
        if text.is_empty() {
            return Err(Unfit::Empty);
        }
        let row = self.tree.block(cell).parent.ok_or(Unwritable::NoCell)?;
        let mut cells = self.tree.block(row).children.iter();
        let at = cells.position(|id| *id == cell).ok_or(Unwritable::NoCell)?;
        let edit = table_row::set(self.reader(), row, at, &text).ok_or(Unwritable::NoCell)?;
        Ok(Draft::one(edit, Vec::new()))
    }

    /// Another value in place of one that stands there, on its line or in its cell.
    fn other_value(&self, span: Span, text: &str) -> Result<Draft, Unfit> {
        let around = self.tree.blocks().iter();
        let cell = around
            .filter(|block| block.kind == BlockKind::Cell)
            .find(|block| block.span.contains(span));
        match cell {
            Some(_) => {
                let text = given::cell(text)?;
                Ok(Draft::one(Edit { span, text }, Vec::new()))
            }
            None => {
                let text = given::line(text)?;
                Ok(Draft::one(Edit { span, text }, Vec::new()))
            }
        }
    }

    fn new_line(&self, at: usize, label: &str, text: &str) -> Result<Draft, Unfit> {
        let line = format!("**{label}:** {}", given::line(text)?);
        let after = next_line(self.tree, at.saturating_sub(1));
        Ok(Draft::one(
            paragraphs(self.tree, after, &[line]),
            vec![Added::Paragraph],
        ))
    }

    /// The edits, where the edited document holds what was given and otherwise what it held.
    fn proved(&self, draft: &Draft) -> Result<Filled, Unfit> {
        let bytes = draft.edits.apply(self.tree.source().bytes());
        let after = Tree::read(Source::new(bytes));
        if !proof::is_unharmed((self.tree, &after), (&draft.edits, &draft.added)) {
            return Err(Unwritable::NotSafe.into());
        }
        let plan = lower(&after, self.format, self.plan.format.confidence);
        proof::says_the_rest(self.plan, &plan)?;
        Ok(Filled {
            edits: draft.edits.clone(),
            commands: new_commands(self.plan, &plan),
        })
    }
}

/// The commands of a plan that another one does not have; one that stands there twice counts twice.
pub(super) fn new_commands(before: &Plan, after: &Plan) -> Vec<String> {
    let mut old: Vec<&str> = before
        .commands
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    let mut new = Vec::new();
    for command in &after.commands {
        match old.iter().position(|one| *one == command.text) {
            Some(at) => {
                old.swap_remove(at);
            }
            None => new.push(command.text.clone()),
        }
    }
    new
}
