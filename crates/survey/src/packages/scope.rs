//! Who needs a package: the program, or only those who develop and test it.

use super::Ecosystem;
use crate::Kind;
use crate::folders::OF_TESTS;

/// Who needs a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// The program itself.
    Program,
    /// Those who develop, test or document it.
    Development,
    /// Nobody yet: a table that other manifests refer to.
    Shared,
}

/// Words of groups, files and folders that are there for development alone.
const WORDS: [&str; 31] = [
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "ci",
    "coverage",
    "cypress",
    "dev",
    "develop",
    "development",
    "doc",
    "docs",
    "documentation",
    "e2e",
    "fuzz",
    "lint",
    "linters",
    "linting",
    "playwright",
    "qa",
    "quality",
    "specs",
    "style",
    "stubs",
    "test",
    "testing",
    "tests",
    "tooling",
    "types",
    "typecheck",
    "typing",
];

impl Scope {
    /// What the name of a group of packages says (`dev`, `test-tools`).
    pub(crate) fn of_group(name: &str) -> Self {
        if is_of_development(name) {
            Self::Development
        } else {
            Self::Program
        }
    }

    /// What the names of tables say in which a package stands (`dev-dependencies`).
    pub(crate) fn of_tables(tables: &[&str]) -> Self {
        let names = [
            "dev-dependencies",
            "devDependencies",
            "dev_dependencies",
            "require-dev",
        ];
        if tables.iter().any(|table| names.contains(table)) {
            Self::Development
        } else if tables.first() == Some(&"workspace") {
            Self::Shared
        } else {
            Self::Program
        }
    }

    /// True where a package of this scope shows a fact of a kind: what only tests need is no part of the program. Front
    /// ends of npm are built out of development dependencies, and bars for debugging are there for development.
    pub(crate) fn shows(self, ecosystem: Ecosystem, kind: Kind) -> bool {
        let is_of_program = match kind {
            Kind::Framework | Kind::Errors => ecosystem != Ecosystem::Npm,
            Kind::Observability | Kind::Api => {
                !matches!(ecosystem, Ecosystem::Npm | Ecosystem::Php | Ecosystem::Ruby)
            }
            // A test of a JVM starts stores of its own.
            Kind::Database | Kind::Data => ecosystem == Ecosystem::Maven,
            _ => false,
        };
        self != Self::Development || !is_of_program
    }
}

/// True for a kind that says something of the program, and not of how it is developed.
pub(crate) fn is_of_program(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Framework | Kind::Errors | Kind::Observability | Kind::Api
    )
}

/// `dev`, `unit-tests`, `Ordering.UnitTests`: the last or the first word says it.
fn is_of_development(name: &str) -> bool {
    let is_word =
        |word: &str| WORDS.contains(&word.to_lowercase().as_str()) || OF_TESTS.contains(&word);
    let mut words = name.split(['-', '_', '.', ' ']);
    let first = words.next().unwrap_or_default();
    is_word(first)
        || words.next_back().is_some_and(is_word)
        || name.ends_with("Tests")
        || name.ends_with("Test")
        || name.ends_with("Specs")
}

/// Words of groups that name parts of the program where they name folders.
const OF_GROUPS: [&str; 11] = [
    "ci",
    "dev",
    "develop",
    "development",
    "lint",
    "linters",
    "linting",
    "quality",
    "style",
    "tooling",
    "types",
];

/// True for a folder whose manifests are there for tests, benchmarks or documents.
pub(crate) fn is_aside(folder: &str) -> bool {
    let is_of_group = |name: &str| {
        let mut words = name.split(['-', '_', '.', ' ']);
        words.any(|word| OF_GROUPS.contains(&word))
    };
    let mut names = folder.split('/');
    names.any(|name| is_of_development(name) && !is_of_group(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_folders_of_development_are_known_by_their_words() {
        for (name, wanted) in [
            ("dev", true),
            ("test-tools", true),
            ("unit_tests", true),
            ("Ordering.UnitTests", true),
            ("postgres", false),
            ("contests", false),
            ("", false),
        ] {
            assert_eq!(is_of_development(name), wanted, "{name}");
        }
        assert!(is_aside("e2e/web") && is_aside("src/App.Tests"));
        assert!(!is_aside("apps/latest") && !is_aside("packages/types"));
    }
}
