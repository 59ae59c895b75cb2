//! From which severity on a check fails.

use clap::ValueEnum;
use stopgate_source::Severity;

/// A severity, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Only errors fail
    #[default]
    Error,
    /// Errors and warnings
    Warning,
    /// Every finding
    Info,
    /// Findings never fail
    Never,
}

impl FailOn {
    /// True where a finding of this severity fails.
    pub(crate) fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}
