//! `stopgate selftest`: its rows hold here, each of them would see what it looks for, and the command says so.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use stopgate_selftest::{
    Fact, Halt, Machine, Row, Stage, Tried, Tries, Verdict, Wanted, carry_out,
};
use stopgate_selftest::{markdown, rows};
use stopgate_tests::matrix::count;
use stopgate_tests::{repository::Done, root};
use tempfile::TempDir;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

const SEED: u64 = 5;

/// After so many seconds no further try of a row begins, whatever its count.
const SECONDS: u64 = 120;

/// How often a row is tried here, where it is not once: every kind of what it does.
const TIMES: [(&str, usize); 13] = [
    ("FAULT-1", 3),
    ("FAULT-2", 6),
    ("FAULT-4", 2),
    ("FAULT-8", 2),
    ("FAULT-11", 4),
    ("ATTACK-1", 15),
    ("ATTACK-2", 8),
    ("ATTACK-3", 2),
    ("ATTACK-4", 20),
    ("ATTACK-5", 3),
    ("ATTACK-6", 6),
    ("ATTACK-10", 8),
    ("ATTACK-11", 3),
];

/// One thing of each row that may never be seen: what is looked at, and what would be found.
const BROKEN: [(&str, &str, &str); 18] = [
    (
        "FAULT-1",
        "what a killed run did",
        "a1\na2\na2\ncheck-a\nb1\n",
    ),
    ("FAULT-2", "first bad record", "none"),
    ("FAULT-4", "the plan", "# Plan: Count the boats of the har"),
    ("FAULT-7", "alive after its runner", "sleep 300"),
    ("FAULT-8", "KiB of memory", "200000"),
    (
        "FAULT-9",
        "lines of a person that are lost",
        "Seen by hand, note 3.",
    ),
    (
        "FAULT-11",
        "effects at the end",
        "a1\na2\ncheck-a\nb1\nundo-a\nundo-b\n",
    ),
    ("ATTACK-1", "the hidden command ran", "true"),
    ("ATTACK-2", ": `run`", "10"),
    (
        "ATTACK-3",
        "what ran while the plan was exchanged",
        "forged\na1\n",
    ),
    ("ATTACK-4", "what lies outside, after paths were named", ""),
    ("ATTACK-5", "what a terminal obeys", "\\u{1b}"),
    ("ATTACK-6", "`check` of", "none: a signal ended it"),
    ("ATTACK-7", "places where a secret is masked", "0"),
    ("ATTACK-8", "attempts", "ESCAPED: read a key\nTRIED"),
    ("ATTACK-10", "a go without its signature", "none"),
    (
        "ATTACK-11",
        "steps after",
        "cat output.txt\ntouch canary\necho b1",
    ),
    ("ATTACK-12", "`check`", "none: it did not end"),
];

/// A folder that cells see, which do not have the temporary directory of the machine.
fn place() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

fn tries(row: &Row) -> Tries {
    let times = TIMES.iter().find(|(id, _)| *id == row.id);
    let times = count(times.map_or(1, |(_, times)| *times));
    Tries::new(times, Duration::from_secs(SECONDS), Some(SEED)).expect("chance")
}

/// The row with one fact found otherwise.
fn with_found(row: &Row, tries: &mut Tries, at: usize, found: &str) -> Tried {
    let fact = tries.facts[at].clone();
    tries.facts[at].found = found.to_owned();
    let tried = Tried::of(row, tries, None);
    tries.facts[at] = fact;
    tried
}

/// What would be found if a fact did not hold.
fn opposite(fact: &Fact) -> String {
    match &fact.wanted {
        Wanted::Is(wanted) => format!("{wanted} and more"),
        Wanted::OneOf(_) | Wanted::AtLeast(_) => "none".to_owned(),
        Wanted::Begins(whole) => format!("{whole} and more"),
        Wanted::AtMost(most) => (most + 1).to_string(),
        Wanted::Holds(_) => String::new(),
        Wanted::Lacks(parts) => format!("{} {}", fact.found, parts[parts.len() - 1]),
    }
}

#[test]
fn every_row_holds_here_and_fails_when_it_sees_what_it_looks_for() {
    let place = place();
    let stage =
        Stage::below(place.path(), Some(program::program().to_path_buf())).expect("a stage");
    assert_eq!(rows().len(), BROKEN.len());
    for row in rows() {
        let mut tries = tries(row);
        let tried = carry_out(row, &stage, &mut tries);
        let (times, unit, facts) = (tried.times, tried.unit, tried.facts);
        println!(
            "selftest {}: {times} {unit}, {facts} facts, {} faults",
            row.id, tried.fault_count
        );
        if tried.verdict == Verdict::CannotBeTestedHere {
            println!("skipped: {}: {:?}", row.id, tried.reason);
            continue;
        }
        assert_eq!(
            tried.verdict,
            Verdict::Holds,
            "{}: {:#?}",
            row.id,
            tried.faults
        );
        for at in 0..tries.facts.len() {
            let found = opposite(&tries.facts[at]);
            let broken = with_found(row, &mut tries, at, &found);
            assert_eq!(
                broken.verdict,
                Verdict::Fails,
                "{}: {:?}",
                row.id,
                tries.facts[at]
            );
        }
        let (_, what, found) = BROKEN
            .iter()
            .find(|(id, ..)| *id == row.id)
            .expect("a line");
        let at = tries.facts.iter().position(|fact| fact.what.contains(what));
        let at = at.unwrap_or_else(|| panic!("{} does not look at {what}", row.id));
        let broken = with_found(row, &mut tries, at, found);
        assert_eq!(
            (broken.verdict, broken.fault_count),
            (Verdict::Fails, 1),
            "{}",
            row.id
        );
    }
    let left = std::fs::read_dir(stage.path())
        .expect("the stage")
        .flatten();
    let left = left.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let left: Vec<String> = left.filter(|name| name.starts_with("stopgate-")).collect();
    assert!(left.is_empty(), "every row removes its folders: {left:?}");
}

