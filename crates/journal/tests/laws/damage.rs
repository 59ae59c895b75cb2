//! Every damage is named: with the record that is the first bad one, and as torn only where a crash can
//! have done it. What comes before is kept.

use stopgate_journal::FaultKind::{Tampered, Torn};
use stopgate_journal::{Event, FaultKind, Head, encode, read};

use crate::AT;
use crate::dice::Dice;
use crate::runs::{kind, text};
use crate::written::{Written, written};

/// Together they hold every kind of event.
const SEEDS: [u64; 8] = [1, 2, 3, 4, 5, 2_393, 3_919, 5_978];

fn journals() -> impl Iterator<Item = Written> {
    SEEDS.iter().map(|seed| written(*seed, 14))
}

/// Counts states, and checks what is read from each: how many records of the journal are valid, and
/// what is wrong with the next one.
#[derive(Default)]
pub(crate) struct Checked(usize);

impl Checked {
    pub(crate) fn state(
        &mut self,
        of: &Written,
        bytes: &[u8],
        valid: usize,
        fault: Option<FaultKind>,
    ) {
        let reading = read(bytes);
        let found = reading
            .fault
            .as_ref()
            .map(|fault| (fault.record, fault.kind));
        let record = u64::try_from(valid).unwrap_or(u64::MAX) + 1;
        let what = || format!("{:?}: {}", reading.fault, String::from_utf8_lossy(bytes));
        assert_eq!(found, fault.map(|fault| (record, fault)), "{}", what());
        assert_eq!(
            (reading.valid, reading.records.len()),
            (of.ends[valid], valid),
            "{}",
            what()
        );
        assert_eq!(reading.head, of.heads[valid], "{}", what());
        assert_eq!(reading.state.is_some(), valid > 0, "{}", what());
        self.0 += 1;
    }

    pub(crate) fn print(self, what: &str, at_least: usize) {
        println!("{:>9} states: {what}", self.0);
        assert!(self.0 >= at_least, "{what}: {}", self.0);
    }
}

#[test]
fn the_journals_hold_every_kind_of_event() {
    let mut kinds: Vec<&str> = journals()
        .flat_map(|of| of.events.iter().map(kind).collect::<Vec<_>>())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 19, "{kinds:?}");
}

#[test]
fn a_cut_at_any_byte_is_torn_or_at_the_end_of_a_record_cannot_be_seen() {
    let mut checked = Checked::default();
    for of in journals() {
        for end in 0..=of.bytes.len() {
            let valid = of.before(end);
            let fault = (of.ends[valid] != end).then_some(Torn);
            checked.state(&of, &of.bytes[..end], valid, fault);
        }
    }
    checked.print("cut at every byte", 20_000);
}

#[test]
fn zeros_behind_a_cut_at_any_byte_are_torn() {
    let mut checked = Checked::default();
    for of in journals() {
        let mut zeroed = of.bytes.clone();
        zeroed.resize(of.bytes.len() + 4096, 0);
        for end in (0..=of.bytes.len()).rev() {
            zeroed[end..].fill(0);
            for length in [of.bytes.len().max(end + 1), of.bytes.len() + 4096] {
                checked.state(&of, &zeroed[..length], of.before(end), Some(Torn));
            }
        }
    }
    checked.print("zeros behind a cut at every byte", 40_000);
}

#[test]
fn a_flip_of_any_bit_is_tampering() {
    let mut checked = Checked::default();
    for mut of in journals().take(5) {
        for byte in 0..of.bytes.len() {
            for bit in 0..8 {
                let mut flipped = std::mem::take(&mut of.bytes);
                flipped[byte] ^= 1 << bit;
                checked.state(&of, &flipped, of.before(byte), Some(Tampered));
                flipped[byte] ^= 1 << bit;
                of.bytes = flipped;
            }
        }
    }
    checked.print("one bit flipped, every bit", 100_000);
}

#[test]
fn a_flip_in_a_torn_record_is_named_with_that_record() {
    let (mut dice, mut states) = (Dice::new(3), 0);
    for of in journals() {
        for end in (1..of.bytes.len()).filter(|end| !of.ends.contains(end)) {
            let valid = of.before(end);
            let mut bytes = of.bytes[..end].to_vec();
            let at = of.ends[valid] + dice.below(end - of.ends[valid]);
            bytes[at] ^= 1 << dice.below(8);
            let reading = read(&bytes);
            assert_eq!(reading.valid, of.ends[valid]);
            assert!(
                reading
                    .fault
                    .is_some_and(|fault| fault.record == of.heads[valid].records + 1)
            );
            states += 1;
        }
    }
    println!("{states:>9} states: cut, and one bit of the rest flipped");
}

