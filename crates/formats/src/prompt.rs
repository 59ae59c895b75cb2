//! What the interview asks for a place that nothing stands in yet, as a format says it (F1).

use schemars::JsonSchema;
use serde::Deserialize;

/// The question for a section, a labelled line or the tasks of a phase.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// The question; it ends in `?`. Left out where a rule asks and only something is offered.
    #[serde(default)]
    pub question: String,
    /// Why the answer matters, in one sentence.
    pub why: Option<String>,
    /// An answer as somebody could give it.
    pub example: Option<String>,
    /// Smaller questions that lead to the answer.
    #[serde(default)]
    pub parts: Vec<String>,
    /// What can be offered as an answer, to be confirmed by the person.
    pub offer: Option<Offered>,
}

/// What Stopgate knows by itself and may offer; it is written after a yes alone (P4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Offered {
    /// The name of whoever is asked.
    Person,
    /// The day on which is asked.
    Day,
    /// The spec that lies beside the plan.
    Spec,
}

impl Prompt {
    /// One that asks nothing of its own, and offers something.
    pub(crate) fn that_offers(offer: Offered) -> Self {
        Self {
            question: String::new(),
            why: None,
            example: None,
            parts: Vec::new(),
            offer: Some(offer),
        }
    }

    /// True where it has a question of its own.
    pub fn asks(&self) -> bool {
        !self.question.is_empty()
    }
}
