//! FAULT-11: an undoing that fails holds up the rest, is repeated only when it is asked for, and undoes in
//! reverse what was done and nothing else.

use super::Row;
use crate::fact::Fact;
use crate::plan::TEXT;
use crate::scene::{Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-11",
    tries: "roll back one phase and two, with an undoing that fails until its cause is mended",
    unit: "rollbacks",
    usual: 4,
    seconds: 3,
    carry,
};

const FIRST: &str = "a1\na2\ncheck-a\n";

/// A rollback: how many phases were done, which undoing fails, what it leaves while stuck and at the end.
struct Case {
    phases: usize,
    fails: &'static str,
    stuck: &'static str,
    end: &'static str,
}

const CASES: [Case; 4] = [
    Case {
        phases: 2,
        fails: "undo-a",
        stuck: "b1\nundo-b\n",
        end: "b1\nundo-b\nundo-a\n",
    },
    Case {
        phases: 2,
        fails: "undo-b",
        stuck: "b1\n",
        end: "b1\nundo-b\nundo-a\n",
    },
    Case {
        phases: 1,
        fails: "undo-a",
        stuck: "",
        end: "undo-a\n",
    },
    // What was not done is not undone, and what would fail in it is not met.
    Case {
        phases: 1,
        fails: "undo-b",
        stuck: "undo-a\n",
        end: "undo-a\n",
    },
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    while tries.go_on() {
        roll_back(stage, tries.turn(&CASES), tries)?;
        tries.tried(1);
    }
    Ok(())
}

fn roll_back(stage: &Stage, case: &Case, tries: &mut Tries) -> Result<(), Halt> {
    let fails = case.fails;
    let undoing = format!("`echo {fails} >> effects.txt`");
    let failing = format!("`test -e mended.txt && echo {fails} >> effects.txt`");
    let scene = Scene::approved(stage, &TEXT.replace(&undoing, &failing))?;
    scene.must(&scene.run()?, 10, "the first phase runs")?;
    if case.phases == 2 {
        scene.must(&scene.go()?, 0, "somebody says go")?;
        scene.must(&scene.call(&["resume"])?, 10, "the second phase runs")?;
    }
    let what = format!("{} of 2 phases done, {fails} fails", case.phases);
    let (stuck, end) = (
        format!("{FIRST}{}", case.stuck),
        format!("{FIRST}{}", case.end),
    );
    let is_stuck = case.stuck != case.end;
    let code = if is_stuck { 1 } else { 0 };
    let rolled = scene.sign(&["rollback"])?;
    tries.saw(Fact::is(
        format!("{what}: `rollback`"),
        coded(&rolled),
        code,
    ));
    tries.saw(Fact::is(
        format!("{what}: effects while stuck"),
        scene.effects(),
        &stuck,
    ));
    if is_stuck {
        let again = scene.call(&["resume"])?;
        tries.saw(Fact::is(
            format!("{what}: `resume` while stuck"),
            coded(&again),
            1,
        ));
        tries.saw(Fact::is(
            format!("{what}: effects while still stuck"),
            scene.effects(),
            stuck,
        ));
        scene.root.write("mended.txt", b"")?;
        let mended = scene.call(&["resume"])?;
        tries.saw(Fact::is(
            format!("{what}: `resume` when mended"),
            coded(&mended),
            0,
        ));
    }
    tries.saw(Fact::is(
        format!("{what}: effects at the end"),
        scene.effects(),
        end,
    ));
    let state = scene.shown()?["state"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    tries.saw(Fact::is(format!("{what}: state"), state, "rolled_back"));
    Ok(())
}
