//! What somebody wants changed in a plan, and the edits that change just that.
//!
//! What a run writes is proved by reading it back: nothing else in the document may read otherwise.

mod gate;

mod checkbox;

mod phase_record;

mod excerpt;

mod shown;

mod evidence;

mod progress;

mod phase_name;

mod outcome;

mod wording;

mod home;

pub(crate) mod list_style;

pub(crate) mod table_row;

mod note;

mod note_row;

mod note_item;

mod tick;

mod question;

pub(crate) mod remark;

mod assign;

mod supersede;

mod items;

mod proof;

mod place;

mod unharmed;

mod pieces;

use stopgate_markdown::{Reading, Tree};
use stopgate_model::Sourced;
use stopgate_source::{Edit, EditSet, Source, Span};

use crate::Format;
use crate::lower::{Reader, read_outline};
pub use assign::Assignment;
pub use checkbox::StepBox;
pub use items::{ItemKind, NamedItem, NotOne, named, named_items};
pub use note::{Note, NoteKind};
pub use outcome::OutcomeNote;
pub use phase_record::{PhaseRecord, StepRecord};
use pieces::Pieces;
pub(crate) use place::{end_of_own, line_ending, next_line, paragraphs};
pub use progress::ProgressNote;
pub use question::Settlement;
pub use supersede::{Supersession, names_successor};
pub use tick::Tick;
pub(crate) use unharmed::{Added, only_adds};

/// A change that a format knows how to write.
#[derive(Clone, Debug, PartialEq)]
pub enum EditIntent {
    /// Declare the verdict on the gate line; none for PASS, the reason for FAIL.
    SetGate(Option<String>),
    /// Tick or untick the check-box of an item, given by a byte of it.
    SetBox(Sourced<bool>),
    /// Tick or untick the check-box of a step that a person confirms, given by what it says.
    SetStepBox(StepBox),
    /// Keep the evidence of a phase (R7).
    RecordPhase(PhaseRecord),
    /// Keep the progress section current (E2). Formats without one have nothing to write.
    Progress(ProgressNote),
    /// Say what came of a run (E1). Formats without outcomes have nothing to write.
    Outcome(OutcomeNote),
    /// Add an entry of a person (E1-E3, P5, T5).
    Note(Note),
    /// Tick or untick a box for a person; an entry of the progress section gets its time (E2).
    Tick(Tick),
    /// Answer or put off a question, given by a byte of it (P10).
    Settle(Sourced<Settlement>),
    /// Say who does something, given by a byte of its row or item (T5).
    Assign(Sourced<Assignment>),
    /// Say that another plan takes the place of this one.
    Supersede(Supersession),
}

