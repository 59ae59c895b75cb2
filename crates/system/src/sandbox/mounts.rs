//! What may be written in a view, mount by mount.

use std::fs;
use std::os::fd::{AsFd, AsRawFd as _};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, StatVfsMountFlags, StatxAttributes, StatxFlags, statvfs, statx};
use rustix::io::Errno;
use rustix::mount::{MountFlags, mount_bind, mount_bind_recursive, mount_remount};

/// What becomes of the mounts at and below a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// They can be written to.
    Write,
    /// They can be read.
    Read,
    /// They are as they were made.
    Keep,
}

/// Says it for paths; the longest one counts, and where none does, a mount can be read.
#[derive(Debug, Default)]
pub(super) struct Ways(Vec<(PathBuf, Way)>);

impl Ways {
    pub(super) fn set(&mut self, path: &Path, way: Way) {
        self.0.push((path.to_owned(), way));
    }

    fn of(&self, mount: &Path) -> Way {
        let rules = self.0.iter().filter(|(path, _)| mount.starts_with(path));
        let nearest = rules.max_by_key(|(path, _)| path.components().count());
        nearest.map_or(Way::Read, |(_, way)| *way)
    }

    /// Makes every mount of this thread's view what it is to be.
    ///
    /// # Errors
    /// Names the first mount that stays writable against the rules.
    pub(super) fn apply(&self) -> Result<(), String> {
        let table = fs::read_to_string("/proc/thread-self/mountinfo")
            .map_err(|error| format!("the mounts cannot be listed: {error}"))?;
        for mount in table.lines().filter_map(Mount::read) {
            if self.of(&mount.path) != Way::Read || mount.flags.contains(MountFlags::RDONLY) {
                continue;
            }
            match mount.shut() {
                // Below something else by now, where no step gets.
                Ok(()) | Err(Errno::NOENT | Errno::NOTDIR | Errno::INVAL | Errno::ACCESS) => {}
                Err(error) => {
                    let path = mount.path.display();
                    return Err(format!("{path} cannot be made read-only: {error}"));
                }
            }
        }
        Ok(())
    }
}

/// One mount.
struct Mount {
    path: PathBuf,
    flags: MountFlags,
}

impl Mount {
    /// A line of the mount table.
    ///
    /// `27 1 254:0 / /srv/my\040data rw,nosuid,relatime - ext4 /dev/vda rw`
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split(' ').skip(4);
        let path = PathBuf::from(unescaped(fields.next()?));
        let flag = |name| match name {
            "ro" => MountFlags::RDONLY,
            "nosuid" => MountFlags::NOSUID,
            "nodev" => MountFlags::NODEV,
            "noexec" => MountFlags::NOEXEC,
            _ => MountFlags::empty(),
        };
        let flags = fields.next()?.split(',').map(flag).collect();
        Some(Self { path, flags })
    }

    /// What it has of flags is not to be lost: with some of them the kernel insists.
    fn shut(&self) -> rustix::io::Result<()> {
        let flags = self.flags | MountFlags::BIND | MountFlags::RDONLY;
        mount_remount(&self.path, flags, "")
    }
}

/// White space and backslashes stand as three octal digits.
fn unescaped(text: &str) -> String {
    let codes = [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ];
    codes.iter().fold(text.to_owned(), |text, (code, plain)| {
        text.replace(code, plain)
    })
}

/// Mounts what is open at a path, with all mounts below it.
pub(super) fn bring(open: impl AsFd, target: &Path) -> rustix::io::Result<()> {
    mount_bind_recursive(link_to(&open), target)
}

/// Mounts one open file or directory at a path.
pub(super) fn bring_alone(open: impl AsFd, target: &Path) -> rustix::io::Result<()> {
    mount_bind(link_to(&open), target)
}

fn link_to(open: &impl AsFd) -> String {
    format!("/proc/self/fd/{}", open.as_fd().as_raw_fd())
}

/// True where a path is there and what it leads to is not a mount of its own: one that is replaced from
/// outside loses its mount.
pub(super) fn is_bare(path: &Path) -> bool {
    let found = statx(CWD, path, AtFlags::empty(), StatxFlags::TYPE);
    match found {
        Ok(found) => !found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT),
        Err(error) => error != Errno::NOENT,
    }
}

/// How often something is protected anew that somebody replaces meanwhile: editors save that way, and the
/// mount goes with what it lay on.
const REPLACED: usize = 50;

/// Makes what a path leads to read-only.
pub(super) fn protect(path: &Path) -> std::io::Result<()> {
    let is_gone = |error: &std::io::Error| {
        let gone = [Errno::NOENT, Errno::INVAL].map(Errno::raw_os_error);
        error
            .raw_os_error()
            .is_some_and(|code| gone.contains(&code))
    };
    for _ in 1..REPLACED {
        match protect_once(path) {
            Err(error) if is_gone(&error) => {}
            done => return done,
        }
    }
    protect_once(path)
}

fn protect_once(path: &Path) -> std::io::Result<()> {
    let path = match path.canonicalize() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        real => real?,
    };
    mount_bind_recursive(&path, &path)?;
    let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV;
    Ok(mount_remount(&path, flags | kept_flags(&path), "")?)
}

/// The flags of the mount that a path lies on and that the kernel does not let go of.
fn kept_flags(path: &Path) -> MountFlags {
    let Ok(found) = statvfs(path) else {
        return MountFlags::empty();
    };
    match found.f_flag.contains(StatVfsMountFlags::NOEXEC) {
        true => MountFlags::NOEXEC,
        false => MountFlags::empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_decides_about_a_mount() {
        let mut ways = Ways::default();
        ways.set(Path::new("/srv/shop"), Way::Write);
        ways.set(Path::new("/srv/shop/.git"), Way::Read);
        ways.set(Path::new("/dev"), Way::Keep);
        let cases = [
            ("/", Way::Read),
            ("/srv/shopping", Way::Read),
            ("/srv/shop/a/b", Way::Write),
            ("/srv/shop/.git/hooks", Way::Read),
            ("/dev/pts", Way::Keep),
        ];
        for (mount, way) in cases {
            assert_eq!(ways.of(Path::new(mount)), way, "{mount}");
        }
    }

    #[test]
    fn a_mount_is_read_with_its_flags_and_its_name() {
        let line = r"31 23 0:28 / /srv/my\040data ro,nosuid,noexec,relatime shared:1 - tmpfs x rw";
        let mount = Mount::read(line).unwrap();
        assert_eq!(mount.path, Path::new("/srv/my data"));
        let flags = MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NOEXEC;
        assert_eq!(mount.flags, flags);
    }
}
