//! Packages of Python: `pyproject.toml`, requirement files, `setup.cfg`, `setup.py`, `Pipfile`.

use super::Package;
use crate::looking::Parsed;
use crate::manifest::Node;

/// What a manifest declares, by its name.
pub(super) fn declared(file: &Parsed<'_>) -> Vec<Package> {
    match file.path.rsplit('/').next().unwrap_or_default() {
        "pyproject.toml" | "Pipfile" => project(file.nodes()),
        "setup.py" | "setup.cfg" => set_up(file.text),
        _ => requirements(file.text),
    }
}

/// A name as the index knows it: lower case, dashes.
pub(super) fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// `pytest[extra]>=6.0 ; marker  # comment`: name and version.
fn requirement(text: &str, line: usize) -> Option<Package> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .unwrap_or(text.len());
    let name = &text[..end];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let mut rest = text[end..].trim_start();
    if let Some(extra) = rest.strip_prefix('[') {
        rest = extra.split_once(']')?.1;
    }
    let version = rest.split([';', '#']).next().unwrap_or_default();
    let version = version.trim().trim_matches(['(', ')']);
    // What follows a name is a comparison, or the text is no requirement.
    let compares = version.is_empty() || version.starts_with(['<', '>', '=', '!', '~']);
    (is_name && compares).then(|| Package {
        name: normal(name),
        version: (!version.is_empty()).then(|| version.to_owned()),
        line,
    })
}

fn project(nodes: &[Node]) -> Vec<Package> {
    let found = nodes.iter().filter_map(|node| {
        let path: Vec<&str> = node.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["project", "dependencies", _]
            | ["project", "optional-dependencies", _, _]
            | ["dependency-groups", _, _]
            | ["build-system", "requires", _]
            | ["tool", "uv", "dev-dependencies", _]
            | ["tool", "pdm", "dev-dependencies", _, _]
            | [
                "tool",
                "hatch",
                "envs",
                _,
                "dependencies" | "extra-dependencies",
                _,
            ] => requirement(node.text.as_deref()?, node.line),
            ["tool", "poetry", "dependencies" | "dev-dependencies", name]
            | ["tool", "poetry", "group", _, "dependencies", name]
            | ["packages" | "dev-packages", name] => keyed(name, node),
            [
                "tool",
                "poetry",
                "dependencies" | "dev-dependencies",
                name,
                "version",
            ]
            | [
                "tool",
                "poetry",
                "group",
                _,
                "dependencies",
                name,
                "version",
            ]
            | ["packages" | "dev-packages", name, "version"] => keyed(name, node),
            _ => None,
        }
    });
    found.collect()
}

/// `name = "^1.0"`; any version is none.
fn keyed(name: &str, node: &Node) -> Option<Package> {
    let version = node.text.clone()?;
    (name != "python").then(|| Package {
        name: normal(name),
        version: Some(version).filter(|version| version != "*"),
        line: node.line,
    })
}

/// A file of so many packages, nearly all of them pinned, was computed: it says what others need, too.
const COMPUTED: usize = 60;
/// One in so many of them may be left open.
const OPEN: usize = 10;

fn requirements(text: &str) -> Vec<Package> {
    let lines = text.lines().enumerate();
    let own = lines.filter(|(_, line)| !line.trim_start().starts_with(['-', '#', '.', '/']));
    let packages: Vec<Package> = own
        .filter_map(|(number, line)| requirement(line, number + 1))
        .collect();
    let is_pinned = |package: &Package| {
        let version = package.version.as_deref();
        version.is_some_and(|version| version.starts_with("=="))
    };
    let open = packages.iter().filter(|it| !is_pinned(it)).count();
    if packages.len() >= COMPUTED && open * OPEN <= packages.len() {
        return Vec::new();
    }
    packages
}

/// The quoted requirements of `setup.py`, and the lines below the keys of `setup.cfg`.
fn set_up(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut is_inside = false;
    for (number, line) in text.lines().enumerate() {
        let starts = [
            "install_requires",
            "extras_require",
            "tests_require",
            "setup_requires",
        ];
        if starts.iter().any(|key| line.contains(key)) {
            is_inside = true;
        }
        if !is_inside {
            continue;
        }
        let quoted: Vec<&str> = line.split(['"', '\'']).skip(1).step_by(2).collect();
        if quoted.is_empty() && line.starts_with([' ', '\t']) && !line.contains("=[") {
            packages.extend(requirement(line, number + 1));
        }
        packages.extend(
            quoted
                .iter()
                .filter_map(|text| requirement(text, number + 1)),
        );
        let ends = line.trim_end().trim_end_matches(',');
        let is_section = line.starts_with('[') || ends.ends_with([')', '}']);
        if is_section || (ends.ends_with(']') && !line.contains(':')) {
            is_inside = false;
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_names_with_comparisons() {
        for (text, wanted) in [
            ("pytest>=6.0", Some(("pytest", Some(">=6.0")))),
            (
                "Flask_Login[async] ~= 1.2 ; python_version > '3'",
                Some(("flask-login", Some("~= 1.2"))),
            ),
            ("attrs  # why", Some(("attrs", None))),
            ("some words here", None),
            ("https://example.org/x.whl", None),
            ("", None),
        ] {
            let read = requirement(text, 1);
            let read = read
                .as_ref()
                .map(|it| (it.name.as_str(), it.version.as_deref()));
            assert_eq!(read, wanted, "{text}");
        }
    }

    #[test]
    fn set_up_files_declare_what_they_install() {
        let python = "setup(\n  name='x',\n  install_requires=['django>=4', 'celery'],\n  classifiers=['Framework'],\n)";
        let names: Vec<String> = set_up(python).into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["django", "celery"]);
        let config =
            "[options]\ninstall_requires =\n    flask>=2\n    click\n[options.data]\n    x\n";
        let names: Vec<String> = set_up(config).into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["flask", "click"]);
    }
}
