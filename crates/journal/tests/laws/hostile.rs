//! Any bytes can be read.

use serde_json::{Value, json};
use stopgate_journal::{Event, Head, Reading, encode, read};

use crate::AT;
use crate::dice::Dice;
use crate::forged::hashed;
use crate::runs::any_event;
use crate::written::{Written, written};

/// Reads bytes, asks the state everything, and reads the valid part again.
fn check(bytes: &[u8]) -> Reading {
    let reading = read(bytes);
    assert_eq!(reading.fault.is_none(), reading.valid == bytes.len());
    assert_eq!(
        u64::try_from(reading.records.len()),
        Ok(reading.head.records)
    );
    let again = read(&bytes[..reading.valid]);
    assert_eq!((again.fault, &again.head), (None, &reading.head));
    assert_eq!(
        (&again.state, &again.records),
        (&reading.state, &reading.records)
    );
    let Some(state) = &reading.state else {
        return reading;
    };
    for phase in [0, 1, state.created().phases.len(), usize::MAX] {
        assert!(state.unconfirmed(phase).count() <= state.plans().len());
    }
    assert!(state.undoings().count() <= state.created().rollback.len());
    assert!(
        state
            .next_step()
            .is_none_or(|next| state.step(&next.id).is_some())
    );
    assert!(state.running().next().is_none() || state.unknown().is_none());
    assert!(state.written_up_to() <= reading.head.records);
    reading
}

#[test]
fn mutated_journals_are_read_without_panic() {
    let mut dice = Dice::new(11);
    let journals: Vec<Written> = (1..9).map(|seed| written(seed, 10)).collect();
    for _ in 0..20_000 {
        let mut bytes = dice.pick(&journals).bytes.clone();
        for _ in 0..1 + dice.below(4) {
            mutate(&mut dice, &mut bytes, &journals);
        }
        check(&bytes);
    }
}

fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>, journals: &[Written]) {
    let at = dice.below(bytes.len());
    let end = (at + dice.below(200)).min(bytes.len());
    match dice.below(6) {
        0 => drop(bytes.drain(at..end)),
        1 => bytes[at..end].fill(*dice.pick(b"\0\n\" {}[]0\xff\\")),
        2 => bytes.extend_from_within(at..end),
        3 => bytes.truncate(at),
        4 => {
            let other = &dice.pick(journals).bytes;
            let from = dice.below(other.len());
            let to = (from + dice.below(2000)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        _ => bytes
            .iter_mut()
            .skip(at)
            .take(8)
            .for_each(|byte| *byte = byte.wrapping_add(1)),
    }
}

#[test]
fn random_bytes_are_no_journal() {
    let mut dice = Dice::new(12);
    for _ in 0..20_000 {
        let length = 1 + dice.below(400);
        let bytes: Vec<u8> = (0..length)
            .map(|_| dice.number().to_le_bytes()[0])
            .collect();
        let reading = check(&bytes);
        assert!(reading.fault.is_some() && reading.records.is_empty());
    }
}

/// Records as they are, a value in them exchanged, and hashed: what a forger may try.
#[test]
fn records_with_any_value_in_them_are_read_without_panic() {
    let mut dice = Dice::new(13);
    let (mut accepted, mut refused) = (0, 0);
    let journals: Vec<Written> = (1..31).map(|seed| written(seed, 6)).collect();
    for _ in 0..20_000 {
        let of = dice.pick(&journals);
        let created = match &of.events[0] {
            Event::RunCreated(created) => created.clone(),
            other => unreachable!("a journal that begins with {other:?}"),
        };
        let at = if dice.once_in(3) {
            0
        } else {
            1 + dice.below(5)
        };
        let (head, before) = (&of.heads[at], &of.bytes[..of.ends[at]]);
        let event = if at == 0 {
            of.events[0].clone()
        } else {
            any_event(&mut dice, &created)
        };
        let mut value = serde_json::to_value(&event).unwrap();
        let exchanges = dice.below(3);
        (0..exchanges).for_each(|_| exchange(&mut dice, &mut value));
        let bytes = [before, line(head, &value).as_bytes()].concat();
        let reading = check(&bytes);
        assert!(reading.records.len() >= at);
        accepted += usize::from(reading.fault.is_none());
        refused += usize::from(reading.fault.is_some());
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(
        accepted > 1000 && refused > 1000,
        "{accepted} accepted, {refused} refused"
    );
}

/// The line of anything.
fn line(head: &Head, event: &Value) -> String {
    let template = encode(head, AT, &Event::RolledBack).unwrap().0;
    let front = template.split(",\"kind\"").next().unwrap_or_default();
    let event = event.to_string();
    let fields = event
        .strip_prefix('{')
        .and_then(|event| event.strip_suffix('}'));
    hashed(&format!("{front},{}", fields.unwrap_or(&event)))
}

/// Puts some value in some place.
fn exchange(dice: &mut Dice, value: &mut Value) {
    let deeper = !dice.once_in(6);
    match value {
        Value::Object(fields) if deeper && !fields.is_empty() => {
            let at = dice.below(fields.len());
            if let Some(inner) = fields.values_mut().nth(at) {
                exchange(dice, inner);
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = dice.below(items.len());
            match dice.below(4) {
                0 => items.push(items[at].clone()),
                1 => drop(items.remove(at)),
                _ => exchange(dice, &mut items[at]),
            }
        }
        _ => {
            let any = [
                json!(null),
                json!(0),
                json!(-1),
                json!(u64::MAX),
                json!(u32::MAX),
                json!(1.5),
                json!("p0s0"),
                json!("\u{0}\u{ffff}"),
                json!([]),
                json!({}),
                json!([["x"]]),
                json!(true),
            ];
            *value = dice.pick(&any).clone();
        }
    }
}
