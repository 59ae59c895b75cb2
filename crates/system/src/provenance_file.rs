//! The provenance of a plan on disk: one file of lines, `.stopgate/provenance/PLAN.jsonl`.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::files::{self, Access};
use crate::journal_file::sync_folder;
use crate::own_folder::own_folder;
use crate::read::stays_inside;

/// Where provenance lies, below the root.
const FOLDER: &str = ".stopgate/provenance";

/// Bytes up to which provenance is read: some hundred thousand answers.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// The lines of one plan. Whoever appends holds the lock of the plan.
#[derive(Debug)]
pub struct ProvenanceFile {
    root: PathBuf,
    /// Relative to the root.
    name: PathBuf,
    text: String,
}

impl ProvenanceFile {
    /// Reads the lines of a plan, given by its path relative to the root; none where there are none yet. A
    /// last line that a crash cut off counts for nothing.
    ///
    /// # Errors
    /// When the file leads out of the root, cannot be read, or is no text.
    pub fn read(root: &Path, plan: &str) -> Result<Self, Failure> {
        let inside = !Path::new(plan).is_absolute() && !plan.split('/').any(|part| part == "..");
        let name = if inside {
            format!("{FOLDER}/{plan}.jsonl")
        } else {
            format!("{FOLDER}/{}.jsonl", crate::lock_name(plan))
        };
        let mut file = Self {
            root: root.to_owned(),
            name: name.into(),
            text: String::new(),
        };
        file.text = file.read_lines()?;
        Ok(file)
    }

    /// The whole lines.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn path(&self) -> PathBuf {
        self.root.join(&self.name)
    }

    fn read_lines(&self) -> Result<String, Failure> {
        let path = self.path();
        if !files::exists(&path) {
            return Ok(String::new());
        }
        stays_inside(&path, &self.root)?;
        let io = |source| Failure::io("read", &path)(source);
        let mut file = files::open(&path, Access::Read).map_err(io)?;
        if file.facts().map_err(io)?.length > MAX_BYTES {
            let why = "it is larger than provenance can be".to_owned();
            return Err(io(std::io::Error::other(why)));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n');
        bytes.truncate(whole.map_or(0, |end| end + 1));
        String::from_utf8(bytes).map_err(|_| io(std::io::Error::other("it is no text")))
    }

    /// Appends a line with its ending, and makes it durable before this returns. What a crash cut off is
    /// removed first.
    ///
    /// # Errors
    /// When somebody else wrote meanwhile, or the line is not durable.
    pub fn append(&mut self, line: &str) -> Result<(), Failure> {
        let path = self.path();
        let folder = self.name.parent().unwrap_or(Path::new(FOLDER));
        let folder = own_folder(&self.root, &folder.to_string_lossy())?;
        if self.read_lines()? != self.text {
            return Err(Failure::Changed(path));
        }
        let io = |source| Failure::io("write", &path)(source);
        let is_new = !files::exists(&path);
        let access = if is_new {
            Access::AppendNew
        } else {
            Access::Append
        };
        let mut file = files::open(&path, access).map_err(io)?;
        file.set_length(self.text.len() as u64).map_err(io)?;
        file.write_all(line.as_bytes())
            .and_then(|()| file.sync_data())
            .map_err(io)?;
        if is_new {
            sync_folder(&folder)?;
        }
        self.text.push_str(line);
        Ok(())
    }
}
