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

#[cfg(test)]
pub(crate) mod tests {
    use stopgate_model::Expectation;
    use stopgate_source::Span;

    use super::*;
    use crate::{BoundPhase, BoundStep, Contract, Environment, Part};

    /// An approval of a plan with one step.
    pub(crate) fn approval(command: &str, when: &str) -> Approval {
        let step = BoundStep {
            id: "0123456789".into(),
            kind: "command".into(),
            command: command.into(),
            directory: Some(".".into()),
            expectations: vec![Expectation::Line("ok".into()), Expectation::Exit(0)],
            timeout_seconds: Some(60),
            runnable: true,
            why: None,
            for_phase: None,
            contract: Contract::default(),
            of_steps: Vec::new(),
            span: Span::new(7, 9),
        };
        let undo = BoundStep {
            kind: "rollback".into(),
            for_phase: Some(0),
            ..step.clone()
        };
        let part = Part {
            section: None,
            kind: "paragraph".into(),
            depth: 0,
            text: command.into(),
            links: Vec::new(),
            span: Span::new(1, 9),
        };
        let binding = Binding {
            plan: "plans/a.md".into(),
            title: Some("A".into()),
            format: "mine".into(),
            phases: vec![BoundPhase {
                title: "Phase 1".into(),
                goal: Some("it works".into()),
                stop_gate: None,
                steps: vec![step],
                corrections: Vec::new(),
            }],
            rollback: vec![undo],
            environment: Environment::default(),
            suppressions: Vec::new(),
            meaning: vec![part],
        };
        let act = Act {
            signer: "ann".into(),
            method: "ssh".into(),
            when: when.into(),
            as_of: "2026-03-04".into(),
            allowed_signers: None,
        };
        Approval::new(binding, format!("# A\n\n{command}\n"), act)
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let written = approval("make é", "2026-03-04T05:06:07Z");
        let read = Approval::read(&written.to_json()).unwrap();
        assert_eq!(read.to_json(), written.to_json());
        assert_eq!(read.digest, written.binding.digest());
        let names = read.phases.iter().map(|phase| phase.phase.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["Phase 1", "rollback"]);
    }

    /// Without a signature only free text can change: names, times and the document.
    #[test]
    fn no_changed_byte_of_what_is_bound_is_read() {
        let json = approval("make", "2026-03-04T05:06:07Z").to_json();
        let text = String::from_utf8(json.clone()).unwrap();
        let bound = text.find("\"binding\":").unwrap()..text.find("\"digest\":").unwrap();
        let mut refused = 0;
        for at in 0..json.len() {
            for byte in [b'x', b'"', b'}', b' ', 0xff, 0] {
                let mut other = json.clone();
                other[at] = byte;
                let read = Approval::read(&other);
                let same = other == json;
                assert!(
                    same || read.is_err() || !bound.contains(&at),
                    "byte {at} became {byte}"
                );
                refused += usize::from(read.is_err());
            }
            assert!(Approval::read(&json[..at]).is_err());
        }
        assert!(refused > bound.len());
    }

    #[test]
    fn contradictions_are_named() {
        let sound = approval("make", "2026-03-04T05:06:07Z");
        let broken = |change: &dyn Fn(&mut Approval)| {
            let mut approval = sound.clone();
            change(&mut approval);
            Approval::read(&approval.to_json()).unwrap_err()
        };
        assert_eq!(
            broken(&|it| it.schema = 2),
            BrokenApproval::UnknownSchema(2)
        );
        assert_eq!(broken(&|it| it.plan.push('x')), BrokenApproval::OtherPlan);
        assert_eq!(
            broken(&|it| it.digest.push('0')),
            BrokenApproval::WrongDigest
        );
        assert_eq!(
            broken(&|it| it.binding.meaning.clear()),
            BrokenApproval::WrongDigest
        );
        assert_eq!(broken(&|it| it.phases.clear()), BrokenApproval::WrongPhases);
        let method = BrokenApproval::UnknownMethod("mcp".into());
        assert_eq!(broken(&|it| it.method = "mcp".into()), method);
        for when in [
            "2026-03-04T05:06:07+01:00",
            "2026-03-04 05:06:07Z",
            "2026-03-04T25:06:07Z",
        ] {
            let bad = BrokenApproval::BadTime(when.into());
            assert_eq!(broken(&|it| it.when = when.into()), bad);
        }
        let mut spaced = sound.to_json();
        spaced.push(b'\n');
        assert_eq!(
            Approval::read(&spaced).unwrap_err(),
            BrokenApproval::NotCanonical
        );
        assert!(Approval::read(&b"[".repeat(100_000)).is_err());
    }

    #[test]
    fn a_phase_digest_is_that_of_its_own_phase() {
        let one = approval("make", "2026-03-04T05:06:07Z").binding;
        let mut two = one.clone();
        two.phases.push(BoundPhase {
            title: "Phase 2".into(),
            goal: None,
            stop_gate: None,
            steps: Vec::new(),
            corrections: Vec::new(),
        });
        assert_eq!(one.phase_digests()[0], two.phase_digests()[0]);
        two.rollback[0].command.push('x');
        assert_ne!(one.phase_digests()[0], two.phase_digests()[0]);
        let second = two.phase_digests()[1].clone();
        two.rollback[0].command.push('y');
        assert_eq!(second, two.phase_digests()[1]);
        two.environment.secrets.push("TOKEN".into());
        assert_ne!(second, two.phase_digests()[1]);
    }
}
