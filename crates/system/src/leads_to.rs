//! Where a path leads that an agent names: which file would be written, whatever it is called by.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use stopgate_guard::{Target, Touch};

use crate::files::{self, Kind, disk};

/// The file that is written, with all links followed. What is not there yet is where it would be made.
///
/// # Errors
/// When nobody can say for certain which file it is.
pub fn leads_to(touch: &Touch, cwd: &Path) -> Result<Target, String> {
    let said = &touch.path;
    let unsure = |why: &str| format!("which file {said:?} is cannot be said for certain: {why}");
    if let Some(why) = doubt(said) {
        return Err(unsure(why));
    }
    let real = real(&cwd.join(said)).map_err(|why| unsure(&why))?;
    let facts = match disk(|files| files.facts(&real)) {
        Ok(facts) if facts.kind == Kind::Folder => return Err(unsure("it is a directory")),
        Ok(facts) => Some(facts),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(unsure(&error.to_string())),
    };
    Ok(Target {
        said: said.clone(),
        real,
        names: facts.map_or(0, |facts| facts.names),
        identity: facts.map(|facts| facts.identity),
        removes: touch.removes,
    })
}

/// What makes a path one that programs read in different ways.
fn doubt(said: &str) -> Option<&'static str> {
    if said.trim().is_empty() {
        return Some("it is empty");
    }
    if said.chars().any(char::is_control) {
        return Some("it holds a control character");
    }
    if said.starts_with('~') {
        return Some("some programs put a home in the place of `~`; write it in full");
    }
    if said.contains("://") || said.to_lowercase().starts_with("file:") {
        return Some("it is an address; write a path");
    }
    if said.contains("/proc/") || said.starts_with("/dev/") {
        return Some("it leads every process elsewhere");
    }
    if said.contains('\\') {
        return Some("some programs take `\\` for `/`");
    }
    if said.ends_with('/') || said.ends_with("/.") || said.ends_with("..") {
        return Some("it names a directory");
    }
    if said != said.trim() {
        return Some("some programs cut the blanks off");
    }
    None
}

/// The path without links and without `..`; what is not there yet has neither.
fn real(path: &Path) -> Result<PathBuf, String> {
    let mut real = PathBuf::from("/");
    let mut is_there = true;
    for part in path.components() {
        match part {
            Component::RootDir | Component::CurDir => {}
            Component::Normal(name) if is_there => {
                let next = real.join(name);
                is_there = step(&mut real, next)?;
            }
            Component::Normal(name) => real.push(name),
            Component::ParentDir if is_there => _ = real.pop(),
            Component::ParentDir => return Err("it leads back out of what is not there".to_owned()),
            Component::Prefix(_) => return Err("it names a drive".to_owned()),
        }
    }
    Ok(real)
}

/// Goes on to a name; false where nothing is there.
fn step(real: &mut PathBuf, next: PathBuf) -> Result<bool, String> {
    match disk(|files| files.facts_of_link(&next)) {
        Ok(facts) if facts.kind == Kind::Other => {
            // A link whose end is missing would be written at its end, wherever that is.
            *real = disk(|files| files.real_path(&next))
                .map_err(|error| format!("{} leads nowhere: {error}", next.display()))?;
            Ok(true)
        }
        Ok(_) => {
            *real = next;
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            *real = next;
            Ok(false)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The repositories that use Stopgate and in which these folders lie, each without links: all of them, so that nobody
/// gets out of one by making another one within.
pub fn repositories_around(folders: &[PathBuf]) -> Vec<PathBuf> {
    let real = folders.iter().filter_map(|folder| real(folder).ok());
    let around = real.flat_map(|folder| {
        let above: Vec<PathBuf> = folder.ancestors().map(Path::to_owned).collect();
        above
    });
    let around: BTreeSet<PathBuf> = around.collect();
    let uses = |root: &PathBuf| files::is(&root.join(".stopgate"), Kind::Folder);
    around.into_iter().filter(uses).collect()
}

/// A file of a repository without links, whether or not it is there; none where nobody can say where it is.
pub fn real_file(root: &Path, name: &str) -> Option<PathBuf> {
    real(&crate::file_of(&root.join(name))).ok()
}

/// What no other file of the machine has; none where it is not there.
pub fn identity_of(path: &Path) -> Option<(u64, u64)> {
    let facts = disk(|files| files.facts(path)).ok()?;
    Some(facts.identity)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_path_leads_to_one_file_or_to_none() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        std::fs::write(root.join("a/plan.md"), "x").unwrap();
        symlink("a/b", root.join("link")).unwrap();
        symlink("nowhere", root.join("dangling")).unwrap();
        symlink("../plan.md", root.join("a/b/plan")).unwrap();
        let at = |path: &str| {
            let touch = Touch {
                path: path.to_owned(),
                removes: false,
            };
            let real = leads_to(&touch, &root).map(|target| target.real);
            real.map(|real| real.strip_prefix(&root).unwrap().to_owned())
        };
        for (path, expected) in [
            ("a/plan.md", "a/plan.md"),
            ("./a//b/../plan.md", "a/plan.md"),
            ("link/../plan.md", "a/plan.md"),
            ("link/plan", "a/plan.md"),
            ("link/new/file", "a/b/new/file"),
            ("a/PLAN.md", "a/PLAN.md"),
        ] {
            assert_eq!(at(path), Ok(expected.into()), "{path}");
        }
        for path in [
            "",
            " ",
            "~/x",
            "~root/x",
            "/proc/self/cwd/a/plan.md",
            "/dev/fd/3",
            "file:///etc/x",
            "a\0b",
            "a\nb",
            "a\\b",
            "a/",
            "a",
            "dangling",
            "dangling/x",
            "new/../a/plan.md",
            "a/plan.md/x",
            "a/b/..",
            "a/plan.md ",
        ] {
            assert!(at(path).is_err(), "{path:?}");
        }
    }
}
