//! The command lines that agents and git call: they fail closed.

/// What is called, and by which our entries in the files of agents are told from those of others.
pub fn call(hook: &str) -> String {
    format!("stopgate hook {hook}")
}

/// The command line that fails closed: where the program is missing, killed or broken, the shell denies in its place,
/// with the exit code and the reason that agents take as no. Some let pass what ends with any other code. It needs no
/// more than a POSIX shell.
pub fn command_line(hook: &str) -> String {
    let call = call(hook);
    format!(
        "{call} || {{ s=$?; [ $s -eq 2 ] || echo \"{call} did not rule (exit $s): nothing happens until it does\" >&2; exit 2; }}"
    )
}

/// The text of a git hook that calls the guard: `git-pre-commit`, `git-pre-push`.
pub fn git_hook(hook: &str) -> String {
    format!("#!/bin/sh\n{}\n", command_line(hook))
}
