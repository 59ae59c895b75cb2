//! A question as it was shown, so that an answer is written only where the question is still the same.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::key_of;

/// What of a question a person answers to: its words, and what there is to choose from.
const PARTS: [&str; 8] = [
    "key", "section", "text", "why", "parts", "form", "columns", "options",
];
/// Bytes of the digest that are kept: whoever hands it back copies it.
const KEPT: usize = 8;

/// Which question was shown, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Shown {
    pub(crate) key: String,
    /// A digest of what was shown; none where an agent names the key alone.
    pub(crate) seal: Option<String>,
}

impl Shown {
    /// This question.
    pub(crate) fn of(question: &Map<String, Value>) -> Self {
        Self {
            key: key_of(question).to_owned(),
            seal: Some(seal(question)),
        }
    }

    /// True where the question is what was shown.
    pub(crate) fn is(&self, question: &Map<String, Value>) -> bool {
        self.key == key_of(question)
            && self
                .seal
                .as_ref()
                .is_none_or(|sealed| *sealed == seal(question))
    }
}

/// The beginning of the SHA-256 of what a question asks, in hexadecimal digits.
pub(crate) fn seal(question: &Map<String, Value>) -> String {
    let parts = PARTS.map(|name| question.get(name).unwrap_or(&Value::Null));
    // Where an offer comes from does not change what a yes means.
    let offers = question.get("offers").and_then(Value::as_array);
    let offers: Vec<&Value> = offers
        .into_iter()
        .flatten()
        .map(|one| &one["value"])
        .collect();
    let text = serde_json::to_vec(&(parts, offers)).unwrap_or_default();
    let mut seal = String::new();
    for byte in Sha256::digest(text).iter().take(KEPT) {
        let _ = write!(seal, "{byte:02x}");
    }
    seal
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn another_choice_is_another_question() {
        let question = |options: Value, left: u32| {
            let question =
                json!({ "key": "a", "text": "Which?", "options": options, "left": left });
            question.as_object().cloned().unwrap()
        };
        let first = question(json!(["One", "Two"]), 4);
        let shown = Shown::of(&first);
        assert!(shown.is(&first) && shown.is(&question(json!(["One", "Two"]), 3)));
        assert!(!shown.is(&question(json!(["Two", "One"]), 4)));
        let unsealed = Shown {
            seal: None,
            ..shown
        };
        assert!(unsealed.is(&question(json!(["Two", "One"]), 4)));
    }
}
