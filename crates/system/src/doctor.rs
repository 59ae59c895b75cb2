//! What this machine can and cannot do for a run.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::sandbox::Examined;
use crate::{Failure, Supervisor};

/// What a program is asked for, and what follows where it is not there.
const PROGRAMS: [(&str, &[&str], &str); 3] = [
    (
        "/bin/bash",
        &["--version"],
        "no command can run: it is the shell of all steps; install bash",
    ),
    (
        "git",
        &["--version"],
        "rules about the repository say nothing, and `--since` cannot be used; install git",
    ),
    (
        "ssh-keygen",
        &["-Q", "sign"],
        "keys cannot be made and signatures not be checked by hand; install the client programs of OpenSSH",
    ),
];

/// Tries everything; the walls in a process of their own, which the program starts as it starts supervisors.
///
/// # Errors
/// When that process cannot be started, or there is no place for it to try.
pub fn doctor() -> Result<Vec<Examined>, Failure> {
    let scratch = tempfile::tempdir().map_err(Failure::io("make", Path::new("a directory")))?;
    let root = scratch.path();
    for folder in [".git", ".stopgate"] {
        std::fs::create_dir(root.join(folder)).map_err(Failure::io("make", root))?;
    }
    std::fs::write(root.join("plan.md"), "").map_err(Failure::io("write", root))?;
    let supervisor = Supervisor::new(root, "doctor", Vec::new());
    let mut examined = supervisor.examine().map_err(Failure::io("examine", root))?;
    examined.extend(
        PROGRAMS
            .map(|(name, arguments, without)| Examined::new(name, said(name, arguments), without)),
    );
    examined.push(Examined::new(
        "ssh-agent",
        agent(),
        "keys are read from files; with an agent, keys that need a passphrase can be used: `ssh-add FILE`",
    ));
    Ok(examined)
}

/// The first line of what a program says.
fn said(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = asked(program, arguments)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().next().unwrap_or("is there").to_owned())
}

fn agent() -> Result<String, String> {
    if std::env::var_os("SSH_AUTH_SOCK").is_none() {
        return Err("no agent is told of".to_owned());
    }
    let output = asked("ssh-add", &["-l"])?;
    let keys = String::from_utf8_lossy(&output.stdout).lines().count();
    match output.status.success() {
        true => Ok(format!("keys: {keys}")),
        false => Err("the agent has no key".to_owned()),
    }
}

fn asked(program: &str, arguments: &[&str]) -> Result<std::process::Output, String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    command.output().map_err(|error| error.to_string())
}
