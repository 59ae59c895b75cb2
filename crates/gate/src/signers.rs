//! Who may sign: the file `allowed_signers`, in the format of `ssh-keygen`.
//!
//! The format is that of ssh-keygen(1), section ALLOWED SIGNERS. A line that cannot be read allows
//! nobody. Two things differ from OpenSSH: certificates are not supported, and a time without `Z` is
//! taken as UTC where OpenSSH takes the local time of the machine, because a verdict must not depend
//! on where it is asked for.

mod entry;

mod moment;

mod patterns;

use std::fmt;

use jiff::Timestamp;

use crate::signature::{Namespace, Signed, fingerprint};
use entry::Entry;

/// The people who may sign, each with the keys that speak for them.
#[derive(Debug, Clone, Default)]
pub struct AllowedSigners {
    entries: Vec<Entry>,
}

/// A line of `allowed_signers` that allows nobody because it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "line {} of `allowed_signers` allows nobody: {}",
            self.line, self.why
        )
    }
}

/// Why a signature does not count. Each message ends with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotVerified {
    /// No line is for this name.
    #[error(
        "no line of `.stopgate/allowed_signers` is for {0:?}, so nobody can sign under this name; \
         add a line with the name and the public key"
    )]
    UnknownSigner(String),
    /// The key is not one of this name.
    #[error(
        "the signature is of the key {fingerprint}, which `.stopgate/allowed_signers` does not list \
         for {name:?}; sign with a listed key, or add this one to the file if it is theirs"
    )]
    WrongKey {
        /// The name under which was signed.
        name: String,
        /// The key that signed.
        fingerprint: String,
    },
    /// Made for another purpose.
    #[error(
        "the signature is for {found:?}, and {wanted:?} is needed; sign again with `-n {wanted}`"
    )]
    WrongNamespace {
        /// The namespace in the signature.
        found: String,
        /// The namespace that was asked for.
        wanted: &'static str,
    },
    /// The line of the key does not list this purpose.
    #[error(
        "line {line} of `.stopgate/allowed_signers` does not let this key sign {wanted:?}; add it to \
         `namespaces`, or sign with another key"
    )]
    NotForNamespace {
        /// The line, from 1.
        line: usize,
        /// The namespace that was asked for.
        wanted: &'static str,
    },
    /// The time of the key has not come.
    #[error(
        "line {line} of `.stopgate/allowed_signers` lets this key sign from {from} on; wait, or sign \
         with another key"
    )]
    NotYetValid {
        /// The line, from 1.
        line: usize,
        /// The first second in which it may sign.
        from: Timestamp,
    },
    /// The time of the key is over.
    #[error(
        "line {line} of `.stopgate/allowed_signers` lets this key sign until {until}; sign with a \
         newer key"
    )]
    Expired {
        /// The line, from 1.
        line: usize,
        /// The last second in which it may sign.
        until: Timestamp,
    },
    /// The key is right, what it signed is not what lies here.
    #[error(
        "the signature is not over these bytes: the file or its `.sig` was changed after signing; \
         restore both, or have it signed again"
    )]
    BadSignature,
    /// This is no signature.
    #[error("this is not an SSH signature: {0}; have it signed again")]
    Malformed(String),
}

impl AllowedSigners {
    /// Reads the file. Lines that cannot be read come back as faults and allow nobody.
    ///
    /// `yusra@shop.example namespaces="stopgate-*" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…`
    pub fn read(text: &str) -> (AllowedSigners, Vec<Fault>) {
        let mut entries = Vec::new();
        let mut faults = Vec::new();
        for (index, line) in text.split('\n').enumerate() {
            match entry::read(index + 1, line) {
                Ok(entry) => entries.extend(entry),
                Err(why) => faults.push(Fault {
                    line: index + 1,
                    why,
                }),
            }
        }
        (AllowedSigners { entries }, faults)
    }

    /// True where a line is for this name, whatever its key may sign.
    pub fn knows(&self, name: &str) -> bool {
        self.of(name).next().is_some()
    }

    /// The fingerprint of the key that made the signature over these bytes, where a line lets it sign
    /// under this name, for this purpose, at this time.
    ///
    /// # Errors
    ///
    /// The first reason against it. Where this verifies, `ssh-keygen -Y verify` does too.
    pub fn verify(
        &self,
        name: &str,
        namespace: Namespace,
        message: &[u8],
        signature: &str,
        at: Timestamp,
    ) -> Result<String, NotVerified> {
        if !self.knows(name) {
            return Err(NotVerified::UnknownSigner(name.to_owned()));
        }
        let signed = Signed::read(signature).map_err(NotVerified::Malformed)?;
        if signed.namespace() != namespace.as_str() {
            return Err(NotVerified::WrongNamespace {
                found: signed.namespace().to_owned(),
                wanted: namespace.as_str(),
            });
        }
        let fingerprint = fingerprint(signed.key());
        let mut lines = self.of(name).filter(|entry| entry.key == *signed.key());
        let Some(first) = lines.next() else {
            let name = name.to_owned();
            return Err(NotVerified::WrongKey { name, fingerprint });
        };
        if !signed.holds(namespace, message) {
            return Err(NotVerified::BadSignature);
        }
        match first.refusal(namespace, at) {
            Some(refusal) if lines.all(|entry| entry.refusal(namespace, at).is_some()) => {
                Err(refusal)
            }
            _ => Ok(fingerprint),
        }
    }

    /// The lines for a name. Nobody is called nothing, though `*` would match it.
    fn of(&self, name: &str) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| !name.is_empty() && entry.principals.admit(name))
    }
}
