//! The spec that a plan translates.

use jiff::civil::Date;

/// What a plan has to agree with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spec {
    /// File name, for messages.
    pub path: String,
    /// Its version (`v1.1`).
    pub version: Option<String>,
    /// The day of this version.
    pub date: Option<Date>,
    /// SHA-256 of its bytes, hexadecimal; empty where nobody computed it.
    pub digest: String,
    /// The problem that it is about, one line.
    pub problem: Option<String>,
    /// Success metrics.
    pub metrics: Vec<SpecItem>,
    /// Requirements.
    pub requirements: Vec<SpecItem>,
}

/// One numbered item of a spec: `M1: The median error is at most 5 minutes.`
#[derive(Clone, Debug, PartialEq)]
pub struct SpecItem {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
}
