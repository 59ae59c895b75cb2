//! What a supervisor records of its step when its runner is gone, so that the next runner need not ask
//! (CONTRACT.md 10). Nothing is written while the runner lives: it keeps its journal itself.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use stopgate_runner::Held;

/// Longest record that is read, bytes: an outcome keeps no more than the ends of its output.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The file in which the supervisor of a lane records, in the folder of its run.
pub(super) fn path(folder: &Path, lane: usize) -> PathBuf {
    folder.join(format!("held-{lane}.json"))
}

/// Where the last word goes; opened before the first step, when there is room and access.
pub(super) struct LastWord {
    file: Option<(File, PathBuf)>,
}

impl LastWord {
    /// In this file, or nowhere.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let open = |path: &Path| Ok::<_, io::Error>((File::create(path)?, path.to_owned()));
        Ok(Self {
            file: path.map(open).transpose()?,
        })
    }

    /// Makes it durable. The runner that would be told of a failure is gone: then nobody knows.
    pub(super) fn write(&mut self, held: &Held) {
        let Some((file, path)) = &mut self.file else {
            return;
        };
        let written = serde_json::to_vec(held)
            .map_err(io::Error::from)
            .and_then(|json| file.write_all(&json))
            .and_then(|()| file.sync_all());
        if written.is_ok()
            && let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok())
        {
            let _ = folder.sync_all();
        }
    }
}

/// What supervisors of a run recorded of an attempt of a step.
pub(super) fn find(folder: &Path, step: &str, attempt: u32) -> Option<Held> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let is_record = |name: &str| name.starts_with("held-") && name.ends_with(".json");
    let records = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_record));
    let mut held = records.filter_map(|entry| read(&entry.path()));
    held.find(|held| held.step == step && held.attempt == attempt)
}

/// A record that is not whole says nothing.
fn read(path: &Path) -> Option<Held> {
    let mut json = Vec::new();
    let file = File::open(path).ok()?;
    file.take(LONGEST).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}
