//! ATTACK-3: the plan, or the directory of its steps, is exchanged for another one every other moment while a
//! run goes on; what runs is what was approved, where it was approved.

use std::sync::atomic::{AtomicBool, Ordering};

use stopgate_system::TrialFolder;

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DIRECTORY, EFFECTS, PLAN, TEXT};
use crate::scene::{RUN, Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-3",
    tries: "exchange the plan for a forged one, a directory for a link, thousands of times during runs",
    unit: "runs",
    usual: 8,
    seconds: 5,
    carry,
};

/// Commands of one run: what was refused is asked for again.
const CALLS: usize = 8;

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let plain = Scene::approved(stage, TEXT)?;
    let moved = Scene::with_plan(
        stage,
        &TEXT.replace(DIRECTORY, "Commands are run from `sub`."),
    )?;
    moved.root.write("sub/.keep", b"")?;
    moved.approve()?;
    let mut went_on = 0;
    while tries.go_on() {
        went_on += match tries.done % 2 {
            0 => flip_plan(&plain.fork()?, tries)?,
            _ => flip_directory(&moved.fork()?, tries)?,
        };
        tries.tried(1);
    }
    if went_on == 0 {
        return Err(Halt::Cannot(
            "no run went on while files were exchanged".to_owned(),
        ));
    }
    Ok(())
}

fn flip_plan(scene: &Scene<'_>, tries: &mut Tries) -> Result<usize, Halt> {
    let forged = TEXT.replace("`echo ", "`echo forged >> effects.txt; echo ");
    scene.root.write("forged.md", forged.as_bytes())?;
    let went_on = flipping(scene, (PLAN, "forged.md"), tries)?;
    let approved = Wanted::Begins(EFFECTS.to_owned());
    tries.saw(Fact::new(
        "what ran while the plan was exchanged",
        scene.effects(),
        approved,
    ));
    Ok(went_on)
}

fn flip_directory(scene: &Scene<'_>, tries: &mut Tries) -> Result<usize, Halt> {
    let outside = scene.around.part("outside")?;
    scene.root.link("link", outside.path())?;
    let went_on = flipping(scene, ("sub", "link"), tries)?;
    let strays = outside.picture()?;
    tries.saw(Fact::is(
        "files outside of the root while the directory was exchanged",
        strays,
        "",
    ));
    let effects = ["sub", "link"].map(|name| scene.root.text(&format!("{name}/effects.txt")));
    let approved = Wanted::Begins(EFFECTS.to_owned());
    tries.saw(Fact::new(
        "what ran while the directory was exchanged",
        effects.concat(),
        approved,
    ));
    Ok(went_on)
}

/// Leads a run as far as it is not refused while two names are exchanged; how often it came to a stop-gate.
fn flipping(
    scene: &Scene<'_>,
    (one, other): (&str, &str),
    tries: &mut Tries,
) -> Result<usize, Halt> {
    if !scene.root.exchange(one, other) || !scene.root.exchange(one, other) {
        return Err(Halt::Cannot(
            "this file system does not exchange names at once".to_owned(),
        ));
    }
    let over = AtomicBool::new(false);
    let (flips, codes) = std::thread::scope(|scope| {
        let flipper = scope.spawn(|| flip(&scene.root, (one, other), &over));
        let codes = calls(scene);
        over.store(true, Ordering::Relaxed);
        (flipper.join().unwrap_or_default(), codes)
    });
    tries.saw(Fact::new(
        "exchanges during a run",
        flips,
        Wanted::AtLeast(1),
    ));
    let codes = codes?;
    let known = ["0", "1", "2", "3", "4", "10"].map(str::to_owned).to_vec();
    for code in &codes {
        tries.saw(Fact::new(
            "exit codes during exchanges",
            code,
            Wanted::OneOf(known.clone()),
        ));
    }
    Ok(codes.iter().filter(|code| *code == "10").count())
}

fn flip(root: &TrialFolder, (one, other): (&str, &str), over: &AtomicBool) -> usize {
    let mut flips = 0;
    while !over.load(Ordering::Relaxed) {
        // One of both is not there while a runner replaces it.
        flips += usize::from(root.exchange(one, other));
        (0..40 + flips % 7 * 40).for_each(|_| std::thread::yield_now());
    }
    flips
}

fn calls(scene: &Scene<'_>) -> Result<Vec<String>, Halt> {
    let mut codes: Vec<String> = Vec::new();
    for _ in 0..CALLS {
        let done = match codes.last().map(String::as_str) {
            None => scene.run()?,
            Some("10") => scene.go()?,
            Some(_) if scene.shown()?["state"].is_null() => scene.call(&RUN)?,
            Some(_) => scene.call(&["resume"])?,
        };
        codes.push(coded(&done));
    }
    Ok(codes)
}
