//! What was installed for an agent, as it is kept in `.stopgate/agents/NAME.json`.

use serde::{Deserialize, Serialize};

use crate::Content;

/// The version of the form in which records are kept.
const SCHEMA: u32 = 1;

/// What was installed for one agent. It holds nothing but what Stopgate itself wrote: settings beside it may hold
/// secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    schema: u32,
    /// The agent.
    pub agent: String,
    /// Folders that were made, relative to the root, a folder before those in it.
    pub folders: Vec<String>,
    /// The files, in the order in which they were written.
    pub files: Vec<FileRecord>,
}

/// What was installed into one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The file, relative to the root.
    pub path: String,
    /// True where there was no such file before.
    pub created: bool,
    /// What was inserted, in the order of places.
    pub pieces: Vec<Piece>,
}

/// A text that was inserted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where it stands in the file as it was then written, bytes from its beginning.
    pub at: usize,
    /// The text.
    pub inserted: String,
}

impl Record {
    /// What was installed for an agent.
    pub fn new(agent: &str, folders: Vec<String>, files: Vec<FileRecord>) -> Self {
        Self {
            schema: SCHEMA,
            agent: agent.to_owned(),
            folders,
            files,
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// Why it cannot be used, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if record.schema != SCHEMA {
            return Err(format!(
                "it has schema {}, and this version of Stopgate knows {SCHEMA}",
                record.schema
            ));
        }
        let paths = record.files.iter().map(|file| &file.path);
        match paths.chain(&record.folders).find(|path| !is_below(path)) {
            Some(path) => Err(format!("`{path}` is no path below the root")),
            None => Ok(record),
        }
    }

    /// The text in which it is kept.
    pub fn written(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Where the record of an agent is kept, relative to the root.
    pub fn path_of(agent: &str) -> String {
        format!(".stopgate/agents/{agent}.json")
    }

    /// What was installed into a file.
    pub fn file(&self, path: &str) -> Option<&FileRecord> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// True for what leads nowhere but further down.
fn is_below(path: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
    path.split('/').all(is_name)
}

impl FileRecord {
    /// What can be said of a file of which nothing was kept; none where nothing in it is ours.
    pub fn found(path: &str, content: &Content, text: &str) -> Option<Self> {
        let pieces = match content {
            Content::Whole(whole) if content.is_there(text).ok()? => {
                let inserted = if text.contains("\r\n") {
                    whole.replace('\n', "\r\n")
                } else {
                    whole.clone()
                };
                vec![Piece { at: 0, inserted }]
            }
            _ if content.has_ours(text) => Vec::new(),
            _ => return None,
        };
        Some(Self {
            path: path.to_owned(),
            created: !pieces.is_empty(),
            pieces,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_leads_elsewhere_is_not_read() {
        for path in ["/etc/x", "../x", "a/../../x", "", "a//b", "./a", "a\\b"] {
            let file = FileRecord {
                path: path.to_owned(),
                created: true,
                pieces: Vec::new(),
            };
            let text = Record::new("codex", Vec::new(), vec![file]).written();
            assert!(Record::read(&text).is_err(), "{path}");
            let text = Record::new("codex", vec![path.to_owned()], Vec::new()).written();
            assert!(Record::read(&text).is_err(), "{path}");
        }
        let record = Record::new("codex", vec![".codex".to_owned()], Vec::new());
        assert_eq!(Record::read(&record.written()), Ok(record));
        assert!(
            Record::read(r#"{"schema": 2, "agent": "codex", "folders": [], "files": []}"#).is_err()
        );
    }
}
