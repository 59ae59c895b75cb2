//! A terminal that only looks: what the bytes that it is sent would make it do.

use vte::{Params, Parser, Perform};

/// What a terminal did that no text of a plan may make it do.
#[derive(Default)]
pub(crate) struct Screen {
    /// What it was made to do.
    pub(crate) obeyed: Vec<String>,
    /// Sequences that the program itself may use: the last letters.
    allowed: &'static [char],
    /// The row of the cursor, from where it began; the lowest that it may go back to.
    row: i64,
}

impl Screen {
    /// Shows bytes; `allowed` are the last letters of the sequences that the program itself uses.
    pub(crate) fn show(bytes: &[u8], allowed: &'static [char]) -> Self {
        let mut screen = Self {
            allowed,
            ..Self::default()
        };
        Parser::new().advance(&mut screen, bytes);
        screen
    }

    fn obey(&mut self, what: String) {
        self.obeyed.push(what);
    }
}

/// Written apart from the product's own list: by blocks of Unicode, not by character.
fn is_unseen(c: char) -> bool {
    let point = u32::from(c);
    let ranges = [
        0x80..=0x9f,
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x17b4..=0x17b5,
        0x180b..=0x180f,
        0x200b..=0x200f,
        0x2028..=0x202e,
        0x2060..=0x206f,
        0x3164..=0x3164,
        0xfe00..=0xfe0d,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0xfff9..=0xfffb,
        0x13430..=0x1343f,
        0x1bca0..=0x1bca3,
        0x1d173..=0x1d17a,
        0xe0000..=0xe0fff,
    ];
    ranges.iter().any(|range| range.contains(&point))
}

impl Perform for Screen {
    fn print(&mut self, c: char) {
        if is_unseen(c) || c == '\u{7f}' {
            self.obey(format!("the character U+{:04X}", u32::from(c)));
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\n' => self.row += 1,
            b'\r' if !self.allowed.is_empty() => {}
            _ => self.obey(format!("the control {byte:#x}")),
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        let plain = intermediates.is_empty() && !ignore && self.allowed.contains(&action);
        let numbers: Vec<u16> = params.iter().flatten().copied().collect();
        let conceals = action == 'm' && numbers.contains(&8);
        if action == 'A' {
            self.row -= i64::from(numbers.first().copied().unwrap_or(1).max(1));
        }
        if !plain || conceals || self.row < 0 {
            self.obey(format!("CSI {intermediates:?} {numbers:?} {action}"));
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _ignore: bool, byte: u8) {
        self.obey(format!("ESC {intermediates:?} {}", char::from(byte)));
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _bell_terminated: bool) {
        self.obey(format!("OSC {params:?}"));
    }

    fn hook(&mut self, _params: &Params, _intermediates: &[u8], _ignore: bool, action: char) {
        self.obey(format!("DCS {action}"));
    }
}

#[test]
fn the_screen_sees_what_a_terminal_obeys() {
    let silent: Vec<usize> = crate::payloads::payloads()
        .iter()
        .enumerate()
        .filter(|(_, payload)| Screen::show(payload, &[]).obeyed.is_empty())
        .map(|(nth, _)| nth)
        .collect();
    // A line feed, heaps of accents, strings that never end, and bytes that only old terminals obey.
    let all = crate::payloads::payloads().len();
    assert!(
        silent.len() * 6 < all,
        "{} of {all}: {silent:?}",
        silent.len()
    );
    let up = Screen::show(b"a\n\x1b[3Ab", &['A']);
    assert_eq!(up.obeyed.len(), 1, "above its region");
    assert!(Screen::show(b"a\n\x1b[1Ab", &['A']).obeyed.is_empty());
}
