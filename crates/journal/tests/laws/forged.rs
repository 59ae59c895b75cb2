//! Journals by somebody who computes all hashes anew. The chain holds then; what cannot have happened is
//! still named. What can have happened is accepted: the chain proves order, not truth.

use sha2::{Digest as _, Sha256};
use stopgate_journal::FaultKind::{Newer, Tampered};
use stopgate_journal::{Event, FaultKind, Head, State, encode, read};

use crate::AT;
use crate::damage::Checked;
use crate::dice::Dice;
use crate::reference::Reference;
use crate::runs::any_event;
use crate::written::{Written, written};

/// A chain of any events, legal or not.
fn chained(events: Vec<Event>) -> Written {
    let mut of = Written {
        bytes: Vec::new(),
        ends: vec![0],
        heads: vec![Head::default()],
        events,
    };
    for event in &of.events {
        let head = of.heads.last().cloned().unwrap_or_default();
        let (line, head) = encode(&head, AT, event).unwrap();
        of.bytes.extend(line.as_bytes());
        of.ends.push(of.bytes.len());
        of.heads.push(head);
    }
    of
}

/// How many events can have happened, by the reference.
fn legal(events: &[Event]) -> usize {
    let Some(Event::RunCreated(created)) = events.first() else {
        return 0;
    };
    let mut reference = Reference::new(created);
    1 + events[1..]
        .iter()
        .take_while(|event| reference.apply(event))
        .count()
}

#[test]
fn an_event_that_cannot_have_happened_is_named_though_all_hashes_hold() {
    let (mut illegal, mut possible) = (Checked::default(), Checked::default());
    let mut dice = Dice::new(7);
    for seed in 1..=40 {
        let events = written(seed, 14).events;
        let Event::RunCreated(created) = &events[0] else {
            continue;
        };
        for _ in 0..500 {
            let mut events = events.clone();
            let at = dice.below(events.len());
            match dice.below(5) {
                0 => drop(events.remove(at)),
                1 => events.insert(at, any_event(&mut dice, created)),
                2 => events.swap(at, dice.below(14)),
                3 => {
                    events.truncate(at);
                    events.push(any_event(&mut dice, created));
                }
                _ => events[at] = any_event(&mut dice, created),
            }
            let valid = legal(&events);
            let of = chained(events);
            if valid < of.len() {
                illegal.state(&of, &of.bytes, valid, Some(Tampered));
            } else {
                possible.state(&of, &of.bytes, valid, None);
            }
        }
    }
    illegal.print(
        "all hashes anew, an event that cannot have happened",
        10_000,
    );
    possible.print(
        "all hashes anew, and it can have happened: not to be seen",
        100,
    );
}

/// A line with its hash computed anew.
pub(crate) fn hashed(without_hash: &str) -> String {
    let digest = Sha256::digest(without_hash.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{without_hash},\"hash\":\"{digits}\"}}\n")
}

