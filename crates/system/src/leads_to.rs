//! Where a path leads that an agent names: which file would be written, whatever it is called by.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use stopgate_guard::{Target, Touch, protected_places};

use crate::files::{self, Kind, disk};

/// The file that is written, with all links followed. What is not there yet is where it would be made.
///
/// # Errors
/// When nobody can say for certain which file it is.
pub fn leads_to(touch: &Touch, cwd: &Path) -> Result<Target, String> {
    let said = &touch.path;
    if said.ends_with('/') || said.ends_with("/.") || said.ends_with("..") {
        return Err(unsure(said, "it names a directory"));
    }
    match place(touch, cwd)? {
        (_, Some(Kind::Folder)) => Err(unsure(said, "it is a directory")),
        (target, _) => Ok(target),
    }
}

/// The file or folder that a tool is given of which nobody knows what it does, with all links followed. A folder has
/// one name.
///
/// # Errors
/// When nobody can say for certain which one it is.
pub fn leads_to_place(touch: &Touch, cwd: &Path) -> Result<Target, String> {
    let (mut target, kind) = place(touch, cwd)?;
    if kind == Some(Kind::Folder) {
        target.names = 1;
    }
    Ok(target)
}

fn unsure(said: &str, why: &str) -> String {
    format!("which file {said:?} is cannot be said for certain: {why}")
}

fn place(touch: &Touch, cwd: &Path) -> Result<(Target, Option<Kind>), String> {
    let said = &touch.path;
    if let Some(why) = doubt(said) {
        return Err(unsure(said, why));
    }
    let path = cwd.join(said);
    let real = real(&path).map_err(|why| unsure(said, &why))?;
    let facts = match disk(|files| files.facts(&real)) {
        Ok(facts) => Some(facts),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(unsure(said, &error.to_string())),
    };
    let target = Target {
        said: said.clone(),
        real,
        named: named(&path),
        names: facts.as_ref().map_or(0, |facts| facts.names),
        identity: facts.as_ref().map(|facts| facts.identity),
        removes: touch.removes,
    };
    Ok((target, facts.map(|facts| facts.kind)))
}

/// The path by its names alone.
fn named(path: &Path) -> PathBuf {
    let mut named = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = named.pop(),
            Component::CurDir => {}
            part => named.push(part),
        }
    }
    named
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
/// gets out of one by making another one within. Relative folders lie in the one of this process.
///
/// # Errors
/// When nobody can say for certain where one of them is.
pub fn repositories_around(folders: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut around = BTreeSet::new();
    for folder in folders {
        let unsure = |why: String| unsure(&folder.to_string_lossy(), &why);
        let folder = std::path::absolute(folder).map_err(|why| unsure(why.to_string()))?;
        let real = real(&folder).map_err(unsure)?;
        around.extend(real.ancestors().map(Path::to_owned));
    }
    Ok(around.into_iter().filter(|root| uses(root)).collect())
}

fn uses(root: &Path) -> bool {
    files::is(&root.join(".stopgate"), Kind::Folder)
}

/// The repositories that use Stopgate around what the words of a text name, as far as that is there.
pub fn repositories_named(words: &[String], folder: &Path) -> Vec<PathBuf> {
    let values = words.iter().flat_map(|word| {
        let value = word.split_once('=').map(|(_, value)| value);
        [Some(word.as_str()), value].into_iter().flatten()
    });
    let values: BTreeSet<&str> = values.collect();
    let paths = values.into_iter().map(|value| folder.join(value));
    let there = paths.filter(|path| files::exists(path)).collect::<Vec<_>>();
    repositories_around(&there).unwrap_or_default()
}

/// The repositories that use Stopgate below a folder and around some of its files, which are given relative to it.
pub fn repositories_within(top: &Path, names: &[String]) -> Vec<PathBuf> {
    let folders = names
        .iter()
        .flat_map(|name| Path::new(name).ancestors().skip(1));
    let folders: BTreeSet<&Path> = folders.filter(|folder| *folder != Path::new("")).collect();
    let roots = folders.into_iter().map(|folder| top.join(folder));
    roots.filter(|root| uses(root)).collect()
}

/// Where what no tool writes in a repository lies, without links, and why none does.
pub fn real_protected_places(root: &Path) -> Vec<(PathBuf, &'static str)> {
    let own = protected_places().map(|(name, why)| (root.join(name), why));
    let of_git = git_folders(root)
        .into_iter()
        .map(|folder| (folder, "what belongs to git is written by git alone"));
    let places = own.chain(of_git);
    places
        .filter_map(|(place, why)| Some((real(&place).ok()?, why)))
        .collect()
}

/// Where git keeps a repository whose `.git` is a file, and what it shares with its other worktrees:
/// `gitdir: /srv/orders.git/worktrees/next`.
fn git_folders(root: &Path) -> Vec<PathBuf> {
    let mut above = root.ancestors().map(|folder| folder.join(".git"));
    let Some(file) = above.find(|git| files::exists(git)) else {
        return Vec::new();
    };
    let said = |path: &Path| {
        let text = String::from_utf8(files::read(path).ok()?).ok()?;
        Some(text.trim_end_matches(['\n', '\r']).to_owned())
    };
    let named = said(&file).and_then(|text| Some(text.strip_prefix("gitdir: ")?.to_owned()));
    let Some((folder, top)) = named.zip(file.parent()) else {
        return Vec::new();
    };
    let folder = top.join(folder);
    let shared = said(&folder.join("commondir")).map(|shared| folder.join(shared));
    std::iter::once(folder).chain(shared).collect()
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
        let named = Touch {
            path: "a/../link/x".to_owned(),
            removes: false,
        };
        let target = leads_to(&named, &root).unwrap();
        assert_eq!(target.named, root.join("link/x"));
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
