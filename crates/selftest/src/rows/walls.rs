//! ATTACK-8: steps that try to get out of their sandbox are denied, or are not started.

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::with_blocks;
use crate::scene::{RUN, Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-8",
    tries: "write and read outside, forge approvals and the plan, read keys, leave namespaces, in three sandboxes",
    unit: "attempts",
    usual: 48,
    seconds: 4,
    carry,
};

/// Sandboxes that shut steps in.
const SANDBOXES: [&str; 3] = ["read-only", "workspace-write", "network"];

/// The one that shuts nothing.
const HOST: &str = "host";

/// How many attempts lead out where nothing is shut: those that need root or a network may not.
const LEAD_OUT: u64 = 8;

/// A word that keys hold.
const KEY: &str = "kettle-and-41-spoons";

/// What is tried: a name, and a command that succeeds where it gets out.
const ATTEMPTS: [(&str, &str); 16] = [
    ("write a new file outside", "echo escaped > $OUT/new"),
    ("append outside", "echo escaped >> $OUT/kept"),
    (
        "write through a link",
        "ln -s $OUT/kept link; echo escaped > link",
    ),
    (
        "write through the root of a process",
        "echo escaped > /proc/self/root$OUT/kept",
    ),
    ("change permissions outside", "chmod 0777 $OUT/kept"),
    (
        "move outside",
        "mv $OUT/kept $OUT/moved && mv $OUT/moved $OUT/kept",
    ),
    ("write into the home", "echo escaped > ~/.profile"),
    (
        "write a signer",
        "echo escaped >> .stopgate/allowed_signers",
    ),
    (
        "write an approval",
        "echo escaped > .stopgate/approvals/x.json",
    ),
    ("write the plan", "echo escaped >> plan.md"),
    ("link to the plan", "ln plan.md copy && echo escaped > copy"),
    ("read a key", "grep -q spoons ~/.ssh/id_ed25519"),
    (
        "read a key through a process",
        "grep -q spoons /proc/self/root$HOME/.ssh/id_ed25519",
    ),
    ("read passwords of users", "grep -q : /etc/shadow"),
    ("namespaces", "unshare --user --map-root-user true"),
    ("trace", "timeout 1 strace -o /dev/null -p 1; [ $? = 124 ]"),
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    if let Some(why) = &stage.no_walls {
        return refused(stage, why, tries);
    }
    while tries.go_on() {
        let scene = scene(stage, &SANDBOXES)?;
        let outside = scene.around.part("outside")?;
        let before = outside.picture()?;
        let kept = kept(&scene);
        scene.must(&scene.call(&RUN)?, 10, "the steps that try to get out run")?;
        let said = said(&scene)?;
        tries.saw(Fact::is(
            "sandboxes in which all was tried",
            said.matches("TRIED").count(),
            SANDBOXES.len(),
        ));
        let escaped = Wanted::Lacks(escapes());
        tries.saw(Fact::new("attempts", said, escaped));
        tries.saw(Fact::is("what lies outside", outside.picture()?, before));
        tries.saw(Fact::is(
            "who may approve, and the approvals",
            self::kept(&scene),
            kept,
        ));
        tries.tried(SANDBOXES.len() * ATTEMPTS.len());
    }
    // An attempt that cannot succeed anywhere would say nothing.
    let open = scene(stage, &[HOST])?;
    open.call(&RUN)?;
    let said = said(&open)?;
    let lead_out = escapes()
        .iter()
        .filter(|one| said.contains(one.as_str()))
        .count();
    tries.saw(Fact::new(
        "attempts that lead out where nothing is shut",
        lead_out,
        Wanted::AtLeast(LEAD_OUT),
    ));
    Ok(())
}

/// What a machine without walls must do.
fn refused(stage: &Stage, why: &str, tries: &mut Tries) -> Result<(), Halt> {
    let scene = scene(stage, &SANDBOXES)?;
    scene.root.write(".stopgate/config.toml", b"")?;
    scene.approve()?;
    tries.saw(Fact::is("`run` without walls", coded(&scene.run()?), 4));
    tries.saw(Fact::is("what ran without walls", scene.effects(), ""));
    tries.tried(1);
    let here =
        format!("this kernel cannot shut steps in ({why}); steps are refused, which was tried");
    Err(Halt::Cannot(here))
}

/// A repository whose steps try everything in some sandboxes; keys in its home, and a file outside.
fn scene<'s>(stage: &'s Stage, sandboxes: &[&str]) -> Result<Scene<'s>, Halt> {
    let block = |sandbox: &&str| {
        format!(
            "```sh {{sandbox={sandbox}}}\nbash escape.sh {sandbox}\n```\n\nExpected: exit code 0\n\n"
        )
    };
    let blocks: String = sandboxes.iter().map(block).collect();
    let mut scene = Scene::with_plan(stage, &with_blocks(&blocks))?;
    let (outside, home) = (scene.around.part("outside")?, scene.around.part("home")?);
    outside.write("kept", b"kept")?;
    home.write(".ssh/id_ed25519", KEY.as_bytes())?;
    let attempt = |(name, command): &(&str, &str)| {
        format!("( {command} ) > /dev/null 2>&1 && echo 'ESCAPED: {name}'\n")
    };
    let attempts: String = ATTEMPTS.iter().map(attempt).collect();
    let place = outside.path().to_string_lossy().replace('\'', "'\\''");
    let script = format!("OUT='{place}'\n{attempts}echo TRIED\n");
    scene.root.write("escape.sh", script.as_bytes())?;
    scene.set("HOME", &home.path().to_string_lossy());
    scene.approve()?;
    Ok(scene)
}

/// What attempts say that get out.
fn escapes() -> Vec<String> {
    ATTEMPTS
        .iter()
        .map(|(name, _)| format!("ESCAPED: {name}"))
        .collect()
}

/// What the steps said, as it was recorded.
fn said(scene: &Scene<'_>) -> Result<String, Halt> {
    let files = scene.root.files()?.into_iter();
    let journals = files.filter(|(name, _)| name.ends_with("/journal.jsonl"));
    Ok(journals
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect())
}

/// What steps may not write below the root.
fn kept(scene: &Scene<'_>) -> String {
    let files = scene.root.files().unwrap_or_default().into_iter();
    let is_kept = |name: &str| {
        name == ".stopgate/allowed_signers" || name.starts_with(".stopgate/approvals/")
    };
    let kept = files.filter(|(name, _)| is_kept(name));
    kept.map(|(name, bytes)| format!("{name}: {}\n", String::from_utf8_lossy(&bytes)))
        .collect()
}
