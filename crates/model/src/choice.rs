//! Which rules a format applies, and how heavily.

use stopgate_source::Severity;

/// How strict a person wants the check to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The letter of the format's source document.
    Strict,
    /// What makes a plan unusable is an error.
    #[default]
    Standard,
    /// Only what no reader could overlook is an error.
    Lenient,
}

/// What a format says about one rule. Severities are per profile; none switches the rule off.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleChoice {
    /// The name of the rule (`missing-rollback`).
    pub rule: String,
    /// Severity in the strict profile.
    pub strict: Option<Severity>,
    /// Severity in the standard profile.
    pub standard: Option<Severity>,
    /// Severity in the lenient profile.
    pub lenient: Option<Severity>,
    /// The most that a finding weighs in a finished plan, outside of the strict profile; none where that
    /// makes no difference.
    pub finished: Option<Severity>,
    /// The requirements that this format rests the rule on.
    pub requirements: Vec<String>,
}

impl RuleChoice {
    /// The severity in a profile.
    pub fn severity(&self, profile: Profile) -> Option<Severity> {
        match profile {
            Profile::Strict => self.strict,
            Profile::Standard => self.standard,
            Profile::Lenient => self.lenient,
        }
    }
}
