//! FAULT-4: a disk that is full cuts no plan, loses nothing that somebody was told, and the run goes on when
//! there is room.

use std::time::Duration;

use stopgate_system::{Ended, SmallDisk};

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{EFFECTS, TEXT};
use crate::scene::{RUN, Scene, coded};
use crate::stage::{SIGNER, Stage};
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-4",
    tries: "run where `.stopgate` lies on a disk with 0 to 16 KiB left, then make room",
    unit: "full disks",
    usual: 3,
    seconds: 4,
    carry,
};

/// Room of the disks, KiB: none, and less than a run takes.
const ROOMS: [u64; 3] = [8, 0, 16];

/// Calls after which a run that does not come to its end is given up.
const CALLS: usize = 12;

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, TEXT)?;
    let mut was_full = false;
    while tries.go_on() {
        was_full |= fill(&template.fork()?, *tries.turn(&ROOMS), tries)?;
        tries.tried(1);
    }
    if !was_full {
        return Err(Halt::Cannot(
            "a disk with that little room took all of a run".to_owned(),
        ));
    }
    Ok(())
}

/// Runs with so much room, and goes on with more; whether a command met the end of the disk.
fn fill(scene: &Scene<'_>, room: u64, tries: &mut Tries) -> Result<bool, Halt> {
    let own = scene.root.path().join(".stopgate");
    let disk = SmallDisk::under(&own, room).map_err(Halt::Cannot)?;
    let call = |arguments: &[&str]| -> Result<Ended, Halt> {
        let json = ["--output-format", "json"];
        let arguments = [arguments, &json].concat();
        let patience = Duration::from_secs(60);
        Ok(disk.run((scene.root.path(), scene.program(), &arguments), patience)?)
    };
    let key = scene.signature();
    let key = key[3].to_string_lossy();
    let go = ["go", "--confirm-all", "--as", SIGNER, "--key", &key];
    let what = format!("with {room} KiB");
    let mut codes = Vec::new();
    for arguments in [&RUN[..], &go, &["resume"], &go] {
        let code = coded(&call(arguments)?);
        let known = ["0", "2", "3", "10", "11"].map(str::to_owned).to_vec();
        tries.saw(Fact::new(
            format!("{what}: `{}`", arguments[0]),
            &code,
            Wanted::OneOf(known),
        ));
        codes.push(code);
    }
    let was_full = codes.iter().any(|code| code == "2");
    let wanted = Wanted::Holds(TEXT.trim_end().to_owned());
    tries.saw(Fact::new(
        format!("{what}: the plan"),
        scene.root.text("plan.md"),
        wanted,
    ));
    if !disk.make_room()? {
        return Err(Halt::Cannot(
            "a disk that is mounted here cannot be given room".to_owned(),
        ));
    }
    for _ in 0..CALLS {
        let shown = call(&["show"])?;
        let run: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap_or_default();
        match run["state"].as_str() {
            None => call(&RUN)?,
            Some("passed") => break,
            Some("waiting" | "stopped") => call(&go)?,
            Some(_) => call(&["resume"])?,
        };
    }
    tries.saw(Fact::is(
        format!("{what}, then room: effects"),
        scene.effects(),
        EFFECTS,
    ));
    tries.saw(Fact::is(
        format!("{what}, then room: `verify`"),
        coded(&call(&["verify"])?),
        0,
    ));
    Ok(was_full)
}
