//! Lines of a stream, of which no more is remembered than expectations ask for.

/// A line, white space around it left out, as far as it is known.
#[derive(Default)]
pub(super) struct Line {
    /// The first bytes.
    head: Vec<u8>,
    /// The last bytes before the white space at the end.
    tail: Vec<u8>,
    /// The last bytes of the white space that may be the end.
    space: Vec<u8>,
    /// Bytes from the first to the last that is not white space.
    length: u64,
    /// The same with the white space that may be the end.
    reach: u64,
}

impl Line {
    /// Takes the next part of the line; the first and last `most` bytes are remembered.
    pub(super) fn take(&mut self, part: &[u8], most: usize) {
        let part = if self.length == 0 {
            part.trim_ascii_start()
        } else {
            part
        };
        let body = part.trim_ascii_end();
        let room = most - self.head.len();
        self.head.extend_from_slice(&part[..room.min(part.len())]);
        if !body.is_empty() {
            self.length = self.reach + body.len() as u64;
            self.tail.append(&mut self.space);
            push_last(&mut self.tail, body, most);
        }
        push_last(&mut self.space, &part[body.len()..], most);
        self.reach += part.len() as u64;
    }

    /// True when nothing but white space has come.
    pub(super) fn is_blank(&self) -> bool {
        self.length == 0
    }

    /// True where the whole line is this.
    pub(super) fn is(&self, text: &[u8]) -> bool {
        self.length == text.len() as u64 && self.known_head() == text
    }

    /// True where it starts with this.
    pub(super) fn starts_with(&self, text: &[u8]) -> bool {
        self.known_head().starts_with(text)
    }

    /// True where it ends with this.
    pub(super) fn ends_with(&self, text: &[u8]) -> bool {
        self.tail.ends_with(text)
    }

    /// Ends the line.
    pub(super) fn clear(&mut self) {
        self.head.clear();
        self.tail.clear();
        self.space.clear();
        self.length = 0;
        self.reach = 0;
    }

    /// The first bytes, without white space at the end of the line.
    fn known_head(&self) -> &[u8] {
        let end = usize::try_from(self.length).unwrap_or(usize::MAX);
        &self.head[..end.min(self.head.len())]
    }
}

/// Appends and keeps the last bytes.
fn push_last(kept: &mut Vec<u8>, bytes: &[u8], most: usize) {
    kept.extend_from_slice(&bytes[bytes.len().saturating_sub(most)..]);
    kept.drain(..kept.len().saturating_sub(most));
}
