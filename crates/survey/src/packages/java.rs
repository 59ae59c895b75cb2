//! Packages and plugins of Maven and Gradle.

use std::sync::LazyLock;

use regex::Regex;

use super::{Package, Scope};
use crate::looking::Parsed;
use crate::manifest::Node;

/// `'group:artifact:version'` in a build script of Gradle. None where it does not compile, which a test rules out.
static COORDINATES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"["']([\w.-]+:[\w.-]+)(?::([\w.${}+-]+))?["']"#).ok());
/// `group: 'g', name: 'a', version: 'v'`, and the same with `=` or without quotation marks around keys.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"\bgroup\s*[:=]\s*["']([\w.-]+)["'],\s*name\s*[:=]\s*["']([\w.-]+)["'](?:,\s*version\s*[:=]\s*["']([\w.+-]+)["'])?"#,
    )
    .ok()
});
/// `"org.typelevel" %% "cats-core" % "2.9.0"` in a build of sbt.
static OF_SBT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#""([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"(?:\s*%\s*(?:"([\w.-]+)"|\w+))?(?:\s*%\s*(Test|"test"))?"#).ok()
});
/// `testImplementation`, `androidTestImplementation`: who needs what follows.
static OF_TESTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^\s*["']?\w*[tT]est\w*["']?\s*[( "'{]"#).ok());
/// `id 'x' version 'y'`, `id("x") version "y"`, `kotlin("jvm") version "2.0"`, `apply plugin: 'x'`.
static PLUGIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"\b(id|kotlin|apply plugin:)\s*\(?\s*["']([\w.-]+)["'](?:\s*\))?(?:\s+version\s+["']([^"']+)["'])?"#,
    )
    .ok()
});

/// `group:artifact` of everything that is declared.
pub(super) fn dependencies(file: &Parsed<'_>) -> Vec<Package> {
    match ending(file) {
        "xml" => maven(file.text),
        "toml" => catalog(file.nodes(), "libraries", &["module"]),
        "sbt" | "scala" => in_script(file.text, &OF_SBT, |groups| {
            let version = groups.get(3).map(|version| version.as_str().to_owned());
            Some((format!("{}:{}", &groups[1], &groups[2]), version))
        }),
        _ => {
            let mut found = in_script(file.text, &COORDINATES, |groups| {
                let version = groups.get(2).map(|version| version.as_str());
                let version = version.and_then(|version| known(file.text, version));
                Some((groups[1].to_owned(), version))
            });
            found.extend(in_script(file.text, &NAMED, |groups| {
                let version = groups.get(3).map(|version| version.as_str().to_owned());
                Some((format!("{}:{}", &groups[1], &groups[2]), version))
            }));
            found
        }
    }
}

/// A version, what the file sets its variable (`$x`, `${x}`) to, or the variable, as `$x`, where another file does.
fn known(text: &str, version: &str) -> Option<String> {
    let Some(name) = version.strip_prefix('$') else {
        return (!version.contains('$')).then(|| version.to_owned());
    };
    let name = name.trim_matches(['{', '}']);
    let name = name.rsplit('.').next().unwrap_or(name);
    let mut set = variables(text).filter(|(variable, _, _)| *variable == name);
    let here = set.next().map(|(_, value, _)| value.to_owned());
    here.or_else(|| Some(format!("${name}")))
}

/// `<guava.version>33.1</guava.version>` on a line of its own, each with its line, from 1.
fn properties(text: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(number, line)| {
        let (name, rest) = line.trim().strip_prefix('<')?.split_once('>')?;
        let value = rest.strip_suffix(&format!("</{name}>"))?;
        let is_version = value.starts_with(|c: char| c.is_ascii_digit());
        is_version.then_some((name, value, number + 1))
    })
}

/// What a script or `gradle.properties` sets variables to that look like versions: `revGuava = '33.1'`, each with
/// its line, from 1.
fn variables(text: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(number, line)| {
        let (before, after) = line.split_once('=')?;
        let name = before.trim().rsplit([' ', '.']).next()?;
        let value = after.trim().trim_end_matches(',');
        let value = value.trim_matches(['"', '\'']);
        let is_plain = value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(' ');
        is_plain.then_some((name, value, number + 1))
    })
}

/// The variables of a script, or the properties of a `pom.xml`, each named as versions name it that use it: `$revGuava`.
pub(super) fn set(file: &Parsed<'_>) -> Vec<Package> {
    let set: Vec<(&str, &str, usize)> = match ending(file) {
        "xml" => properties(file.text).collect(),
        _ => variables(file.text).collect(),
    };
    let set = set
        .into_iter()
        .map(|(name, value, line)| Package::new(format!("${name}"), Some(value.to_owned()), line));
    set.collect()
}

