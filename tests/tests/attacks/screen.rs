//! A terminal that only looks: what the bytes that it is sent would make it do.

use std::collections::BTreeSet;

use vte::{Params, Parser, Perform};

/// What a terminal did that no text of a plan may make it do.
#[derive(Default)]
pub(crate) struct Screen {
    /// What it was made to do.
    pub(crate) obeyed: Vec<String>,
    /// The sequences that were sent, by their letter.
    pub(crate) letters: BTreeSet<char>,
    /// Sequences that the program itself may use.
    allowed: BTreeSet<char>,
    /// The row of the cursor, from where it began, and its column.
    row: i64,
    column: usize,
}

/// Columns of the terminal: what is longer goes on in the next row.
pub(crate) const COLUMNS: usize = 80;

impl Screen {
    /// Shows bytes; `allowed` are the letters of the sequences that the program itself uses.
    pub(crate) fn show(bytes: &[u8], allowed: &BTreeSet<char>) -> Self {
        let mut screen = Self {
            allowed: allowed.clone(),
            ..Self::default()
        };
        Parser::new().advance(&mut screen, bytes);
        screen
    }

    /// Shows bytes of a program that uses no sequences.
    pub(crate) fn plain(bytes: &[u8]) -> Self {
        Self::show(bytes, &BTreeSet::new())
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
        // The cursor stays behind the last column until something more is written.
        if self.column == COLUMNS {
            self.row += 1;
            self.column = 0;
        }
        self.column += 1;
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\n' => self.row += 1,
            b'\r' if !self.allowed.is_empty() => self.column = 0,
            _ => self.obey(format!("the control {byte:#x}")),
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        let numbers: Vec<u16> = params.iter().flatten().copied().collect();
        let rows = i64::from(numbers.first().copied().unwrap_or(1).max(1));
        match action {
            'A' => self.row -= rows,
            'B' => self.row += rows,
            'G' => self.column = usize::try_from(rows - 1).unwrap_or(0),
            _ => {}
        }
        // A question mark in front is a letter of its own: `?25l` is no `l`.
        self.letters.insert(action);
        self.letters
            .extend(intermediates.iter().map(|byte| char::from(*byte)));
        let mut used = intermediates
            .iter()
            .map(|byte| char::from(*byte))
            .chain([action]);
        let known = !ignore && used.all(|letter| self.allowed.contains(&letter));
        let conceals = action == 'm' && numbers.contains(&8);
        if !known || conceals || (action == 'A' && self.row < 0) {
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
    let payloads = crate::payloads::payloads();
    let is_silent = |payload: &&Vec<u8>| Screen::plain(payload).obeyed.is_empty();
    let silent = payloads.iter().filter(is_silent).count();
    // A line feed, heaps of accents, strings that never end, and bytes that only old terminals obey.
    assert!(
        silent * 6 < payloads.len(),
        "{silent} of {}",
        payloads.len()
    );
    let up = BTreeSet::from(['A']);
    assert_eq!(
        Screen::show(b"a\n\x1b[3Ab", &up).obeyed.len(),
        1,
        "above its region"
    );
    assert!(Screen::show(b"a\n\x1b[1Ab", &up).obeyed.is_empty());
    let wrapped = [vec![b'x'; COLUMNS + 1], b"\x1b[1A".to_vec()].concat();
    assert!(Screen::show(&wrapped, &up).obeyed.is_empty());
    let whole = [vec![b'x'; COLUMNS], b"\x1b[1A".to_vec()].concat();
    assert_eq!(Screen::show(&whole, &up).obeyed.len(), 1);
}
