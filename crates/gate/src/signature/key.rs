//! The private key of a person, and signing with it.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rsa::pkcs1v15;
use rsa::sha2::Sha512;
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use ssh_key::private::{Ed25519Keypair, KeypairData, RsaKeypair};
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, Signature, SshSig};

use super::{LONGEST, Namespace, Signed, armor, fingerprint, scalar, unsupported};

/// What stands around an armored private key.
const LABEL: &str = "OPENSSH PRIVATE KEY";

/// A private key without passphrase, of a kind that can sign here: Ed25519, ECDSA, RSA of 2048 to 4096
/// bits. It is never shown.
pub struct SigningKey(PrivateKey);

/// Why a key does not sign. Each message ends with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyTrouble {
    /// The key needs a passphrase.
    #[error(
        "the key has a passphrase, which this version does not ask for; give a key without one"
    )]
    Encrypted,
    /// The public half was given.
    #[error(
        "this is a public key, and signing needs the private one; it lies beside it, under the same \
         name without `.pub`"
    )]
    Public,
    /// A private key in a format other than that of OpenSSH.
    #[error(
        "the key is written as {0}; rewrite it in the format of OpenSSH with `ssh-keygen -p -f KEY` \
         (PuTTYgen: Conversions, Export OpenSSH key)"
    )]
    OtherFormat(String),
    /// The private half lies in a device, and the file only says in which.
    #[error(
        "the key lies in a security key, which only OpenSSH can ask; give a key that lies in a file"
    )]
    SecurityKey,
    /// A kind of key that neither signs here nor is verified.
    #[error("{0}")]
    Unsupported(String),
    /// Nothing that could be a key, or one that is damaged.
    #[error(
        "this is not a private key of OpenSSH ({0}); make one with `ssh-keygen -t ed25519 -f KEY`"
    )]
    Unreadable(String),
    /// The two halves of the key do not belong together.
    #[error(
        "what the key signs, its public half does not verify; the key is damaged: make one with \
         `ssh-keygen -t ed25519 -f KEY`"
    )]
    Damaged,
}

impl SigningKey {
    /// Reads the text of a private key file.
    ///
    /// `-----BEGIN OPENSSH PRIVATE KEY-----`
    ///
    /// # Errors
    ///
    /// With a passphrase, in another format, of a kind that does not sign here, or no key at all.
    pub fn read(text: &str) -> Result<SigningKey, KeyTrouble> {
        let text = text.trim_start().replace('\r', "");
        if !text.starts_with(&format!("-----BEGIN {LABEL}-----")) {
            return Err(not_ours(&text));
        }
        if text.len() > LONGEST {
            return Err(unreadable("it is longer than any key"));
        }
        let body = armor::body(text.trim_end(), LABEL).map_err(KeyTrouble::Unreadable)?;
        let bytes = BASE64_STANDARD
            .decode(body)
            .map_err(|trouble| unreadable(&trouble.to_string()))?;
        let bytes = scalar::at_full_length(&bytes).unwrap_or(bytes);
        let key =
            PrivateKey::from_bytes(&bytes).map_err(|trouble| unreadable(&trouble.to_string()))?;
        let public = key.public_key().key_data();
        if let Some(why) = unsupported(public) {
            return Err(KeyTrouble::Unsupported(why));
        }
        if public.is_sk_ed25519() {
            return Err(KeyTrouble::SecurityKey);
        }
        if key.is_encrypted() {
            return Err(KeyTrouble::Encrypted);
        }
        Ok(SigningKey(key))
    }

    /// A new Ed25519 key from bytes that nobody can guess: the text of its private file, and its public line
    /// without a name.
    ///
    /// # Errors
    ///
    /// The key cannot be written as OpenSSH writes it.
    pub fn generate(seed: &[u8; 32]) -> Result<(String, String), KeyTrouble> {
        let key = PrivateKey::from(Ed25519Keypair::from_seed(seed));
        let because = |trouble: ssh_key::Error| unreadable(&trouble.to_string());
        let private = key.to_openssh(LineEnding::LF).map_err(because)?;
        let public = key.public_key().to_openssh().map_err(because)?;
        Ok((private.to_string(), public))
    }

