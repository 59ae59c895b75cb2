//! What a check costs does not creep up: instructions of three fixed inputs, counted by callgrind, held
//! against `benches/instructions.toml`.
//!
//! Instructions do not depend on how busy a machine is. They are those of the build that tests use, so
//! the figures are larger than those of a release.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use stopgate_tests::root;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

/// How much more than the record an input may cost.
const MOST: f64 = 1.10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Records {
    input: Vec<Record>,
}

/// An input with what it cost.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    /// What it stands for.
    name: String,
    /// The paths that are checked, from the root of the repository.
    paths: Vec<String>,
    /// Instructions of a check, in millions.
    millions: f64,
}

/// The instructions of a check in millions; none where valgrind is missing. The inputs are checked in a folder of
/// their own: in the repository the count would grow with each of its commits, which rules read.
fn count(program: &Path, paths: &[String]) -> Option<f64> {
    let home = tempfile::tempdir().expect("a folder");
    let place = tempfile::tempdir().expect("a folder");
    let mut copy = Command::new("cp");
    copy.args(["-R", "--parents", "--"]).args(paths);
    let copied = copy.arg(place.path()).current_dir(root()).status();
    assert!(copied.is_ok_and(|status| status.success()), "{paths:?}");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([
            "check",
            "--as-of",
            "2026-12-01",
            "--output-format",
            "concise",
        ])
        .args(paths)
        .current_dir(place.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().find(|line| line.contains("Collected"));
    let line = line.unwrap_or_else(|| panic!("callgrind counted nothing:\n{said}"));
    let number = line.rsplit(' ').next().unwrap_or_default();
    Some(number.parse::<f64>().expect("a number") / 1e6)
}

#[test]
fn a_check_costs_no_more_than_it_did() {
    let text = std::fs::read_to_string(root().join("benches/instructions.toml"));
    let records: Records = toml::from_str(&text.expect("the records")).expect("records");
    assert!(records.input.len() >= 3);
    let program = program::program();
    let mut over = Vec::new();
    for record in &records.input {
        let Some(millions) = count(program, &record.paths) else {
            assert!(
                std::env::var_os("CI").is_none(),
                "valgrind is missing, and this is CI"
            );
            println!("not counted, because there is no valgrind");
            return;
        };
        let line = format!(
            "{}: {millions:.1} million, recorded {:.1}",
            record.name, record.millions
        );
        println!("{line}");
        if millions > MOST * record.millions {
            over.push(line);
        }
    }
    assert!(
        over.is_empty(),
        "{}\nwhere the cost is worth it, record it in benches/instructions.toml",
        over.join("\n")
    );
}
