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
        "bun.lock" => bun(file.text),
        _ => pnpm(file.text),
    }
}

fn package(name: &str, version: &str, line: usize) -> Package {
    Package::new(name, Some(version.to_owned()), line)
}

/// `"node_modules/react": {` with `"version": "19.2.8",` below; `apps/web/node_modules/react` is what that workspace
/// has. What is nested in another package is that package's own.
fn npm(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut place: Option<(&str, &str)> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(key) = line.strip_suffix("\": {") {
            let key = key.trim_start_matches('"');
            let parts = key.split_once("node_modules/");
            place = parts.filter(|(_, name)| !name.contains("node_modules/"));
        } else if let (Some(version), Some((of, name))) =
            (member(line.trim_end_matches(','), "version"), place)
        {
            let name = match of.trim_end_matches('/') {
                "" => name.to_owned(),
                workspace => in_workspace(name, workspace),
            };
            packages.push(package(&name, version, number + 1));
            place = None;
        }
    }
    packages
}

/// A name under which a lock file pins what one workspace has.
pub(super) fn in_workspace(name: &str, workspace: &str) -> String {
    format!("{name}\0{workspace}")
}

/// A name under which a lock file pins what a certain range came to.
pub(super) fn in_range(name: &str, range: &str) -> String {
    format!("{name}@{range}")
}

/// `react@^18.0.0, react@^18.2.0:` with `version "18.2.0"` or `version: 18.2.0` below.
fn yarn(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut header: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        if !line.starts_with([' ', '#']) {
            header = Some(line.trim_end_matches(':'));
        } else if let Some(rest) = line.trim().strip_prefix("version")
            && let Some(header) = header.take()
        {
            let version = rest.trim_matches([':', ' ', '"']);
            for (at, entry) in header.split(", ").enumerate() {
                let entry = entry.trim_matches('"');
                // The first letter may be the `@` of a scope.
                let Some((end, _)) = entry.char_indices().skip(1).find(|(_, c)| *c == '@') else {
                    continue;
                };
                let (name, range) = (&entry[..end], &entry[end + 1..]);
                let range = range.strip_prefix("npm:").unwrap_or(range);
                if at == 0 {
                    packages.push(package(name, version, number + 1));
                }
                packages.push(package(&in_range(name, range), version, number + 1));
            }
        }
    }
    packages
}

/// Below `importers:` a workspace, a name, and `version: 19.2.5(peers)` below it.
fn pnpm(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    let mut workspace = "";
    let mut is_inside = false;
    for (number, whole) in text.lines().enumerate() {
        if !whole.starts_with(' ') && !whole.trim().is_empty() {
            is_inside = whole.starts_with("importers:");
        } else if is_inside {
            let line = whole.trim();
            if let Some(version) = line.strip_prefix("version: ") {
                let version = version.split('(').next().unwrap_or(version);
                // Links and packages under another name are no versions.
                let is_version = version.starts_with(|c: char| c.is_ascii_digit());
                if let Some(of) = name.take().filter(|_| is_version) {
                    packages.push(package(of, version, number + 1));
                    packages.push(package(&in_workspace(of, workspace), version, number + 1));
                }
            } else if let Some(key) = line.strip_suffix(':') {
                let key = key.trim_matches('\'');
                let is_workspace = whole.len() - whole.trim_start().len() == 2;
                if is_workspace {
                    workspace = key;
                }
                name = Some(key);
            }
        }
    }
    packages
}

/// `"react": ["react@19.0.0", "", {}, "sha512-…"],`
fn bun(text: &str) -> Vec<Package> {
    let found = text.lines().enumerate().filter_map(|(number, line)| {
        let (name, rest) = line.trim().strip_prefix('"')?.split_once("\": [\"")?;
        let (of, version) = rest.split('"').next()?.rsplit_once('@')?;
        (of == name).then(|| package(name, version, number + 1))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::super::short;
    use super::*;

    #[test]
    fn lock_files_pin_what_the_project_itself_uses() {
        let npm_lock = "{\n \"packages\": {\n  \"node_modules/react\": {\n   \"version\": \"19.2.8\",\n   \"engines\": {\n    \"node\": \"18\"\n   }\n  },\n  \"node_modules/x/node_modules/react\": {\n   \"version\": \"1.0.0\"\n";
        assert_eq!(short(&npm(npm_lock)), ["4 react 19.2.8"]);
        let workspace = "\"apps/web/node_modules/react\": {\n\"version\": \"18.0.0\",\n";
        assert_eq!(short(&npm(workspace)), ["2 react\0apps/web 18.0.0"]);
        let yarn_lock = "# yarn\n\n\"@a/b@^1\", \"@a/b@^2\":\n  version \"2.1.0\"\n\nreact@^18:\n  version: 18.2.0\n";
        assert_eq!(
            short(&yarn(yarn_lock)),
            [
                "4 @a/b 2.1.0",
                "4 @a/b@^1 2.1.0",
                "4 @a/b@^2 2.1.0",
                "7 react 18.2.0",
                "7 react@^18 18.2.0"
            ]
        );
        let pnpm_lock = "importers:\n\n  .:\n    dependencies:\n      '@a/b':\n        specifier: ^1\n        version: 1.2.3(react@19.0.0)\npackages:\n\n  c@1:\n    version: 9\n";
        assert_eq!(short(&pnpm(pnpm_lock)), ["7 @a/b 1.2.3", "7 @a/b\0. 1.2.3"]);
        let bun_lock = "\"packages\": {\n  \"@a/b\": [\"@a/b@1.2.3\", \"\", {}, \"sha\"],\n  \"x/c\": [\"c@1.0.0\", {}],\n";
        assert_eq!(short(&bun(bun_lock)), ["2 @a/b 1.2.3"]);
    }
}
