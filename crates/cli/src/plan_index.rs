//! The index of plans of a repository: made of the plans as they are, and kept current by commands that change
//! how a plan stands (E10).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use stopgate_journal::Status;
use stopgate_source::EditSet;
use stopgate_system::{
    Config, Failure, RunFolder, SharedPlan, discover, read_plan, write_new_inside,
};
use stopgate_workspace::{
    Engine, IndexEntry, RunStanding, holds_index, index_edits, indexed_links, new_index,
};

use crate::arguments::{Common, Judging};
use crate::exit::Trouble;
use crate::session::{Session, root};
use crate::terminal::{self, RISKY, harmless};

/// An index, as it would be now.
pub(crate) struct Index {
    /// Its file, relative to the root.
    pub(crate) file: String,
    /// Each plan with the link by which the file names it.
    pub(crate) entries: Vec<(String, IndexEntry)>,
}

impl Index {
    /// The index of all plans that it lists.
    pub(crate) fn of(session: &Session) -> Result<Self, Trouble> {
        let root = session.disk.root();
        let file = session.config.index_file().to_owned();
        let named = session.config.indexed();
        let paths: Vec<PathBuf> = match named {
            [] => vec![root.to_owned()],
            named => named.iter().map(|path| root.join(path)).collect(),
        };
        let own = root.join(&file);
        let found = discover(&paths)?.into_iter();
        let found: Vec<PathBuf> = found
            .map(|found| found.path)
            .filter(|path| *path != own)
            .collect();
        Self::of_files(session, file, &found)
    }

    /// The index of the plans that it lists already.
    fn as_listed(session: &Session, file: String, text: &str) -> Result<Self, Trouble> {
        let folder = folder_of(&file);
        let paths = indexed_links(text).into_iter();
        let paths: Vec<PathBuf> = paths
            .map(|link| session.disk.root().join(resolved(folder, &link)))
            .collect();
        Self::of_files(session, file, &paths)
    }

    fn of_files(session: &Session, file: String, paths: &[PathBuf]) -> Result<Self, Trouble> {
        let runs = newest_runs(session.disk.root())?;
        let entries = Engine::in_parallel(paths, |path| {
            let bytes = read_plan(path, session.disk.root()).ok()?;
            let name = session.disk.name(path);
            let document = session
                .engine
                .read(&name, bytes, &session.options, &session.disk);
            let plan = document.plan().filter(|_| document.several().is_empty())?;
            let entry = IndexEntry::of(plan, &name, runs.get(&name).copied());
            Some((link(folder_of(&file), &name), entry))
        });
        Ok(Self {
            entries: entries.into_iter().flatten().collect(),
            file,
        })
    }

    /// Writes it where it differs; whether it did. A file that is not there yet is made.
    pub(crate) fn write(&self, session: &Session) -> Result<bool, Trouble> {
        let root = session.disk.root();
        let path = root.join(&self.file);
        let made = match read_plan(&path, root) {
            Err(Failure::Missing(_)) => {
                write_new_inside(root, &self.file, new_index().as_bytes())?;
                true
            }
            read => read.map(|_| false)?,
        };
        let today = session.options.today.to_string();
        let mut edit = |bytes: &[u8]| -> Result<EditSet, Trouble> {
            let text = String::from_utf8_lossy(bytes);
            index_edits(&text, &self.entries, &today).ok_or_else(|| no_place(&self.file))
        };
        Ok(SharedPlan::new(&path, root, &self.file).edit(&mut edit)? || made)
    }
}

/// Brings the lines of an index up to date that is there, where a command may have changed how a plan stands,
/// in the repository around `near`. What goes wrong with it is said, and spoils nothing.
pub(crate) fn keep_current(common: &Common, near: &Path) {
    let done = root(common, near).and_then(|root| {
        let Some(text) = listing(&root)? else {
            return Ok(());
        };
        let session = Session::open(common, near, &Judging::default())?;
        let file = session.config.index_file().to_owned();
        Index::as_listed(&session, file, &text)?
            .write(&session)
            .map(drop)
    });
    if let Err(trouble) = done {
        terminal::say(&format!(
            "{RISKY}note:{RISKY:#} the index of plans was not brought up to date: {}",
            harmless(&trouble.to_string())
        ));
    }
}

/// The text of the index, where there is one. Asked before anything is opened that reads formats: most
/// repositories have none.
fn listing(root: &Path) -> Result<Option<String>, Trouble> {
    let path = root.join(Config::read(root)?.index_file());
    let text = match read_plan(&path, root) {
        Err(Failure::Missing(_)) => return Ok(None),
        text => String::from_utf8_lossy(&text?).into_owned(),
    };
    Ok(Some(text).filter(|text| holds_index(text)))
}

fn no_place(file: &str) -> Trouble {
    Trouble::Usage(format!(
        "{file} has no place for the index; write two lines into it, `<!-- stopgate-index -->` and below it `<!-- /stopgate-index -->`, or name another file below [index] in .stopgate/config.toml"
    ))
}

/// What the newest run of each plan says.
fn newest_runs(root: &Path) -> Result<HashMap<String, RunStanding>, Trouble> {
    let mut newest = HashMap::new();
    for folder in RunFolder::all(root)? {
        let state = folder.reading().ok().and_then(|reading| reading.state);
        let Some(state) = state else { continue };
        let standing = match state.status() {
            Status::Running | Status::Waiting => RunStanding::Open,
            Status::Failed | Status::Unknown | Status::Stopped => RunStanding::Stuck,
            Status::Passed => RunStanding::Passed,
            Status::RolledBack | Status::Superseded => RunStanding::Over,
        };
        newest.insert(state.created().plan.clone(), standing);
    }
    Ok(newest)
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The target of a link in one file to another one, both relative to the root.
pub(crate) fn link_between(from: &str, to: &str) -> String {
    link(folder_of(from), to)
}

/// A path relative to a folder, both relative to the root.
fn link(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    let shared = shared.min(to.len() - 1);
    let up = vec![".."; from.len() - shared];
    let link = [up, to[shared..].to_vec()].concat().join("/");
    let link = escaped(&link);
    // A colon in the first part would make it the scheme of a URL.
    let first = link.split('/').next().unwrap_or_default();
    if first.contains(':') {
        format!("./{link}")
    } else {
        link
    }
}

/// A path as the target of a link: what ends a link, or means something in one, by the number of its byte.
fn escaped(path: &str) -> String {
    let mut link = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_control() || " ()<>[]%#?&\\|`\"".contains(c) {
            link.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            link.push(c);
        }
    }
    link
}

/// The path of a link in a file of a folder.
fn resolved(folder: &str, link: &str) -> String {
    let link = unescaped(link);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn unescaped(link: &str) -> String {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let digits = rest.get(at + 1..at + 3);
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[at + 3..];
            }
            None => {
                bytes.push(b'%');
                rest = &rest[at + 1..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{link, resolved};

    #[test]
    fn a_link_leads_to_its_plan() {
        for (folder, path, expected) in [
            ("docs", "docs/plans/a.md", "plans/a.md"),
            ("docs", "plans/a b.md", "../plans/a%20b.md"),
            ("", "plans/a.md", "plans/a.md"),
            ("docs/x", "docs/a.md", "../a.md"),
            ("", "a#1 & 2%.md", "a%231%20%26%202%25.md"),
            ("", "a:b.md", "./a:b.md"),
        ] {
            assert_eq!(link(folder, path), expected);
            assert_eq!(resolved(folder, expected), path);
        }
    }
}
