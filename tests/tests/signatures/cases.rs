//! One question to both, and what they must answer.

use jiff::Timestamp;
use jiff::fmt::strtime;
use stopgate_gate::{AllowedSigners, Namespace};

use crate::openssh::{OpenSsh, Question};

/// What the two say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Both say yes.
    Yes,
    /// Both say no.
    No,
    /// `ssh-keygen` says yes, and Stopgate no, on purpose.
    Stricter,
}

/// A question with its answer.
#[derive(Clone)]
pub struct Case {
    pub what: String,
    pub signers: String,
    pub name: String,
    pub namespace: Namespace,
    pub message: Vec<u8>,
    pub signature: String,
    pub at: String,
    pub answer: Answer,
}

impl Case {
    /// The verdict of Stopgate.
    pub fn ours(&self) -> Result<String, String> {
        let (signers, _) = AllowedSigners::read(&self.signers);
        let at = strtime::parse("%Y%m%d%H%M%SZ%z", format!("{}+0000", self.at))
            .and_then(|time| time.to_timestamp())
            .expect("a time");
        self.at(&signers, at)
    }

    fn at(&self, signers: &AllowedSigners, at: Timestamp) -> Result<String, String> {
        signers
            .verify(
                &self.name,
                self.namespace,
                &self.message,
                &self.signature,
                at,
            )
            .map_err(|refusal| refusal.to_string())
    }

    /// The verdict of `ssh-keygen`.
    pub fn theirs(&self, openssh: &OpenSsh) -> bool {
        openssh.verify(&Question {
            signers: &self.signers,
            name: &self.name,
            namespace: self.namespace.as_str(),
            message: &self.message,
            signature: &self.signature,
            at: &self.at,
        })
    }

    /// What is wrong with the two verdicts; none where they are as expected.
    pub fn fault(&self, openssh: &OpenSsh) -> Option<String> {
        let (ours, theirs) = (self.ours(), self.theirs(openssh));
        let answer = match (&ours, theirs) {
            (Ok(_), true) => Answer::Yes,
            (Err(_), false) => Answer::No,
            (Err(_), true) => Answer::Stricter,
            (Ok(_), false) => {
                return Some(format!("{}: ssh-keygen refuses, we do not", self.what));
            }
        };
        let (what, expected) = (&self.what, self.answer);
        (answer != expected)
            .then(|| format!("{what}: expected {expected:?}, found {answer:?} ({ours:?})"))
    }
}
