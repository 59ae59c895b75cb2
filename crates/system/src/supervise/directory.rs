//! The directory of a step: opened below the root without following links, so that what happens to its
//! path later does not matter (EXECUTION.md b.4).

use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::{Component, Path};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, ResolveFlags, openat, openat2, statat};
use rustix::io::Errno;

/// How a directory is opened.
const FLAGS: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// Opens a directory, given relative to the root; else says why not and what to do.
pub(super) fn open(root: &File, directory: &str) -> Result<OwnedFd, String> {
    let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(directory).components().all(inside) {
        return Err(outside(directory));
    }
    let directory = if directory.is_empty() { "." } else { directory };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let opened = match openat2(root, directory, FLAGS, Mode::empty(), resolve) {
        // Kernels before 5.6, and sandboxes that know no newer calls.
        Err(Errno::NOSYS | Errno::PERM) => open_part_by_part(root, directory),
        opened => opened,
    };
    opened.map_err(|error| reason(directory, error))
}

fn open_part_by_part(root: &File, directory: &str) -> Result<OwnedFd, Errno> {
    let mut current = openat(root, ".", FLAGS, Mode::empty())?;
    for part in Path::new(directory).components() {
        let Component::Normal(name) = part else {
            continue;
        };
        current = match openat(&current, name, FLAGS | OFlags::NOFOLLOW, Mode::empty()) {
            Err(Errno::NOTDIR) => {
                let stat = statat(&current, name, AtFlags::SYMLINK_NOFOLLOW)?;
                let is_link = FileType::from_raw_mode(stat.st_mode) == FileType::Symlink;
                return Err(if is_link { Errno::LOOP } else { Errno::NOTDIR });
            }
            opened => opened?,
        };
    }
    Ok(current)
}

fn outside(directory: &str) -> String {
    format!(
        "the directory {directory} leads out of the root; name one below the root, without `..` and without a leading `/`"
    )
}

fn reason(directory: &str, error: Errno) -> String {
    match error {
        Errno::NOENT => format!(
            "the directory {directory} is not there; create it in an earlier step, or name the right one in the plan"
        ),
        Errno::NOTDIR => {
            format!("{directory} is not a directory; name one in the plan")
        }
        Errno::LOOP => format!(
            "the directory {directory} is a symbolic link or lies behind one; name the directory itself"
        ),
        Errno::XDEV => outside(directory),
        error => format!("the directory {directory} cannot be opened: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn both_ways_of_opening_agree() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path();
        std::fs::create_dir_all(path.join("a/b")).unwrap();
        std::fs::write(path.join("file"), "").unwrap();
        symlink(path.join("a"), path.join("link")).unwrap();
        symlink("a", path.join("relative")).unwrap();
        let opened = File::open(path).unwrap();
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let cases = [
            (".", None),
            ("a", None),
            ("./a/b/", None),
            ("file", Some(Errno::NOTDIR)),
            ("missing", Some(Errno::NOENT)),
            ("link", Some(Errno::LOOP)),
            ("link/b", Some(Errno::LOOP)),
            ("relative", Some(Errno::LOOP)),
            ("relative/b", Some(Errno::LOOP)),
        ];
        for (directory, expected) in cases {
            let newer = openat2(&opened, directory, FLAGS, Mode::empty(), resolve);
            let older = open_part_by_part(&opened, directory);
            assert_eq!(older.err(), expected, "{directory}");
            if newer.as_ref().err() != Some(&Errno::NOSYS) {
                assert_eq!(newer.err(), expected, "{directory}");
            }
        }
    }

    #[test]
    fn what_leads_out_of_the_root_is_refused() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("a")).unwrap();
        let opened = File::open(root.path()).unwrap();
        for directory in ["/", "/tmp", "..", "a/../..", "a/..", "a/../a"] {
            let said = open(&opened, directory).unwrap_err();
            assert!(said.contains("out of the root"), "{directory}: {said}");
        }
    }
}
