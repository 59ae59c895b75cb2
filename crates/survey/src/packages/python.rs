//! Packages of Python: `pyproject.toml`, requirement files, `setup.cfg`, `setup.py`, `Pipfile`.

use super::{Package, Scope};
use crate::looking::Parsed;
use crate::manifest::Node;

/// What a manifest declares, by its name.
pub(super) fn declared(file: &Parsed<'_>) -> Vec<Package> {
    match file.path.rsplit('/').next().unwrap_or_default() {
        "pyproject.toml" | "Pipfile" => project(file.nodes()),
        "setup.py" | "setup.cfg" => set_up(file.text),
        "environment.yml" | "environment.yaml" => environment(file.nodes()),
        name => {
            let scope = of_requirements(file.path, name);
            // What is written by hand ends with `.in` where a program computes the other one.
            let packages = match name.ends_with(".in") {
                true => asked(file.text),
                false => requirements(file.text),
            };
            let packages = packages.into_iter();
            packages.map(|package| package.of(scope)).collect()
        }
    }
}

/// What a lock file pins, by its name.
pub(super) fn locked(file: &Parsed<'_>) -> Vec<Package> {
    match file.path.rsplit('/').next().unwrap_or_default() {
        "Pipfile.lock" => pipfile_lock(file.text),
        _ if file.path.ends_with(".txt") => pins(file.text),
        _ => super::keyed::pinned(file.text),
    }
}

/// `requirements/test.txt`, `dev-requirements.txt`: the name says who needs what stands in it.
fn of_requirements(path: &str, name: &str) -> Scope {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_list = path.contains("requirements/");
    let stem = if is_list {
        stem
    } else {
        stem.trim_start_matches("requirements")
    };
    Scope::of_group(stem.trim_matches(['-', '_', '.']))
}

/// The exact versions of a file that a program computed.
fn pins(text: &str) -> Vec<Package> {
    if !is_computed(text) {
        return Vec::new();
    }
    let found = text.lines().enumerate().filter_map(|(number, line)| {
        let line = line.split([' ', ';', '\\']).next()?;
        let (name, version) = line.split_once("==")?;
        let name = name.split('[').next()?;
        Some(Package::new(
            normal(name),
            Some(version.to_owned()),
            number + 1,
        ))
    });
    found.collect()
}

/// True where lines say which package asks for another (`# via`), or what a file has to hash to.
fn is_computed(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| {
        line.starts_with("# via") || line.contains("    # via") || line.starts_with("--hash=")
    })
}

/// `"django": {` with `"version": "==4.2"` below.
fn pipfile_lock(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_end_matches(',');
        if let Some(key) = line.strip_suffix("\": {") {
            name = Some(key.trim_start_matches('"'));
        } else if let Some(version) = super::keyed::member(line, "version")
            && let Some(of) = name.take()
        {
            let version = version.trim_start_matches('=').to_owned();
            packages.push(Package::new(normal(of), Some(version), number + 1));
        }
    }
    packages
}

/// `- pandas=2.1` of Conda, and `- pandas==2.1` below `pip:`.
fn environment(nodes: &[Node]) -> Vec<Package> {
    let found = nodes.iter().filter_map(|node| {
        if node.path.first().is_none_or(|key| key != "dependencies") {
            return None;
        }
        let text = node.text.as_deref()?;
        let text = text.rsplit("::").next().unwrap_or(text);
        match text.split_once('=') {
            Some((name, version))
                if !version.starts_with('=') && !name.ends_with(['<', '>', '!', '~']) =>
            {
                let version = version.split('=').next().unwrap_or(version);
                requirement(&format!("{name}=={version}"), node.line)
            }
            _ => requirement(text, node.line),
        }
    });
    found.filter(|package| package.name != "python").collect()
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
    let known = (!version.is_empty()).then(|| version.to_owned());
    (is_name && compares).then(|| Package::new(normal(name), known, line))
}

fn project(nodes: &[Node]) -> Vec<Package> {
    let found = nodes.iter().filter_map(|node| {
        let path: Vec<&str> = node.path.iter().map(String::as_str).collect();
        let (package, scope) = match path.as_slice() {
            ["project", "dependencies", _] => (line(node), Scope::Program),
            ["project", "optional-dependencies", group, _] | ["dependency-groups", group, _] => {
                (line(node), Scope::of_group(group))
            }
            ["build-system", "requires", _]
            | ["tool", "uv" | "rye", "dev-dependencies", _]
            | ["tool", "pdm", "dev-dependencies", _, _]
            | [
                "tool",
                "hatch",
                "envs",
                _,
                "dependencies" | "extra-dependencies",
                _,
            ] => (line(node), Scope::Development),
            ["tool", "poetry", table, name, rest @ ..]
                if matches!(*table, "dependencies" | "dev-dependencies") && is_version(rest) =>
            {
                (keyed(name, node), Scope::of_tables(&[table]))
            }
            [
                "tool",
                "poetry",
                "group",
                group,
                "dependencies",
                name,
                rest @ ..,
            ] if is_version(rest) => (keyed(name, node), Scope::of_group(group)),
            ["packages", name, rest @ ..] if is_version(rest) => {
                (keyed(name, node), Scope::Program)
            }
            ["dev-packages", name, rest @ ..] if is_version(rest) => {
                (keyed(name, node), Scope::Development)
            }
            _ => return None,
        };
        package.map(|package| package.of(scope))
    });
    found.collect()
}

/// A requirement that is an item of a list.
fn line(node: &Node) -> Option<Package> {
    requirement(node.text.as_deref()?, node.line)
}

/// True for a package itself, and for what it calls its version.
fn is_version(rest: &[&str]) -> bool {
    matches!(rest, [] | ["version"])
}

