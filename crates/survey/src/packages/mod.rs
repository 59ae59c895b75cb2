//! Packages that manifests declare and lock files pin. Which package shows what is said by detectors.

mod ecosystem;

mod line_files;

mod dotnet;

mod java;

mod javascript;

mod python;

mod keyed;

use std::collections::{BTreeMap, HashMap};

use crate::{Certainty, Detectors, Fact, Locked, Place, Proof, excerpt};

pub(crate) use ecosystem::Ecosystem;

/// A package that a manifest declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// As it is written; none where the manifest leaves it to others.
    pub(crate) version: Option<String>,
    /// Where it is declared, from 1.
    pub(crate) line: usize,
}

/// Packages as tests tell them: line, name, version.
#[cfg(test)]
fn short(packages: &[Package]) -> Vec<String> {
    let shown = |package: &Package| {
        let version = package.version.as_deref().unwrap_or("-");
        format!("{} {} {version}", package.line, package.name)
    };
    packages.iter().map(shown).collect()
}

/// What a manifest declares.
#[derive(Debug)]
pub(crate) struct ManifestFile {
    pub(crate) folder: String,
    pub(crate) packages: Vec<(Package, Place)>,
}

/// What a lock file pins: names with versions. A package that it pins in several versions is left out.
#[derive(Debug)]
pub(crate) struct LockFile {
    pub(crate) folder: String,
    pub(crate) pinned: HashMap<String, Option<Locked>>,
}

/// The facts that packages show, each with the version of the lock file nearest above its manifest.
pub(crate) fn facts(
    manifests: Vec<(Ecosystem, ManifestFile)>,
    locks: &[(Ecosystem, LockFile)],
    detectors: &Detectors,
) -> Vec<Fact> {
    let mut by_folder: BTreeMap<(Ecosystem, &str), Vec<&LockFile>> = BTreeMap::new();
    for (ecosystem, lock) in locks {
        let key = (*ecosystem, lock.folder.as_str());
        by_folder.entry(key).or_default().push(lock);
    }
    let mut facts = Vec::new();
    for (ecosystem, manifest) in manifests {
        for (package, place) in manifest.packages {
            let locked = || {
                let mut folders = above(&manifest.folder);
                let locks = folders.find_map(|folder| by_folder.get(&(ecosystem, folder)))?;
                let pinned = locks
                    .iter()
                    .find_map(|lock| lock.pinned.get(&package.name))?;
                pinned.clone()
            };
            for (kind, name, family) in detectors.shown_by(ecosystem, &package.name) {
                facts.push(Fact {
                    kind,
                    name: name.to_owned(),
                    value: match family {
                        Some(head) => Some(format!("packages {head}*")),
                        None => other_name(name, &package.name),
                    },
                    version: package.version.as_deref().map(excerpt::masked),
                    locked: locked(),
                    certainty: Certainty::Stated,
                    proof: Proof::Line(place.clone()),
                    more: 0,
                });
            }
        }
    }
    facts
}

/// `package pg` where what a package shows (PostgreSQL) is called otherwise than the package: the version is that
/// of the package then.
fn other_name(shown: &str, package: &str) -> Option<String> {
    let plain = |text: &str| {
        let text = text.to_lowercase();
        let text = text.strip_suffix(".js").unwrap_or(&text);
        text.replace(|c: char| !c.is_alphanumeric(), "")
    };
    let last = package.rsplit(['/', ':']).next().unwrap_or(package);
    let is_same = [package, last]
        .iter()
        .any(|name| plain(name) == plain(shown));
    (!is_same).then(|| format!("package {package}"))
}

/// A folder and those above it, up to the root (`""`).
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| next_above(folder))
}

fn next_above(folder: &str) -> Option<&str> {
    match folder.rsplit_once('/') {
        Some((above, _)) => Some(above),
        None if folder.is_empty() => None,
        None => Some(""),
    }
}
