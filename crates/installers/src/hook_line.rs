//! The command line that agents call before they act.

/// What tells our entries from those of others, whatever version wrote them.
pub(crate) fn mark(agent: &str) -> String {
    format!("stopgate hook {agent}")
}

/// The command line of an agent. It fails closed: where the program is missing, killed or broken, the shell denies in
/// its place, with the one exit code that every agent takes as no, and with a reason on stderr, without which some
/// take it for nothing. It needs no more than a POSIX shell.
pub(crate) fn hook_line(agent: &str) -> String {
    let call = mark(agent);
    format!(
        "{call} || {{ s=$?; [ $s -eq 2 ] || echo \"{call} did not rule (exit $s): nothing happens until it does\" >&2; exit 2; }}"
    )
}
