//! How tests start the binary: built as it is, in a folder of their own, without a terminal.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

mod program;

pub use program::program;

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
