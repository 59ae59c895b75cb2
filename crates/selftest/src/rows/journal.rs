//! The lines of a journal, as somebody reads and changes them who is not Stopgate.

use sha2::{Digest as _, Sha256};

use crate::scene::Scene;
use crate::tries::Halt;

/// A journal, and where it lies.
#[derive(Clone)]
pub(super) struct Journal {
    pub(super) name: String,
    pub(super) lines: Vec<String>,
}

impl Journal {
    /// The one journal of a repository.
    pub(super) fn of(scene: &Scene<'_>) -> Result<Self, Halt> {
        let mut files = scene.root.files()?.into_iter();
        let found = files.find(|(name, _)| name.ends_with("/journal.jsonl"));
        let broke = || Halt::Broke("the run has no journal".to_owned());
        let (name, bytes) = found.ok_or_else(broke)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines = text.lines().map(str::to_owned).collect();
        Ok(Self { name, lines })
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        (self.lines.join("\n") + "\n").into_bytes()
    }

    /// Numbers of the records that hold a text, from 1.
    pub(super) fn records_with(&self, text: &str) -> Vec<usize> {
        let numbered = (1..).zip(&self.lines);
        let with = numbered.filter(|(_, line)| line.contains(text));
        with.map(|(number, _)| number).collect()
    }

    /// Computes all hashes anew, so that each record follows from the one before it.
    pub(super) fn rehash(&mut self) {
        let mut before = "0".repeat(64);
        for line in &mut self.lines {
            let Some((body, _)) = line.split_once(",\"hash\":") else {
                return;
            };
            let Some(at) = body.find("\"prev\":\"") else {
                return;
            };
            let at = at + "\"prev\":\"".len();
            let rest = body.get(at + before.len()..).unwrap_or_default();
            let body = format!("{}{before}{rest}", &body[..at]);
            before = hex(&body);
            *line = format!("{body},\"hash\":\"{before}\"}}");
        }
    }
}

/// The SHA-256 of a text in hexadecimal digits.
fn hex(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
