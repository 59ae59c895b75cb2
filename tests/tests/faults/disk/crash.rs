//! What a crash can leave of a disk: everything that was synced, and any part of the rest.

use super::image::{Change, Image, Node};
use super::simulated::Entry;
use stopgate_tests::dice::Dice;

/// The smallest piece that a disk writes, bytes.
const SECTOR: usize = 512;

/// Which of the changes that were not synced have reached the disk.
#[derive(Clone, Copy, Debug)]
pub enum Spread {
    /// None.
    None,
    /// All.
    All,
    /// Each by chance, data in part.
    Any,
    /// Those before a moment, and of the one at it a part.
    Ordered,
    /// All but one.
    AllButOne,
    /// One alone.
    OneAlone,
    /// Names in their order up to a moment, data by chance.
    OrderedNames,
}

impl Spread {
    /// All ways.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::All,
        Self::Any,
        Self::Ordered,
        Self::AllButOne,
        Self::OneAlone,
        Self::OrderedNames,
    ];
}

/// How much of a change is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Nothing,
    Everything,
    Some,
}

/// The disk after a crash behind the first entries of a log.
pub fn crashed(before: &Image, log: &[Entry], spread: Spread, dice: &mut Dice) -> Image {
    let mut image = before.clone();
    let changes = changes(log);
    for entry in log {
        if let Entry::Born(thing) = entry {
            image.0.push(thing.clone());
        }
    }
    let pending = changes.iter().filter(|(_, durable)| !durable).count();
    let chosen = dice.below(pending);
    let mut at = 0;
    for (change, durable) in &changes {
        if *durable {
            image.apply(change);
            continue;
        }
        let is_name = matches!(change, Change::Names(_));
        match part(spread, (at, chosen), is_name, dice) {
            Part::Nothing => {}
            Part::Everything => image.apply(change),
            Part::Some => apply_in_part(&mut image, change, dice),
        }
        at += 1;
    }
    image
}

/// The changes, each with whether it was synced. What is written behind each other and not synced is one
/// change: a sector does not get the second half of its bytes before the first.
fn changes(log: &[Entry]) -> Vec<(Change, bool)> {
    let mut changes: Vec<(Change, bool)> = Vec::new();
    for (entry, durable) in log.iter().zip(durable(log)) {
        let (Entry::Change(change), Some(durable)) = (entry, durable) else {
            continue;
        };
        if let (Change::Data { node, at, bytes }, false) = (change, durable) {
            let last = changes.iter_mut().rfind(|(other, _)| touches(other, *node));
            if let Some((
                Change::Data {
                    at: start,
                    bytes: first,
                    ..
                },
                false,
            )) = last
                && *start + first.len() == *at
            {
                first.extend(bytes);
                continue;
            }
        }
        changes.push((change.clone(), durable));
    }
    changes
}

/// For each entry that is a change, whether it was synced.
fn durable(log: &[Entry]) -> Vec<Option<bool>> {
    let mut durable = vec![None; log.len()];
    let mut pending: Vec<usize> = Vec::new();
    for (at, entry) in log.iter().enumerate() {
        match entry {
            Entry::Change(_) => {
                durable[at] = Some(false);
                pending.push(at);
            }
            Entry::Sync { node, failed } => pending.retain(|change| {
                let touches =
                    matches!(&log[*change], Entry::Change(change) if touches(change, *node));
                if touches {
                    durable[*change] = Some(!failed);
                }
                !touches
            }),
            Entry::Born(_) | Entry::Mark(_) => {}
        }
    }
    durable
}

/// A change of names in two folders is one change, durable with either.
fn touches(change: &Change, synced: Node) -> bool {
    match change {
        Change::Data { node, .. } | Change::Length { node, .. } => *node == synced,
        Change::Names(names) => names.iter().any(|(folder, ..)| *folder == synced),
    }
}

fn part(spread: Spread, (at, chosen): (usize, usize), is_name: bool, dice: &mut Dice) -> Part {
    let all_or_nothing = |all| if all { Part::Everything } else { Part::Nothing };
    match spread {
        Spread::None => Part::Nothing,
        Spread::All => Part::Everything,
        Spread::AllButOne => all_or_nothing(at != chosen),
        Spread::Ordered if at == chosen => Part::Some,
        Spread::Ordered => all_or_nothing(at < chosen),
        Spread::OneAlone if at == chosen => Part::Some,
        Spread::OneAlone => Part::Nothing,
        Spread::OrderedNames if is_name => all_or_nothing(at <= chosen),
        Spread::Any | Spread::OrderedNames => match dice.below(3) {
            0 => Part::Nothing,
            1 => Part::Everything,
            _ => Part::Some,
        },
    }
}

/// Data up to a byte, in some sectors, or as zeros; names not at all or in full.
fn apply_in_part(image: &mut Image, change: &Change, dice: &mut Dice) {
    let Change::Data { node, at, bytes } = change else {
        return image.apply(change);
    };
    let length = dice.below(bytes.len() + 1);
    match dice.below(4) {
        0 => image.write(*node, *at, &bytes[..length]),
        1 => image.write(*node, *at, &vec![0; bytes.len()]),
        2 => {
            let zeros = vec![0; bytes.len() - length];
            image.write(*node, *at, &[&bytes[..length], &zeros].concat());
        }
        _ => {
            let kept = dice.number();
            let sector = |offset: usize| ((at + offset) / SECTOR - at / SECTOR) % 64;
            let bytes = bytes.iter().enumerate();
            let left =
                bytes.map(|(offset, byte)| *byte * u8::from(kept >> sector(offset) & 1 == 1));
            image.write(*node, *at, &left.collect::<Vec<u8>>());
        }
    }
}
