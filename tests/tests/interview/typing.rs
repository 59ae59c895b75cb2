//! What keys do on a terminal, and what becomes of a text that is pasted.

use std::io::{Read as _, Write as _};
use std::process::Child;

use crate::front_ends::{Scene, words};
use crate::program::program;

/// Reads on until the session listens, or ends; what was shown.
fn listens(child: &mut Child) -> String {
    let output = child.stdout.as_mut().expect("a pipe");
    let mut shown = String::new();
    let mut bytes = [0_u8; 4096];
    loop {
        let read = output.read(&mut bytes).expect("it can be read");
        shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
        let words = words(&shown);
        if read == 0 || words.ends_with("\n> ") || words.ends_with("\n  ") {
            return words;
        }
    }
}

/// A session that listens for the first time.
fn begun(scene: &Scene) -> Child {
    let mut child = scene.on_a_terminal("");
    listens(&mut child);
    child
}

/// Presses keys, and waits until the session listens again.
fn press(child: &mut Child, keys: &str) -> String {
    let input = child.stdin.as_mut().expect("a pipe");
    input.write_all(keys.as_bytes()).expect("it listens");
    input.flush().expect("it listens");
    listens(child)
}

#[test]
fn a_line_is_edited_by_arrows_and_words_are_completed() {
    let scene = Scene::new(program(), "platform");
    let mut child = begun(&scene);
    press(
        &mut child,
        "Reports read one dy of orders\u{1b}[D\u{1b}OD\u{1b}[1;5D\u{1b}[1;5D\u{1b}[D\u{1b}[Da\u{1b}[C!\n",
    );
    press(&mut child, "\n");
    let plan = scene.plan();
    assert!(plan.contains("Reports read one day! of orders"), "{plan}");
    // The tabulator key knows what can be said, and the key upwards what was said before.
    let shown = press(&mut child, ":hel\t\n");
    assert!(shown.contains(":skip"), "{shown}");
    let shown = press(&mut child, "\u{1b}[A\n");
    assert!(shown.contains(":skip"), "{shown}");
    let shown = press(&mut child, "\u{3}");
    assert!(shown.contains("answered 1, open 0"), "{shown}");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
}

/// A pasted text is one answer, blank lines and all: nothing of it answers the next question.
#[test]
fn a_pasted_text_is_one_answer() {
    let scene = Scene::new(program(), "platform");
    let mut child = begun(&scene);
    let pasted =
        "Reports read one day.\r\rAnd every export does:\n\n- the daily one\n- the monthly one";
    press(&mut child, &format!("\u{1b}[200~{pasted}\u{1b}[201~\n"));
    let shown = press(&mut child, "\n");
    assert!(shown.contains("written"), "{shown}");
    let plan = scene.plan();
    let expected =
        "Reports read one day.\n\nAnd every export does:\n\n- the daily one\n- the monthly one\n";
    assert!(plan.contains(expected), "{plan}");
    // Longer than a line that a terminal gives by itself.
    let long = "word ".repeat(4_000);
    press(&mut child, &format!("\u{1b}[200~{long}\u{1b}[201~\n"));
    let plan = scene.plan();
    assert!(plan.contains(long.trim_end()), "{} bytes", plan.len());
    press(&mut child, "\u{4}");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
}

/// What is typed ahead, and pasted where the terminal marks no pastes, is read line by line; none is lost.
#[test]
fn what_is_typed_ahead_is_not_lost() {
    let scene = Scene::new(program(), "platform");
    let mut child = begun(&scene);
    let keys = "Reports read one day.\nAnd this:\n```make\nall:\n\tgcc x\n\n```\n\nstaging, then production\n";
    let input = child.stdin.as_mut().expect("a pipe");
    input.write_all(keys.as_bytes()).expect("it listens");
    let mut shown = String::new();
    while shown.matches("written").count() < 2 {
        shown.push_str(&listens(&mut child));
    }
    let plan = scene.plan();
    let expected = "Reports read one day.\nAnd this:\n\n```make\nall:\n\tgcc x\n\n```\n";
    assert!(
        plan.contains(expected) || plan.contains(&expected.replacen("\n\n```make", "\n```make", 1)),
        "{plan}"
    );
    assert!(plan.contains("staging, then production"), "{plan}");
    press(&mut child, "\u{4}");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
}

/// An answer that is broken off was not given.
#[test]
fn a_broken_off_answer_is_written_nowhere() {
    let scene = Scene::new(program(), "platform");
    let before = scene.plan();
    let mut child = begun(&scene);
    press(&mut child, "Reports read one day.\n");
    let shown = press(&mut child, "And\u{3}");
    assert!(shown.contains("answered 0"), "{shown}");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
    assert_eq!(scene.plan(), before);
}
