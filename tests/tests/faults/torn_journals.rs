//! FAULT-2: journals that are torn, reordered, zeroed, flipped, in memory. The longest valid prefix is kept, and
//! what no crash does is called tampering.

use stopgate_journal::{FaultKind, read};
use stopgate_tests::dice::Dice;
use stopgate_tests::matrix::{count, report};

use crate::crash_states::story;
use crate::disk::Spread;
use crate::life::{Reader, journal_on};
use crate::on_all_threads;

const SEED: u64 = 2;

/// How many states one piece of work tries.
const PIECE: usize = 5_000;

/// The smallest piece that a disk writes, bytes.
const SECTOR: usize = 512;

/// A journal, and where its records end, from 0 on.
struct Journal {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// What may be said of the end of a journal.
#[derive(Debug, PartialEq)]
enum Wanted {
    /// This.
    Just(Option<FaultKind>),
    /// That it was changed or torn, whichever.
    Damaged,
}

impl Journal {
    fn new(bytes: Vec<u8>) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let ends = std::iter::once(0)
            .chain(ends.map(|(at, _)| at + 1))
            .collect();
        Self { bytes, ends }
    }

    fn lines(&self) -> Vec<&[u8]> {
        let ends = self.ends.windows(2);
        ends.map(|ends| &self.bytes[ends[0]..ends[1]]).collect()
    }

    /// A damaged copy, and what is to be said of it.
    fn damage(&self, dice: &mut Dice) -> (Vec<u8>, Wanted) {
        match dice.below(7) {
            0 => self.cut(dice),
            1 => self.zeros(dice),
            2 => self.lost_sectors(dice),
            3 => self.flip(dice, 1),
            4 => {
                let times = 2 + dice.below(6);
                self.flip(dice, times)
            }
            _ => self.lines_astray(dice),
        }
    }

    fn cut(&self, dice: &mut Dice) -> (Vec<u8>, Wanted) {
        let end = dice.below(self.bytes.len() + 1);
        let torn = (!self.ends.contains(&end)).then_some(FaultKind::Torn);
        (self.bytes[..end].to_vec(), Wanted::Just(torn))
    }

    fn zeros(&self, dice: &mut Dice) -> (Vec<u8>, Wanted) {
        let end = dice.below(self.bytes.len() + 1);
        let mut bytes = self.bytes[..end].to_vec();
        bytes.resize(end + 1 + dice.below(2 * SECTOR), 0);
        (bytes, Wanted::Just(Some(FaultKind::Torn)))
    }

    /// The last record loses some of its sectors: those that it shares with the one before were written
    /// again with it, and hold what that one had or all.
    fn lost_sectors(&self, dice: &mut Dice) -> (Vec<u8>, Wanted) {
        let last = self.ends[1 + dice.below(self.ends.len() - 1)];
        let at = self.ends.iter().position(|end| *end == last).unwrap_or(1);
        let first = self.ends[at - 1];
        let mut bytes = self.bytes[..last].to_vec();
        let mut lost = false;
        for sector in first / SECTOR..last.div_ceil(SECTOR) {
            if dice.once_in(2) {
                bytes[(sector * SECTOR).max(first)..last.min((sector + 1) * SECTOR)].fill(0);
                lost = true;
            }
        }
        (bytes, Wanted::Just(lost.then_some(FaultKind::Torn)))
    }

    fn flip(&self, dice: &mut Dice, times: usize) -> (Vec<u8>, Wanted) {
        let mut bytes = self.bytes.clone();
        for _ in 0..times {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
        }
        let same = bytes == self.bytes;
        let wanted = if same {
            None
        } else {
            Some(FaultKind::Tampered)
        };
        (
            bytes,
            if times == 1 {
                Wanted::Just(wanted)
            } else {
                any_damage(same)
            },
        )
    }

    /// Lines swapped, doubled, left out, and now and then cut besides.
    fn lines_astray(&self, dice: &mut Dice) -> (Vec<u8>, Wanted) {
        let mut lines = self.lines();
        let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
        match dice.below(3) {
            0 => lines.swap(one, other),
            1 => lines.insert(other, lines[one]),
            _ => drop(lines.remove(one)),
        }
        let mut bytes = lines.concat();
        let is_cut = dice.once_in(4);
        if is_cut {
            bytes.truncate(dice.below(bytes.len() + 1));
        }
        let is_prefix = self.bytes.starts_with(&bytes);
        let wanted = match (is_prefix, is_cut) {
            (true, _) => {
                Wanted::Just((!self.ends.contains(&bytes.len())).then_some(FaultKind::Torn))
            }
            (false, true) => Wanted::Damaged,
            (false, false) => Wanted::Just(Some(FaultKind::Tampered)),
        };
        (bytes, wanted)
    }

    /// What is wrong with what is read from these bytes.
    fn judge(&self, bytes: &[u8], wanted: &Wanted) -> Result<(), String> {
        let reading = read(bytes);
        let whole = |end: &&usize| bytes.get(..**end) == Some(&self.bytes[..**end]);
        let prefix = self
            .ends
            .iter()
            .copied()
            .rfind(|end| whole(&end))
            .unwrap_or(0);
        let kind = reading.fault.as_ref().map(|fault| fault.kind);
        let fits = match wanted {
            Wanted::Just(kinds) => kind == *kinds,
            Wanted::Damaged => kind.is_some(),
        };
        if reading.valid == prefix && fits {
            return Ok(());
        }
        let valid = reading.valid;
        Err(format!(
            "{valid} of {prefix} bytes kept, {kind:?} for {wanted:?}"
        ))
    }
}

fn any_damage(same: bool) -> Wanted {
    if same {
        Wanted::Just(None)
    } else {
        Wanted::Damaged
    }
}

#[test]
fn the_longest_valid_prefix_is_kept_and_tampering_is_always_seen() {
    let reader = Reader::new();
    let kills = [None].into_iter().chain((40..600).step_by(47).map(Some));
    let journals = kills.filter_map(|at| {
        let story = story(&reader, at, false)?;
        let image = story.crash(story.log.len(), Spread::All, &mut Dice::new(0));
        journal_on(&image).map(|(_, bytes, _)| Journal::new(bytes))
    });
    let journals: Vec<Journal> = journals.collect();
    let wanted = count(1_000_000);
    let faults = on_all_threads(wanted.div_ceil(PIECE), |piece| {
        let mut dice = Dice::new(SEED + piece as u64);
        let mut faults = Vec::new();
        for _ in 0..PIECE {
            let journal = dice.pick(&journals);
            let (bytes, wanted) = journal.damage(&mut dice);
            faults.extend(journal.judge(&bytes, &wanted).err());
        }
        faults
    });
    println!("{} journals", journals.len());
    let tried = wanted.div_ceil(PIECE) * PIECE;
    report("FAULT-2", (tried, "states"), SEED, &faults.concat());
}
