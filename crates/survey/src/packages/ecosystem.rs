//! Worlds of packages: which files declare, which pin.

use std::collections::HashMap;

use super::{
    LockFile, ManifestFile, Package, dotnet, java, javascript, keyed, line_files, python, scope,
    swift,
};
use crate::Locked;
use crate::looking::Parsed;

/// Packages of one kind, as detector files name them (`npm:react`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Ecosystem {
    Cargo,
    Npm,
    Python,
    Go,
    /// `group:artifact`.
    Maven,
    /// Ids of plugins.
    GradlePlugin,
    Ruby,
    Php,
    DotNet,
    Dart,
    Elixir,
    /// Repositories of Swift packages, and pods.
    Swift,
}

impl Ecosystem {
    pub(crate) const ALL: [Self; 12] = [
        Self::Cargo,
        Self::Npm,
        Self::Python,
        Self::Go,
        Self::Maven,
        Self::GradlePlugin,
        Self::Ruby,
        Self::Php,
        Self::DotNet,
        Self::Dart,
        Self::Elixir,
        Self::Swift,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Cargo => "cargo",
            Self::Npm => "npm",
            Self::Python => "pypi",
            Self::Go => "go",
            Self::Maven => "maven",
            Self::GradlePlugin => "gradle",
            Self::Ruby => "gem",
            Self::Php => "composer",
            Self::DotNet => "nuget",
            Self::Dart => "pub",
            Self::Elixir => "hex",
            Self::Swift => "swift",
        }
    }

    /// All names, for messages.
    pub(crate) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Names of files that declare packages.
    pub(crate) fn manifests(self) -> &'static [&'static str] {
        match self {
            Self::Cargo => &["Cargo.toml"],
            Self::Npm => &["package.json"],
            Self::Python => &[
                "pyproject.toml",
                "*requirements*.{txt,in}",
                "**/requirements/*.{txt,in}",
                "environment.{yml,yaml}",
                "setup.cfg",
                "setup.py",
                "Pipfile",
            ],
            Self::Go => &["go.mod"],
            Self::Maven => &[
                "pom.xml",
                "*.gradle",
                "*.gradle.kts",
                "*.versions.toml",
                "build.sbt",
                "**/project/*.{sbt,scala}",
            ],
            Self::GradlePlugin => &["*.gradle", "*.gradle.kts", "*.versions.toml"],
            Self::Ruby => &["Gemfile", "*.gemspec"],
            Self::Php => &["composer.json"],
            Self::DotNet => &[
                "*.csproj",
                "*.fsproj",
                "*.vbproj",
                "Directory.Build.props",
                "Directory.Build.targets",
                "Directory.Packages.props",
            ],
            Self::Dart => &["pubspec.yaml"],
            Self::Elixir => &["mix.exs"],
            Self::Swift => &["Package.swift", "Podfile", "project.pbxproj"],
        }
    }

    /// Names of files that pin versions.
    pub(crate) fn locks(self) -> &'static [&'static str] {
        match self {
            Self::Cargo => &["Cargo.lock"],
            Self::Npm => &[
                "package-lock.json",
                "yarn.lock",
                "pnpm-lock.yaml",
                "bun.lock",
            ],
            Self::Python => &[
                "poetry.lock",
                "uv.lock",
                "pdm.lock",
                "Pipfile.lock",
                "*requirements*.txt",
                "**/requirements/*.txt",
            ],
            Self::Ruby => &["Gemfile.lock"],
            Self::Php => &["composer.lock"],
            Self::DotNet => &["Directory.Packages.props"],
            Self::Dart => &["pubspec.lock"],
            Self::Elixir => &["mix.lock"],
            Self::Swift => &["Package.resolved", "Podfile.lock"],
            // They set variables that other scripts name as versions.
            Self::Maven => &["*.gradle", "*.gradle.kts", "gradle.properties", "pom.xml"],
            Self::Go | Self::GradlePlugin => &[],
        }
    }

    /// What a manifest declares.
    pub(crate) fn declared(self, file: &Parsed<'_>) -> ManifestFile {
        let packages = match self {
            Self::Cargo => keyed::cargo(file.nodes()),
            Self::Npm => javascript::declared(file.nodes()),
            Self::Python => python::declared(file),
            Self::Go => line_files::go(file.text),
            Self::Maven => java::dependencies(file),
            Self::GradlePlugin => java::plugins(file),
            Self::Ruby => line_files::ruby(file.text),
            Self::Php => keyed::php(file.nodes()),
            Self::DotNet => dotnet::declared(file.text),
            Self::Dart => keyed::dart(file.nodes()),
            Self::Elixir => line_files::elixir(file.text),
            Self::Swift => swift::declared(file),
        };
        let placed = packages.into_iter().map(|package| {
            let place = file.place(package.line);
            (package, place)
        });
        ManifestFile {
            folder: file.folder().to_owned(),
            is_aside: scope::is_aside(file.folder()),
            packages: placed.collect(),
        }
    }

    /// What a lock file pins.
    pub(crate) fn locked(self, file: &Parsed<'_>) -> LockFile {
        let packages = match self {
            Self::Cargo => keyed::pinned(file.text),
            Self::Python => python::locked(file),
            Self::Npm => javascript::locked(file),
            Self::Ruby => line_files::ruby_lock(file.text),
            Self::Php => keyed::php_lock(file.text),
            Self::DotNet => dotnet::central(file.text),
            Self::Dart => keyed::dart_lock(file.text),
            Self::Elixir => line_files::elixir_lock(file.text),
            Self::Swift => swift::locked(file),
            Self::Maven => java::set(file),
            Self::Go | Self::GradlePlugin => Vec::new(),
        };
        let folder = match self {
            // `gradle/versions.gradle` is there for what lies beside `gradle`.
            Self::Maven => file
                .folder()
                .trim_end_matches("gradle")
                .trim_end_matches('/'),
            _ => file.folder(),
        };
        LockFile {
            folder: folder.to_owned(),
            pinned: pinned(file, packages),
        }
    }
}

/// By name; none for what is pinned in several versions, because nobody says which of them is meant.
fn pinned(file: &Parsed<'_>, packages: Vec<Package>) -> HashMap<String, Option<Locked>> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut pinned: HashMap<String, Option<Locked>> = HashMap::new();
    for package in packages {
        let Some(version) = package.version.as_deref().map(crate::excerpt::masked) else {
            continue;
        };
        let line = lines.get(package.line.saturating_sub(1));
        let place = crate::Place {
            path: file.path.to_owned(),
            line: package.line,
            excerpt: crate::excerpt::line(line.unwrap_or(&""), 1),
        };
        let locked = Locked { version, place };
        pinned
            .entry(package.name)
            .and_modify(|known| {
                if known
                    .as_ref()
                    .is_some_and(|known| known.version != locked.version)
                {
                    *known = None;
                }
            })
            .or_insert(Some(locked));
    }
    pinned
}
