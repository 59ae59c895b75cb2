//! Packages that manifests declare and lock files pin. Which package shows what is said by detectors.

mod ecosystem;

mod line_files;

mod dotnet;

mod java;

mod javascript;

mod python;

mod scope;

mod swift;

mod keyed;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{Certainty, Detectors, Fact, Kind, Locked, Place, Proof, excerpt};

pub(crate) use ecosystem::Ecosystem;
pub(crate) use scope::Scope;

/// A package that a manifest declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// As it is written; none where the manifest leaves it to others.
    pub(crate) version: Option<String>,
    /// Where it is declared, from 1.
    pub(crate) line: usize,
    /// Who needs it.
    pub(crate) scope: Scope,
}

impl Package {
    /// A package that the program itself needs.
    pub(crate) fn new(name: impl Into<String>, version: Option<String>, line: usize) -> Self {
        Self {
            name: name.into(),
            version,
            line,
            scope: Scope::Program,
        }
    }

    /// The version that the manifest states; none where it names a variable of another file.
    fn stated(&self) -> Option<&str> {
        let version = self.version.as_deref();
        version.filter(|version| !version.starts_with('$'))
    }

    /// The same, needed by somebody else.
    pub(crate) fn of(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }
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
    /// It lies in a folder that is there for tests, benchmarks or documents.
    pub(crate) is_aside: bool,
    pub(crate) packages: Vec<(Package, Place)>,
}

/// What a lock file pins: names with versions. A package that it pins in several versions is left out.
#[derive(Debug)]
pub(crate) struct LockFile {
    pub(crate) folder: String,
    pub(crate) pinned: HashMap<String, Option<Locked>>,
}

/// Lock files by ecosystem and folder.
type Locks<'a> = BTreeMap<(Ecosystem, &'a str), Vec<&'a LockFile>>;

/// The facts that packages show, each with the version of the lock file nearest above its manifest.
pub(crate) fn facts(
    manifests: Vec<(Ecosystem, ManifestFile)>,
    locks: &[(Ecosystem, LockFile)],
    detectors: &Detectors,
) -> Vec<Fact> {
    let mut by_folder: Locks<'_> = BTreeMap::new();
    for (ecosystem, lock) in locks {
        let key = (*ecosystem, lock.folder.as_str());
        by_folder.entry(key).or_default().push(lock);
    }
    let users = users(&manifests);
    let mut facts = Vec::new();
    for (ecosystem, manifest) in manifests {
        // Packages of a family that go together, in one version.
        let several = |head: &str, package: &Package| {
            let packages = manifest.packages.iter().map(|(package, _)| package);
            let fits =
                |one: &&Package| one.name.starts_with(head) && one.version == package.version;
            packages.filter(fits).nth(1).is_some()
        };
        for (package, place) in &manifest.packages {
            let shown = detectors.shown_by(ecosystem, &package.name);
            let used = users.get(&(ecosystem, package.name.clone()));
            let is_of_nobody = package.scope == Scope::Shared
                && used.is_some_and(|scopes| !scopes.contains(&Scope::Program));
            let scope = if is_of_nobody {
                Scope::Development
            } else {
                package.scope
            };
            for (kind, name, family) in shown {
                let is_hidden = manifest.is_aside && scope::is_of_program(kind);
                if is_hidden || !scope.shows(ecosystem, kind) {
                    continue;
                }
                facts.push(Fact {
                    kind,
                    name: name.to_owned(),
                    value: match family {
                        Some(head) if several(head, package) => Some(format!("packages {head}*")),
                        Some(_) => other_name(name, &package.name),
                        // A client has a version of its own.
                        None if matches!(kind, Kind::Database | Kind::Data) => {
                            Some(format!("package {}", package.name))
                        }
                        None => other_name(name, &package.name),
                    },
                    version: package.stated().map(excerpt::masked),
                    locked: locked((ecosystem, &manifest.folder), package, &by_folder),
                    certainty: Certainty::Stated,
                    proof: Proof::Line(place.clone()),
                    more: 0,
                });
            }
        }
    }
    facts
}

/// Who needs a package that a table for all offers.
fn users(manifests: &[(Ecosystem, ManifestFile)]) -> HashMap<(Ecosystem, String), BTreeSet<Scope>> {
    let mut users: HashMap<(Ecosystem, String), BTreeSet<Scope>> = HashMap::new();
    let is_cargo = |it: &&(Ecosystem, ManifestFile)| it.0 == Ecosystem::Cargo;
    for (ecosystem, manifest) in manifests.iter().filter(is_cargo) {
        let own = manifest.packages.iter().map(|(package, _)| package);
        for package in own.filter(|package| package.scope != Scope::Shared) {
            let key = (*ecosystem, package.name.clone());
            users.entry(key).or_default().insert(package.scope);
        }
    }
    users
}

/// What the lock file nearest above a manifest pins: for its workspace, for the range that it declares, or at all.
fn locked(
    (ecosystem, folder): (Ecosystem, &str),
    package: &Package,
    by_folder: &Locks<'_>,
) -> Option<Locked> {
    let mut locks = above(folder).filter_map(|folder| by_folder.get(&(ecosystem, folder)));
    if ecosystem == Ecosystem::Maven {
        // Each script may set variables; the nearest one that sets this one counts.
        let variable = package.version.as_deref()?;
        let mut pinned = locks.flatten().filter_map(|lock| lock.pinned.get(variable));
        return pinned.next().cloned().flatten();
    }
    let found = locks.next()?.iter().find_map(|lock| {
        let below = folder.strip_prefix(lock.folder.as_str()).unwrap_or(folder);
        let workspace = match below.trim_start_matches('/') {
            "" => ".",
            below => below,
        };
        let range = package.version.as_deref().unwrap_or_default();
        let names = [
            javascript::in_workspace(&package.name, workspace),
            javascript::in_range(&package.name, range),
            package.name.clone(),
        ];
        names.iter().find_map(|name| lock.pinned.get(name))
    })?;
    found.clone()
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
