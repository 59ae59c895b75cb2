//! What is shown of output while it arrives: never much at once, never often.

use std::time::{Duration, Instant};

/// Least time between two pieces.
const EVERY: Duration = Duration::from_millis(50);
/// Longest piece, bytes.
const PIECE: usize = 8 * 1024;

/// Text that waits to be shown.
pub(super) struct Live {
    waiting: Vec<u8>,
    /// Bytes that came too fast to be shown.
    skipped: u64,
    due: Instant,
}

impl Live {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            waiting: Vec::new(),
            skipped: 0,
            due: now + EVERY,
        }
    }

    /// Takes masked output; of much, the newest is shown.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let newest = &bytes[bytes.len().saturating_sub(PIECE)..];
        self.skipped += (bytes.len() - newest.len()) as u64;
        self.waiting.extend_from_slice(newest);
        if self.waiting.len() > 2 * PIECE {
            self.shorten();
        }
    }

    /// When the next piece is due, where something waits.
    pub(super) fn due(&self) -> Option<Instant> {
        (!self.waiting.is_empty()).then_some(self.due)
    }

    /// The piece that is due; a character that is not whole yet waits on.
    pub(super) fn piece(&mut self, now: Instant) -> Option<String> {
        self.due().filter(|due| *due <= now)?;
        self.due = now + EVERY;
        self.shorten();
        let whole = self.waiting.len() - incomplete(&self.waiting);
        let rest = self.waiting.split_off(whole);
        let piece = std::mem::replace(&mut self.waiting, rest);
        self.text(&piece)
    }

    /// All that waits.
    pub(super) fn last_piece(&mut self) -> Option<String> {
        self.shorten();
        let piece = std::mem::take(&mut self.waiting);
        self.text(&piece)
    }

    fn text(&mut self, piece: &[u8]) -> Option<String> {
        let text = String::from_utf8_lossy(piece);
        let skipped = std::mem::take(&mut self.skipped);
        let note = match skipped {
            0 => String::new(),
            bytes => format!("\n[{bytes} bytes not shown]\n"),
        };
        (!text.is_empty()).then(|| note + &text)
    }

    fn shorten(&mut self) {
        let mut surplus = self.waiting.len().saturating_sub(PIECE);
        if surplus > 0 {
            let is_inside = |byte: &&u8| (0x80..0xc0).contains(*byte);
            surplus += self.waiting[surplus..]
                .iter()
                .take(3)
                .take_while(is_inside)
                .count();
            self.waiting.drain(..surplus);
            self.skipped += surplus as u64;
        }
    }
}

/// How many bytes at the end are a character that is not whole.
pub(super) fn incomplete(bytes: &[u8]) -> usize {
    let end = &bytes[bytes.len().saturating_sub(3)..];
    let begins = end.iter().rposition(|byte| !(0x80..0xc0).contains(byte));
    let Some(start) = begins.map(|start| &end[start..]) else {
        return 0;
    };
    let length = match start[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    if length > start.len() { start.len() } else { 0 }
}
