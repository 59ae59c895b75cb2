//! A view of the files of its own: the root as it is, a temporary directory, harmless devices; all else
//! read-only, and what opens other doors hidden.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use nix::sched::{CloneFlags, unshare};
use rustix::fs::{FileType, fstat};
use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_bind, mount_change};
use stopgate_model::Sandbox;

use super::covered::{self, open_path, place_for};
use super::mounts::{Way, Ways, bring, is_bare, protect};
use super::place::Place;
use super::{credentials, devices, loopback};

/// The view that this thread has taken.
#[derive(Debug)]
pub(super) struct View {
    /// What no step may write to, whether it is there or not.
    pub(super) protected: Vec<PathBuf>,
    /// Where a step may write.
    pub(super) writable: Vec<PathBuf>,
}

impl View {
    /// Takes a view of its own in this thread, and with it a network that leads nowhere, unless the
    /// sandbox has the network.
    ///
    /// # Errors
    /// When the kernel refuses any of it; the thread is then not to be used.
    pub(super) fn take(sandbox: Sandbox, place: &Place, temporary: &Path) -> Result<Self, String> {
        leave(sandbox)?;
        let open = |path: &Path| {
            open_path(path).map_err(|error| format!("{} cannot be opened: {error}", path.display()))
        };
        let (root, own) = (open(&place.root)?, open(temporary)?);
        let mut ways = Ways::default();
        covered::cover(&own, &mut ways)?;
        devices::renew().map_err(|error| format!("/dev cannot be renewed: {error}"))?;
        ways.set(Path::new("/dev"), Way::Keep);
        bring_root(sandbox, place, &root, &mut ways)?;
        hide(place)?;
        ways.apply()?;
        let view = Self {
            protected: place.protected(),
            writable: writable(sandbox, place),
        };
        view.protect()?;
        Ok(view)
    }

    /// Protects what is not to be written below the root, as it is there now.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(super) fn protect(&self) -> Result<(), String> {
        for path in self.protected.iter().filter(|path| is_bare(path)) {
            protect(path)
                .map_err(|error| format!("{} cannot be protected: {error}", path.display()))?;
        }
        Ok(())
    }
}

/// Leaves the view and the network of the machine.
fn leave(sandbox: Sandbox) -> Result<(), String> {
    let mut own = CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWIPC;
    own.set(CloneFlags::CLONE_NEWNET, sandbox != Sandbox::Network);
    unshare(own).map_err(|error| format!("namespaces cannot be made: {error}"))?;
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount_change("/", private)
        .map_err(|error| format!("the mounts cannot be made private: {error}"))?;
    if sandbox != Sandbox::Network {
        loopback::switch_on()
            .map_err(|error| format!("the loopback cannot be switched on: {error}"))?;
    }
    Ok(())
}

fn bring_root(
    sandbox: Sandbox,
    place: &Place,
    root: &OwnedFd,
    ways: &mut Ways,
) -> Result<(), String> {
    let path = &place.root;
    if path.parent().is_none() {
        return Err("the root is the whole file system, and a step could write to all of it; name one below it with --root".to_owned());
    }
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path} cannot be brought into the cell: {error}")
    };
    place_for(path, root)
        .and_then(|()| Ok(bring(root, path)?))
        .map_err(failed(path))?;
    // Said for both: the root may lie below a directory that is written.
    ways.set(
        path,
        match sandbox {
            Sandbox::ReadOnly => Way::Read,
            _ => Way::Write,
        },
    );
    // A directory that is a mount cannot be moved away, so the plan cannot be replaced around its
    // protection.
    for folder in place.around_plan() {
        if folder.is_dir() {
            mount_bind(&folder, &folder)
                .map_err(std::io::Error::from)
                .map_err(failed(&folder))?;
        }
    }
    Ok(())
}

fn writable(sandbox: Sandbox, place: &Place) -> Vec<PathBuf> {
    let shared = ["/tmp", "/var/tmp", "/dev"].map(PathBuf::from);
    let root = (sandbox != Sandbox::ReadOnly).then(|| place.root.clone());
    shared.into_iter().chain(root).collect()
}

/// Covers credentials by what is empty.
fn hide(place: &Place) -> Result<(), String> {
    let shut = MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    for path in credentials::there(place) {
        // What this user cannot get at, or what lies below a covered place, is hidden as it is.
        let Ok(found) = open_path(&path) else {
            continue;
        };
        let kind = fstat(&found).map(|found| FileType::from_raw_mode(found.st_mode));
        let hidden = match kind {
            Ok(FileType::Directory) => mount("tmpfs", &path, "tmpfs", shut, c"mode=0555,size=4k"),
            _ => mount_bind("/dev/null", &path),
        };
        hidden.map_err(|error| format!("{} cannot be hidden: {error}", path.display()))?;
    }
    Ok(())
}
