//! How tests run cargo: with the target directory of the workspace, one call at a time, and without
//! the flags and variables of whoever runs the tests.

use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Variables that would change what is built, or that cargo sets for the test itself.
const LEAKS: &[&str] = &[
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_ENCODED_RUSTDOCFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_TARGET_TMPDIR",
    "CLIPPY_CONF_DIR",
];

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs cargo in a folder; what it writes to stdout.
///
/// # Errors
/// All it had to say, where it does not end well.
pub fn cargo(
    folder: &Path,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<Vec<u8>, String> {
    // A test that failed while it held the lock leaves nothing half done.
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = command(env!("CARGO"), folder);
    command.args(arguments);
    let output = command
        .envs(environment.iter().copied())
        .output()
        .expect("cargo starts");
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!(
        "cargo {}\n{}",
        arguments.join(" "),
        String::from_utf8_lossy(&said)
    ))
}

/// A program that may call cargo: with the target directory of the workspace, and without what leaks.
pub fn command(program: &str, folder: &Path) -> Command {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it lies in the target");
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if LEAKS.contains(&name.as_str()) || name.starts_with("CARGO_PKG_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    command
}