/// `name = "^1.0"`; any version is none.
fn keyed(name: &str, node: &Node) -> Option<Package> {
    let version = node.text.clone()?;
    let version = Some(version).filter(|version| version != "*");
    (name != "python").then(|| Package::new(normal(name), version, node.line))
}

/// A file of so many packages, nearly all of them pinned, was computed: it says what others need, too.
const COMPUTED: usize = 60;
/// One in so many of them may be left open.
const OPEN: usize = 10;

fn requirements(text: &str) -> Vec<Package> {
    if is_computed(text) {
        return Vec::new();
    }
    let packages = asked(text);
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

/// Every requirement of a file, a line each.
fn asked(text: &str) -> Vec<Package> {
    let lines = text.lines().enumerate();
    let own = lines.filter(|(_, line)| !line.trim_start().starts_with(['-', '#', '.', '/']));
    own.filter_map(|(number, line)| requirement(line, number + 1))
        .collect()
}

/// The arguments and keys under which requirements stand.
const REQUIRE: [&str; 4] = [
    "install_requires",
    "extras_require",
    "tests_require",
    "setup_requires",
];

/// The quoted requirements of `setup.py`, and the lines below the keys of `setup.cfg`.
fn set_up(text: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut argument: Option<Argument> = None;
    let mut is_below_key = false;
    for (number, line) in text.lines().enumerate() {
        let found = &mut |text: &str| packages.extend(requirement(text, number + 1));
        let is_nested = line.starts_with([' ', '\t']);
        if argument.is_none() && is_below_key && is_nested {
            found(line);
            continue;
        }
        // `install_requires =` with nothing behind it is a key of `setup.cfg`.
        is_below_key = !is_nested && {
            let key = line.trim_end().trim_end_matches('=').trim_end();
            line.trim_end().ends_with('=') && REQUIRE.contains(&key)
        };
        // A section of `setup.cfg` may be called like an argument.
        if is_below_key || (argument.is_none() && line.starts_with('[')) {
            continue;
        }
        let mut rest = line;
        loop {
            let Some(open) = argument.as_mut() else {
                let Some(behind) = begun(rest) else { break };
                argument = Some(Argument::default());
                rest = behind;
                continue;
            };
            match open.read(rest, found) {
                Some(behind) => {
                    argument = None;
                    rest = behind;
                }
                None => break,
            }
        }
    }
    packages
}

/// What stands behind the first name of an argument that says what is required.
fn begun(line: &str) -> Option<&str> {
    let ends = REQUIRE.iter();
    let ends = ends.filter_map(|name| line.find(name).map(|at| at + name.len()));
    Some(line[ends.min()?..].trim_start_matches(['"', '\'', ']']))
}

/// An argument that goes on from line to line.
#[derive(Default)]
struct Argument {
    /// How many brackets are open in it.
    depth: usize,
    /// True once it says something.
    has_begun: bool,
}

impl Argument {
    /// Reads on in a line, and gives what is quoted there, names of lists left out; what follows where it ends.
    fn read<'t>(&mut self, line: &'t str, found: &mut dyn FnMut(&str)) -> Option<&'t str> {
        let mut rest = line;
        while let Some(at) = rest.find(['"', '\'', '#', ',', '[', ']', '(', ')', '{', '}']) {
            self.has_begun |= rest[..at].contains(|c: char| c.is_alphanumeric());
            let (mark, behind) = rest[at..].split_at(1);
            rest = behind;
            match mark {
                "#" => return self.at_end_of_line(&line[..line.len() - rest.len() - 1]),
                "\"" | "'" => {
                    let (text, behind) = rest.split_once(mark).unwrap_or((rest, ""));
                    if !behind.trim_start().starts_with(':') {
                        found(text);
                    }
                    rest = behind;
                    self.has_begun = true;
                }
                "[" | "(" | "{" => {
                    self.depth += 1;
                    self.has_begun = true;
                }
                _ if self.depth == 0 => return Some(rest),
                "]" | ")" | "}" => self.depth -= 1,
                _ => {}
            }
        }
        self.has_begun |= rest.contains(|c: char| c.is_alphanumeric());
        self.at_end_of_line(line)
    }

    /// Outside of brackets an argument ends with its line, unless something is missing behind it.
    fn at_end_of_line<'t>(&self, line: &'t str) -> Option<&'t str> {
        let goes_on = line.trim_end().ends_with(['=', '+', ':', '\\']);
        (self.depth == 0 && self.has_begun && !goes_on).then_some("")
    }
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

    #[test]
    fn an_argument_of_set_up_ends_where_it_ends() {
        for (text, wanted) in [
            (
                "setup(\n  install_requires=requires,\n  keywords=['django', 'celery'],\n)\n",
                &[][..],
            ),
            (
                "setup(install_requires=read('r.txt'), keywords=['django'])",
                &["r-txt"],
            ),
            (
                "setup(name='x', install_requires=['flask'], extras_require={'dev': ['pytest']}, keywords=['django'])",
                &["flask", "pytest"],
            ),
            (
                "install_requires = [\n  'flask>=2',  # not 'django'\n  'click',\n]\nkeywords = ['celery']\n",
                &["flask", "click"],
            ),
            (
                "setup(**{'install_requires': ['flask'], 'keywords': ['django']})",
                &["flask"],
            ),
            (
                "[options]\ninstall_requires =\n    flask>=2\npackages = find:\n[options.entry_points]\nconsole_scripts =\n    django = x:y\n",
                &["flask"],
            ),
            (
                "[options]\ninstall_requires =\n    flask\nkeywords =\n    django\n",
                &["flask"],
            ),
        ] {
            let names: Vec<String> = set_up(text).into_iter().map(|it| it.name).collect();
            assert_eq!(names, wanted, "{text}");
        }
    }
}