#[test]
fn an_unfinished_record_that_was_changed_is_not_torn() {
    let mut checked = Checked::default();
    let mut dice = Dice::new(9);
    for of in journals() {
        for end in (1..of.bytes.len()).filter(|end| !of.ends.contains(end)) {
            let valid = of.before(end);
            let start = of.ends[valid];
            let mut bytes = of.bytes[..end].to_vec();
            bytes[start + dice.below(end - start)] = 1;
            checked.state(&of, &bytes, valid, Some(Tampered));

            let digits = of.ends[valid + 1] - 67;
            if end > digits {
                let mut bytes = of.bytes[..end].to_vec();
                let at = digits + dice.below((end - digits).min(64));
                bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
                checked.state(&of, &bytes, valid, Some(Tampered));
            }
        }
    }
    checked.print(
        "cut, and a byte of the rest changed to what no record holds",
        40_000,
    );
}

/// How many of the first lines are those of the journal.
fn common(of: &[&[u8]], lines: &[&[u8]]) -> usize {
    of.iter()
        .zip(lines)
        .take_while(|(of, line)| of == line)
        .count()
}

#[test]
fn lines_that_are_moved_doubled_deleted_or_of_another_run_are_tampering() {
    let mut checked = Checked::default();
    let mut dice = Dice::new(4);
    for of in journals() {
        let other = written(99, of.len());
        let (own, foreign) = (of.lines(), other.lines());
        let mut try_lines = |lines: &[&[u8]]| {
            let valid = common(&own, lines);
            let fault = (valid < lines.len()).then_some(Tampered);
            checked.state(&of, &lines.concat(), valid, fault);
        };
        for first in 0..own.len() {
            for second in 0..own.len() {
                let mut lines = own.clone();
                lines.swap(first, second);
                try_lines(&lines);
                let mut lines = own.clone();
                lines.insert(second, own[first]);
                try_lines(&lines);
                let mut lines = own.clone();
                let line = lines.remove(first);
                lines.insert(second, line);
                try_lines(&lines);
                if second > 0 {
                    let mut lines = own.clone();
                    lines[second] = foreign[first];
                    try_lines(&lines);
                    let mut lines = own.clone();
                    lines.insert(second, foreign[first]);
                    try_lines(&lines);
                }
                let mut lines = own.clone();
                lines.drain(first..second.max(first));
                try_lines(&lines);
            }
            try_lines(&[&own[..=first], &foreign[first..]].concat());
        }
        for _ in 0..1000 {
            let mut lines = own.clone();
            lines.extend(&foreign[1..]);
            for at in 1..lines.len() {
                let other = at + dice.below(lines.len() - at);
                lines.swap(at, other);
            }
            try_lines(&lines[..1 + dice.below(lines.len())]);
        }
        try_lines(&[own.clone(), own.clone()].concat());
    }
    checked.print("lines moved, doubled, deleted, of another run", 10_000);
}

#[test]
fn the_first_line_of_another_run_begins_another_journal() {
    let (of, other) = (written(1, 14), written(99, 14));
    let mut lines = of.lines();
    lines[0] = other.lines()[0];
    let mut checked = Checked::default();
    checked.state(&other, &lines.concat(), 1, Some(Tampered));
}

#[test]
fn garbage_behind_a_journal_is_tampering_unless_a_record_may_begin_so() {
    let mut checked = Checked::default();
    let mut dice = Dice::new(5);
    for of in journals() {
        let mut try_garbage = |garbage: &[u8], fault| {
            checked.state(&of, &[&of.bytes, garbage].concat(), of.len(), Some(fault));
        };
        for byte in 0..=u8::MAX {
            let begins = byte == b'{' || byte == 0;
            try_garbage(&[byte], if begins { Torn } else { Tampered });
            try_garbage(&[byte, b'\n'], Tampered);
            try_garbage(
                &[b'{', byte],
                if matches!(byte, b'"' | 0) {
                    Torn
                } else {
                    Tampered
                },
            );
        }
        for _ in 0..1000 {
            let length = 2 + dice.below(300);
            let start = *dice.pick(&["", "{", "{\"v\":1,", "\n", "\0"]);
            let mut garbage = start.as_bytes().to_vec();
            garbage.extend((0..length).map(|_| dice.number().to_le_bytes()[0] | 1));
            try_garbage(&garbage, Tampered);
        }
    }
    checked.print("garbage behind the journal", 10_000);
}

