//! ATTACK-12: files without an end, and files that lead to more files, take bounded memory and time.

use std::path::Path;

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DAY, PLAN, TEXT};
use crate::scene::{RUN, Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-12",
    tries: "files of a TiB, devices and pipes where files are read; cycles and thousands of files",
    unit: "repositories",
    usual: 18,
    seconds: 4,
    carry,
};

/// KiB of memory, and seconds of the processor.
const LIMITS: &str = "-d 262144 -c 0 -t 30";

/// The size of a file that has no end for whoever reads it.
const ENDLESS: u64 = 1 << 40;

/// Files that lead to more.
const MANY: usize = 1_000;

/// Files that are read.
const READ: [&str; 5] = [
    "other.md",
    ".stopgate/config.toml",
    ".stopgate/formats/own.toml",
    ".stopgate/allowed_signers",
    ".stopgate/approvals/own.json",
];

/// Puts something into a repository.
type Bomb = fn(&Scene<'_>, &str) -> Result<(), Halt>;

const ENDS: [(&str, Bomb); 3] = [
    ("a link to a device", |scene, name| {
        Ok(scene.root.link(name, Path::new("/dev/zero"))?)
    }),
    ("a pipe", |scene, name| Ok(scene.root.pipe(name)?)),
    ("a file of a TiB", |scene, name| {
        Ok(scene.root.sparse(name, ENDLESS)?)
    }),
];

const LEADS: [(&str, Bomb); 3] = [
    ("formats that extend each other", |scene, _| {
        let format = |id: &str, other: &str| {
            format!("id = \"{id}\"\ntitle = \"{id}\"\nextends = \"{other}\"\n")
        };
        scene.root.write(
            ".stopgate/formats/one.toml",
            format("one", "two").as_bytes(),
        )?;
        Ok(scene.root.write(
            ".stopgate/formats/two.toml",
            format("two", "one").as_bytes(),
        )?)
    }),
    ("a folder that leads to the one above", |scene, _| {
        Ok(scene.root.link("deep/loop", Path::new(".."))?)
    }),
    ("a thousand runs without an end", |scene, _| {
        (0..MANY).try_for_each(|nth| {
            let name = format!(".stopgate/runs/20260101-000000-{nth:04}/journal.jsonl");
            Ok(scene.root.write(&name, b"{\"v\":1}\n")?)
        })
    }),
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, TEXT)?;
    let ends = ENDS
        .iter()
        .flat_map(|(what, bomb)| READ.map(|name| (*what, name, bomb)));
    let leads = LEADS.iter().map(|(what, bomb)| (*what, "", bomb));
    let mut cases: Vec<(&str, &str, &Bomb)> = ends.chain(leads).collect();
    // Where time is short, some of each.
    cases.sort_by_key(|(_, name, _)| *name);
    while tries.go_on() {
        let (what, name, bomb) = *tries.turn(&cases);
        let scene = template.fork()?;
        bomb(&scene, name)?;
        for arguments in [&["check", "--as-of", DAY, "."][..], &["status"], &RUN] {
            let done = scene.limited(scene.plain(arguments), LIMITS)?;
            let known = ["0", "1", "2", "3", "4", "10"].map(str::to_owned).to_vec();
            let what = format!("{what} {name}: `{}`", arguments[0]);
            tries.saw(Fact::new(what, coded(&done), Wanted::OneOf(known)));
        }
        tries.tried(1);
    }
    // The plan that was approved is as it was.
    tries.saw(Fact::is("the plan", template.root.text(PLAN), TEXT));
    Ok(())
}
