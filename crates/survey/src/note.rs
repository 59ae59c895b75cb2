//! What was not looked at, and why.

use std::collections::BTreeMap;

/// Paths that are named as examples.
const EXAMPLES: usize = 3;

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How many files.
    pub count: usize,
    /// What of them, and why (`not read: …`).
    pub text: String,
    /// Some of them.
    pub examples: Vec<String>,
}

/// Collects notes: one a reason.
#[derive(Debug, Default)]
pub(crate) struct Notes(BTreeMap<String, (usize, Vec<String>)>);

impl Notes {
    pub(crate) fn add(&mut self, text: &str, path: &str) {
        let (count, examples) = self.0.entry(text.to_owned()).or_default();
        *count += 1;
        // The first ones by name, whatever the order in which threads come by.
        examples.push(path.to_owned());
        examples.sort_unstable();
        examples.truncate(EXAMPLES);
    }

    pub(crate) fn into_notes(self) -> Vec<Note> {
        let note = |(text, (count, examples))| Note {
            count,
            text,
            examples,
        };
        self.0.into_iter().map(note).collect()
    }
}
