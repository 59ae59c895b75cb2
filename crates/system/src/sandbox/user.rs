//! The right to build walls: what only an administrator may, everybody may in a user namespace of
//! their own, where the kernel lets them have one.

use std::fs;

use nix::sched::{CloneFlags, unshare};
use rustix::process::{getegid, geteuid};
use rustix::thread::{CapabilitySet, capabilities};

/// Gets the right. It has to be the only thread of its process that calls this.
///
/// # Errors
/// When there is no way to it, with the reason; the process is what it was before.
pub(super) fn become_administrator() -> Result<(), String> {
    if is_administrator() {
        return Ok(());
    }
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    unshare(CloneFlags::CLONE_NEWUSER)
        .map_err(|error| format!("this user may not make user namespaces: {error}"))?;
    let maps = [
        // Without this nobody but an administrator may map groups.
        ("setgroups", "deny".to_owned()),
        ("uid_map", format!("{user} {user} 1")),
        ("gid_map", format!("{group} {group} 1")),
    ];
    for (file, text) in maps {
        fs::write(format!("/proc/self/{file}"), text)
            .map_err(|error| format!("a user namespace cannot be given its {file}: {error}"))?;
    }
    Ok(())
}

fn is_administrator() -> bool {
    capabilities(None).is_ok_and(|sets| sets.effective.contains(CapabilitySet::SYS_ADMIN))
}
