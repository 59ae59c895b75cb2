//! Files as they would be: each is read once, and what is planned for it is seen by what is planned next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use similar::TextDiff;
use stopgate_system::{FileChange, read_text, real_name_of, write_all};

use crate::exit::Trouble;

/// The files of a repository, as far as something is planned for them.
pub(crate) struct Planned {
    root: PathBuf,
    files: BTreeMap<String, Texts>,
    /// Folders that go once they hold nothing.
    pub(crate) emptied: Vec<String>,
}

/// A file before and after.
#[derive(Clone, Default)]
struct Texts {
    before: Option<String>,
    after: Option<String>,
}

impl Planned {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self {
            root,
            files: BTreeMap::new(),
            emptied: Vec::new(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The one name of a file, links followed.
    pub(crate) fn name(&self, path: &str) -> Result<String, Trouble> {
        Ok(real_name_of(&self.root, path)?)
    }

    /// The text of a file as it is planned; none where it is not there, or goes.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Trouble> {
        if !self.files.contains_key(name) {
            let before = read_text(&self.root, name)?;
            let after = before.clone();
            self.files.insert(name.to_owned(), Texts { before, after });
        }
        Ok(self.files.get(name).and_then(|texts| texts.after.clone()))
    }

    /// Plans another text for a file that was read; none for a file that goes.
    pub(crate) fn set(&mut self, name: &str, after: Option<String>) {
        self.files.entry(name.to_owned()).or_default().after = after;
    }

    /// What becomes of a file.
    pub(crate) fn fate(&self, name: &str) -> &'static str {
        match self.files.get(name) {
            Some(Texts {
                before: None,
                after: Some(_),
            }) => "created",
            Some(Texts {
                before: Some(_),
                after: None,
            }) => "removed",
            Some(Texts { before, after }) if before != after => "changed",
            _ => "unchanged",
        }
    }

    /// The files that change, by name.
    pub(crate) fn changed(&self) -> impl Iterator<Item = &str> {
        let changed = self
            .files
            .iter()
            .filter(|(_, texts)| texts.before != texts.after);
        changed.map(|(name, _)| name.as_str())
    }

    /// What changes, as a unified diff. Records are left out: they say the same once more.
    pub(crate) fn diff(&self, is_record: impl Fn(&str) -> bool) -> String {
        let shown = self.files.iter().filter(|(name, _)| !is_record(name));
        shown.map(|(name, texts)| unified(name, texts)).collect()
    }

    /// Writes it all.
    pub(crate) fn write(&self) -> Result<(), Trouble> {
        let bytes = |text: &Option<String>| text.clone().map(String::into_bytes);
        // Records come last: what they say is there by then.
        let (records, files): (Vec<_>, Vec<_>) = self
            .files
            .iter()
            .filter(|(_, texts)| texts.before != texts.after)
            .partition(|(name, _)| name.starts_with(".stopgate/agents/"));
        let changes = files.into_iter().chain(records);
        let changes: Vec<FileChange> = changes
            .map(|(name, texts)| FileChange {
                name: name.clone(),
                before: bytes(&texts.before),
                after: bytes(&texts.after),
            })
            .collect();
        Ok(write_all(&self.root, &changes, &self.emptied)?)
    }
}

fn unified(name: &str, texts: &Texts) -> String {
    if texts.before == texts.after {
        return String::new();
    }
    let nothing = "/dev/null".to_owned();
    let side = |letter: &str, text: &Option<String>| match text {
        Some(_) => format!("{letter}/{name}"),
        None => nothing.clone(),
    };
    let names = (side("a", &texts.before), side("b", &texts.after));
    let before = texts.before.as_deref().unwrap_or_default();
    let after = texts.after.as_deref().unwrap_or_default();
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().header(&names.0, &names.1).to_string()
}