    /// Signs a message: the text of the `.sig` file, which `ssh-keygen -Y verify` accepts.
    ///
    /// The same key and message give the same signature, but with P-521.
    ///
    /// # Errors
    ///
    /// The key is damaged: its halves do not belong together.
    pub fn sign(&self, namespace: Namespace, message: &[u8]) -> Result<String, KeyTrouble> {
        let signature = match self.0.key_data() {
            KeypairData::Rsa(pair) => sign_with_rsa(pair, namespace, message),
            _ => self.0.sign(namespace.as_str(), HashAlg::Sha512, message),
        };
        let text = signature
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(|_| KeyTrouble::Damaged)?;
        let holds = Signed::read(&text).is_ok_and(|signed| signed.holds(namespace, message));
        if holds {
            Ok(text)
        } else {
            Err(KeyTrouble::Damaged)
        }
    }

    /// Signs bytes as they are, for envelopes of others: the 64 bytes of an Ed25519 signature (RFC 8032).
    ///
    /// The bytes have to say by themselves what they are for, as those of DSSE do: there is no namespace
    /// around them.
    ///
    /// # Errors
    ///
    /// The key is of another kind, or damaged.
    pub fn sign_plain(&self, message: &[u8]) -> Result<Vec<u8>, KeyTrouble> {
        let key = self.0.key_data();
        if !key.is_ed25519() {
            let why = "such envelopes are signed with Ed25519 keys; make one with `ssh-keygen -t ed25519`";
            return Err(KeyTrouble::Unsupported(why.to_owned()));
        }
        let signature: Signature = key.try_sign(message).map_err(|_| KeyTrouble::Damaged)?;
        let public = self.0.public_key().key_data();
        let holds = Verifier::verify(public, message, &signature).is_ok();
        if holds {
            Ok(signature.as_bytes().to_vec())
        } else {
            Err(KeyTrouble::Damaged)
        }
    }

    /// The public half, as it stands in a line of `allowed_signers` behind the name.
    ///
    /// `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…`
    pub fn public(&self) -> String {
        let mut key = self.0.public_key().clone();
        key.set_comment("");
        key.to_openssh().unwrap_or_default()
    }

    /// The fingerprint as `ssh-keygen -l` shows it: `SHA256:…`.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.0.public_key().key_data())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.fingerprint())
    }
}

/// `ssh-key` builds RSA keys from one prime twice, so its own signing with them fails.
fn sign_with_rsa(
    pair: &RsaKeypair,
    namespace: Namespace,
    message: &[u8],
) -> ssh_key::Result<SshSig> {
    let key = rsa::RsaPrivateKey::from_components(
        (&pair.public.n).try_into()?,
        (&pair.public.e).try_into()?,
        (&pair.private.d).try_into()?,
        vec![(&pair.private.p).try_into()?, (&pair.private.q).try_into()?],
    )?;
    let hash = HashAlg::Sha512;
    let data = SshSig::signed_data(namespace.as_str(), hash, message)?;
    let signature = pkcs1v15::SigningKey::<Sha512>::new(key).try_sign(&data)?;
    let algorithm = Algorithm::Rsa { hash: Some(hash) };
    let signature = Signature::new(algorithm, signature.to_vec())?;
    SshSig::new(
        pair.public.clone().into(),
        namespace.as_str(),
        hash,
        signature,
    )
}

fn not_ours(text: &str) -> KeyTrouble {
    let first = text.lines().next().unwrap_or_default().trim_end();
    let public = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
    if public.iter().any(|start| first.starts_with(start)) || first.contains("PUBLIC KEY-----") {
        return KeyTrouble::Public;
    }
    if first.starts_with("PuTTY-User-Key-File") {
        return KeyTrouble::OtherFormat("a key of PuTTY".to_owned());
    }
    let pem = first.strip_prefix("-----BEGIN ");
    match pem.and_then(|rest| rest.strip_suffix("PRIVATE KEY-----")) {
        Some(kind) => KeyTrouble::OtherFormat(format!("`{kind}PRIVATE KEY`")),
        None => unreadable("its first line is not that of a key"),
    }
}

fn unreadable(why: &str) -> KeyTrouble {
    KeyTrouble::Unreadable(why.to_owned())
}
