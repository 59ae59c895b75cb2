//! Signatures under approvals and decisions, in the format of OpenSSH.
//!
//! The format is SSHSIG (`PROTOCOL.sshsig` of OpenSSH, with SHA-256 or SHA-512), so that
//! `ssh-keygen -Y verify` answers the same question without Stopgate (CONTRACT.md 6). Where a reading
//! is open, the stricter one is taken: what is verified here, `ssh-keygen` verifies too.

mod armor;

mod key;

mod scalar;

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, LineEnding, PublicKey, SshSig};

pub use key::{KeyTrouble, SigningKey};

/// What a signature is for. One made for the one purpose is worth nothing for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespace {
    /// A yes to a projection and the meaning of its plan.
    Approval,
    /// A go or no-go, a resolution or a rollback.
    Decision,
    /// A statement about what a run did, for others.
    Lineage,
}

impl Namespace {
    /// The name for `ssh-keygen -n`.
    pub fn as_str(self) -> &'static str {
        match self {
            Namespace::Approval => "stopgate-approval@v1",
            Namespace::Decision => "stopgate-decision@v1",
            Namespace::Lineage => "stopgate-lineage@v1",
        }
    }
}

/// What stands around an armored signature.
const LABEL: &str = "SSH SIGNATURE";
/// Bytes; the longest key that is supported needs a tenth of them.
const LONGEST: usize = 64 * 1024;
/// The flag of a security key that says: somebody touched it.
const TOUCHED: u8 = 1;
/// Bytes behind the signature of a security key: flags, and a counter of four bytes.
const TRAILER: usize = 5;
const ANOTHER: &str = "make one with `ssh-keygen -t ed25519`";

/// A signature that can be read. That its key may sign is for `AllowedSigners` to say.
pub(crate) struct Signed(SshSig);

impl Signed {
    /// Reads the text of a `.sig` file; the error says why it is none.
    ///
    /// `-----BEGIN SSH SIGNATURE-----`
    pub(crate) fn read(text: &str) -> Result<Signed, String> {
        if text.len() > LONGEST {
            return Err("it is longer than any signature".to_owned());
        }
        let body = armor::body(text, LABEL)?;
        let signature = SshSig::from_pem(armor::wrapped(&body, LABEL)).map_err(because)?;
        // `ssh-key` passes over bytes left inside a field, where OpenSSH refuses the whole.
        let again = signature.to_pem(LineEnding::LF).map_err(because)?;
        if armor::body(&again, LABEL)? != body {
            return Err("it is not written as OpenSSH writes it".to_owned());
        }
        // OpenSSH leaves the reserved bytes out of what is signed, `ssh-key` takes them in.
        if signature.version() != SshSig::VERSION || !signature.reserved().is_empty() {
            return Err("it is of an unknown version".to_owned());
        }
        if !belongs(&signature.algorithm(), signature.public_key()) {
            return Err("it is of another kind than the key that it names".to_owned());
        }
        Ok(Signed(signature))
    }

    pub(crate) fn namespace(&self) -> &str {
        self.0.namespace()
    }

    pub(crate) fn key(&self) -> &KeyData {
        self.0.public_key()
    }

    /// True where the key named in the signature made it over exactly this message.
    pub(crate) fn holds(&self, namespace: Namespace, message: &[u8]) -> bool {
        let key = PublicKey::from(self.key().clone());
        self.is_touched() && key.verify(namespace.as_str(), message, &self.0).is_ok()
    }

    /// True of security keys that somebody touched, and of all other keys.
    fn is_touched(&self) -> bool {
        let bytes = self.0.signature_bytes();
        let flags = bytes
            .len()
            .checked_sub(TRAILER)
            .and_then(|at| bytes.get(at));
        !self.key().is_sk_ed25519() || flags.is_some_and(|flags| flags & TOUCHED != 0)
    }
}

/// The fingerprint as `ssh-keygen -l` shows it: `SHA256:…`.
pub(crate) fn fingerprint(key: &KeyData) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// Why signatures of this key are not verified here; none where they are.
pub(crate) fn unsupported(key: &KeyData) -> Option<String> {
    match key {
        KeyData::Ed25519(_) | KeyData::Ecdsa(_) | KeyData::SkEd25519(_) => None,
        KeyData::Rsa(key) => rsa::RsaPublicKey::try_from(key)
            .is_err()
            .then(|| format!("an RSA key needs 2048 to 4096 bits; {ANOTHER}")),
        other => Some(format!(
            "keys of the kind {} are not supported; {ANOTHER}",
            other.algorithm().as_str()
        )),
    }
}

fn belongs(algorithm: &Algorithm, key: &KeyData) -> bool {
    match (algorithm, key) {
        (Algorithm::Rsa { hash }, KeyData::Rsa(_)) => hash.is_some(),
        (algorithm, key) => *algorithm == key.algorithm(),
    }
}

fn because(trouble: ssh_key::Error) -> String {
    format!("it cannot be read ({trouble})")
}
