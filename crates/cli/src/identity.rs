//! Who decides, and how it is known: a signature with an SSH key, or a challenge on a terminal
//! (CONTRACT.md 6). Pipes and environment variables approve nothing.

use std::path::Path;

use stopgate_gate::{AllowedSigners, Namespace, SigningKey};
use stopgate_journal::Who;
use stopgate_system::{allowed_signers, descends_from_step, git_user, read_key};

use crate::approvals::latest;
use crate::arguments::Identity;
use crate::exit::Trouble;
use crate::terminal::{self, RISKY, STRONG, harmless};

/// Digits of a digest that the person types.
const TYPED: usize = 8;

/// A person who is about to decide.
pub(crate) struct Person {
    pub(crate) name: String,
    key: Option<SigningKey>,
    signers: Option<AllowedSigners>,
}

/// A yes, and how it can be checked.
pub(crate) struct Signed {
    /// `ssh` or `terminal`.
    pub(crate) method: &'static str,
    /// The signature, in the format of `ssh-keygen -Y sign`.
    pub(crate) signature: Option<String>,
}

impl Person {
    /// The person who calls. A process that a step started is nobody.
    pub(crate) fn who_calls(identity: &Identity, root: &Path) -> Result<Self, Trouble> {
        if descends_from_step() {
            return Err(Trouble::Refused(
                "a step of a run asks for a decision; only people decide, outside of the run"
                    .to_owned(),
            ));
        }
        let signers = allowed_signers(root)?.map(|text| named_signers(&text));
        let key = identity.key.as_deref().map(signing_key).transpose()?;
        match (&key, &signers) {
            (Some(_), None) => Err(Trouble::Usage(
                "a signature says nothing without .stopgate/allowed_signers; write a line `NAME ssh-ed25519 AAAA…` with the public key into it, or decide on a terminal without --key"
                    .to_owned(),
            )),
            (None, Some(_)) => Err(Trouble::Refused(
                "this repository names its signers in .stopgate/allowed_signers, so decisions are signed: give --as NAME --key FILE"
                    .to_owned(),
            )),
            (None, None) if !terminal::has_person() => Err(Trouble::Refused(
                "no terminal to ask a person on, and no key; give --as NAME --key FILE, or decide on a terminal"
                    .to_owned(),
            )),
            _ => Ok(Self {
                name: identity.name.clone().unwrap_or_else(user),
                key,
                signers,
            }),
        }
    }

    /// `ssh` or `terminal`: how it will be known that it was this person.
    pub(crate) fn method(&self) -> &'static str {
        if self.has_key() { "ssh" } else { "terminal" }
    }

    /// True where nothing may be asked, because a key speaks.
    pub(crate) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Signs bytes that say by themselves what they are for (DSSE); the fingerprint of the key, and the
    /// signature. None without a key. That the key is this person's is asked of [`Person::sign`].
    pub(crate) fn sign_plain(&self, message: &[u8]) -> Option<Result<(String, Vec<u8>), Trouble>> {
        let key = self.key.as_ref()?;
        let signed = key
            .sign_plain(message)
            .map(|bytes| (key.fingerprint(), bytes));
        Some(signed.map_err(|trouble| Trouble::Usage(trouble.to_string())))
    }

    /// Has the person say yes: signs `message`, or asks for the first digits of its digest. The time of the
    /// key must not be over, now or at a moment that has `passed`.
    pub(crate) fn sign(
        &self,
        namespace: Namespace,
        (message, digest): (&[u8], &str),
        (yes, passed): (&str, Option<String>),
    ) -> Result<Signed, Trouble> {
        match (&self.key, &self.signers) {
            (Some(key), Some(signers)) => {
                let signature = key
                    .sign(namespace, message)
                    .map_err(|trouble| Trouble::Usage(trouble.to_string()))?;
                let at = latest(passed.into_iter());
                verify(signers, &self.name, (namespace, at), (message, &signature))?;
                Ok(Signed {
                    method: self.method(),
                    signature: Some(signature),
                })
            }
            _ => {
                challenge(digest, yes)?;
                Ok(Signed {
                    method: self.method(),
                    signature: None,
                })
            }
        }
    }
}

impl Signed {
    /// The person as the journal names them.
    pub(crate) fn who(&self, name: &str, file: Option<String>) -> Who {
        Who {
            name: name.to_owned(),
            method: self.method.to_owned(),
            signed: file,
        }
    }
}

fn signing_key(path: &Path) -> Result<SigningKey, Trouble> {
    SigningKey::read(&read_key(path)?)
        .map_err(|trouble| Trouble::Usage(format!("{}: {trouble}", path.display())))
}

/// The signers; lines that name nobody because they cannot be read are pointed out.
fn named_signers(text: &str) -> AllowedSigners {
    let (signers, faults) = AllowedSigners::read(text);
    for fault in faults {
        terminal::say(&format!(
            "{RISKY}warning:{RISKY:#} line {} of .stopgate/allowed_signers allows nobody: {}",
            fault.line,
            harmless(&fault.why)
        ));
    }
    signers
}

/// A signature that nobody would accept is not worth keeping.
fn verify(
    signers: &AllowedSigners,
    name: &str,
    (namespace, at): (Namespace, jiff::Timestamp),
    (message, signature): (&[u8], &str),
) -> Result<(), Trouble> {
    signers
        .verify(name, namespace, message, signature, at)
        .map(drop)
        .map_err(|refused| Trouble::NotCleared(refused.to_string()))
}

/// Has the person repeat the beginning of a digest that stands in front of them.
fn challenge(digest: &str, yes: &str) -> Result<(), Trouble> {
    let wanted = digest.get(..TYPED).unwrap_or(digest);
    let asked = format!("Type {STRONG}{wanted}{STRONG:#} to {}: ", harmless(yes));
    match terminal::ask(&asked) {
        Some(answer) if answer.trim() == wanted => Ok(()),
        _ => Err(Trouble::NotCleared(format!(
            "that is not {wanted}; nothing was decided"
        ))),
    }
}

/// Who says something that is written into a plan, and from where that is known: the name that was given, else that
/// of git, else that of the system. A name, and no proof.
pub(crate) fn speaker(named: Option<&str>, root: &Path) -> (String, &'static str) {
    let named = named.map(|name| (name.to_owned(), "--as"));
    named
        .or_else(|| Some((git_user(root)?, "git")))
        .unwrap_or_else(|| (user(), "the system"))
}

/// Who calls, as the environment says it; a name, and no proof.
pub(crate) fn user() -> String {
    let named = ["USER", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    named
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}