#[test]
fn a_line_that_is_hashed_and_not_as_stopgate_writes_it_is_named() {
    let of = written(2, 5);
    let head = &of.heads[5];
    let line = |v: &str, seq: u64, prev: &str, rest: &str| {
        hashed(&format!(r#"{{"v":{v},"seq":{seq},"prev":"{prev}",{rest}"#))
    };
    let (at, foreign) = (
        r#""at":"x","kind":"recovered","body":{"torn":1}"#,
        "0".repeat(64),
    );
    let fine = line("1", 6, &head.hash, at);
    let reading = read(&[&of.bytes, fine.as_bytes()].concat());
    assert_eq!((reading.fault, reading.head.records), (None, 6));
    let upper = {
        let (front, hash) = fine.split_at(fine.len() - 67);
        format!("{front}{}", hash.to_uppercase())
    };
    let of_head = |v: &str, rest: &str| line(v, 6, &head.hash, rest);
    let cases = [
        (line("1", 7, &head.hash, at), Tampered),
        (line("1", 5, &head.hash, at), Tampered),
        (line("1", u64::MAX, &head.hash, at), Tampered),
        (line("1", 6, &foreign, at), Tampered),
        (line("1", 6, &of.heads[4].hash, at), Tampered),
        (of_head("0", at), Tampered),
        (of_head("-1", at), Tampered),
        (of_head("1.0", at), Tampered),
        (of_head("2", at), Newer),
        (of_head("18446744073709551615", r#""x":[]"#), Newer),
        (of_head("18446744073709551616", at), Tampered),
        (line("2", 6, &foreign, at), Tampered),
        (line("2", 7, &head.hash, at), Tampered),
        (
            of_head("1", r#""kind":"recovered","body":{"torn":1}"#),
            Tampered,
        ),
        (
            of_head("1", r#""at":"x","kind":"recovered","body":{"torn":-1}"#),
            Tampered,
        ),
        (
            of_head("1", r#""at":"x","kind":"recovered","body":{"torn":1e99}"#),
            Tampered,
        ),
        (of_head("1", r#""at":"x","kind":"recovered""#), Tampered),
        (
            of_head("1", r#""at":"x","kind":"invented","body":{}"#),
            Tampered,
        ),
        (
            of_head(
                "1",
                r#""at":"x","seq":6,"kind":"recovered","body":{"torn":1}"#,
            ),
            Tampered,
        ),
        (
            of_head("1", &format!(r#"{at},"kind":"rolled-back""#)),
            Tampered,
        ),
        (
            of_head("1", &format!(r#"{at},"body":{{"torn":2}}"#)),
            Tampered,
        ),
        (hashed("{"), Tampered),
        (hashed(""), Tampered),
        (hashed(&"[".repeat(100_000)), Tampered),
        (
            of_head("1", &format!(r#""at":{}"#, "[".repeat(100_000))),
            Tampered,
        ),
        (upper, Tampered),
        (format!(" {fine}"), Tampered),
        (fine.replace('\n', "\r\n"), Tampered),
    ];
    let mut checked = Checked::default();
    for (line, fault) in &cases {
        let bytes = [&of.bytes, line.as_bytes()].concat();
        checked.state(&of, &bytes, 5, Some::<FaultKind>(*fault));
    }
    checked.print("lines hashed and not as Stopgate writes them", cases.len());
}

#[test]
fn a_run_that_cannot_be_is_not_created() {
    let begins_with_steps = |seed| match written(seed, 1).events.remove(0) {
        Event::RunCreated(created) if !created.phases[0].steps.is_empty() => Some(created),
        _ => None,
    };
    let created = (1..100).find_map(begins_with_steps).unwrap();
    let refused = |change: &dyn Fn(&mut stopgate_journal::Created)| {
        let mut created = created.clone();
        created.rollback.clear();
        change(&mut created);
        State::first(&Event::RunCreated(created), AT)
            .unwrap_err()
            .to_string()
    };
    let empty = refused(&|created| created.phases.clear());
    assert!(empty.contains("at least one phase"), "{empty}");
    let double = refused(&|created| {
        let phase = created
            .phases
            .iter()
            .find(|phase| !phase.steps.is_empty())
            .cloned();
        created.phases.extend(phase);
    });
    assert!(double.contains("one id"), "{double}");
    let astray = refused(&|created| {
        let step = created
            .phases
            .iter_mut()
            .find_map(|phase| phase.steps.pop())
            .unwrap();
        created.rollback.push(stopgate_journal::UndoPlan {
            step,
            phase: Some(usize::MAX),
            steps: Vec::new(),
        });
    });
    assert!(astray.contains("not there"), "{astray}");
    let unknown = refused(&|created| {
        let mut step = created.phases[0].steps[0].clone();
        step.id = "undo".into();
        created.rollback.push(stopgate_journal::UndoPlan {
            step,
            phase: None,
            steps: vec!["nothing".into()],
        });
    });
    assert!(unknown.contains("undone that is not there"), "{unknown}");
    let behind = refused(&|created| {
        let steps = &mut created.phases[0].steps;
        steps[0].kind = stopgate_journal::StepKind::Command;
        steps[0].contract.needs = vec!["nothing".into()];
    });
    assert!(behind.contains("does not stand before it"), "{behind}");
}
