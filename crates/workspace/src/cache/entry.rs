//! An entry as bytes: the digest of its conditions, a checksum, and what was asked and found.

use std::hash::{DefaultHasher, Hasher as _};

use serde::{Deserialize, Serialize};
use stopgate_model::Repository;
use stopgate_rules::Checked;
use stopgate_source::Source;

use super::asked::{AnswerDigest, Asked, Folders};
use super::finding::{KeptFinding, KeptFingerprint};
use crate::{Judged, OpenQuestion, Wanted};

/// Bytes up to which an entry is kept. No more are read.
pub const MAX_ENTRY_BYTES: usize = 1024 * 1024;

/// Bytes of the digest of the conditions.
const CONDITIONS: usize = 32;
/// Where the checksum ends and the rest begins.
const HEAD: usize = CONDITIONS + size_of::<u64>();

/// What was asked and found. Texts are borrowed: from the result, or from the bytes of the entry.
#[derive(Serialize, Deserialize)]
pub(super) struct Entry<'a> {
    #[serde(borrow)]
    asked: Vec<(Asked<&'a str>, AnswerDigest)>,
    /// None where no format claims the file, and nobody named it.
    #[serde(borrow)]
    found: Option<Found<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Found<'a> {
    format: Option<&'a str>,
    confidence: f32,
    rules_evaluated: usize,
    eased: usize,
    #[serde(borrow)]
    findings: Vec<KeptFinding<'a>>,
    #[serde(borrow)]
    fingerprints: Option<Vec<KeptFingerprint<'a>>>,
    #[serde(borrow)]
    questions: Vec<(usize, &'a str)>,
}

/// The bytes of an entry; none where they would be too many.
pub(super) fn write(
    conditions: &[u8; CONDITIONS],
    asked: &[(Asked<String>, AnswerDigest)],
    judged: Option<&Judged>,
) -> Option<Vec<u8>> {
    let entry = Entry {
        asked: asked
            .iter()
            .map(|(asked, answer)| (asked.borrowed(), *answer))
            .collect(),
        found: judged.map(Found::of),
    };
    let mut bytes = conditions.to_vec();
    bytes.extend([0; size_of::<u64>()]);
    let mut bytes = postcard::to_extend(&entry, bytes).ok()?;
    let sum = checksum(&bytes[HEAD..]);
    bytes[CONDITIONS..HEAD].copy_from_slice(&sum);
    (bytes.len() <= MAX_ENTRY_BYTES).then_some(bytes)
}

/// The entry in these bytes; none where it was written under other conditions, or is damaged.
pub(super) fn read<'a>(bytes: &'a [u8], conditions: &[u8; CONDITIONS]) -> Option<Entry<'a>> {
    let head = bytes.get(..HEAD)?;
    let rest = &bytes[HEAD..];
    let same = head[..CONDITIONS] == conditions[..] && head[CONDITIONS..] == checksum(rest)[..];
    if !same {
        return None;
    }
    match postcard::take_from_bytes(rest) {
        Ok((entry, [])) => Some(entry),
        _ => None,
    }
}

/// Tells damage from what was written. Whoever may write entries can forge them, checksum or not.
fn checksum(bytes: &[u8]) -> [u8; size_of::<u64>()] {
    let mut hash = DefaultHasher::new();
    hash.write(bytes);
    hash.finish().to_le_bytes()
}

impl Entry<'_> {
    /// True where it says all that is wanted of the file.
    pub(super) fn says_enough(&self, wanted: Wanted) -> bool {
        match &self.found {
            None => !wanted.named,
            Some(found) => found.fingerprints.is_some() || !wanted.fingerprints,
        }
    }

    /// True where the repository answers as it did.
    pub(super) fn holds(&self, repository: &dyn Repository, folders: &Folders) -> bool {
        let mut asked = self.asked.iter();
        asked.all(|(asked, answer)| asked.answer(repository, folders) == *answer)
    }

    /// What was found in a file with this source; none where it cannot be put back.
    pub(super) fn put_back(
        &self,
        wanted: Wanted,
        source: impl FnOnce() -> Source,
    ) -> Option<Option<Judged>> {
        let Some(found) = &self.found else {
            return Some(None);
        };
        if found.format.is_none() && !wanted.named {
            return Some(None);
        }
        let findings = found.findings.iter().map(KeptFinding::put_back);
        let prints = found.fingerprints.as_ref().filter(|_| wanted.fingerprints);
        Some(Some(Judged {
            format: found.format.map(str::to_owned),
            confidence: found.confidence,
            checked: Checked {
                findings: findings.collect::<Option<_>>()?,
                rules_evaluated: found.rules_evaluated,
                eased: found.eased,
            },
            fingerprints: prints
                .map(|prints| prints.iter().map(KeptFingerprint::put_back).collect()),
            questions: found.questions.iter().map(question).collect(),
            source: source(),
        }))
    }
}

impl<'a> Found<'a> {
    fn of(judged: &'a Judged) -> Self {
        let checked = &judged.checked;
        let prints = judged.fingerprints.as_ref();
        let questions = judged.questions.iter();
        Self {
            format: judged.format.as_deref(),
            confidence: judged.confidence,
            rules_evaluated: checked.rules_evaluated,
            eased: checked.eased,
            findings: checked.findings.iter().map(KeptFinding::of).collect(),
            fingerprints: prints.map(|prints| prints.iter().map(KeptFingerprint::of).collect()),
            questions: questions
                .map(|question| (question.line, question.text.as_str()))
                .collect(),
        }
    }
}

fn question(&(line, text): &(usize, &str)) -> OpenQuestion {
    OpenQuestion {
        line,
        text: text.to_owned(),
    }
}