/// A change that this document has no place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// The format has no gate line.
    #[error("plans of this format have no gate line")]
    NoGateLine,
    /// A line begins like a gate line and says more than a verdict.
    #[error("a line begins with `Gate:` and says more than a verdict; mend it by hand first")]
    UnclearGateLine,
    /// The line would not be read as the gate line where it would stand.
    #[error(
        "the end of the document is inside a comment, a fence or a list; no gate line can stand there"
    )]
    NoPlace,
    /// No check-box stands at the place.
    #[error("no check-box stands there")]
    NoCheckbox,
    /// The text is that of several check-boxes.
    #[error("several check-boxes say the same; tick the right one by hand")]
    SeveralCheckboxes,
    /// No format claims the document.
    #[error("no format claims this document, so nothing says where a run may write in it")]
    UnknownFormat,
    /// The plan lacks the section.
    #[error("the plan lacks the section that this belongs to")]
    NoSection,
    /// One fence stands around the document.
    #[error("one code fence stands around the whole document; take it away first")]
    OuterFence,
    /// The format keeps no entries of this kind.
    #[error(
        "plans of this format have no section for that; `stopgate explain FORMAT` lists what they have"
    )]
    NoHome,
    /// The table has no column for a part of the entry, or the format no key.
    #[error(
        "there is no column and no key for one of the things that were given; leave it out, or add the column first"
    )]
    NoColumn,
    /// Nothing was typed that could be read.
    #[error("it says nothing; write at least one word")]
    SaysNothing,
    /// More was typed than an entry holds.
    #[error(
        "an entry has at most 4,000 characters; put the rest into a file of the repository, and name it"
    )]
    TooLong,
    /// The entry has parts that are open.
    #[error("a part of it is still open; tick its parts first")]
    OpenPart,
    /// The box is that of a question.
    #[error("a question is closed by its answer: `stopgate answer`, or `stopgate defer`")]
    NeedsAnswer,
    /// No question stands at the place.
    #[error("no question stands there")]
    NoQuestion,
    /// Nothing that can have an owner stands at the place.
    #[error(
        "there is no place for an owner: no column of the table, and no key of the format, says who does it"
    )]
    NoOwner,
    /// The item names its owner in words.
    #[error("it names an owner already; change that by hand")]
    HasOwner,
    /// Whoever is named is not read as a name.
    #[error("nobody would be read as named; write a name with a capital letter, or @name")]
    NobodyNamed,
    /// What was typed would be read as something else.
    #[error(
        "what was typed would be read as something else than meant, for instance as an answer or as the key of another part; say it in other words"
    )]
    ReadOtherwise,
    /// With it the document would be recognised as a plan of another format, or of none.
    #[error(
        "with this in it the plan would be recognised as another format; add the section for it by hand, and look at \
         what `stopgate check` says then"
    )]
    OtherFormat,
    /// The status is written in a way that cannot be edited, or would not be read back.
    #[error(
        "its status cannot be written so that it is read back as it is meant; leave `|`, `•` and `·` out of what you \
         typed, or write `Superseded DAY by PLAN` there by hand, which counts the same"
    )]
    StatusByHand,
    /// What would be written would not be read as what it is, or the rest no longer as what it was.
    #[error(
        "the place for this is inside an open comment, fence or HTML element, so that the document would \
         be read otherwise afterwards; close what is open first"
    )]
    NotSafe,
    /// The row has no cell for it.
    #[error("the row has no cell for this; add the column or the bar by hand first")]
    NoCell,
    /// No open question stands there.
    #[error("no open question stands there any more; look at the plan")]
    NoEntry,
    /// What would be written says something about another part of the plan too.
    #[error(
        "the answer would also be read as another line of the plan (a label with a colon, a gate line); \
         say it in other words"
    )]
    SaysMore,
}

/// What came of several intents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The edits of all intents that could be carried out, of the document as it was given.
    pub edits: EditSet,
    /// The others: index and reason.
    pub refused: Vec<(usize, Unwritable)>,
}

/// The edits that carry out an intent; they touch no byte that the intent is not about, and there are
/// none where the document says so already.
///
/// # Errors
/// When the document has no place for it.
pub fn edits(tree: &Tree, format: &Format, intent: &EditIntent) -> Result<EditSet, Unwritable> {
    let (edits, _) = carried_out(Reader { tree, format }, intent)?;
    Ok(edits)
}

/// The edits that carry out several intents, each on the result of the ones before. Byte offsets in the
/// intents are those of the document as it is given.
pub fn all_edits(tree: &Tree, format: &Format, intents: &[EditIntent]) -> Written {
    let mut pieces = Pieces::whole(tree.source().bytes().len());
    let mut latest: Option<Tree> = None;
    let mut refused = Vec::new();
    for (index, intent) in intents.iter().enumerate() {
        let tree = latest.as_ref().unwrap_or(tree);
        let done =
            moved(intent, &pieces).and_then(|intent| carried_out(Reader { tree, format }, &intent));
        match done {
            Ok((edits, after)) => {
                pieces.apply(&edits);
                latest = after.or(latest);
            }
            Err(reason) => refused.push((index, reason)),
        }
    }
    Written {
        edits: pieces.edits(),
        refused,
    }
}

/// What an intent comes to: edits, and the blocks that they add to the document.
#[derive(Debug, Default)]
struct Draft {
    edits: EditSet,
    added: Vec<Added>,
}

impl Draft {
    fn of(edits: Vec<Edit>, added: Vec<Added>) -> Option<Self> {
        let edits = EditSet::new(edits).ok()?;
        Some(Self { edits, added })
    }
}

