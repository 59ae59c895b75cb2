//! First stage: the declared values, in all their forms.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, Input, Match, MatchKind};
use stopgate_runner::Variable;

use super::forms::forms;

/// What is searched for.
pub(super) struct Secrets {
    /// None where nothing is declared.
    search: Option<AhoCorasick>,
    /// All forms, sorted, each with what replaces it.
    forms: Vec<(Vec<u8>, String)>,
    longest: usize,
    /// Whether a form begins with a byte.
    begins: [bool; 256],
}

impl Secrets {
    pub(super) fn new(secrets: &[&Variable]) -> Self {
        let mut named = BTreeMap::new();
        for secret in secrets {
            for form in forms(&secret.value) {
                named
                    .entry(form)
                    .or_insert_with(|| format!("[masked {}]", secret.name));
            }
        }
        let forms: Vec<(Vec<u8>, String)> = named.into_iter().collect();
        let mut begins = [false; 256];
        for (form, _) in &forms {
            begins[usize::from(form[0])] = true;
        }
        let build = |forms: &[(Vec<u8>, String)]| {
            let patterns = forms.iter().map(|(form, _)| form);
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(patterns)
        };
        Self {
            // Building fails only beyond four gigabytes of forms, which no environment holds.
            search: (!forms.is_empty()).then(|| build(&forms).ok()).flatten(),
            longest: forms.iter().map(|(form, _)| form.len()).max().unwrap_or(0),
            forms,
            begins,
        }
    }

    /// True where there is nothing to mask.
    pub(super) fn is_empty(&self) -> bool {
        self.search.is_none()
    }

    fn find(&self, bytes: &[u8], at: usize) -> Option<Match> {
        self.search
            .as_ref()?
            .find(Input::new(bytes).range(at.min(bytes.len())..))
    }

    /// Where the first form may begin that ends only in bytes to come.
    fn open_from(&self, bytes: &[u8], at: usize) -> usize {
        let earliest = bytes.len().saturating_sub(self.longest.saturating_sub(1));
        (earliest.max(at)..bytes.len())
            .find(|&start| self.begins[usize::from(bytes[start])] && self.is_open(&bytes[start..]))
            .unwrap_or(bytes.len())
    }

    /// True where a form is longer than these bytes and begins with them.
    fn is_open(&self, bytes: &[u8]) -> bool {
        let next = self
            .forms
            .partition_point(|(form, _)| form.as_slice() <= bytes);
        self.forms
            .get(next)
            .is_some_and(|(form, _)| form.starts_with(bytes))
    }
}

/// Where the stage stands in one stream.
#[derive(Default)]
pub(super) struct SecretStage {
    /// What may still become a secret.
    held: Vec<u8>,
    /// How many of the first held bytes are masked already: a secret that overlaps them is one with them.
    covered: usize,
    pub(super) masked: u64,
}

impl SecretStage {
    /// Masks what is held and a chunk; holds back what may still become a secret unless it is the last.
    pub(super) fn take(
        &mut self,
        secrets: &Secrets,
        chunk: &[u8],
        last: bool,
        out: &mut dyn FnMut(&[u8]),
    ) {
        let mut joined = std::mem::take(&mut self.held);
        let bytes = if joined.is_empty() {
            chunk
        } else {
            joined.extend_from_slice(chunk);
            &joined
        };
        let open = if last {
            bytes.len()
        } else {
            secrets.open_from(bytes, 0)
        };
        let at = self.mask_until(secrets, bytes, open, out);
        if at < open {
            out(&bytes[at..open]);
        }
        self.covered = at.saturating_sub(open);
        self.held = bytes[open..].to_vec();
    }

    /// Masks all that begins before `open`; returns where clear bytes begin again. Secrets that overlap
    /// are masked as one, so that no part of the second is left.
    fn mask_until(
        &mut self,
        secrets: &Secrets,
        bytes: &[u8],
        open: usize,
        out: &mut dyn FnMut(&[u8]),
    ) -> usize {
        let mut at = self.covered;
        let mut next = secrets.find(bytes, 0);
        while let Some(found) = next.filter(|found| found.start() < open) {
            if found.start() >= at {
                out(&bytes[at..found.start()]);
                out(secrets.forms[found.pattern().as_usize()].1.as_bytes());
                self.masked += 1;
            }
            at = at.max(found.end());
            next = secrets.find(bytes, found.start() + 1);
        }
        at
    }
}

/// Held bytes are not for logs.
impl std::fmt::Debug for SecretStage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretStage({} held)", self.held.len())
    }
}
