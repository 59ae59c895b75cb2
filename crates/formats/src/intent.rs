//! What somebody wants changed in a plan, and the edits that change just that.

use stopgate_markdown::{BlockKind, Tree};
use stopgate_model::{GateWord, Plan, Sourced};
use stopgate_source::{Edit, EditSet, Source, Span};

use crate::lower::Reader;
use crate::{Format, gate_line};

/// A change that a format knows how to write.
#[derive(Clone, Debug, PartialEq)]
pub enum EditIntent {
    /// Declare the verdict on the gate line; none for PASS, the reason for FAIL.
    SetGate(Option<String>),
    /// Tick or untick the check-box of an item, given by a byte of it.
    SetBox(Sourced<bool>),
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
}

/// The edits that carry out an intent; they touch no byte that the intent is not about.
///
/// # Errors
/// When the document has no place for it.
pub fn edits(
    tree: &Tree,
    format: &Format,
    plan: &Plan,
    intent: &EditIntent,
) -> Result<EditSet, Unwritable> {
    match intent {
        EditIntent::SetGate(_) if !format.gate_line => Err(Unwritable::NoGateLine),
        EditIntent::SetGate(reason) => {
            let wanted = set_gate(tree, plan, reason.as_deref())?;
            stands(tree, format, &wanted)
                .then_some(wanted)
                .ok_or(Unwritable::NoPlace)
        }
        EditIntent::SetBox(wanted) => set_box(tree, wanted).ok_or(Unwritable::NoCheckbox),
    }
}

fn set_gate(tree: &Tree, plan: &Plan, reason: Option<&str>) -> Result<EditSet, Unwritable> {
    let line = match reason {
        None => "Gate: PASS".to_owned(),
        Some(reason) => format!("Gate: FAIL — {}", on_one_line(reason)),
    };
    let text = tree.source().text();
    let edit = match &plan.gate {
        Some(gate) if tree.source().slice(gate.origin) == line => return Ok(EditSet::default()),
        Some(gate)
            if gate.word == GateWord::Other
                || (gate.word == GateWord::Pass && gate.reason.is_some()) =>
        {
            return Err(Unwritable::UnclearGateLine);
        }
        Some(gate) => Edit {
            span: gate.origin,
            text: line,
        },
        None => {
            let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let gap = if text.is_empty() || text.ends_with('\n') {
                ""
            } else {
                ending
            };
            Edit {
                span: Span::at(text.len()),
                text: format!("{gap}{ending}{line}{ending}"),
            }
        }
    };
    Ok(EditSet::one(edit))
}

/// True when the edited document is read with the gate line that the edits write.
fn stands(tree: &Tree, format: &Format, wanted: &EditSet) -> bool {
    let Some(edit) = wanted.edits().first() else {
        return true;
    };
    let after = Tree::read(Source::new(wanted.apply(tree.source().bytes())));
    let read = gate_line::read(Reader {
        tree: &after,
        format,
    });
    read.is_some_and(|gate| {
        gate.well_formed && after.source().slice(gate.origin) == edit.text.trim()
    })
}

fn set_box(tree: &Tree, wanted: &Sourced<bool>) -> Option<EditSet> {
    let holds = |block: &&stopgate_markdown::Block| block.span.holds(wanted.origin.start());
    let mut checkbox = tree
        .blocks()
        .iter()
        .filter(holds)
        .filter_map(|block| match block.kind {
            BlockKind::Item(checkbox) => checkbox,
            _ => None,
        });
    let checkbox = checkbox.next_back()?;
    if checkbox.is_ticked() == wanted.value {
        return Some(EditSet::default());
    }
    let mark = if wanted.value { "[x]" } else { "[ ]" };
    Some(EditSet::one(Edit {
        span: checkbox.span,
        text: mark.to_owned(),
    }))
}

/// A reason must not end the line it stands on.
fn on_one_line(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}