/// Ids of plugins of Gradle.
pub(super) fn plugins(file: &Parsed<'_>) -> Vec<Package> {
    match ending(file) {
        "toml" => catalog(file.nodes(), "plugins", &["id"]),
        _ => in_script(file.text, &PLUGIN, |groups| {
            let name = match &groups[1] {
                "kotlin" => format!("org.jetbrains.kotlin.{}", &groups[2]),
                _ => groups[2].to_owned(),
            };
            Some((
                name,
                groups.get(3).map(|version| version.as_str().to_owned()),
            ))
        }),
    }
}

/// A block `constraints { … }`, which says of packages that others need which version they may have.
#[derive(Default)]
struct Constraints {
    /// Braces that are open in it; none outside of one.
    open: usize,
}

impl Constraints {
    /// True for a line that belongs to one.
    fn hold(&mut self, line: &str) -> bool {
        let begins = line.trim_start().starts_with("constraints") && line.contains('{');
        if self.open == 0 && !begins {
            return false;
        }
        let opened = self.open + line.matches('{').count();
        self.open = opened.saturating_sub(line.matches('}').count());
        true
    }
}

fn ending<'a>(file: &Parsed<'a>) -> &'a str {
    file.path.rsplit('.').next().unwrap_or_default()
}

fn in_script(
    text: &str,
    expression: &Option<Regex>,
    read: impl Fn(&regex::Captures<'_>) -> Option<(String, Option<String>)>,
) -> Vec<Package> {
    let Some(expression) = expression else {
        return Vec::new();
    };
    let mut packages = Vec::new();
    let mut constraints = Constraints::default();
    for (number, line) in text.lines().enumerate() {
        if constraints.hold(line) || line.trim_start().starts_with("//") {
            continue;
        }
        let is_of_tests = OF_TESTS.as_ref().is_some_and(|tests| tests.is_match(line))
            || line.contains("% Test")
            || line.contains("% \"test\"");
        let scope = if is_of_tests {
            Scope::Development
        } else {
            Scope::Program
        };
        let found = expression
            .captures_iter(line)
            .filter_map(|groups| read(&groups));
        packages
            .extend(found.map(|(name, version)| Package::new(name, version, number + 1).of(scope)));
    }
    packages
}

/// A version catalog: `x = { module = "g:a", version.ref = "v" }` with `v = "1.0"` below `versions`.
fn catalog(nodes: &[Node], table: &str, names: &[&str]) -> Vec<Package> {
    let value = |path: &[&str]| {
        let found = nodes.iter().find(|node| node.path == path);
        found.and_then(|node| node.text.clone())
    };
    let entries = nodes
        .iter()
        .filter(|node| node.path.len() == 2 && node.path[0] == table);
    let found = entries.filter_map(|entry| {
        let key = entry.path[1].as_str();
        if let Some(text) = &entry.text {
            let (name, version) = text.rsplit_once(':')?;
            return Some((name.to_owned(), Some(version.to_owned()), entry.line));
        }
        let name = names.iter().find_map(|name| value(&[table, key, name]));
        let parts = || {
            let (group, name) = (
                value(&[table, key, "group"])?,
                value(&[table, key, "name"])?,
            );
            Some(format!("{group}:{name}"))
        };
        let named = value(&[table, key, "version", "ref"]);
        let version =
            value(&[table, key, "version"]).or_else(|| value(&["versions", named.as_deref()?]));
        Some((name.or_else(parts)?, version, entry.line))
    });
    found
        .map(|(name, version, line)| Package::new(name, version, line))
        .collect()
}

/// `<dependency>`, `<plugin>`, `<parent>` and `<extension>` of a `pom.xml`, with `${name}` looked up in it.
fn maven(text: &str) -> Vec<Package> {
    let text = without_comments(text);
    let mut packages = Vec::new();
    for (at, _) in text.match_indices("<artifactId>") {
        let before = &text[..at];
        let blocks = [
            "dependency",
            "plugin",
            "parent",
            "extension",
            "path",
            "processorPath",
            "exclusion",
        ];
        let opened = blocks.iter().filter_map(|name| {
            let start = before.rfind(&format!("<{name}>"))?;
            let is_open = !before[start..].contains(&format!("</{name}>"));
            is_open.then_some((start, *name))
        });
        let Some((start, name)) = opened.max().filter(|(_, name)| *name != "exclusion") else {
            continue;
        };
        let rest = &text[at..];
        let end = rest.find(&format!("</{name}>")).unwrap_or(rest.len());
        // What is nested in a plugin has artifacts of its own, with blocks of their own.
        let nested = ["<dependencies>", "<configuration>", "<exclusions>"];
        let nested = nested.iter().filter_map(|tag| rest.find(tag)).min();
        let nested = nested.unwrap_or(end).min(end);
        let block = &text[start..at + nested];
        let Some(artifact) = element(rest, "artifactId") else {
            continue;
        };
        let group = element(block, "groupId").unwrap_or("org.apache.maven.plugins");
        let version = element(block, "version").and_then(|version| resolved(&text, version));
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let of_version = block.find("<version>").map(|at| {
            let lines = text[..start + at]
                .bytes()
                .filter(|byte| *byte == b'\n')
                .count();
            lines + 1
        });
        // The line that says the version proves more than the one that says the name.
        let line = of_version.filter(|_| version.is_some()).unwrap_or(line);
        let is_of_tests = block.contains("<scope>test</scope>") && name == "dependency";
        let scope = if is_of_tests {
            Scope::Development
        } else {
            Scope::Program
        };
        packages.push(Package::new(format!("{group}:{artifact}"), version, line).of(scope));
    }
    packages
}

/// `<NAME>value</NAME>`
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (value, _) = rest.split_once('<')?;
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// `${jacoco.version}` is what the property of that name says, or, as `$jacoco.version`, what another file says of it.
fn resolved(text: &str, version: &str) -> Option<String> {
    let Some(name) = version
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
    else {
        return Some(version.to_owned());
    };
    match element(text, name) {
        Some(value) => (!value.contains("${")).then(|| value.to_owned()),
        None => Some(format!("${name}")),
    }
}

/// Comments blanked out, line by line, so that lines stay.
fn without_comments(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        shown.push_str(before);
        let (comment, after) = after.split_once("-->").unwrap_or((after, ""));
        shown.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::super::short;
    use super::*;

    #[test]
    fn a_pom_declares_parents_dependencies_and_plugins() {
        let text = "<project>\n<!-- <dependency>\n<artifactId>no</artifactId></dependency> -->\n<parent>\n<groupId>o.s</groupId>\n<artifactId>boot</artifactId>\n<version>4.0.3</version>\n</parent>\n<artifactId>own</artifactId>\n<properties><j.v>0.8</j.v></properties>\n<plugin>\n<groupId>org.j</groupId>\n<artifactId>jacoco</artifactId>\n<version>${j.v}</version>\n</plugin>\n<dependency><groupId>g</groupId><artifactId>a</artifactId></dependency>\n";
        assert_eq!(
            short(&maven(text)),
            ["7 o.s:boot 4.0.3", "14 org.j:jacoco 0.8", "16 g:a -"]
        );
        let nested = "<plugin><artifactId>compiler</artifactId>\n<version>3.1</version><configuration><path><groupId>e</groupId><artifactId>prone</artifactId>\n<version>${p.v}</version></path></configuration></plugin>\n<dependency><groupId>g</groupId><artifactId>a</artifactId>\n<exclusions><exclusion><groupId>x</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>\n";
        assert_eq!(
            short(&maven(nested)),
            [
                "2 org.apache.maven.plugins:compiler 3.1",
                "3 e:prone $p.v",
                "4 g:a -"
            ]
        );
        let parent = Parsed::new(
            "pom.xml",
            "<properties>\n  <p.v>2.48.0</p.v>\n  <own>x</own>\n</properties>\n",
        );
        assert_eq!(short(&set(&parent)), ["2 $p.v 2.48.0"]);
    }

    #[test]
    fn a_script_of_gradle_declares_coordinates_and_plugins() {
        assert!(COORDINATES.is_some() && PLUGIN.is_some());
        let text = "plugins {\n  id 'org.springframework.boot' version '4.0.3'\n  id(\"x.y\")\n  kotlin(\"jvm\") version \"2.0\"\n}\n// implementation 'a:b:1'\nimplementation 'com.h2database:h2'\ntestImplementation(\"a:b:1.2\")\nx \"c:d:$v\"\n";
        let file = Parsed::new("build.gradle", text);
        assert_eq!(
            short(&dependencies(&file)),
            ["7 com.h2database:h2 -", "8 a:b 1.2", "9 c:d $v"]
        );
        let text = "def grpcVersion = '1.60'\nimplementation group: 'g', name: 'a', version: '2'\napi \"io.grpc:grpc-core:$grpcVersion\"\n";
        let variables = Parsed::new("x.gradle", text);
        assert_eq!(
            short(&dependencies(&variables)),
            ["3 io.grpc:grpc-core 1.60", "2 g:a 2"]
        );
        let text = "libraryDependencies += \"org.t\" %% \"cats\" % \"2.9\"\n\"o\" %% \"st\" % \"3\" % Test\n";
        let sbt = dependencies(&Parsed::new("build.sbt", text));
        assert_eq!(short(&sbt), ["1 org.t:cats 2.9", "2 o:st 3"]);
        assert_eq!(sbt[1].scope, Scope::Development);
        assert_eq!(
            short(&plugins(&file)),
            [
                "2 org.springframework.boot 4.0.3",
                "3 x.y -",
                "4 org.jetbrains.kotlin.jvm 2.0"
            ]
        );
    }

    #[test]
    fn a_version_catalog_is_looked_up() {
        let text = "[versions]\nk = \"2.1\"\n[libraries]\na = { module = \"g:a\", version.ref = \"k\" }\nb = \"g:b:3\"\n[plugins]\np = { id = \"q\", version = \"1\" }\n";
        let file = Parsed::new("gradle/libs.versions.toml", text);
        assert_eq!(short(&dependencies(&file)), ["4 g:a 2.1", "5 g:b 3"]);
        assert_eq!(short(&plugins(&file)), ["7 q 1"]);
    }
}
