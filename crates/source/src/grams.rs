//! What runs of letters a text holds: whether an expression can match at all, without a search.
//!
//! A plan is searched for some thousand words, and holds few of them. One pass over it notes every run of
//! three letters; a word of which one run is missing occurs nowhere.

use memchr::{memchr, memchr2, memchr3};

/// Bits of one letter: 26 letters, and 5 for ten digits.
const BITS: u32 = 5;
/// One bit for each run of three letters, in words of 64.
const LENGTH: usize = 1 << (3 * BITS - 6);

/// The number of each letter, whatever its case; 0 for what is no letter.
static NUMBERS: [u8; 256] = {
    let mut numbers = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        numbers[byte as usize] = number(byte);
        byte += 1;
    }
    numbers
};

const fn number(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => byte - b'a' + 1,
        b'A'..=b'Z' => byte - b'A' + 1,
        b'0'..=b'9' => (byte - b'0') / 2 + 27,
        _ => 0,
    }
}

/// The name of a run of three ASCII letters or digits; none for anything else.
pub fn gram(run: [u8; 3]) -> Option<u16> {
    let numbers = run.map(number);
    let named = numbers
        .iter()
        .fold(0, |name, &number| name << BITS | u16::from(number));
    (!numbers.contains(&0)).then_some(named)
}

/// The runs of three letters or digits that occur in texts. Case is ignored, and two digits pass for one.
#[derive(Clone, PartialEq, Eq)]
pub struct Grams {
    bits: Box<[u64; LENGTH]>,
}

impl Default for Grams {
    fn default() -> Self {
        Self {
            bits: Box::new([0; LENGTH]),
        }
    }
}

impl std::fmt::Debug for Grams {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known: u32 = self.bits.iter().map(|word| word.count_ones()).sum();
        write!(f, "Grams({known})")
    }
}

/// What every text holds in which an expression matches; it may say less than there is to say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Needs {
    /// A condition on runs of three letters. Two bytes an entry, the low one first: the name of a run;
    /// or, with the highest bit, a condition over the following ones, and how many entries they take: all
    /// of them must hold, or one where the next bit is set too. Empty where nothing is known.
    pub grams: &'static [u8],
    /// At most three bytes of which each match holds one; empty where there are no rare ones.
    pub bytes: &'static [u8],
}

impl Needs {
    /// False when a text, from a place on, has none of the bytes.
    pub(crate) fn are_met(self, text: &[u8], from: usize) -> bool {
        let text = text.get(from..).unwrap_or_default();
        match self.bytes {
            [] => true,
            [one] => memchr(*one, text).is_some(),
            [one, two] => memchr2(*one, *two, text).is_some(),
            [one, two, three, ..] => memchr3(*one, *two, *three, text).is_some(),
        }
    }
}

/// An expression that tells what it needs.
pub trait Sought {
    /// What every text holds in which it matches.
    fn needs(&self) -> Needs;
}

/// Marks an entry as a condition over others.
pub const OVER_OTHERS: u16 = 1 << 15;
/// Marks a condition of which one part is enough.
pub const ANY: u16 = 1 << 14;

impl Grams {
    /// Notes the runs of a text.
    pub fn add(&mut self, text: &str) {
        // What has less than three letters leaves names behind that nobody asks for.
        let mut name: u16 = 0;
        for &byte in text.as_bytes() {
            let number = NUMBERS[usize::from(byte)];
            name = (name << BITS | u16::from(number)) & (OVER_OTHERS - 1);
            self.bits[usize::from(name >> 6)] |= 1 << (name & 63);
        }
    }

    /// False when the expression matches in none of the texts.
    pub fn may_hold(&self, sought: &impl Sought) -> bool {
        let (entries, _) = sought.needs().grams.as_chunks::<2>();
        entries.is_empty() || self.holds(entries).0
    }

    /// Whether the first condition holds, and how many entries it takes.
    fn holds(&self, entries: &[[u8; 2]]) -> (bool, usize) {
        let entry = |at: usize| {
            entries
                .get(at)
                .map_or(0, |&bytes| u16::from_le_bytes(bytes))
        };
        let first = entry(0);
        if first & OVER_OTHERS == 0 {
            let has = self.bits[usize::from(first >> 6)] >> (first & 63) & 1 == 1;
            return (has, 1);
        }
        let any = first & ANY != 0;
        let length = 2 + usize::from(entry(1));
        let mut at = 2;
        while at < length {
            let (holds, taken) = self.holds(entries.get(at..).unwrap_or_default());
            if holds == any {
                return (any, length);
            }
            at += taken;
        }
        (!any, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_of_words_in_any_case() {
        let mut grams = Grams::default();
        grams.add("A Plan; no 17c");
        let has = |run: &[u8; 3]| gram(*run).map(|name| grams.holds(&[name.to_le_bytes()]).0);
        assert_eq!(has(b"pLa"), Some(true));
        assert_eq!(has(b"17C"), Some(true));
        assert_eq!(has(b"lan"), Some(true));
        assert_eq!(has(b"apl"), Some(false));
        assert_eq!(has(b"n; "), None);
    }
}
