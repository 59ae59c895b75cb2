//! `.stopgate/session.json`: which plan is being planned in a repository (P12).

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::disk;
use crate::journal_file::sync_folder;
use crate::lock::keep_out_of_version_control;
use crate::own_folder::own_folder;
use crate::scratch::Scratch;
use crate::{Failure, approval_file::is_absent};

/// Where it lies, below the root.
const SESSION: &str = ".stopgate/session.json";

/// The version that is written and read.
const SCHEMA: u32 = 1;

/// Everybody may read it.
const MODE: u32 = 0o644;

/// The plan that is being planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanningSession {
    /// Version of the file.
    schema: u32,
    /// Path of the plan, relative to the root.
    pub plan: String,
    /// Since when, UTC, RFC 3339.
    pub since: String,
    /// Who began it.
    pub by: String,
    /// A file for notes, relative to the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// True once somebody was told what is missing and did not end it: the next time it ends.
    #[serde(default)]
    pub told: bool,
}

impl PlanningSession {
    /// One that begins.
    pub fn new(plan: String, notes: Option<String>, (since, by): (String, String)) -> Self {
        Self {
            schema: SCHEMA,
            plan,
            since,
            by,
            notes,
            told: false,
        }
    }

    /// The one that is open; none where none is.
    ///
    /// # Errors
    /// When the file is there and says nothing that can be understood.
    pub fn read(root: &Path) -> Result<Option<Self>, Failure> {
        let path = root.join(SESSION);
        if is_absent(&path) {
            return Ok(None);
        }
        let broken = |why: String| Failure::Session {
            path: path.clone(),
            why,
        };
        let bytes = crate::read_plan(&path, root).map_err(|failure| broken(failure.to_string()))?;
        let read: Self =
            serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
        if read.schema == SCHEMA {
            Ok(Some(read))
        } else {
            Err(broken("another version of Stopgate wrote it".to_owned()))
        }
    }

    /// Writes it durably, in the place of the one before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, root: &Path) -> Result<(), Failure> {
        let folder = own_folder(root, ".stopgate")?;
        keep_out_of_version_control(root)?;
        let path = root.join(SESSION);
        let io = |source| Failure::io("write", &path)(source);
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| io(error.into()))?;
        text.push(b'\n');
        let file = Scratch::with(&folder, &text, MODE).map_err(io)?;
        file.rename(&path).map_err(io)?;
        sync_folder(&folder)
    }

    /// Ends the one that is open, whatever its file says.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn end(root: &Path) -> Result<(), Failure> {
        let path = root.join(SESSION);
        disk(|files| files.remove(&path)).map_err(Failure::io("remove", &path))?;
        sync_folder(&root.join(".stopgate"))
    }
}
