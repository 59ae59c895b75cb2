//! Manifests of keys: Cargo, Composer, Dart; and the lock files of Cargo, Poetry, uv and Composer.

use super::Package;
use crate::manifest::Node;

/// Tables of Cargo that hold dependencies, also below `workspace` and `target.*`.
const OF_CARGO: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// `serde = "1"`, `serde = { version = "1" }`, `[dependencies.serde]`.
pub(super) fn cargo(nodes: &[Node]) -> Vec<Package> {
    in_tables(nodes, &OF_CARGO)
}

/// `"laravel/framework": "^11"` below `require` and `require-dev`.
pub(super) fn php(nodes: &[Node]) -> Vec<Package> {
    in_tables(nodes, &["require", "require-dev"])
}

/// `http: ^1.0` below `dependencies` and `dev_dependencies`.
pub(super) fn dart(nodes: &[Node]) -> Vec<Package> {
    in_tables(nodes, &["dependencies", "dev_dependencies"])
}

/// The keys of tables with these names, with their versions.
pub(super) fn in_tables(nodes: &[Node], tables: &[&str]) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    for node in nodes {
        let is_table = |part: &String| tables.contains(&part.as_str());
        let Some(table) = node.path.iter().position(is_table) else {
            continue;
        };
        match node.path.len() - table {
            2 => packages.push(Package {
                name: node.path[table + 1].clone(),
                version: node.text.clone(),
                line: node.line,
            }),
            3 => {
                let name = &node.path[table + 1];
                let last = packages.last_mut().filter(|last| last.name == *name);
                match (node.path[table + 2].as_str(), last) {
                    ("version", Some(last)) => last.version.clone_from(&node.text),
                    // Another name for a package.
                    ("package", Some(last)) => {
                        if let Some(real) = &node.text {
                            last.name.clone_from(real);
                        }
                    }
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
            packages.push(Package {
                name: of.to_owned(),
                version: Some(version.to_owned()),
                line: number + 1,
            });
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
            packages.push(Package {
                name: of.to_owned(),
                version: Some(version.to_owned()),
                line: number + 1,
            });
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
