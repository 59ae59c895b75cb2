//! An approval: a person's signed yes to a projection and the meaning of its plan.

use serde::{Deserialize, Serialize};

use crate::Binding;
use crate::binding::canonical;

/// The version of the file that is written and read.
const SCHEMA: u32 = 1;

/// How a person can say yes: with an SSH signature over the file, or by answering the challenge of the
/// terminal.
const METHODS: [&str; 2] = ["ssh", "terminal"];

/// The digest of one phase, or of the rollback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseDigest {
    /// Title of the phase; `rollback` for the rollback.
    pub phase: String,
    /// SHA-256 in hexadecimal digits.
    pub digest: String,
}

/// An approval as its file holds it. Whether its signature is good is not said here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Approval {
    /// The version of the file.
    pub schema: u32,
    /// Path of the plan, relative to the root.
    pub plan: String,
    /// Its title.
    pub title: Option<String>,
    /// The id of its format.
    pub format: String,
    /// The digest of `binding`.
    pub digest: String,
    /// The digests of its phases and of its rollback.
    pub phases: Vec<PhaseDigest>,
    /// Who approved.
    pub signer: String,
    /// How: `ssh` or `terminal`.
    pub method: String,
    /// When: UTC, RFC 3339, to the second.
    pub when: String,
    /// The day on which the plan was judged.
    pub as_of: String,
    /// SHA-256 of `allowed_signers` at that time; none where there was no such file.
    pub allowed_signers: Option<String>,
    /// What was approved.
    pub binding: Binding,
    /// The whole plan as it was approved, so that a comparison needs nothing else.
    pub document: String,
}

/// Who approves, and when.
#[derive(Clone, Debug)]
pub struct Act {
    /// Who.
    pub signer: String,
    /// How: `ssh` or `terminal`.
    pub method: String,
    /// UTC, RFC 3339, to the second: `2026-03-04T05:06:07Z`.
    pub when: String,
    /// The day on which the plan was judged: `2026-03-04`.
    pub as_of: String,
    /// SHA-256 of `allowed_signers`, where there is such a file.
    pub allowed_signers: Option<String>,
}

/// Why a file is not an approval that counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenApproval {
    /// It is not JSON of this shape.
    #[error("it is not an approval: {0}")]
    Unreadable(String),
    /// A version of Stopgate that this one does not know wrote it.
    #[error("its schema is {0}; this version of Stopgate reads schema 1")]
    UnknownSchema(u64),
    /// It was changed, or written by something else: its bytes are not canonical JSON.
    #[error("its bytes are not the canonical JSON of what it says")]
    NotCanonical,
    /// Its digest is not that of what it binds.
    #[error("its digest is not that of what it binds")]
    WrongDigest,
    /// Its phases are not those of what it binds.
    #[error("the digests of its phases are not those of what it binds")]
    WrongPhases,
    /// It names another plan, title or format than what it binds.
    #[error("it names another plan than what it binds")]
    OtherPlan,
    /// It was given in a way that this version does not know.
    #[error("nobody can approve by `{0}`")]
    UnknownMethod(String),
    /// A time or day in it is none.
    #[error("`{0}` is not a time in UTC or a day")]
    BadTime(String),
}

impl Approval {
    /// The approval of a binding; `document` is the text that it was read from.
    pub fn new(binding: Binding, document: String, act: Act) -> Self {
        Self {
            schema: SCHEMA,
            plan: binding.plan.clone(),
            title: binding.title.clone(),
            format: binding.format.clone(),
            digest: binding.digest(),
            phases: phases(&binding),
            signer: act.signer,
            method: act.method,
            when: act.when,
            as_of: act.as_of,
            allowed_signers: act.allowed_signers,
            binding,
            document,
        }
    }

    /// The bytes of its file, over which a signature is made: canonical JSON (RFC 8785).
    pub fn to_json(&self) -> Vec<u8> {
        canonical(self)
    }

    /// Reads the bytes of a file. What it returns is sound in itself.
    ///
    /// # Errors
    /// When it is not an approval of schema 1, or contradicts itself.
    pub fn read(bytes: &[u8]) -> Result<Self, BrokenApproval> {
        #[derive(Deserialize)]
        struct Version {
            schema: u64,
        }
        let unreadable = |error: serde_json::Error| BrokenApproval::Unreadable(error.to_string());
        let version: Version = serde_json::from_slice(bytes).map_err(unreadable)?;
        if version.schema != u64::from(SCHEMA) {
            return Err(BrokenApproval::UnknownSchema(version.schema));
        }
        let approval: Self = serde_json::from_slice(bytes).map_err(unreadable)?;
        approval.refuse_contradictions()?;
        if approval.to_json() != bytes {
            return Err(BrokenApproval::NotCanonical);
        }
        Ok(approval)
    }

    fn refuse_contradictions(&self) -> Result<(), BrokenApproval> {
        let binding = &self.binding;
        let same = (&self.plan, &self.title, &self.format)
            == (&binding.plan, &binding.title, &binding.format);
        if !same {
            return Err(BrokenApproval::OtherPlan);
        }
        if self.digest != binding.digest() {
            return Err(BrokenApproval::WrongDigest);
        }
        if self.phases != phases(binding) {
            return Err(BrokenApproval::WrongPhases);
        }
        if !METHODS.contains(&self.method.as_str()) {
            return Err(BrokenApproval::UnknownMethod(self.method.clone()));
        }
        if !is_time(&self.when) {
            return Err(BrokenApproval::BadTime(self.when.clone()));
        }
        let is_day = self
            .as_of
            .parse::<jiff::civil::Date>()
            .is_ok_and(|day| day.to_string() == self.as_of);
        if !is_day {
            return Err(BrokenApproval::BadTime(self.as_of.clone()));
        }
        Ok(())
    }
}

/// Times of this form sort like text.
fn is_time(text: &str) -> bool {
    let time = text.parse::<jiff::Timestamp>();
    text.len() == "2026-03-04T05:06:07Z".len() && time.is_ok_and(|time| time.to_string() == text)
}

fn phases(binding: &Binding) -> Vec<PhaseDigest> {
    let digests = binding.phase_digests().into_iter();
    digests
        .map(|(phase, digest)| PhaseDigest { phase, digest })
        .collect()
}
