//! The devices of a cell: none behind which a disk, memory or another terminal lies.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::mount::{MountFlags, mount};

use super::mounts::bring_alone;

const DEV: &str = "/dev";
const NODES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
const LINKS: [(&str, &str); 5] = [
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
    ("ptmx", "pts/ptmx"),
];

/// Puts them in the place of those of the machine.
///
/// # Errors
/// When the kernel refuses.
pub(super) fn renew() -> std::io::Result<()> {
    let dev = Path::new(DEV);
    let mut nodes = Vec::new();
    for name in NODES {
        match open(
            dev.join(name),
            OFlags::PATH | OFlags::CLOEXEC,
            Mode::empty(),
        ) {
            Ok(node) => nodes.push((name, node)),
            Err(Errno::NOENT) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let harmless = MountFlags::NOSUID | MountFlags::NOEXEC;
    mount("tmpfs", dev, "tmpfs", harmless, c"mode=0755,size=64k")?;
    for (name, node) in nodes {
        let target = dev.join(name);
        File::create(&target)?;
        bring_alone(node, &target)?;
    }
    for (name, target) in LINKS {
        symlink(target, dev.join(name))?;
    }
    let (terminals, shared) = (dev.join("pts"), dev.join("shm"));
    fs::create_dir(&terminals)?;
    let own = c"newinstance,ptmxmode=0666,mode=0620";
    mount("devpts", &terminals, "devpts", harmless, own)?;
    fs::create_dir(&shared)?;
    mount(
        "tmpfs",
        &shared,
        "tmpfs",
        harmless | MountFlags::NODEV,
        c"mode=1777",
    )?;
    fs::set_permissions(dev, fs::Permissions::from_mode(0o755))
}
