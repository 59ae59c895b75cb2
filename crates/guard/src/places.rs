//! The files and directories that the input of a tool names.

use serde_json::{Map, Value};

use crate::{Act, Touch};

/// Keys under which tools name files.
const PATHS: [&str; 10] = [
    "file_path",
    "path",
    "notebook_path",
    "target_file",
    "target_notebook",
    "filePath",
    "file",
    "filename",
    "paths",
    "files",
];

/// Keys under which a tool or an event says where it works.
const PLACES: [&str; 5] = [
    "cwd",
    "working_directory",
    "workdir",
    "dir_path",
    "directory",
];

/// Keys, in small letters and without signs, under which tools that nobody here knows name files and directories; some
/// have texts of several lines there.
const OF_UNKNOWN: [&str; 7] = [
    "source",
    "src",
    "destination",
    "dest",
    "dst",
    "target",
    "output",
];

/// How such keys end besides.
const ENDS_OF_UNKNOWN: [&str; 12] = [
    "path",
    "paths",
    "file",
    "files",
    "filename",
    "filenames",
    "uri",
    "uris",
    "dir",
    "directory",
    "directories",
    "folder",
];

/// Directories that the input of a tool names; a relative one lies in that of the agent.
pub(crate) fn said_places(given: &Map<String, Value>, cwd: &str) -> Result<Vec<String>, String> {
    let mut places = Vec::new();
    for place in PLACES {
        match given.get(place) {
            None | Some(Value::Null) => {}
            Some(Value::String(folder)) if folder.starts_with('/') => places.push(folder.clone()),
            Some(Value::String(folder)) => places.push(format!("{cwd}/{folder}")),
            Some(_) => return Err(format!("`{place}` is no text")),
        }
    }
    Ok(places)
}

/// All files that the input of a tool names, of which one must stand under one of these keys.
pub(crate) fn written(
    given: &Map<String, Value>,
    keys: &[&str],
    touch: fn(&str) -> Touch,
) -> Result<Act, String> {
    let is_there = |key: &&str| given.get(*key).is_some_and(Value::is_string);
    if !keys.iter().any(is_there) {
        return Err(format!(
            "it does not say which file: `{}`",
            keys.join("` or `")
        ));
    }
    let mut paths = Vec::new();
    gather(&Value::Object(given.clone()), &mut paths)?;
    Ok(Act::Writes(paths.iter().map(|path| touch(path)).collect()))
}

/// The files that a value names, at any depth.
fn gather(value: &Value, paths: &mut Vec<String>) -> Result<(), String> {
    match value {
        Value::Object(map) => {
            for (key, inside) in map {
                match inside {
                    Value::String(path) if PATHS.contains(&key.as_str()) => {
                        paths.push(path.clone());
                    }
                    Value::Array(all) if PATHS.contains(&key.as_str()) => {
                        for one in all {
                            match one {
                                Value::String(path) => paths.push(path.clone()),
                                Value::Object(_) => gather(one, paths)?,
                                _ => return Err(format!("`{key}` holds what is no path")),
                            }
                        }
                    }
                    _ => gather(inside, paths)?,
                }
            }
            Ok(())
        }
        Value::Array(all) => all.iter().try_for_each(|one| gather(one, paths)),
        _ => Ok(()),
    }
}

/// The files and directories that the input of a tool names which nobody here knows, at any depth. It may do anything
/// with them.
pub(crate) fn of_unknown(value: &Value) -> Vec<Touch> {
    let mut touches = Vec::new();
    gather_loosely(value, Names::Nothing, &mut touches);
    touches
}

/// What stands under a key.
#[derive(Clone, Copy)]
enum Names {
    Nothing,
    /// A place, or a text.
    Perhaps,
    Places,
}

fn gather_loosely(value: &Value, names: Names, touches: &mut Vec<Touch>) {
    match value {
        Value::Object(map) => {
            for (key, inside) in map {
                gather_loosely(inside, names_of(key), touches);
            }
        }
        Value::Array(all) => {
            for one in all {
                gather_loosely(one, names, touches);
            }
        }
        Value::String(text) => match names {
            Names::Nothing => {}
            Names::Perhaps if text.contains('\n') => {}
            Names::Perhaps | Names::Places => touches.extend(place_in(text)),
        },
        _ => {}
    }
}

fn names_of(key: &str) -> Names {
    let signs = |c: &char| c.is_alphanumeric();
    let key: String = key
        .chars()
        .filter(signs)
        .flat_map(char::to_lowercase)
        .collect();
    let ends = |end: &&str| key.ends_with(end);
    if OF_UNKNOWN.contains(&key.as_str()) {
        Names::Perhaps
    } else if key != "profile" && ENDS_OF_UNKNOWN.iter().any(ends) {
        Names::Places
    } else {
        Names::Nothing
    }
}

/// The place that a text names: none for an address of something else than a file, and for nothing.
fn place_in(text: &str) -> Option<Touch> {
    let local = match text.strip_prefix("file://") {
        // Signs may be written as numbers in it; then nobody can be sure.
        Some(local) if local.starts_with('/') && !local.contains('%') => local,
        Some(_) => text,
        None if text.contains("://") => return None,
        None => text,
    };
    let whole = match local.trim_end_matches("/.").trim_end_matches('/') {
        "" if local.starts_with('/') => "/",
        cut => cut,
    };
    (!whole.trim().is_empty()).then(|| Touch::writes(whole))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unknown_tool_names_places() {
        let given = json!({
            "path": "a/", "edits": [{"relative_path": "b", "text": "x"}], "source": "/c/.",
            "fileUris": ["file:///d", "file:///e%2f", "https://f.example/g"], "profile": "h",
            "files": [1, {"name": "i"}, "j"], "directory": "", "target": {"file": "/"}, "output": "k\nl",
        });
        let mut paths: Vec<String> = of_unknown(&given)
            .into_iter()
            .map(|touch| touch.path)
            .collect();
        paths.sort();
        assert_eq!(paths, ["/", "/c", "/d", "a", "b", "file:///e%2f", "j"]);
    }
}
