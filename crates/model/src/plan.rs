//! The plan as a whole.

use stopgate_source::{Grams, Span};

use crate::{
    ActionItem, Check, ChecklistItem, Command, Component, Correction, Decision, Discovery, Gap,
    Link, Listing, Mark, Missing, Phase, ProgressEntry, Question, Requirement, Risk, Section,
    SolutionOption, Sourced, Spec, StackEntry, Task, TimelineEntry, Total, TraceRow,
};

/// Which format a plan was read by.
#[derive(Clone, Debug, PartialEq)]
pub struct FormatIdentity {
    /// The id of the format file (`platform`).
    pub id: String,
    /// How sure recognition is, 0 to 1; 1 where a person named the format.
    pub confidence: f32,
}

/// A plan, read. Every list is in document order; spans are bytes of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The format it was read by.
    pub format: FormatIdentity,
    /// The title.
    pub title: Option<Sourced<String>>,
    /// Where things are reported that the document lacks as a whole.
    pub anchor: Span,
    /// Header lines (`**Date:** 2026-03-04`) and front matter.
    pub header: Vec<Field>,
    /// The status, where it says that another plan has taken the place of this one: `Superseded 2026-01-31 by …`.
    pub superseded: Option<Sourced<String>>,
    /// The sections that the format knows, and the ones it does not.
    pub sections: Vec<Section>,
    /// Required sections that are not there.
    pub missing: Vec<Missing>,
    /// Every piece of text that a reader sees, outside code blocks.
    pub texts: Vec<Text>,
    /// The runs of letters that occur in the document, its texts and its commands: an expression that needs
    /// others matches in none of them.
    pub grams: Grams,
    /// Code blocks and images.
    pub figures: Vec<Figure>,
    /// Key-value lines inside sections (target environment, error handling …).
    pub fields: Vec<Field>,
    /// Phases or milestones.
    pub phases: Vec<Phase>,
    /// Tasks outside of any phase.
    pub loose_tasks: Vec<Task>,
    /// Rows of the validation table and items of the validation list.
    pub checks: Vec<Check>,
    /// The lines of code blocks in living sections: what steps left behind.
    pub outputs: Vec<Sourced<String>>,
    /// Everything that looks like a command in a place where plans have commands.
    pub commands: Vec<Command>,
    /// Commands that are known to mend checks that fail.
    pub corrections: Vec<Correction>,
    /// What comment lines of shell blocks say: `# If the deployment fails`.
    pub remarks: Vec<Sourced<String>>,
    /// Links and images, hidden ones left out.
    pub links: Vec<Link>,
    /// What a link can name behind a `#`: headings as code hosts write them, and elements with an id.
    pub anchors: Vec<String>,
    /// Blocks of code, the run record left out.
    pub listings: Vec<Listing>,
    /// Entries of the progress section.
    pub progress: Vec<ProgressEntry>,
    /// Entries of the surprises section.
    pub discoveries: Vec<Discovery>,
    /// Entries of the decision log, decision table or key decisions.
    pub decisions: Vec<Decision>,
    /// Architecture options.
    pub options: Vec<SolutionOption>,
    /// Rows of the risk register.
    pub risks: Vec<Risk>,
    /// Rows of the spec gap table.
    pub gaps: Vec<Gap>,
    /// Open questions, whatever their state.
    pub questions: Vec<Question>,
    /// Functional and non-functional requirements.
    pub requirements: Vec<Requirement>,
    /// Success criteria and goals.
    pub criteria: Vec<Sourced<String>>,
    /// Components of the architecture.
    pub components: Vec<Component>,
    /// Action items.
    pub actions: Vec<ActionItem>,
    /// Session or readiness checklist.
    pub checklist: Vec<ChecklistItem>,
    /// Rows that lead from a spec item to a plan part and a check.
    pub trace: Vec<TraceRow>,
    /// User stories that stand in code blocks; those in lists are texts only.
    pub stories: Vec<Sourced<String>>,
    /// Lines of the timeline.
    pub timeline: Vec<TimelineEntry>,
    /// Entries of the technical stack.
    pub stack: Vec<StackEntry>,
    /// Stated totals of effort or duration.
    pub totals: Vec<Total>,
    /// The gate line.
    pub gate: Option<GateLine>,
    /// The spec that the plan translates, where the repository has it.
    pub spec: Option<Spec>,
}

