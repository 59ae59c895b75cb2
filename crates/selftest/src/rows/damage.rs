//! FAULT-2: a journal that was damaged is not gone on with, and the first bad record is named; one whose last
//! record is half written is gone on with.

use super::Row;
use super::journal::Journal;
use crate::fact::{Fact, Wanted};
use crate::plan::{EFFECTS, TEXT};
use crate::scene::{Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-2",
    tries: "flip bits of the journal, zero, swap, repeat and drop its records, tear its end",
    unit: "journals",
    usual: 40,
    seconds: 4,
    carry,
};

/// Bytes that a disk may lose at once in a test of a small journal.
const SECTOR: usize = 48;

/// What the first phase leaves.
const FIRST_EFFECTS: &str = "a1\na2\ncheck-a\n";

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, TEXT)?;
    template.must(&template.run()?, 10, "the first phase runs")?;
    template.must(&template.go()?, 0, "somebody says go")?;
    let journal = Journal::of(&template)?;
    let following = following(&template, &journal)?;
    while tries.go_on() {
        let scene = template.fork()?;
        match tries.done % 6 {
            5 => torn(&scene, (&journal, &following), tries)?,
            kind => damaged(&scene, &journal, kind, tries)?,
        }
        tries.tried(1);
    }
    Ok(())
}

/// Damages the journal somewhere before its last record.
fn damaged(
    scene: &Scene<'_>,
    journal: &Journal,
    kind: usize,
    tries: &mut Tries,
) -> Result<(), Halt> {
    let (mut other, last) = (journal.clone(), journal.lines.len() - 1);
    let at = tries.below(last);
    let mut bytes = journal.bytes();
    let end = bytes.len() - journal.lines[last].len() - 1;
    let byte = tries.below(end.saturating_sub(SECTOR));
    let line_of_byte = 1 + bytes[..byte].iter().filter(|byte| **byte == b'\n').count();
    let (what, bad) = match kind {
        0 => {
            bytes[byte] ^= 1 << tries.below(8);
            ("a bit is flipped", line_of_byte)
        }
        1 => {
            bytes[byte..byte + SECTOR].fill(0);
            ("a part is zero", line_of_byte)
        }
        2 => {
            other.lines.swap(at, at + 1);
            ("two records are swapped", at + 1)
        }
        3 => {
            other.lines.insert(at, other.lines[at].clone());
            ("a record is there twice", at + 2)
        }
        _ => {
            other.lines.remove(at);
            ("a record is gone", at + 1)
        }
    };
    let bytes = if kind < 2 { bytes } else { other.bytes() };
    scene.root.write(&journal.name, &bytes)?;
    tries.saw(Fact::is(
        format!("{what}: first bad record"),
        first_bad(scene)?,
        bad,
    ));
    let gone_on = scene.call(&["resume"])?;
    let refused = ["1", "2", "4"].map(str::to_owned).to_vec();
    tries.saw(Fact::new(
        format!("{what}: `resume`"),
        coded(&gone_on),
        Wanted::OneOf(refused),
    ));
    tries.saw(Fact::is(
        format!("{what}: effects"),
        scene.effects(),
        FIRST_EFFECTS,
    ));
    Ok(())
}

/// The record that a run writes behind these.
fn following(template: &Scene<'_>, journal: &Journal) -> Result<String, Halt> {
    let scene = template.fork()?;
    scene.must(&scene.call(&["resume"])?, 10, "the second phase runs")?;
    let lines = Journal::of(&scene)?.lines;
    let broke = || Halt::Broke("the second phase left no record".to_owned());
    lines.get(journal.lines.len()).cloned().ok_or_else(broke)
}

/// Leaves a part of the next record at the end, as a crash does.
fn torn(
    scene: &Scene<'_>,
    (journal, following): (&Journal, &str),
    tries: &mut Tries,
) -> Result<(), Halt> {
    let record = following.as_bytes();
    let kept = 1 + tries.below(record.len() - 1);
    scene.root.append(&journal.name, &record[..kept])?;
    let gone_on = scene.call(&["resume"])?;
    tries.saw(Fact::is(
        "the last record is torn: `resume`",
        coded(&gone_on),
        10,
    ));
    tries.saw(Fact::is(
        "the last record is torn: effects",
        scene.effects(),
        EFFECTS,
    ));
    tries.saw(Fact::is(
        "the last record is torn: first bad record",
        first_bad(scene)?,
        "none",
    ));
    Ok(())
}

/// The first bad record, as `verify` names it; `none` where it finds nothing.
pub(super) fn first_bad(scene: &Scene<'_>) -> Result<String, Halt> {
    let done = scene.call(&["verify"])?;
    let found: serde_json::Value = serde_json::from_str(&done.stdout).unwrap_or_default();
    Ok(match (done.code, found["first_bad"].as_u64()) {
        (Some(0), None) => "none".to_owned(),
        (Some(1), Some(record)) => record.to_string(),
        _ => format!("exit {}, {}", coded(&done), found["first_bad"]),
    })
}
