//! Places where other programs leave sockets that lead out of a cell. A view covers them, and brings
//! back what belongs to the work.

use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, open};
use rustix::mount::{MountFlags, mount};

use super::mounts::{Way, Ways, bring};

/// Sockets of services: what is asked through them is done outside.
const SERVICES: &str = "/run";
/// Shared by all programs of the machine.
const SHARED: [&str; 2] = ["/tmp", "/var/tmp"];
/// Where a system that keeps its programs below `/run` has them.
const PROGRAMS: &str = "/run/current-system";
/// How names of machines are looked up, which is often a link into `/run`.
const RESOLVER: &str = "/etc/resolv.conf";

/// Something below a covered place that is brought back.
struct Kept {
    path: PathBuf,
    open: OwnedFd,
}

/// Covers them; what is shared becomes the temporary directory that is open.
///
/// # Errors
/// When the kernel refuses.
pub(super) fn cover(temporary: &OwnedFd, ways: &mut Ways) -> Result<(), String> {
    let kept = kept();
    let services = Path::new(SERVICES);
    let harmless = MountFlags::NOSUID | MountFlags::NODEV;
    let covered = mount("tmpfs", services, "tmpfs", harmless, c"mode=0755,size=1m");
    covered.map_err(|error| format!("{SERVICES} cannot be covered: {error}"))?;
    for shared in shared() {
        bring(temporary, &shared)
            .map_err(|error| format!("{} cannot be covered: {error}", shared.display()))?;
        ways.set(&shared, Way::Write);
    }
    for Kept { path, open } in &kept {
        place_for(path, open)
            .and_then(|()| Ok(bring(open, path)?))
            .map_err(|error| format!("{} cannot be kept: {error}", path.display()))?;
        ways.set(path, Way::Read);
    }
    Ok(())
}

/// Makes an empty file or directory to mount something at, where there is none.
///
/// # Errors
/// When it cannot be made.
pub(super) fn place_for(path: &Path, open: &OwnedFd) -> std::io::Result<()> {
    let is_directory = rustix::fs::FileType::from_raw_mode(rustix::fs::fstat(open)?.st_mode)
        == rustix::fs::FileType::Directory;
    if is_directory {
        return fs::create_dir_all(path);
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match File::create_new(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Opens a path to mount it elsewhere.
pub(super) fn open_path(path: &Path) -> rustix::io::Result<OwnedFd> {
    open(path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())
}

fn shared() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = SHARED
        .iter()
        .filter_map(|path| Path::new(path).canonicalize().ok())
        .collect();
    places.dedup();
    places
}

/// What is brought back, outermost first: the home and the programs that a step is told of, where they
/// lie below a covered place, and how names are looked up.
fn kept() -> Vec<Kept> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::split_paths(&path).chain(home);
    let fixed = [RESOLVER, PROGRAMS].map(PathBuf::from);
    let mut paths: Vec<PathBuf> = named
        .chain(fixed)
        .filter_map(|path| path.canonicalize().ok())
        .filter(|path| is_covered(path))
        .collect();
    paths.sort();
    paths.dedup();
    let open = |path: PathBuf| {
        Some(Kept {
            open: open_path(&path).ok()?,
            path,
        })
    };
    paths.into_iter().filter_map(open).collect()
}

fn is_covered(path: &Path) -> bool {
    let mut places = shared();
    places.push(PathBuf::from(SERVICES));
    places
        .iter()
        .any(|place| path != place && path.starts_with(place))
}
