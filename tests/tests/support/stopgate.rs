//! How tests start the binary: built as it is, in a folder of their own, without a terminal.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use stopgate_tests::root;

use crate::cargo::cargo;

/// The binary of this workspace, built where it is not yet.
pub fn program() -> PathBuf {
    let build = [
        "build",
        "--quiet",
        "--locked",
        "--workspace",
        "--bin",
        "stopgate",
    ];
    cargo(&root(), &build, &[]).unwrap_or_else(|error| panic!("{error}"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it lies in the target");
    target
        .join("debug")
        .join(format!("stopgate{}", std::env::consts::EXE_SUFFIX))
}

/// A command in a folder whose `PATH` begins with the folder of the binary. Without a terminal on any
/// stream, `COLUMNS` is the only width.
pub fn command(name: &str, program: &Path, folder: &Path) -> Command {
    let mut path = OsString::from(program.parent().expect("it lies in a folder"));
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = Command::new(name);
    command
        .current_dir(folder)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1");
    command.stdin(Stdio::null());
    command
}
