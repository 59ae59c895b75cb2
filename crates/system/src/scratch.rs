//! A file beside the one that it is to take the place of. It is removed with its owner, unless it got
//! another name.

use std::io::Result;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::files::{self, Access, OpenFile, disk};

/// How many names are tried: a process that was killed leaves its file behind.
const TRIES: u32 = 1_000;

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A file that nobody else knows of.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// None once it has another name.
    path: Option<PathBuf>,
    folder: PathBuf,
}

impl Scratch {
    /// A durable file with this content and these permissions.
    pub(crate) fn with(folder: &Path, content: &[u8], mode: u32) -> Result<Self> {
        let (scratch, mut file) = Self::make(folder)?;
        file.write_all(content)?;
        file.set_mode(mode)?;
        file.sync_all()?;
        Ok(scratch)
    }

    /// An empty file.
    pub(crate) fn empty(folder: &Path) -> Result<Self> {
        Self::make(folder).map(|(scratch, _)| scratch)
    }

    fn make(folder: &Path) -> Result<(Self, Box<dyn OpenFile>)> {
        let mut tried = 0;
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".stopgate-{}-{number}", std::process::id()));
            tried += 1;
            match files::open(&path, Access::Scratch) {
                Err(error)
                    if error.kind() == std::io::ErrorKind::AlreadyExists && tried < TRIES => {}
                opened => {
                    let scratch = |file| {
                        let (path, folder) = (Some(path), folder.to_owned());
                        (Self { path, folder }, file)
                    };
                    return opened.map(scratch);
                }
            }
        }
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(&self.folder)
    }

    /// Gives it another name, in the place of what has that name.
    pub(crate) fn rename(mut self, to: &Path) -> Result<()> {
        disk(|files| files.rename(self.path(), to))?;
        self.path = None;
        Ok(())
    }

    /// Removes it, and says whether that worked.
    pub(crate) fn remove(mut self) -> Result<()> {
        disk(|files| files.remove(self.path()))?;
        self.path = None;
        Ok(())
    }

    /// Leaves it where it is.
    pub(crate) fn keep(mut self) {
        self.path = None;
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = disk(|files| files.remove(path));
        }
    }
}
