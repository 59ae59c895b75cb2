//! A question to a person.

use stopgate_source::{Choice, Span};
use stopgate_workspace::{Form, Slot};

/// What is asked, for one place of a plan.
#[derive(Clone, Debug)]
pub struct Question {
    /// The name of the place, the same in every state of the plan.
    pub key: String,
    /// The section that the answer goes to.
    pub section: String,
    /// The question; it ends in `?`.
    pub text: String,
    /// Why the answer matters.
    pub why: String,
    /// An answer as somebody could give it.
    pub example: Option<String>,
    /// Smaller questions that lead to the answer (P14).
    pub parts: Vec<String>,
    /// What the place holds.
    pub form: Form,
    /// The answers to choose from, none of them preferred (P6).
    pub options: Vec<Choice>,
    /// What is known or inferred, to be confirmed (P4).
    pub offers: Vec<Offer>,
    /// The codes of the rules that ask.
    pub codes: Vec<&'static str>,
    /// What was answered before, where somebody went back to it.
    pub earlier: Option<String>,
    pub(crate) slot: Slot,
    /// The entry of the open questions that this is.
    pub(crate) entry: Option<Span>,
}

/// A value that was not given by anybody: it is written after a yes alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The value.
    pub value: String,
    /// Where it comes from, in a few words.
    pub from: String,
}

impl Question {
    /// True where it asks the same of the same place, with the same to choose from: an answer to one is an answer to the other.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.key == other.key
            && self.text == other.text
            && self.options == other.options
            && self.offers == other.offers
    }
}