#[test]
fn a_row_that_looked_at_nothing_or_broke_off_does_not_hold() {
    let row = &rows()[0];
    let none = tries(row);
    assert_eq!(Tried::of(row, &none, None).verdict, Verdict::Fails);
    let broke = Tried::of(row, &none, Some(Halt::Broke("no plan".to_owned())));
    assert_eq!(
        (broke.verdict, broke.faults),
        (Verdict::Fails, vec!["no plan".to_owned()])
    );
    let cannot = Tried::of(row, &none, Some(Halt::Cannot("no mounts".to_owned())));
    assert_eq!(cannot.verdict, Verdict::CannotBeTestedHere);
    assert_eq!(
        cannot.verdict_in_words(),
        "cannot be tested here: no mounts"
    );
    // A fault that was seen counts, whatever came behind it.
    let mut seen = tries(row);
    seen.facts.push(Fact::is("effects", "a1\na1\n", "a1\n"));
    let failed = Tried::of(row, &seen, Some(Halt::Cannot("no mounts".to_owned())));
    assert_eq!(failed.verdict, Verdict::Fails);
}

#[test]
fn the_table_holds_no_markup_of_what_was_found() {
    let row = &rows()[0];
    let mut seen = tries(row);
    seen.facts.push(Fact::is("a | `b` <c>\n# d", "x", "y"));
    let machine = Machine {
        kernel: "Linux 6".to_owned(),
        file_system: "ext4".to_owned(),
    };
    let text = markdown("1.0.0", &machine, &[Tried::of(row, &seen, None)]);
    assert!(
        text.contains("| FAULT-1 |") && text.contains("| FAILS |"),
        "{text}"
    );
    assert!(
        text.contains("- FAULT-1: a \\| \\`b\\` \\<c\\> # d: found"),
        "{text}"
    );
}

fn selftest(folder: &Path, path: Option<&str>, arguments: &[&str]) -> Done {
    let mut command = Command::new(program::program());
    command.arg("selftest").args(arguments);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("NO_COLOR", "1");
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let home = tempfile::tempdir().expect("a folder");
    command.env("HOME", home.path()).env("TMPDIR", home.path());
    let done = Done::of(arguments, command.output().expect("the binary starts"));
    let left = std::fs::read_dir(home.path()).expect("a folder").flatten();
    let left: Vec<_> = left.map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "left beside its folder: {left:?}");
    done
}

#[test]
fn the_command_writes_text_markdown_and_json_and_leaves_nothing() {
    let place = place();
    let rows = ["--rows", "attack-1,FAULT-11"];
    let text = selftest(place.path(), None, &rows).exits(0).stdout;
    let order = text.find("FAULT-11").zip(text.find("ATTACK-1 "));
    assert!(order.is_some_and(|(one, other)| one < other), "{text}");
    assert!(
        text.contains("2 hold, 0 fail, 0 cannot be tested here"),
        "{text}"
    );
    assert!(
        std::fs::read_dir(place.path())
            .expect("a folder")
            .next()
            .is_none()
    );
    let report = [
        &rows[..],
        &["--report", "table.md", "--output-format", "json"],
    ]
    .concat();
    let found: Value = selftest(place.path(), None, &report).exits(0).document();
    assert_eq!(
        (&found["schema"], &found["holds"]),
        (&1.into(), &true.into())
    );
    assert_eq!(found["rows"][1]["verdict"], "holds");
    assert!(found["rows"][1]["times"].as_u64() > Some(0), "{found}");
    let table = std::fs::read_to_string(place.path().join("table.md")).expect("the report");
    assert_eq!(
        table
            .lines()
            .filter(|line| line.ends_with("| holds |"))
            .count(),
        2,
        "{table}"
    );
    let other = place.path().join("other");
    std::fs::create_dir(&other).expect("a folder");
    let out = ["--rows", "FAULT-11", "--report", "-", "--below", "other"];
    let shown = selftest(place.path(), None, &out).exits(0).stdout;
    assert!(shown.starts_with("# Selftest of stopgate "), "{shown}");
    assert!(
        std::fs::read_dir(&other)
            .expect("a folder")
            .next()
            .is_none()
    );
}

#[test]
fn what_fails_is_told_and_exits_with_1() {
    let place = place();
    // Steps need the programs of a machine, and find none.
    let failed = selftest(place.path(), Some("/nonexistent"), &["--rows", "FAULT-11"]).exits(1);
    assert!(failed.stdout.contains("FAILS"), "{}", failed.stdout);
    assert!(
        failed.stdout.contains("the first phase runs: exit 1"),
        "{}",
        failed.stdout
    );
}

#[test]
fn a_row_or_folder_that_is_not_there_is_named() {
    let place = place();
    let unknown = selftest(place.path(), None, &["--rows", "FAULT-99"]).exits(2);
    assert!(
        unknown.stderr.contains("FAULT-99") && unknown.stderr.contains("ATTACK-12"),
        "{}",
        unknown.stderr
    );
    let nowhere = selftest(place.path(), None, &["--below", "nowhere"]).exits(2);
    assert!(nowhere.stderr.contains("--below"), "{}", nowhere.stderr);
}

#[test]
fn the_page_names_every_row() {
    let page = std::fs::read_to_string(root().join("docs/selftest.md")).expect("the page");
    for row in rows() {
        let line = format!("| {} | {} |", row.id, row.tries);
        assert!(page.contains(&line), "docs/selftest.md lacks: {line}");
    }
}
