//! Starts the shell of a step (EXECUTION.md b.4).

use std::fs::File;
use std::io::{self, PipeReader, Seek as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{Pid, PidfdFlags, fchdir, getpid, pidfd_open};
use stopgate_runner::Job;

use super::directory;
use crate::ancestry::STEP;

const SHELL: &str = "/bin/bash";
const OPTIONS: [&str; 6] = ["--noprofile", "--norc", "-euo", "pipefail", "-c", "--"];
/// What a step gets of the runner's environment.
const INHERITED: [&str; 2] = ["PATH", "HOME"];
/// What every step gets.
const FIXED: [(&str, &str); 3] = [("LANG", "C.UTF-8"), ("TERM", "dumb"), ("TZ", "UTC")];

/// A shell that runs.
pub(super) struct Shell {
    pub(super) pid: Pid,
    /// Becomes readable when it ends.
    pub(super) handle: OwnedFd,
    /// What it writes: stdout and stderr.
    pub(super) outputs: [PipeReader; 2],
}

/// Starts the command of a job; else says why not, and then nothing of it has happened.
pub(super) fn start(job: &Job, root: &File) -> Result<Shell, String> {
    let directory = directory::open(root, &job.directory)?;
    spawn(job, &directory, root)
        .map_err(|error| format!("{SHELL} cannot be started with the command: {error}"))
}

fn spawn(job: &Job, directory: &OwnedFd, root: &File) -> io::Result<Shell> {
    let (stdout, stdout_of_step) = io::pipe()?;
    let (stderr, stderr_of_step) = io::pipe()?;
    let mut command = Command::new(SHELL);
    command.args(OPTIONS).arg(&job.command);
    command.process_group(0).stdin(stdin(job)?);
    command.stdout(stdout_of_step).stderr(stderr_of_step);
    set_environment(&mut command, job);
    // What cannot be watched is not started: once it runs, nobody may say that it never did.
    let watchable = pidfd_open(getpid(), PidfdFlags::empty())?;
    // The step inherits the directory itself; its path is not looked up again.
    fchdir(directory)?;
    let spawned = command.spawn();
    fchdir(root)?;
    let id = i32::try_from(spawned?.id()).ok().and_then(Pid::from_raw);
    drop(watchable);
    let pid = id.ok_or_else(|| io::Error::other("a process without an id"))?;
    Ok(Shell {
        pid,
        handle: pidfd_open(pid, PidfdFlags::empty())?,
        outputs: [stdout, stderr],
    })
}

/// What a step reads: nothing, or what its job brings, from memory that has no name.
fn stdin(job: &Job) -> io::Result<Stdio> {
    let Some(text) = &job.stdin else {
        return Ok(Stdio::null());
    };
    let mut file = File::from(memfd_create("stdin", MemfdFlags::CLOEXEC)?);
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    Ok(file.into())
}

fn set_environment(command: &mut Command, job: &Job) {
    command.env_clear().envs(FIXED);
    for name in INHERITED {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    let declared = job.environment.iter();
    command.envs(declared.map(|variable| (&variable.name, &variable.value)));
    command.env(STEP, &job.step);
}
