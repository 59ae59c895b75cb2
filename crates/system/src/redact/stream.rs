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
    /// What goes from the first stage to the second.
    between: Vec<u8>,
}

impl MaskedStream {
    pub(super) fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            secrets: SecretStage::default(),
            tokens: TokenStage::default(),
            between: Vec::new(),
        }
    }

    /// Takes the next chunk; `out` gets what is certain, piece by piece.
    pub fn push(&mut self, chunk: &[u8], out: &mut dyn FnMut(&[u8])) {
        self.take(chunk, false, out);
    }

    /// Ends the stream; `out` gets what was held back.
    pub fn finish(&mut self, out: &mut dyn FnMut(&[u8])) {
        self.take(&[], true, out);
    }

    fn take(&mut self, chunk: &[u8], last: bool, out: &mut dyn FnMut(&[u8])) {
        let Redactor { secrets, tokens } = &self.redactor;
        if secrets.is_empty() {
            return self.tokens.take(tokens, chunk, last, out);
        }
        self.between.clear();
        let between = &mut self.between;
        self.secrets.take(secrets, chunk, last, &mut |bytes| {
            between.extend_from_slice(bytes);
        });
        self.tokens.take(tokens, &self.between, last, out);
    }

    /// How many secrets and tokens have been masked.
    pub fn masked(&self) -> u64 {
        self.secrets.masked + self.tokens.masked
    }
}