#[test]
fn the_beginning_of_a_record_that_may_follow_is_torn_and_of_another_one_is_not() {
    let mut checked = Checked::default();
    for of in journals() {
        let event = Event::Recovered { torn: 3 };
        let other = Head {
            records: of.heads[of.len()].records,
            hash: "ab".repeat(32),
        };
        for (head, follows) in [(&of.heads[of.len()], true), (&other, false)] {
            let (line, _) = encode(head, AT, &event).unwrap();
            let same = encode(&of.heads[of.len()], AT, &event).unwrap().0;
            let same = same
                .bytes()
                .zip(line.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            for end in 1..line.len() {
                let fault = if follows || end <= same {
                    Torn
                } else {
                    Tampered
                };
                let bytes = [&of.bytes, &line.as_bytes()[..end]].concat();
                checked.state(&of, &bytes, of.len(), Some(fault));
            }
        }
    }
    for of in journals() {
        let (line, _) = encode(&of.heads[of.len()], AT, &Event::RolledBack).unwrap();
        let front = line.split(",\"kind\"").next().unwrap();
        for (rest, fault) in [
            (",\"kind\":\"gate", Torn),
            (",\"torn\":-", Torn),
            ("]", Tampered),
            (",,", Tampered),
            ("\"", Tampered),
            ("--", Tampered),
            (",\"kind\":gate", Tampered),
            ("}", Tampered),
            ("} ", Tampered),
            ("}}", Tampered),
        ] {
            let bytes = [&of.bytes, front.as_bytes(), rest.as_bytes()].concat();
            checked.state(&of, &bytes, of.len(), Some(fault));
        }
    }
    checked.print("the beginning of one more record", 3_000);
}

/// A journal whose last record fills several sectors.
fn with_large_end(seed: u64) -> Written {
    let mut of = written(seed, 9);
    let mut dice = Dice::new(seed);
    let large: String = (0..400).map(|_| text(&mut dice)).collect();
    let before = "0".repeat(64);
    let event = Event::WroteBack {
        up_to: 1,
        before,
        after: large,
    };
    let (line, head) = encode(&of.heads[9], AT, &event).unwrap();
    of.events.push(event);
    of.bytes.extend(line.as_bytes());
    of.ends.push(of.bytes.len());
    of.heads.push(head);
    of
}

#[test]
fn lost_sectors_are_torn_in_the_last_record_and_tampering_before() {
    let mut checked = Checked::default();
    let mut dice = Dice::new(6);
    for seed in SEEDS {
        let of = with_large_end(seed);
        let (length, last) = (of.bytes.len(), of.ends[of.len() - 1]);
        let lose = |bytes: &mut [u8], sector: usize, from: usize| {
            bytes[(sector * 512).max(from)..length.min(sector * 512 + 512)].fill(0);
        };
        for _ in 0..1000 {
            let mut bytes = of.bytes.clone();
            let sectors = last / 512..(length - 1) / 512 + 1;
            lose(&mut bytes, sectors.start + dice.below(sectors.len()), last);
            for sector in sectors.filter(|_| dice.once_in(3)) {
                lose(&mut bytes, sector, last);
            }
            checked.state(&of, &bytes, of.len() - 1, Some(Torn));
        }
        for sector in 0..last / 512 {
            let mut bytes = of.bytes.clone();
            lose(&mut bytes, sector, 0);
            checked.state(&of, &bytes, of.before(sector * 512), Some(Tampered));
        }
        for _ in 0..1000 {
            let mut bytes = of.bytes.clone();
            let at = last + dice.below(length - last - 1);
            bytes[at] = 0;
            checked.state(&of, &bytes, of.len() - 1, Some(Tampered));
        }
    }
    checked.print("sectors lost, single bytes zeroed", 15_000);
}
