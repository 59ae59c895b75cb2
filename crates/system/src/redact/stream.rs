//! Both stages in a row, over a stream that comes in chunks.

use super::Redactor;
use super::secrets::SecretStage;
use super::tokens::TokenStage;

/// One stream that is being masked. What has been pushed comes out masked, in order, and without loss
/// of other bytes; at most what may still become a secret is held back until the next push.
#[derive(Debug)]
pub struct MaskedStream {
    redactor: Redactor,
    secrets: SecretStage,
    tokens: TokenStage,
}

impl MaskedStream {
    pub(super) fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            secrets: SecretStage::default(),
            tokens: TokenStage::default(),
        }
    }

    /// Takes the next chunk; `out` gets what is certain, piece by piece.
    pub fn push(&mut self, chunk: &[u8], out: &mut dyn FnMut(&[u8])) {
        let Self {
            redactor,
            secrets,
            tokens,
        } = self;
        secrets.take(&redactor.secrets, chunk, false, &mut |bytes| {
            tokens.take(&redactor.tokens, bytes, false, out);
        });
    }

    /// Ends the stream; `out` gets what was held back.
    pub fn finish(&mut self, out: &mut dyn FnMut(&[u8])) {
        let Self {
            redactor,
            secrets,
            tokens,
        } = self;
        secrets.take(&redactor.secrets, &[], true, &mut |bytes| {
            tokens.take(&redactor.tokens, bytes, false, out);
        });
        tokens.take(&redactor.tokens, &[], true, out);
    }

    /// How many secrets and tokens have been masked.
    pub fn masked(&self) -> u64 {
        self.secrets.masked + self.tokens.masked
    }
}
