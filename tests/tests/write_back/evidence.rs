//! Where evidence goes, and that it goes there once.

use stopgate_tests::engine;
use stopgate_workspace::{EditIntent, Unwritable};

use crate::case::Case;
use crate::intents::{RUN, WHEN, evidence, outcome, progress, step};

/// A small plan with places for all that a run writes.
pub(crate) const EXECPLAN: &str = "# Load the ledger\n\n## Progress\n\n- [x] (2026-05-01 10:00Z) Planned.\n- [ ] Milestone 1: Load\n- [ ] Milestone 2: Check\n\n## Outcomes & Retrospective\n\nNot written yet.\n\n## Concrete Steps\n\nFrom the repository root.\n\n### Milestone 1: Load\n\n    make load\n\n### Milestone 2: Check\n\n    make check\n\n## Artifacts and Notes\n\nNone yet.\n\n## Interfaces and Dependencies\n\nNone.\n";

fn case(text: &str) -> Case {
    Case::text("case", text, "execplan")
}

/// The plan after the intents.
pub(crate) fn written(text: &str, intents: &[EditIntent]) -> Result<String, Unwritable> {
    let engine = engine();
    let case = case(text);
    let edits = case.read(&engine, &case.bytes).record(intents)?;
    Ok(String::from_utf8(edits.apply(&case.bytes)).expect("it is text"))
}

fn load() -> EditIntent {
    evidence(
        7,
        "Milestone 1: Load",
        WHEN,
        vec![step("make load", "12 rows\n")],
    )
}

/// The entry that [`load`] writes.
fn load_entry() -> String {
    let digest = "9a".repeat(32);
    format!(
        "**`Milestone 1: Load`: passed** ({WHEN}, by `Ruth <ruth@example.org>`; run {RUN}, entry 7)\n\n`make load` in `.`: exit 0 after 1.2 s, {WHEN} (step `1f2e3d4c5b`; output SHA-256 `{digest}`)\n\n```text\n12 rows\n```\n"
    )
}

#[test]
fn evidence_goes_where_the_format_keeps_it() {
    let after = written(EXECPLAN, &[load()]).expect("there is a place");
    let wanted = EXECPLAN.replace(
        "None yet.\n\n",
        &format!("None yet.\n\n### Run record\n\n{}\n", load_entry()),
    );
    assert_eq!(after, wanted);
}

#[test]
fn evidence_without_a_place_of_its_own_goes_to_the_end() {
    for (text, gap) in [
        ("# A\n\n## Concrete Steps\n\n    make load\n", "\n"),
        ("# A\n\n## Concrete Steps\n\n    make load", "\n\n"),
        ("# A\n\n## Concrete Steps\n\n- x\n  - y\n\n  > z\n\n", ""),
        ("# A\n\n## Concrete Steps\n\n> quote\n> - item", "\n\n"),
        ("\u{feff}# A\n\n## Concrete Steps\n", "\n"),
        ("", ""),
    ] {
        let after = written(text, &[load()]).expect("there is a place");
        assert_eq!(
            after,
            format!("{text}{gap}## Run record\n\n{}", load_entry())
        );
    }
}

#[test]
fn sections_of_the_first_level_get_a_record_of_the_first_level() {
    let text = "# Purpose\n\nx\n\n# Concrete Steps\n\n    make load\n";
    let after = written(text, &[load()]).expect("there is a place");
    assert!(after.contains("\n# Run record\n"), "{after}");
}

#[test]
fn line_endings_stay_what_they_are() {
    let crlf = EXECPLAN.replace('\n', "\r\n");
    let intents = [
        load(),
        progress(8, Some("Milestone 1: Load"), (WHEN, "x", true)),
        outcome(WHEN, "x"),
    ];
    let (unix, dos) = (written(EXECPLAN, &intents), written(&crlf, &intents));
    assert_eq!(
        unix.expect("there is a place").replace('\n', "\r\n"),
        dos.expect("there is a place")
    );
}

#[test]
fn what_is_open_at_the_end_takes_no_record_and_says_why() {
    for tail in [
        "```sh\nx\n",
        "<!-- x\n",
        "<details>\n\nx\n",
        "<script>\nx\n",
        "<pre>\nx\n",
    ] {
        let text = format!("# A\n\n## Concrete Steps\n\n{tail}");
        assert_eq!(
            written(&text, &[load()]),
            Err(Unwritable::NotSafe),
            "{tail}"
        );
    }
    let wrapped = format!("```md\n{EXECPLAN}```\n");
    assert_eq!(written(&wrapped, &[load()]), Err(Unwritable::OuterFence));
}

#[test]
fn an_entry_is_written_once_whatever_people_do_around_it() {
    let once = written(EXECPLAN, &[load()]).expect("there is a place");
    let moved = once.replace(
        "12 rows\n```\n",
        "12 rows\n```\n\nRuth: looks right.\n\n- a list\n",
    );
    let wrapped = once.replace("; run ", ";\nrun ");
    let elsewhere = format!("{EXECPLAN}\n## Run record\n\n{}", load_entry());
    for text in [once, moved.clone(), wrapped, elsewhere] {
        assert_eq!(written(&text, &[load()]).as_ref(), Ok(&text));
    }
    let second = evidence(70, "Milestone 1: Load", WHEN, Vec::new());
    let after = written(&moved, &[second]).expect("there is a place");
    let (told, new) = (
        after.find("looks right").expect("kept"),
        after.find("entry 70").expect("new"),
    );
    assert!(
        told < new && after.contains("- a list\n\n**`Milestone 1: Load`"),
        "{after}"
    );
}

#[test]
fn what_an_output_says_of_entries_counts_for_nothing() {
    let liar = evidence(6, "x", WHEN, vec![step("x", &load_entry())]);
    let once = written(EXECPLAN, &[liar]).expect("there is a place");
    let twice = written(&once, &[load()]).expect("there is a place");
    assert!(twice.len() > once.len());
}
