//! What is kept of output: its digest, its length, its beginning and its end.

use sha2::{Digest as _, Sha256};
use stopgate_runner::Output;

use super::live::incomplete;

/// Takes masked bytes; its memory does not grow with them.
pub(super) struct Capture {
    digest: Sha256,
    bytes: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
    /// True once bytes between head and tail have been let go.
    has_gap: bool,
}

impl Capture {
    pub(super) fn new() -> Self {
        Self {
            digest: Sha256::new(),
            bytes: 0,
            head: Vec::new(),
            tail: Vec::new(),
            has_gap: false,
        }
    }

    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        let room = Output::KEPT - self.head.len();
        let (head, rest) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(head);
        let newest = &rest[rest.len().saturating_sub(Output::KEPT)..];
        self.has_gap |= newest.len() < rest.len();
        self.tail.extend_from_slice(newest);
        // Letting go of much at a time keeps the cost of moving the rest small.
        if self.tail.len() > 3 * Output::KEPT {
            self.shorten_tail();
        }
    }

    fn shorten_tail(&mut self) {
        let surplus = self.tail.len().saturating_sub(Output::KEPT);
        self.has_gap |= surplus > 0;
        self.tail.drain(..surplus);
    }

    /// What is kept of it; no character is cut in two.
    pub(super) fn finish(mut self, masked: u64) -> Output {
        self.shorten_tail();
        if !self.tail.is_empty() {
            let whole = self.head.len() - incomplete(&self.head);
            let cut = self.head.split_off(whole);
            if self.has_gap {
                let is_inside = |byte: &&u8| (0x80..0xc0).contains(*byte);
                let inside = self.tail.iter().take(3).take_while(is_inside).count();
                self.tail.drain(..inside);
            } else {
                self.tail.splice(..0, cut);
            }
        }
        Output {
            bytes: self.bytes,
            sha256: format!("{:x}", self.digest.finalize()),
            head: String::from_utf8_lossy(&self.head).into_owned(),
            tail: String::from_utf8_lossy(&self.tail).into_owned(),
            masked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(bytes: &[u8], chunk: usize) -> Output {
        let mut capture = Capture::new();
        bytes.chunks(chunk).for_each(|bytes| capture.take(bytes));
        capture.finish(0)
    }

    #[test]
    fn little_output_is_all_head() {
        let output = kept(b"one\ntwo\n", 3);
        assert_eq!(
            (output.head.as_str(), output.tail.as_str()),
            ("one\ntwo\n", "")
        );
        assert_eq!(output.bytes, 8);
        assert_eq!(
            output.sha256,
            format!("{:x}", Sha256::digest(b"one\ntwo\n"))
        );
    }

    #[test]
    fn head_and_tail_together_are_everything_up_to_twice_what_is_kept() {
        let text = "aé€𝄞".repeat(2 * Output::KEPT / 10);
        for chunk in [1000, 4096, 65536, text.len()] {
            let output = kept(text.as_bytes(), chunk);
            assert_eq!(output.head.clone() + &output.tail, text, "{chunk}");
            assert!(!output.tail.is_empty());
        }
    }

    #[test]
    fn of_much_output_the_ends_are_kept_and_no_character_is_cut() {
        for before in 0..4 {
            let text = "x".repeat(before) + &"𝄞".repeat(200_000);
            let output = kept(text.as_bytes(), 10_007);
            assert!(text.starts_with(&output.head) && text.ends_with(&output.tail));
            for part in [&output.head, &output.tail] {
                assert!((Output::KEPT - 3..=Output::KEPT).contains(&part.len()));
            }
            assert_eq!(output.sha256, format!("{:x}", Sha256::digest(&text)));
            assert_eq!(output.bytes, text.len() as u64);
        }
    }

    #[test]
    fn invalid_text_is_replaced_and_counted_as_it_was() {
        let output = kept(b"a\xff\xe2\x82b\xc3", 1);
        assert_eq!(output.head, "a\u{fffd}\u{fffd}b\u{fffd}");
        assert_eq!(output.bytes, 6);
    }
}
