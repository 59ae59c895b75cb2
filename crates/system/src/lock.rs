//! One runner a plan: locks that the operating system gives up when their holder dies.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::Failure;
use crate::files::{self, Access, OpenFile};
use crate::own_folder::own_folder;

/// Where locks lie, below the root.
const LOCKS: &str = ".stopgate/locks";

/// How often the right to write is asked for before a writer gives up.
const TRIES: u32 = 20_000;

/// How often an installation asks: the one before it may have a person to ask, and more files to make durable.
const INSTALL_TRIES: u32 = 120_000;

/// How long to wait for another writer, who holds the right for one reading and one writing.
const PAUSE: Duration = Duration::from_micros(250);

/// The right to change runs of one plan, until it is dropped or its holder dies.
#[derive(Debug)]
pub struct PlanLock {
    _file: Box<dyn OpenFile>,
}

impl PlanLock {
    /// Takes the lock of a plan, without waiting.
    ///
    /// # Errors
    /// When another process holds it, or the lock file cannot be made.
    pub fn take(root: &Path, plan: &str) -> Result<Self, Failure> {
        let path = lock_folder(root)?.join(format!("{}.lock", lock_name(plan)));
        // A repository may bring a link of this name, and what it leads to would be emptied: it is not followed.
        let mut file = files::open(&path, Access::Edit).map_err(Failure::io("open", &path))?;
        match file.try_lock() {
            Ok(true) => {}
            Ok(false) => {
                let mut holder = String::new();
                let _ = file.take(100).read_to_string(&mut holder);
                return Err(Failure::Busy {
                    plan: plan.to_owned(),
                    holder: holder.trim().to_owned(),
                });
            }
            Err(error) => return Err(Failure::io("lock", &path)(error)),
        }
        let note = format!("process {}\n", std::process::id());
        file.set_length(0)
            .and_then(|()| file.write_all(note.as_bytes()))
            .map_err(Failure::io("write", &path))?;
        Ok(Self { _file: file })
    }
}

/// The right to write into one plan, for as long as it takes to read it and to replace it. Programs that are
/// no Stopgate do not ask for it; between those that do, nobody reads what another is about to take back.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: Box<dyn OpenFile>,
}

impl WriteLock {
    /// Takes it, and waits for another writer.
    ///
    /// # Errors
    /// When another process does not give it up, or the lock file cannot be made.
    pub(crate) fn take(root: &Path, plan: &str) -> Result<Self, Failure> {
        let path = lock_folder(root)?.join(format!("{}.write", lock_name(plan)));
        let file = waited_for(&path, Access::Edit, TRIES)?;
        file.map(|file| Self { _file: file })
            .ok_or_else(|| Failure::Busy {
                plan: plan.to_owned(),
                holder: "another program".to_owned(),
            })
    }
}

/// The right to put something for agents into the files of a repository and to take it out, from the first file that is
/// read to the last one that is written: what one installation counts on, no other takes back.
#[derive(Debug)]
pub struct InstallLock {
    _file: Box<dyn OpenFile>,
}

impl InstallLock {
    /// Takes it, and waits for another installation. It is a lock of the root itself, so that a repository out of
    /// which everything is taken is as it was; where a file system has none for folders, it lies among the others.
    ///
    /// # Errors
    /// When another process does not give it up, or the lock file cannot be made.
    pub fn take(root: &Path) -> Result<Self, Failure> {
        let file = waited_for(root, Access::Read, INSTALL_TRIES).or_else(|_| {
            let path = lock_folder(root)?.join("agents.write");
            waited_for(&path, Access::Edit, INSTALL_TRIES)
        })?;
        file.map(|file| Self { _file: file })
            .ok_or(Failure::Installing)
    }
}

/// A file of which this process has the lock; none where another one does not give it up.
fn waited_for(
    path: &Path,
    access: Access,
    tries: u32,
) -> Result<Option<Box<dyn OpenFile>>, Failure> {
    let file = files::open(path, access).map_err(Failure::io("open", path))?;
    for _ in 0..tries {
        if file.try_lock().map_err(Failure::io("lock", path))? {
            return Ok(Some(file));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(None)
}

/// What the locks of a plan are called.
pub fn lock_name(plan: &str) -> String {
    let digest = Sha256::digest(plan.as_bytes());
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The folder of the locks, made where it is missing, and kept out of version control.
fn lock_folder(root: &Path) -> Result<PathBuf, Failure> {
    let is_new = !root.join(LOCKS).is_dir();
    let folder = own_folder(root, LOCKS)?;
    if is_new {
        keep_out_of_version_control(root)?;
    }
    Ok(folder)
}

/// Says once which files of a machine are not committed; a file that is there already is somebody's, and stays.
pub(crate) fn keep_out_of_version_control(root: &Path) -> Result<(), Failure> {
    let ignore = root.join(".stopgate/.gitignore");
    match files::open(&ignore, Access::New) {
        Ok(mut file) => file
            .write_all(b"/locks/\n/session.json\n/runs/*/plan-before-*\n")
            .map_err(Failure::io("write", &ignore)),
        Err(_) => Ok(()),
    }
}