/// The edits of one intent, and the document after them where there are some.
fn carried_out(
    reader: Reader<'_>,
    intent: &EditIntent,
) -> Result<(EditSet, Option<Tree>), Unwritable> {
    let draft = draft(reader, intent)?;
    if draft.edits.is_empty() {
        return Ok((draft.edits, None));
    }
    let bytes = draft.edits.apply(reader.tree.source().bytes());
    let after = Tree::read(Source::new(bytes));
    if matches!(intent, EditIntent::SetGate(_)) {
        let read = Reader {
            tree: &after,
            ..reader
        };
        return if gate::stands(read, &draft.edits) {
            Ok((draft.edits, Some(after)))
        } else {
            Err(Unwritable::NoPlace)
        };
    }
    if !unharmed::only_adds(reader.tree, &after, &draft.edits, &draft.added) {
        return Err(Unwritable::NotSafe);
    }
    if intent.is_living() {
        let read = Reader {
            tree: &after,
            ..reader
        };
        proof::of(reader, read, intent)?;
    }
    Ok((draft.edits, Some(after)))
}

fn draft(reader: Reader<'_>, intent: &EditIntent) -> Result<Draft, Unwritable> {
    let unwrapped = matches!(reader.tree.reading(), Reading::Unwrapped(_));
    let plain = |edits| Draft {
        edits,
        added: Vec::new(),
    };
    match intent {
        EditIntent::SetGate(reason) => gate::edits(reader, reason.as_deref()).map(plain),
        EditIntent::SetBox(wanted) => checkbox::edits_at(reader.tree, wanted).map(plain),
        EditIntent::SetStepBox(wanted) => {
            checkbox::edits_for(reader, &read_outline(reader), wanted).map(plain)
        }
        _ if unwrapped => Err(Unwritable::OuterFence),
        EditIntent::RecordPhase(record) => {
            Ok(evidence::draft(reader, &read_outline(reader), record))
        }
        EditIntent::Progress(note) => progress::draft(reader, &read_outline(reader), note),
        EditIntent::Outcome(note) => outcome::draft(reader, &read_outline(reader), note),
        EditIntent::Note(note) => note::draft(reader, &read_outline(reader), note),
        EditIntent::Tick(tick) => tick::draft(reader, &read_outline(reader), tick),
        EditIntent::Settle(settled) => question::draft(reader, &read_outline(reader), settled),
        EditIntent::Assign(wanted) => assign::draft(reader, &read_outline(reader), wanted),
        EditIntent::Supersede(other) => supersede::draft(reader, &read_outline(reader), other),
    }
}

/// The intent with its byte offset where it has moved to.
fn moved(intent: &EditIntent, pieces: &Pieces) -> Result<EditIntent, Unwritable> {
    let now = |origin: Span| pieces.now(origin.start()).map(Span::at);
    match intent {
        EditIntent::SetBox(wanted) => {
            let at = now(wanted.origin).ok_or(Unwritable::NoCheckbox)?;
            Ok(EditIntent::SetBox(Sourced::new(wanted.value, at)))
        }
        EditIntent::Tick(tick) => {
            let at = now(tick.ticked.origin).ok_or(Unwritable::NoCheckbox)?;
            Ok(EditIntent::Tick(Tick {
                ticked: Sourced::new(tick.ticked.value, at),
                ..tick.clone()
            }))
        }
        EditIntent::Settle(settled) => {
            let at = now(settled.origin).ok_or(Unwritable::NoQuestion)?;
            Ok(EditIntent::Settle(Sourced::new(settled.value.clone(), at)))
        }
        EditIntent::Assign(wanted) => {
            let at = now(wanted.origin).ok_or(Unwritable::NoOwner)?;
            Ok(EditIntent::Assign(Sourced::new(wanted.value.clone(), at)))
        }
        _ => Ok(intent.clone()),
    }
}

impl EditIntent {
    /// True for what a person writes while work goes on; what a run writes is proved by its own marks.
    fn is_living(&self) -> bool {
        matches!(
            self,
            Self::Note(_) | Self::Tick(_) | Self::Settle(_) | Self::Assign(_) | Self::Supersede(_)
        )
    }
}
