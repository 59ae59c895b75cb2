//! Longer text, written in the editor of the person.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use crate::files::{self, Access, disk};

/// Bytes of what was written that are read.
const MOST: u64 = 2 * 1024 * 1024;

/// Why nothing was written in an editor.
#[derive(Debug, thiserror::Error)]
pub enum NoEditor {
    /// Neither variable says which.
    #[error("no editor is named; set VISUAL or EDITOR")]
    Unnamed,
    /// It did not start, or failed.
    #[error("the editor `{0}` did not end well; nothing was taken from it")]
    Failed(String),
    /// Its file could not be made or read.
    #[error("the file for the editor: {0}")]
    File(#[from] std::io::Error),
}

/// What a person makes of a text in the editor that `VISUAL` or `EDITOR` names.
///
/// # Errors
/// When there is none, it fails, or its file cannot be made or read.
pub fn edited(text: &str) -> Result<String, NoEditor> {
    let named = ["VISUAL", "EDITOR"];
    let named = named.iter().find_map(|name| std::env::var(name).ok());
    let editor = named.filter(|name| !name.trim().is_empty());
    let editor = editor.ok_or(NoEditor::Unnamed)?;
    let name = format!("stopgate-answer-{}.md", std::process::id());
    let path = std::env::temp_dir().join(name);
    let mut file = files::open(&path, Access::Scratch)?;
    let written = file.write_all(text.as_bytes());
    drop(file);
    let result = written
        .map_err(NoEditor::File)
        .and_then(|()| in_editor(&editor, &path));
    let _ = disk(|files| files.remove(&path));
    result
}

fn in_editor(editor: &str, path: &Path) -> Result<String, NoEditor> {
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let failed = || NoEditor::Failed(editor.to_owned());
    let status = Command::new(program).args(words).arg(path).status();
    if !status.map_err(|_| failed())?.success() {
        return Err(failed());
    }
    let mut text = String::new();
    files::open(path, Access::Read)?
        .take(MOST)
        .read_to_string(&mut text)?;
    Ok(text)
}
