//! What facts are about.

use serde::{Deserialize, Serialize};

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A programming language, or what runs its programs.
    Language,
    /// A framework or library that shapes the code.
    Framework,
    /// What fetches dependencies.
    PackageManager,
    /// What builds and releases.
    Build,
    /// How the code is divided: layers, services, workspaces.
    Architecture,
    /// What tests are written with.
    Test,
    /// What checks and formats the code.
    Lint,
    /// A command that the repository itself names: to test, build, lint.
    Command,
    /// Continuous integration and delivery.
    Ci,
    /// How and where it is deployed.
    Deployment,
    /// A database or another store.
    Database,
    /// How the schema of a database is changed.
    Migration,
    /// How errors are handled.
    Errors,
    /// Logs, metrics, traces, reports of errors.
    Observability,
    /// Interfaces and their schemas.
    Api,
    /// Data pipelines and streams.
    Data,
    /// Who is responsible.
    Owner,
    /// The licence.
    Licence,
    /// Documentation.
    Documentation,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 19] = [
        Self::Language,
        Self::Framework,
        Self::PackageManager,
        Self::Build,
        Self::Architecture,
        Self::Test,
        Self::Lint,
        Self::Command,
        Self::Ci,
        Self::Deployment,
        Self::Database,
        Self::Migration,
        Self::Errors,
        Self::Observability,
        Self::Api,
        Self::Data,
        Self::Owner,
        Self::Licence,
        Self::Documentation,
    ];

    /// Its name in detector files and JSON (`package-manager`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Framework => "framework",
            Self::PackageManager => "package-manager",
            Self::Build => "build",
            Self::Architecture => "architecture",
            Self::Test => "test",
            Self::Lint => "lint",
            Self::Command => "command",
            Self::Ci => "ci",
            Self::Deployment => "deployment",
            Self::Database => "database",
            Self::Migration => "migration",
            Self::Errors => "errors",
            Self::Observability => "observability",
            Self::Api => "api",
            Self::Data => "data",
            Self::Owner => "owner",
            Self::Licence => "licence",
            Self::Documentation => "documentation",
        }
    }

    /// Its heading for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Language => "Languages",
            Self::Framework => "Frameworks",
            Self::PackageManager => "Package managers",
            Self::Build => "Build and release",
            Self::Architecture => "Architecture",
            Self::Test => "Tests",
            Self::Lint => "Lint and format",
            Self::Command => "Commands",
            Self::Ci => "CI/CD",
            Self::Deployment => "Deployment",
            Self::Database => "Databases",
            Self::Migration => "Migrations",
            Self::Errors => "Error handling",
            Self::Observability => "Observability",
            Self::Api => "Schemas and API",
            Self::Data => "Data pipelines",
            Self::Owner => "Owners",
            Self::Licence => "Licence",
            Self::Documentation => "Documentation",
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
