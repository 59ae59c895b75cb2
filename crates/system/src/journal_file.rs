//! A journal on disk: one file of lines, written by one process at a time.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use stopgate_journal::{FaultKind, Head, Reading, Store, StoreFailure, read};

use crate::Failure;
use crate::files::{self, Access, OpenFile, disk};
use crate::moment::{Moment, reached};
use crate::read::read_bounded;

/// Most torn ends that are kept of one journal.
const MOST_TORN: u32 = 10_000;

/// Bytes up to which a journal is read: some million records.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

/// File name of a journal in the folder of its run.
pub(crate) const JOURNAL: &str = "journal.jsonl";

/// An open journal. Whoever holds it holds the lock of its plan.
#[derive(Debug)]
pub struct JournalFile {
    file: Box<dyn OpenFile>,
    path: PathBuf,
    head: Head,
    /// How many bytes there are.
    length: u64,
    /// Set when a write failed: nobody knows what is there.
    broken: bool,
}

/// A journal that was opened to go on with.
#[derive(Debug)]
pub struct Opened {
    /// The open file.
    pub file: JournalFile,
    /// What stands in it.
    pub reading: Reading,
    /// How many bytes of a torn end were set aside.
    pub torn: u64,
}

impl JournalFile {
    /// An empty journal in the folder of a new run.
    ///
    /// # Errors
    /// When it is there already, or cannot be made.
    pub fn create(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(JOURNAL);
        let file = files::open(&path, Access::AppendNew);
        let file = file.map_err(Failure::io("create", &path))?;
        lock(&*file, folder, &path)?;
        sync_folder(folder)?;
        Ok(Self {
            file,
            path,
            head: Head::default(),
            length: 0,
            broken: false,
        })
    }

    /// Opens a journal to go on with it. An end that a crash tore is set aside in a file beside it; a
    /// journal that was tampered with is opened by nobody.
    ///
    /// # Errors
    /// When it cannot be read, or was changed.
    pub fn open(folder: &Path) -> Result<Opened, Failure> {
        let path = folder.join(JOURNAL);
        let file = files::open(&path, Access::Append);
        let mut file = file.map_err(Failure::io("open", &path))?;
        lock(&*file, folder, &path)?;
        let size = file.facts().map_err(Failure::io("read", &path))?.length;
        if size > MAX_BYTES {
            return Err(too_large(&path, size));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(Failure::io("read", &path))?;
        // What was read may be in memory alone: a runner that was killed before its sync.
        file.sync_data().map_err(Failure::io("sync", &path))?;
        let reading = read(&bytes);
        let torn = match &reading.fault {
            None => 0,
            Some(fault) if fault.kind == FaultKind::Torn && reading.state.is_some() => {
                set_aside(folder, &*file, &bytes[reading.valid..], reading.valid)?
            }
            Some(fault) => {
                return Err(Failure::DamagedJournal {
                    path,
                    record: fault.record,
                    why: fault.why.clone(),
                });
            }
        };
        let head = reading.head.clone();
        let file = Self {
            file,
            path,
            head,
            length: reading.valid as u64,
            broken: false,
        };
        Ok(Opened {
            file,
            reading,
            torn,
        })
    }

    /// False where somebody wrote to the journal, or took it away.
    fn is_as_left(&self) -> bool {
        self.file
            .facts()
            .is_ok_and(|there| there.length == self.length && there.names > 0)
    }

    fn write(&mut self, lines: &str) -> std::io::Result<()> {
        let (first, rest) = lines.as_bytes().split_at(lines.len() / 2);
        reached(Moment::BeforeWrite);
        // Two writes instead of one cost nothing that can be measured beside the sync, and a test can
        // end the process between them.
        self.file.write_all(first)?;
        reached(Moment::HalfWritten);
        self.file.write_all(rest)?;
        reached(Moment::Written);
        self.file.sync_data()?;
        reached(Moment::Synced);
        Ok(())
    }
}

impl Store for JournalFile {
    fn append(&mut self, expected: &Head, lines: &str) -> Result<(), StoreFailure> {
        if self.broken || *expected != self.head || !self.is_as_left() {
            return Err(StoreFailure::OtherWriter);
        }
        self.broken = true;
        self.write(lines).map_err(|error| {
            // After a sync that failed, bytes can be read that will never be on the disk, and a later sync
            // succeeds without them. So they are taken back, as if the power had failed.
            let _ = self.file.set_length(self.length);
            let path = self.path.display();
            StoreFailure::World(format!(
                "{path}: {error}. What was recorded before is safe; make room or access, then `stopgate resume`"
            ))
        })?;
        let last = lines.lines().last().unwrap_or_default();
        let hash = last.rsplit('"').nth(1).unwrap_or_default();
        self.head = Head {
            records: self.head.records + lines.lines().count() as u64,
            hash: hash.to_owned(),
        };
        self.length += lines.len() as u64;
        self.broken = false;
        Ok(())
    }

    fn read_from(&self, position: u64) -> Result<Vec<u8>, StoreFailure> {
        let world = |error: std::io::Error| StoreFailure::World(error.to_string());
        let mut bytes = files::read(&self.path).map_err(world)?;
        let before = usize::try_from(position).unwrap_or(usize::MAX);
        Ok(bytes.split_off(before.min(bytes.len())))
    }
}

/// Reads a journal without opening it for writing.
///
/// # Errors
/// When it cannot be read.
pub fn read_journal(folder: &Path) -> Result<Reading, Failure> {
    let path = folder.join(JOURNAL);
    match read_bounded(&path, folder, MAX_BYTES) {
        Err(Failure::TooLarge { path, size, .. }) => Err(too_large(&path, size)),
        bytes => Ok(read(&bytes?)),
    }
}

fn too_large(path: &Path, size: u64) -> Failure {
    let why = format!("it has {size} bytes, and no run writes more than {MAX_BYTES}");
    Failure::io("read", path)(std::io::Error::other(why))
}

/// Takes the journal for this process alone: the lock of the plan lies in a file that somebody may remove.
fn lock(file: &dyn OpenFile, folder: &Path, path: &Path) -> Result<(), Failure> {
    match file.try_lock() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::Busy {
            plan: folder.display().to_string(),
            holder: "another process".to_owned(),
        }),
        Err(error) => Err(Failure::io("lock", path)(error)),
    }
}

/// Keeps torn bytes in `journal.torn.N`, then cuts them off.
fn set_aside(
    folder: &Path,
    journal: &dyn OpenFile,
    torn: &[u8],
    valid: usize,
) -> Result<u64, Failure> {
    let free = (1..MOST_TORN).find_map(|number| {
        let path = folder.join(format!("journal.torn.{number}"));
        match files::open(&path, Access::New) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => None,
            made => Some((made, path)),
        }
    });
    let Some((made, path)) = free else {
        return Err(Failure::Exists(folder.join("journal.torn.1")));
    };
    let mut file = made.map_err(Failure::io("create", &path))?;
    file.write_all(torn)
        .and_then(|()| file.sync_all())
        .map_err(Failure::io("write", &path))?;
    sync_folder(folder)?;
    journal
        .set_length(valid as u64)
        .and_then(|()| journal.sync_all())
        .map_err(Failure::io("recover", folder))?;
    Ok(torn.len() as u64)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Failure> {
    disk(|files| files.sync_folder(folder)).map_err(Failure::io("sync", folder))
}
