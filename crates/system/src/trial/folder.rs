//! A folder that is gone when its owner is, with everything in it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Result, Write as _};
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, RenameFlags, mknodat, renameat_with};
use tempfile::TempDir;

/// What names of these folders begin with.
const PREFIX: &str = "stopgate-selftest-";

/// A folder of a selftest. Names are relative to it; `/` parts them.
#[derive(Debug)]
pub struct TrialFolder {
    path: PathBuf,
    /// None where another folder removes it.
    _owned: Option<TempDir>,
}

impl TrialFolder {
    /// A new folder in a place; it is removed with its owner.
    ///
    /// # Errors
    /// When nothing can be made there.
    pub fn below(place: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
        let path = folder.path().canonicalize()?;
        let _owned = Some(folder);
        Ok(Self { path, _owned })
    }

    /// A folder in this one, made where it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn part(&self, name: &str) -> Result<Self> {
        let path = self.path.join(name);
        fs::create_dir_all(&path)?;
        Ok(Self { path, _owned: None })
    }

    /// Where it lies, without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, with the folders that it lies in: opens it, cuts it off, writes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        fs::write(self.room_for(name)?, content)
    }

    /// Writes a file beside this one, and gives it its name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn replace(&self, name: &str, content: &[u8]) -> Result<()> {
        let beside = self.room_for(&format!("{name}.new"))?;
        fs::write(&beside, content)?;
        fs::rename(beside, self.path.join(name))
    }

    /// Writes behind the end of a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&self, name: &str, content: &[u8]) -> Result<()> {
        let file = OpenOptions::new().append(true).open(self.path.join(name));
        file?.write_all(content)
    }

    /// The bytes of a file; none where it cannot be read.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path.join(name)).unwrap_or_default()
    }

    /// The text of a file; empty where it cannot be read.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(&self.read(name)).into_owned()
    }

    /// Whether something has this name.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    /// Removes a file, or a folder with everything in it.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn remove(&self, name: &str) -> Result<()> {
        let path = self.path.join(name);
        match path.symlink_metadata() {
            Err(_) => Ok(()),
            Ok(seen) if seen.is_dir() => fs::remove_dir_all(path),
            Ok(_) => fs::remove_file(path),
        }
    }

    /// Makes a link that leads there, in the place of what has its name.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn link(&self, name: &str, target: &Path) -> Result<()> {
        self.remove(name)?;
        symlink(target, self.room_for(name)?)
    }

    /// Makes a pipe that nobody writes to, in the place of what has its name.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn pipe(&self, name: &str) -> Result<()> {
        self.remove(name)?;
        let path = self.room_for(name)?;
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
        Ok(())
    }

    /// Makes a file of a size, bytes, that takes no room, in the place of what has its name.
    ///
    /// # Errors
    /// When the file system knows no files with holes of that size.
    pub fn sparse(&self, name: &str, size: u64) -> Result<()> {
        self.remove(name)?;
        File::create(self.room_for(name)?)?.set_len(size)
    }

    /// Exchanges two names at once; false where one of them is not there, or the file system does not know how.
    pub fn exchange(&self, one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|name| self.path.join(name));
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
    }

    /// Copies all regular files of another folder into this one.
    ///
    /// # Errors
    /// When one cannot be copied.
    pub fn copy_of(&self, other: &Self) -> Result<()> {
        for (name, content) in other.files()? {
            self.write(&name, &content)?;
        }
        Ok(())
    }

    /// All regular files below, with their bytes. Links are not followed.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn files(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        self.walk(&mut |path, name| {
            if path.symlink_metadata()?.is_file() {
                files.insert(name, fs::read(path)?);
            }
            Ok(())
        })?;
        Ok(files)
    }

    /// Everything below that somebody could change: names, modes, sizes, times, and where links lead.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn picture(&self) -> Result<String> {
        let mut lines = Vec::new();
        self.walk(&mut |path, name| {
            let seen = path.symlink_metadata()?;
            let target = fs::read_link(path).unwrap_or_default();
            let (mode, size, at) = (seen.mode(), seen.size(), seen.mtime());
            let (nanoseconds, target) = (seen.mtime_nsec(), target.display());
            lines.push(format!(
                "{name} {mode:o} {size} {at}.{nanoseconds} {target}\n"
            ));
            Ok(())
        })?;
        lines.sort();
        Ok(lines.concat())
    }

    fn walk(&self, see: &mut dyn FnMut(&Path, String) -> Result<()>) -> Result<()> {
        let mut open = vec![self.path.clone()];
        while let Some(path) = open.pop() {
            for entry in fs::read_dir(&path)? {
                let path = entry?.path();
                let name = path.strip_prefix(&self.path).unwrap_or(&path);
                see(&path, name.to_string_lossy().into_owned())?;
                if path.symlink_metadata()?.is_dir() {
                    open.push(path);
                }
            }
        }
        Ok(())
    }

    fn room_for(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        Ok(path)
    }
}
