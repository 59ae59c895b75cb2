//! What must come out of a command (CONTRACT.md 9).

use serde::{Deserialize, Serialize};

/// One condition on the outcome of a command. Several all hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "kebab-case")]
pub enum Expectation {
    /// A whole line of stdout or stderr, white space trimmed.
    Line(String),
    /// A line that starts with this.
    StartsWith(String),
    /// A line that ends with this.
    EndsWith(String),
    /// Output that contains this.
    Contains(String),
    /// This exit code.
    Exit(u8),
    /// Any exit code but 0.
    Fails,
    /// Nothing on stdout and stderr.
    NoOutput,
    /// Words for the person at the gate; they never decide by themselves.
    Prose(String),
}

impl Expectation {
    /// The name in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Line(_) => "line",
            Self::StartsWith(_) => "starts-with",
            Self::EndsWith(_) => "ends-with",
            Self::Contains(_) => "contains",
            Self::Exit(_) => "exit",
            Self::Fails => "fails",
            Self::NoOutput => "no-output",
            Self::Prose(_) => "prose",
        }
    }

    /// What is expected, as text; empty where the kind says all.
    pub fn text(&self) -> String {
        match self {
            Self::Line(text)
            | Self::StartsWith(text)
            | Self::EndsWith(text)
            | Self::Contains(text)
            | Self::Prose(text) => text.clone(),
            Self::Exit(code) => code.to_string(),
            Self::Fails | Self::NoOutput => String::new(),
        }
    }
}
