//! ATTACK-5: whatever a plan or a step says, nothing reaches a terminal that it obeys, or that nobody sees.

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DAY, PLAN, TEXT, of_commands};
use crate::scene::Scene;
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-5",
    tries: "print escape sequences, controls, direction marks and unseen characters on ten surfaces",
    unit: "texts",
    usual: 12,
    seconds: 4,
    carry,
};

/// A word around each text, by which it is known that it was shown.
const WORD: &str = "kettle";

const TEXTS: [&str; 12] = [
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;a2V0dGxl\u{7}",
    "\u{1b}]8;;http://x.example\u{1b}\\x\u{1b}]8;;\u{1b}\\",
    "\u{1b}P1$r\u{1b}\\",
    "\u{9b}31m\u{85}",
    "\u{8}\u{8}\u{8}\u{7f}",
    "a\rtouch",
    "\u{202e}txet\u{2066}",
    "zero\u{200b}width\u{feff}\u{ad}",
    "tag\u{e0041}\u{e0042}",
    "\u{0}\u{1}\u{b}\u{c}\u{e}",
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let commands = ["cat payload.txt && test -e mended.txt".to_owned()];
    let template = Scene::approved(stage, &of_commands(&commands))?;
    while tries.go_on() {
        let text = *tries.turn(&TEXTS);
        by_step(&template.fork()?, text, tries)?;
        by_page(&template.fork()?, text, tries)?;
        tries.tried(1);
    }
    Ok(())
}

/// A step says it; then a person, as a reason.
fn by_step(scene: &Scene<'_>, text: &str, tries: &mut Tries) -> Result<(), Halt> {
    let payload = format!("{WORD} {text} {WORD}\n");
    scene.root.write("payload.txt", payload.as_bytes())?;
    let run = ["run", PLAN, "--as-of", DAY];
    let said = surface(scene, &run, tries)?;
    // A step that fails is shown with what it said last.
    tries.saw(Fact::new(
        "`run` shows what a step said",
        said,
        Wanted::Holds(WORD.to_owned()),
    ));
    scene.root.write("mended.txt", b"")?;
    surface(scene, &["resume"], tries)?;
    let reason: String = text.chars().filter(|c| *c != '\0').collect();
    let arguments = [
        "go",
        "--confirm-all",
        "--reason",
        &format!("{WORD} {reason}"),
    ];
    let go = scene.plain(&arguments).with(scene.signature());
    let done = go.run(std::time::Duration::from_secs(60))?;
    tries.saw(nothing_obeyed("go", &(done.stdout + &done.stderr)));
    for arguments in [&["show"][..], &["runs"], &["status"], &["verify"]] {
        surface(scene, arguments, tries)?;
    }
    Ok(())
}

/// A page says it.
fn by_page(scene: &Scene<'_>, text: &str, tries: &mut Tries) -> Result<(), Halt> {
    let hostile = format!("{WORD} {text}");
    let page = TEXT
        .replace("Marit", &hostile)
        .replace("echo b1", &format!("echo {hostile}"));
    scene.root.write(PLAN, page.as_bytes())?;
    let mut said = String::new();
    for arguments in [
        &["check", PLAN, "--as-of", DAY][..],
        &["steps", PLAN],
        &["diff", PLAN],
    ] {
        said.push_str(&surface(scene, arguments, tries)?);
    }
    tries.saw(Fact::new(
        "commands show what a page says",
        said,
        Wanted::Holds(WORD.to_owned()),
    ));
    Ok(())
}

/// What a command says on both streams.
fn surface(scene: &Scene<'_>, arguments: &[&str], tries: &mut Tries) -> Result<String, Halt> {
    let done = scene.told(arguments)?;
    let said = done.stdout + &done.stderr;
    tries.saw(nothing_obeyed(arguments[0], &said));
    Ok(said)
}

fn nothing_obeyed(command: &str, said: &str) -> Fact {
    let obeyed: String = said.chars().filter(|c| is_obeyed(*c)).take(10).collect();
    let obeyed = obeyed.escape_unicode().to_string();
    Fact::is(
        format!("what a terminal obeys or nobody sees of `{command}`"),
        obeyed,
        "",
    )
}

/// Controls, direction marks, and what has no width.
fn is_obeyed(c: char) -> bool {
    let is_unseen = matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    c != '\n' && c.is_control() || is_unseen
}