impl Plan {
    /// The section in a role of the format (`rollback`), where the plan has it.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.id.as_deref() == Some(id))
    }

    /// The points of the checklist that nobody has ticked.
    pub fn open_points(&self) -> impl Iterator<Item = &ChecklistItem> {
        let is_open = |item: &&ChecklistItem| item.mark.is_some_and(Mark::is_open);
        self.checklist.iter().filter(is_open)
    }

    /// The innermost section around a place.
    pub fn section_at(&self, span: Span) -> Option<&Section> {
        let started = |section: &Section| section.span.start() <= span.start();
        let mut at = self.sections.partition_point(started).checked_sub(1)?;
        loop {
            let section = self.sections.get(at)?;
            if section.span.holds(span.start()) {
                return Some(section);
            }
            at = section.parent?;
        }
    }

    /// The requirement that asks for what stands at a place: of its section, else of its header field.
    pub fn requirement_at(&self, span: Span) -> Option<&str> {
        let section = self
            .section_at(span)
            .and_then(|section| section.requirement.as_deref());
        let field = || {
            let around =
                |field: &&Field| field.origin.overlaps(span) || field.origin.holds(span.start());
            self.header
                .iter()
                .find(around)
                .and_then(|field| field.requirement.as_deref())
        };
        section.or_else(field)
    }

    /// A header field by its id (`date`).
    pub fn header(&self, id: &str) -> Option<&Field> {
        self.header.iter().find(|field| field.id == id)
    }

    /// A field of any section by its id (`environment`).
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// All tasks: those of the phases in order, then the others.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.phases
            .iter()
            .flat_map(|phase| &phase.tasks)
            .chain(&self.loose_tasks)
    }

    /// The texts inside a range.
    pub fn texts_in(&self, span: Span) -> impl Iterator<Item = &Text> {
        let before = |text: &Text| text.origin.start() < span.start();
        let first = self.texts.partition_point(before);
        self.texts[first..]
            .iter()
            .take_while(move |text| text.origin.start() <= span.end())
            .filter(move |text| span.contains(text.origin))
    }
}

/// A labelled line: `**Date:** 2026-03-04`, `| Environment(s) | staging |`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The id that the format gives it; the label in lower case where it gives none.
    pub id: String,
    /// The label as it stands there.
    pub label: String,
    /// What stands behind the label.
    pub value: crate::Cell,
    /// Label and value.
    pub origin: Span,
    /// The requirement that asks for it.
    pub requirement: Option<String>,
}

/// A piece of text that a reader sees: a heading, paragraph, item or cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Rendered text; inline code keeps its back-ticks, line endings are `\n`.
    pub value: String,
    /// The same text with blanks in place of inline code, byte for byte as long.
    pub plain: String,
    /// The bytes it stands for.
    pub origin: Span,
    /// What kind of place it is.
    pub place: TextPlace,
    /// True where a reader of the page sees it without opening anything.
    pub visible: bool,
    /// Index of the innermost section in [`Plan::sections`].
    pub section: Option<usize>,
    /// True when all of it is emphasised.
    pub emphasised: bool,
    /// Where the lines of the text stand, one span a line.
    pub lines: Vec<Span>,
    /// Offsets of the line endings in the value.
    pub breaks: Vec<usize>,
}

impl Text {
    /// The bytes of the line in which byte `at` of the value stands.
    pub fn line_of(&self, at: usize) -> Span {
        let line = self.breaks.partition_point(|&line_end| line_end < at);
        self.lines.get(line).copied().unwrap_or(self.origin)
    }
}

/// A code block or an image: what a plan shows besides its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The language that the fence names, in lower case; none for an image, or where it names none.
    pub language: Option<String>,
    /// How many lines of it are not blank; 0 for an image.
    pub lines: usize,
    /// The bytes it stands for.
    pub origin: Span,
}

/// Where a [`Text`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// A heading.
    Heading,
    /// A paragraph of running text.
    Paragraph,
    /// A list item.
    Item,
    /// A table cell; true in the header row.
    Cell(bool),
    /// Inside a block quote.
    Quote,
}

/// The gate line, `Gate: PASS` or `Gate: FAIL — reason`.
#[derive(Clone, Debug, PartialEq)]
pub struct GateLine {
    /// What it declares.
    pub word: GateWord,
    /// The reason behind FAIL.
    pub reason: Option<String>,
    /// True when it is written as the format says, to the letter.
    pub well_formed: bool,
    /// The whole line without its ending.
    pub origin: Span,
    /// The text around it as a reader of the page sees it; none where no text holds it.
    pub shown: Option<String>,
}

/// What a gate line declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateWord {
    /// Ready.
    Pass,
    /// Not ready.
    Fail,
    /// Something else.
    Other,
}
