//! Manifests of keys: Cargo, Composer, Dart; and the lock files of Cargo, Poetry, uv and Composer.

use super::{Package, Scope};
use crate::manifest::Node;

/// Tables of Cargo that hold dependencies, also below `workspace` and `target.*`.
const OF_CARGO: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// `serde = "1"`, `serde = { version = "1" }`, `[dependencies.serde]`. Tables of the same name that other tools read
/// (`[package.metadata.bundle.dependencies]`) declare nothing to Cargo.
pub(super) fn cargo(nodes: &[Node]) -> Vec<Package> {
    in_tables(nodes, |path| match path {
        ["workspace", table, rest @ ..] | ["target", _, table, rest @ ..] | [table, rest @ ..] => {
            OF_CARGO.contains(table).then_some(rest)
        }
        [] => None,
    })
}

/// `"laravel/framework": "^11"` below `require` and `require-dev`.
pub(super) fn php(nodes: &[Node]) -> Vec<Package> {
    in_tables(nodes, |path| at_root(path, &["require", "require-dev"]))
}

/// `http: ^1.0` below `dependencies` and `dev_dependencies`.
pub(super) fn dart(nodes: &[Node]) -> Vec<Package> {
    in_tables(nodes, |path| {
        at_root(path, &["dependencies", "dev_dependencies"])
    })
}

/// What stands below a table that is not nested in another one.
pub(super) fn at_root<'p, 'k>(path: &'p [&'k str], tables: &[&str]) -> Option<&'p [&'k str]> {
    let (table, rest) = path.split_first()?;
    tables.contains(table).then_some(rest)
}

/// The keys of tables, with their versions; `below` says what of a path stands below one of them.
pub(super) fn in_tables(
    nodes: &[Node],
    below: impl for<'p, 'k> Fn(&'p [&'k str]) -> Option<&'p [&'k str]>,
) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    // The key of the last one, which may be another name than that of its package.
    let mut last_key = String::new();
    for node in nodes {
        let path: Vec<&str> = node.path.iter().map(String::as_str).collect();
        match below(&path) {
            Some([key]) => {
                last_key = (*key).to_owned();
                let package = Package::new(last_key.clone(), node.text.clone(), node.line);
                packages.push(package.of(Scope::of_tables(&path[..path.len() - 1])));
            }
            Some([key, of_package]) if *key == last_key => {
                let Some(last) = packages.last_mut() else {
                    continue;
                };
                match (*of_package, &node.text) {
                    ("version", version) => last.version.clone_from(version),
                    ("package", Some(real)) => last.name.clone_from(real),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    packages
}

/// `[[package]]` with `name = "…"` and `version = "…"` below: lines, because lock files are long.
pub(super) fn pinned(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("[[") || line.starts_with('[') {
            name = None;
        } else if let Some(value) = quoted(line, "name") {
            name = Some(value);
        } else if let (Some(version), Some(of)) = (quoted(line, "version"), name) {
            packages.push(Package::new(of, Some(version.to_owned()), number + 1));
            name = None;
        }
    }
    packages
}

/// `KEY = "value"`
fn quoted<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let rest = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
    rest.trim().strip_prefix('"')?.strip_suffix('"')
}

/// `"name": "laravel/framework",` with `"version": "v11.0.3",` below.
pub(super) fn php_lock(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_end_matches(',');
        if let Some(value) = member(line, "name") {
            name = Some(value);
        } else if let (Some(version), Some(of)) = (member(line, "version"), name.take()) {
            packages.push(Package::new(of, Some(version.to_owned()), number + 1));
        }
    }
    packages
}

/// `  http:` with `version: "1.2.0"` below, in `pubspec.lock`.
pub(super) fn dart_lock(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        if let Some(key) = line
            .strip_prefix("  ")
            .and_then(|rest| rest.strip_suffix(':'))
        {
            if !key.starts_with(' ') {
                name = Some(key);
            }
        } else if let Some(version) = line.strip_prefix("    version: ")
            && let Some(of) = name.take()
        {
            let version = version.trim_matches('"');
            // What comes with the SDK has no version of its own.
            if version != "0.0.0" {
                packages.push(Package::new(of, Some(version.to_owned()), number + 1));
            }
        }
    }
    packages
}

/// `"KEY": "value"`
pub(super) fn member<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let rest = line.strip_prefix('"')?.strip_prefix(key)?;
    let value = rest.strip_prefix("\":")?.trim();
    value.strip_prefix('"')?.strip_suffix('"')
}
