//! FAULT-9: no byte of somebody is lost who saves the plan while it runs.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use stopgate_system::{Call, TrialFolder, pause};

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{EFFECTS, PLAN, TEXT};
use crate::scene::{RUN, Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-9",
    tries: "save the plan again and again while it runs: cut off and write, rename, append, `sed -i`",
    unit: "runs beside saves",
    usual: 8,
    seconds: 4,
    carry,
};

/// What stands behind the plan, where runs and people write.
const RECORD: &str = "\n## Run record\n\nWatched by hand.\n";

/// Calls of a command that meets plans which are half saved.
const CALLS: usize = 60;

/// A way to save a plan with one more line at its end; whether the line is there then.
type Way = fn(&TrialFolder, &str) -> bool;

const WAYS: [Way; 4] = [
    |root, line| with_line(root, line).is_some_and(|text| root.write(PLAN, &text).is_ok()),
    |root, line| with_line(root, line).is_some_and(|text| root.replace(PLAN, &text).is_ok()),
    |root, line| {
        let is_there = !root.read(PLAN).is_empty();
        is_there && root.append(PLAN, format!("{line}\n").as_bytes()).is_ok()
    },
    |root, line| {
        let script = format!("$a\\{line}");
        let sed = Call::new(Path::new("sed"), root.path()).with(["-i", "-e", &script, PLAN]);
        let done = sed.run(Duration::from_secs(10));
        done.is_ok_and(|done| done.code == Some(0))
    },
];

/// What an editor holds that adds a line. One that finds nothing in a plan does not save it.
fn with_line(root: &TrialFolder, line: &str) -> Option<Vec<u8>> {
    let text = root.text(PLAN);
    (!text.is_empty()).then(|| format!("{text}{line}\n").into_bytes())
}

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, TEXT)?;
    template.root.append(PLAN, RECORD.as_bytes())?;
    while tries.go_on() {
        beside_saves(&template.fork()?, tries)?;
        tries.tried(1);
    }
    Ok(())
}

fn beside_saves(scene: &Scene<'_>, tries: &mut Tries) -> Result<(), Halt> {
    let (over, first) = (AtomicBool::new(false), tries.done);
    let (codes, saved) = std::thread::scope(|scope| {
        let person = scope.spawn(|| save(&scene.root, first, &over));
        let codes = run_through(scene);
        over.store(true, Ordering::Relaxed);
        (codes, person.join().unwrap_or_default())
    });
    let (text, kept) = (scene.root.text(PLAN), kept(scene)?);
    let is_lost = |line: &&String| !text.contains(*line) && !kept.contains(*line);
    let lost: Vec<&str> = saved.iter().filter(is_lost).map(String::as_str).collect();
    tries.saw(Fact::new(
        "saves of a person",
        saved.len(),
        Wanted::AtLeast(1),
    ));
    tries.saw(Fact::is(
        "lines of a person that are lost",
        lost.join("; "),
        "",
    ));
    tries.saw(Fact::is(
        "exit codes of a run beside saves",
        codes?,
        "10 0 10",
    ));
    tries.saw(Fact::is(
        "what a run beside saves did",
        scene.effects(),
        EFFECTS,
    ));
    tries.saw(Fact::new(
        "the plan beside saves",
        text,
        Wanted::Holds("Watched by hand.".to_owned()),
    ));
    Ok(())
}

/// Saves in one way after the other until the run is over; the lines that were saved.
fn save(root: &TrialFolder, first: usize, over: &AtomicBool) -> Vec<String> {
    let mut saved = Vec::new();
    for number in first.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let line = format!("Seen by hand, note {number}.");
        if WAYS[number % WAYS.len()](root, &line) {
            saved.push(line);
        }
        // Somebody who never pauses leaves hardly a moment in which the plan is whole.
        pause(Duration::from_millis(number as u64 % 8));
    }
    saved
}

fn run_through(scene: &Scene<'_>) -> Result<String, Halt> {
    let first = insist(scene, &RUN)?;
    let go = coded(&scene.go()?);
    let second = insist(scene, &["resume"])?;
    Ok(format!("{first} {go} {second}"))
}

/// Calls a command until it meets no plan that is half saved: what is not the approved plan at that moment
/// does not run.
fn insist(scene: &Scene<'_>, arguments: &[&str]) -> Result<String, Halt> {
    let mut code = coded(&scene.call(arguments)?);
    for _ in 0..CALLS {
        if !matches!(code.as_str(), "2" | "3") {
            break;
        }
        code = coded(&scene.call(arguments)?);
    }
    Ok(code)
}

/// Everything that was kept of earlier plans.
fn kept(scene: &Scene<'_>) -> Result<String, Halt> {
    let files = scene.root.files()?.into_iter();
    let kept = files.filter(|(name, _)| name.contains("/plan-before-"));
    Ok(kept
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect())
}
