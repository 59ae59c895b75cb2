//! Packages of npm: `package.json`, and the lock files of npm, Yarn and pnpm.

use super::Package;
use super::keyed::{at_root, in_tables, member};
use crate::looking::Parsed;
use crate::manifest::Node;

const TABLES: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
];

/// `"react": "^19.2.5"`. What another file of the workspace says is left to that file.
pub(super) fn declared(nodes: &[Node]) -> Vec<Package> {
    let mut packages = in_tables(nodes, |path| at_root(path, &TABLES));
    for package in &mut packages {
        let elsewhere = |version: &String| {
            let refers = ["catalog:", "workspace:", "file:", "link:"];
            refers.iter().any(|head| version.starts_with(head))
        };
        package.version = package.version.take().filter(|version| !elsewhere(version));
    }
    packages
}

/// What a lock file pins, by its name.
pub(super) fn locked(file: &Parsed<'_>) -> Vec<Package> {
    match file.path.rsplit('/').next().unwrap_or_default() {
        "package-lock.json" => npm(file.text),
        "yarn.lock" => yarn(file.text),
        _ => pnpm(file.text),
    }
}

fn package(name: &str, version: &str, line: usize) -> Package {
    Package {
        name: name.to_owned(),
        version: Some(version.to_owned()),
        line,
    }
}

/// `"node_modules/react": {` with `"version": "19.2.8",` below. What is nested in another package is that
/// package's own.
fn npm(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(key) = line.strip_suffix("\": {") {
            let own = key.strip_prefix("\"node_modules/");
            name = own.filter(|own| !own.contains("node_modules/"));
        } else if let (Some(version), Some(of)) =
            (member(line.trim_end_matches(','), "version"), name)
        {
            packages.push(package(of, version, number + 1));
            name = None;
        }
    }
    packages
}

/// `react@^18.0.0, react@^18.2.0:` with `version "18.2.0"` or `version: 18.2.0` below.
fn yarn(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        if !line.starts_with([' ', '#']) {
            let first = line.trim_start_matches('"');
            // The first letter may be the `@` of a scope.
            let end = first.char_indices().skip(1).find(|(_, c)| *c == '@');
            name = end.map(|(at, _)| &first[..at]);
        } else if let Some(rest) = line.trim().strip_prefix("version") {
            let version = rest.trim_matches([':', ' ', '"']);
            if let Some(of) = name.take() {
                packages.push(package(of, version, number + 1));
            }
        }
    }
    packages
}

/// Below `importers:` a name, and `version: 19.2.5(peers)` below it.
fn pnpm(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    let mut is_inside = false;
    for (number, line) in text.lines().enumerate() {
        if !line.starts_with(' ') && !line.trim().is_empty() {
            is_inside = line.starts_with("importers:");
        } else if is_inside {
            let line = line.trim();
            if let Some(version) = line.strip_prefix("version: ") {
                let version = version.split('(').next().unwrap_or(version);
                if let Some(of) = name.take() {
                    packages.push(package(of, version, number + 1));
                }
            } else if let Some(key) = line.strip_suffix(':') {
                name = Some(key.trim_matches('\''));
            }
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::super::short;
    use super::*;

    #[test]
    fn lock_files_pin_what_the_project_itself_uses() {
        let npm_lock = "{\n \"packages\": {\n  \"node_modules/react\": {\n   \"version\": \"19.2.8\",\n   \"engines\": {\n    \"node\": \"18\"\n   }\n  },\n  \"node_modules/x/node_modules/react\": {\n   \"version\": \"1.0.0\"\n";
        assert_eq!(short(&npm(npm_lock)), ["4 react 19.2.8"]);
        let yarn_lock = "# yarn\n\n\"@a/b@^1\", \"@a/b@^2\":\n  version \"2.1.0\"\n\nreact@^18:\n  version: 18.2.0\n";
        assert_eq!(short(&yarn(yarn_lock)), ["4 @a/b 2.1.0", "7 react 18.2.0"]);
        let pnpm_lock = "importers:\n\n  .:\n    dependencies:\n      '@a/b':\n        specifier: ^1\n        version: 1.2.3(react@19.0.0)\npackages:\n\n  c@1:\n    version: 9\n";
        assert_eq!(short(&pnpm(pnpm_lock)), ["7 @a/b 1.2.3"]);
    }
}
