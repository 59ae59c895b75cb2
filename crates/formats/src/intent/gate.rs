//! Writing the gate line.

use stopgate_model::{GateLine, GateWord};
use stopgate_source::{Edit, EditSet, Span};

use super::{Unwritable, place};
use crate::gate_line;
use crate::lower::Reader;

/// The edits that declare the verdict: none for PASS, the reason for FAIL.
pub(crate) fn edits(reader: Reader<'_>, reason: Option<&str>) -> Result<EditSet, Unwritable> {
    if !reader.format.gate_line {
        return Err(Unwritable::NoGateLine);
    }
    let line = match reason {
        None => "Gate: PASS".to_owned(),
        Some(reason) => format!("Gate: FAIL — {}", on_one_line(reason)),
    };
    let source = reader.tree.source();
    let edit = match gate_line::read(reader) {
        Some(gate) if source.slice(gate.origin) == line => return Ok(EditSet::default()),
        Some(gate) if is_unclear(&gate) => return Err(Unwritable::UnclearGateLine),
        Some(gate) => Edit {
            span: gate.origin,
            text: line,
        },
        None => {
            let text = source.text();
            let ending = place::line_ending(reader.tree, text.len());
            let gap = if place::ends_line(text) { "" } else { ending };
            Edit {
                span: Span::at(text.len()),
                text: format!("{gap}{ending}{line}{ending}"),
            }
        }
    };
    Ok(EditSet::one(edit))
}

/// True when the edited document is read with the gate line that the edits write.
pub(crate) fn stands(after: Reader<'_>, edits: &EditSet) -> bool {
    let Some(edit) = edits.edits().first() else {
        return true;
    };
    gate_line::read(after).is_some_and(|gate| {
        gate.well_formed && after.tree.source().slice(gate.origin) == edit.text.trim()
    })
}

fn is_unclear(gate: &GateLine) -> bool {
    gate.word == GateWord::Other || (gate.word == GateWord::Pass && gate.reason.is_some())
}

/// A reason must not end the line it stands on.
fn on_one_line(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}
