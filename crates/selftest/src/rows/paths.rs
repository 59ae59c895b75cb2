//! ATTACK-4: paths that lead away, named by a caller or stated by a plan: nothing outside of the root is
//! touched or told of.

use std::path::Path;

use stopgate_system::TrialFolder;

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DAY, DIRECTORY, PLAN, TEXT};
use crate::scene::{RUN, Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-4",
    tries: "name `..`, links, pipes, devices and other roots, to commands and as directories of steps",
    unit: "paths",
    usual: 60,
    seconds: 4,
    carry,
};

/// A word of the files outside that nobody may tell.
const WORD: &str = "outside-word-4711";

/// Paths that lead out of the root, to no file, or nowhere.
const PATHS: [&str; 11] = [
    "../outside/plan.md",
    "sub/../../outside/plan.md",
    "out/plan.md",
    "out-plan.md",
    "chain.md",
    "loop.md",
    "pipe.md",
    "device.md",
    "/proc/self/environ",
    "/dev/zero",
    "~/plan.md",
];

/// Commands that are given a path.
const COMMANDS: [&[&str]; 4] = [&["steps"], &["fmt"], &["gate", "--write"], &["run"]];

/// Directories that a plan states for its steps.
const DIRECTORIES: [&str; 8] = [
    "..",
    "/",
    "out",
    "out/folder",
    "sub/../..",
    "../outside",
    "/tmp",
    "$HOME",
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let scene = trapped(stage, TEXT)?;
    let outside = scene.around.part("outside")?;
    let before = outside.picture()?;
    let named = COMMANDS
        .iter()
        .flat_map(|command| PATHS.iter().map(move |path| (command, path)));
    for (command, path) in named {
        if !tries.go_on() {
            break;
        }
        let arguments = [*command, &["--", path]].concat();
        let done = scene.told(&arguments)?;
        let what = format!("`{} {path}`", command.join(" "));
        let refused = ["1", "2", "3", "4"].map(str::to_owned).to_vec();
        tries.saw(Fact::new(&what, coded(&done), Wanted::OneOf(refused)));
        let said = done.stdout + &done.stderr;
        tries.saw(Fact::new(&what, said, Wanted::Lacks(vec![WORD.to_owned()])));
        tries.tried(1);
    }
    tries.saw(Fact::is(
        "what lies outside, after paths were named",
        outside.picture()?,
        before,
    ));
    for directory in DIRECTORIES {
        state(stage, directory, tries)?;
        tries.tried(1);
    }
    Ok(())
}

/// A plan whose steps are to run in a directory that leads away.
fn state(stage: &Stage, directory: &str, tries: &mut Tries) -> Result<(), Halt> {
    let stated = format!("Commands are run from `{directory}`.");
    let scene = trapped(stage, &TEXT.replace(DIRECTORY, &stated))?;
    let outside = scene.around.part("outside")?;
    let before = outside.picture()?;
    scene.sign(&["approve", PLAN, "--as-of", DAY])?;
    scene.call(&RUN)?;
    let what = format!("steps in `{directory}`");
    tries.saw(Fact::is(format!("{what}: effects"), scene.effects(), ""));
    tries.saw(Fact::is(
        format!("{what}: what lies outside"),
        outside.picture()?,
        before,
    ));
    let strays = scene.around.has("effects.txt");
    tries.saw(Fact::is(
        format!("{what}: effects beside the root"),
        strays,
        false,
    ));
    Ok(())
}

/// A repository with every trap, and what lies outside of it.
fn trapped<'s>(stage: &'s Stage, text: &str) -> Result<Scene<'s>, Halt> {
    let mut scene = Scene::with_plan(stage, text)?;
    let outside: TrialFolder = scene.around.part("outside")?;
    outside.write("plan.md", TEXT.replace("Marit", WORD).as_bytes())?;
    outside.write("folder/a.txt", WORD.as_bytes())?;
    scene.root.write("sub/.keep", b"")?;
    let links: [(&str, &Path); 5] = [
        ("out", outside.path()),
        ("out-plan.md", &outside.path().join("plan.md")),
        ("chain.md", Path::new("out-plan.md")),
        ("loop.md", Path::new("loop.md")),
        ("device.md", Path::new("/dev/zero")),
    ];
    for (name, target) in links {
        scene.root.link(name, target)?;
    }
    scene.root.pipe("pipe.md")?;
    scene.set("HOME", &outside.path().to_string_lossy());
    Ok(scene)
}
