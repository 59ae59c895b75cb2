//! ATTACK-2: one letter of what was approved is another, and nothing runs; what is kept current while work goes
//! on keeps the approval.

use super::Row;
use crate::fact::Fact;
use crate::plan::{PLAN, TEXT};
use crate::scene::{Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-2",
    tries: "change one letter of an approved plan, or what may change",
    unit: "edits",
    usual: 60,
    seconds: 3,
    carry,
};

/// What is kept current, and what it becomes.
const LIVING: [(&str, &str); 4] = [
    ("**Status:** Approved", "**Status:** In progress"),
    ("\n## 9. Session Notes", "\n\n\n## 9. Session Notes"),
    ("| Boats before oars |", "|   Boats before oars   |"),
    (
        "| # | Task | Detail / Command |",
        "| #  | Task  | Detail / Command |",
    ),
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let scene = Scene::approved(stage, TEXT)?;
    let meant = letters()?;
    while tries.go_on() {
        if tries.done % 8 == 7 {
            let (from, to) = LIVING[tries.done / 8 % LIVING.len()];
            scene
                .root
                .write(PLAN, TEXT.replacen(from, to, 1).as_bytes())?;
            let diff = scene.call(&["diff", PLAN])?;
            tries.saw(Fact::is(
                format!("{from:?} is {to:?}: `diff`"),
                coded(&diff),
                0,
            ));
        } else {
            let mut bytes = TEXT.as_bytes().to_vec();
            let at = meant[tries.below(meant.len())];
            let other =
                b'a' + (bytes[at] - b'a' + 1 + u8::try_from(tries.below(24)).unwrap_or(1)) % 26;
            let what = format!(
                "letter {at} is {:?} and not {:?}",
                char::from(other),
                char::from(bytes[at])
            );
            bytes[at] = other;
            scene.root.write(PLAN, &bytes)?;
            tries.saw(Fact::is(format!("{what}: `run`"), coded(&scene.run()?), 3));
        }
        tries.tried(1);
    }
    tries.saw(Fact::is(
        "what ran of plans that nobody approved",
        scene.effects(),
        "",
    ));
    // Nothing but the letters kept it from running.
    scene.root.write(PLAN, TEXT.as_bytes())?;
    tries.saw(Fact::is(
        "the plan that was approved: `run`",
        coded(&scene.run()?),
        10,
    ));
    Ok(())
}

/// Places of the small letters between the phases and the questions: all of it is what runs, or what it means.
fn letters() -> Result<Vec<usize>, Halt> {
    let part = TEXT.find("### Phase 1").zip(TEXT.find("## 8. Open"));
    let (start, end) = part.ok_or_else(|| Halt::Broke("the plan has no phases".to_owned()))?;
    let bytes = TEXT.as_bytes();
    Ok((start..end)
        .filter(|at| bytes[*at].is_ascii_lowercase())
        .collect())
}
