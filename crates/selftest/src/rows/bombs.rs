//! ATTACK-6: pages that repeat one thing are read in 256 MiB of memory and 8 MiB of stack, and come to an end.

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DAY, PLAN};
use crate::scene::{Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-6",
    tries: "check pages of 256 KiB and more that nest or repeat one thing, with bounded memory and stack",
    unit: "pages",
    usual: 14,
    seconds: 4,
    carry,
};

/// KiB of memory and of stack.
const LIMITS: &str = "-d 262144 -s 8192 -c 0";

/// What is repeated, and up to how many bytes.
const PAGES: [(&str, usize); 14] = [
    ("> ", 262_144),
    ("- ", 262_144),
    ("1. ", 262_144),
    ("[", 262_144),
    ("![](", 262_144),
    ("`", 262_144),
    ("**a ", 262_144),
    ("<div>\n", 262_144),
    ("<!--", 262_144),
    ("```\n", 262_144),
    ("# a\n", 262_144),
    ("| a ", 262_144),
    ("[a]: b\n", 4_000_000),
    ("a", 30_000_000),
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let scene = Scene::bare(stage)?;
    while tries.go_on() {
        let (unit, size) = *tries.turn(&PAGES);
        let page = format!(
            "# Plan: Boats\n\n## Phases\n\n{}\n",
            unit.repeat(size / unit.len())
        );
        scene.root.write(PLAN, page.as_bytes())?;
        let check = scene.plain(&["check", PLAN, "--as-of", DAY]);
        let done = scene.limited(check.setting("STOPGATE_CACHE_DIR", ""), LIMITS)?;
        let known = ["0", "1", "2", "4"].map(str::to_owned).to_vec();
        let what = format!("`check` of {size} bytes of {unit:?}");
        tries.saw(Fact::new(what, coded(&done), Wanted::OneOf(known)));
        tries.tried(1);
    }
    Ok(())
}
