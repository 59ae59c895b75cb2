//! What is asked before a plan of a format is begun.

use schemars::JsonSchema;
use serde::Deserialize;

/// A question that is asked before a plan is begun.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The question.
    pub question: String,
    /// Which part of the files that are handed over answers it.
    pub answered_by: AnsweredBy,
}

/// What answers an opening question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnsweredBy {
    /// The title of a ticket or another text.
    Title,
    /// A line that demands or limits something.
    Demands,
    /// A line that speaks of time.
    Timing,
    /// That there are files at all.
    Files,
}
