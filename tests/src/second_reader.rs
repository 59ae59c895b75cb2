//! The second reader of journals: a program that shares nothing with the first.

use std::path::Path;
use std::process::Command;

/// Has runs of a repository read, all where none is named; whether all of them are sound, and what is said.
///
/// # Panics
/// When there is no Python to read with.
pub fn read(root: &Path, runs: &[&str]) -> (bool, String) {
    let script = crate::root().join("tests/verify_run.py");
    let mut python = Command::new("python3");
    let output = python.arg(script).arg(root).args(runs).output();
    let output = output.expect("python3 is installed");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}
