//! Masks secrets in everything that is written (CONTRACT.md 12).
//!
//! Two stages, each of which sees a stream and holds back only what may still become a secret: the
//! declared values in all their [forms](forms), then well-known [shapes](shapes) of tokens. What
//! comes out does not depend on how the stream was cut. A secret that a command transforms in
//! another way (compresses, encrypts, reverses, wraps in the middle of an encoding) is not found.

mod stream;

mod secrets;

mod forms;

mod tokens;

mod shapes;

use std::sync::Arc;

use stopgate_runner::Variable;

pub use stream::MaskedStream;

use secrets::Secrets;
use tokens::Tokens;

/// A declared secret that cannot be masked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the secret {name} has {bytes} bytes; a value of fewer than {least} stands in any text and cannot be masked. Give it a longer value, or do not declare it a secret"
)]
pub struct ShortSecret {
    /// Its name.
    pub name: String,
    /// Bytes of its value.
    pub bytes: usize,
    /// Fewest bytes that can be masked.
    pub least: usize,
}

/// What replaces secrets by `[masked NAME]` and tokens by `[masked token]`. Cheap to clone.
#[derive(Clone)]
pub struct Redactor {
    secrets: Arc<Secrets>,
    tokens: Arc<Tokens>,
}

impl Redactor {
    /// Fewest bytes of a value that is masked.
    pub const LEAST: usize = 4;
    /// Fewest bytes of a value that is masked in its encodings too; a shorter one is masked as it is.
    pub const LEAST_ENCODED: usize = 6;

    /// A redactor for those of the variables that are secret, and for tokens of well-known shapes.
    ///
    /// # Errors
    /// When a value has fewer than [`Redactor::LEAST`] bytes.
    pub fn new(variables: &[Variable]) -> Result<Self, ShortSecret> {
        let secrets: Vec<&Variable> = variables.iter().filter(|one| one.secret).collect();
        for secret in &secrets {
            let bytes = secret.value.trim().len();
            if bytes < Self::LEAST {
                return Err(ShortSecret {
                    name: secret.name.clone(),
                    bytes,
                    least: Self::LEAST,
                });
            }
        }
        Ok(Self {
            secrets: Arc::new(Secrets::new(&secrets)),
            tokens: Arc::new(Tokens::new()),
        })
    }

    /// A stream to mask.
    pub fn stream(&self) -> MaskedStream {
        MaskedStream::new(self.clone())
    }

    /// A text with its secrets masked.
    pub fn mask(&self, text: &str) -> String {
        let mut masked = Vec::with_capacity(text.len());
        let mut stream = self.stream();
        stream.push(text.as_bytes(), &mut |bytes| {
            masked.extend_from_slice(bytes)
        });
        stream.finish(&mut |bytes| masked.extend_from_slice(bytes));
        String::from_utf8_lossy(&masked).into_owned()
    }
}

/// Values are not for logs.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}
