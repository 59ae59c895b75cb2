//! The state against the reference, event by event.

use std::collections::BTreeMap;

use stopgate_journal::{Event, Head, State, StepPlan, encode, read};

use crate::AT;
use crate::dice::Dice;
use crate::reference::Reference;
use crate::runs::{any_event, created, kind, likely_event};

/// In which status events of a kind can be accepted.
const LEGAL: &[(&str, &[&str])] = &[
    ("run-created", &[]),
    ("phase-entered", &["running"]),
    ("step-started", &["running", "failed"]),
    ("step-ended", CARRIED_OUT),
    ("outcome-proven", CARRIED_OUT),
    ("interrupted", CARRIED_OUT),
    ("probed", CARRIED_OUT),
    ("retry-scheduled", CARRIED_OUT),
    ("step-skipped", &["running"]),
    ("outcome-unknown", CARRIED_OUT),
    ("resolved", &["unknown"]),
    ("gate-reached", &["running"]),
    ("decided", &["waiting", "stopped"]),
    (
        "rollback-began",
        &["running", "waiting", "stopped", "failed", "passed"],
    ),
    ("rolled-back", &["running"]),
    ("superseded", &["running", "waiting", "stopped", "failed"]),
    ("checkpoint", ALL),
    ("wrote-back", ALL),
    ("recovered", ALL),
];

const ALL: &[&str] = &[
    "running",
    "waiting",
    "passed",
    "failed",
    "unknown",
    "stopped",
    "rolled_back",
    "superseded",
];

/// Where steps may be under way: what runs beside others may end after they failed or were lost.
const CARRIED_OUT: &[&str] = &["running", "failed", "unknown"];

/// How often events of a kind were accepted and refused in a status.
type Table = BTreeMap<(&'static str, &'static str), (u64, u64)>;

#[test]
fn a_state_accepts_what_the_reference_accepts_and_becomes_what_it_becomes() {
    let mut table = Table::new();
    for seed in 0..4_000 {
        walk(seed, &mut table);
    }
    print(&table);
    for (kind, legal) in LEGAL {
        for status in ALL {
            let (accepted, refused) = table.get(&(*status, *kind)).copied().unwrap_or_default();
            assert_eq!(
                accepted > 0,
                legal.contains(status),
                "{kind} while {status}"
            );
            assert!(
                refused > 0 || legal.contains(status),
                "{kind} while {status}"
            );
        }
    }
}

/// One run: random events, every third one likely.
fn walk(seed: u64, table: &mut Table) {
    let mut dice = Dice::new(seed);
    let first = Event::RunCreated(Box::new(created(&mut dice)));
    let Event::RunCreated(plan) = &first else {
        return;
    };
    let mut state = State::first(&first, AT).unwrap();
    let mut reference = Reference::new(plan);
    let mut history = vec![(first.clone(), state.clone())];
    let mut over = 0;
    while history.len() < 60 && over < 40 {
        let likely = dice.once_in(3);
        let event = if likely {
            likely_event(&mut dice, &state)
        } else {
            any_event(&mut dice, plan)
        };
        // These are nearly always allowed, and would end nearly all runs early.
        let ends = matches!(
            event,
            Event::RollbackBegan { .. } | Event::Superseded { .. }
        );
        if ends && !dice.once_in(8) {
            continue;
        }
        over += u32::from(state.status().is_closed());
        let (before, status) = (state.clone(), state.status().name());
        let result = state.apply(&event, AT);
        let allowed = reference.apply(&event);
        assert_eq!(
            result.is_ok(),
            allowed,
            "seed {seed}, {status}: {event:?}: {result:?}"
        );
        let counts = table.entry((status, kind(&event))).or_default();
        if allowed {
            counts.0 += 1;
            history.push((event, state.clone()));
        } else {
            counts.1 += 1;
            assert_eq!(
                state, before,
                "seed {seed}: refused, and changed by {event:?}"
            );
        }
        compare(seed, &state, &reference);
    }
    replay(seed, &history);
}

fn compare(seed: u64, state: &State, reference: &Reference) {
    assert_eq!(state.status().name(), reference.status, "seed {seed}");
    assert_eq!(
        state.phase(),
        reference.entered.checked_sub(1),
        "seed {seed}"
    );
    assert_eq!(
        state.next_phase().is_some(),
        reference.may_enter(),
        "seed {seed}"
    );
    assert_eq!(state.is_rolling_back(), reference.back, "seed {seed}");
    assert_eq!(ids(state.ready()), reference.due(), "seed {seed}");
    assert_eq!(ids(state.always()), reference.always(), "seed {seed}");
    assert_eq!(state.is_part_open(), reference.is_open(), "seed {seed}");
    assert_eq!(state.time_left(), reference.time_left(), "seed {seed}");
    for (plan, place) in state.plans().iter().zip(&reference.places) {
        let step = state.step(&plan.id).unwrap();
        let found = (plan.id.as_str(), step.state.name(), step.attempts);
        assert_eq!(
            found,
            (place.id.as_str(), place.is, place.tries),
            "seed {seed}"
        );
    }
    let with = |is: &str| {
        let places = reference.places.iter().filter(|place| place.is == is);
        places.map(|place| place.id.as_str()).collect::<Vec<_>>()
    };
    let mut running = ids(state.running());
    running.sort_by_key(|id| state.plans().iter().position(|step| step.id == *id));
    assert_eq!(running, with("running"), "seed {seed}");
    assert_eq!(
        ids(state.unknown().into_iter()).first(),
        with("unknown").first(),
        "seed {seed}"
    );
}

fn ids<'s>(steps: impl Iterator<Item = &'s StepPlan>) -> Vec<&'s str> {
    steps.map(|step| step.id.as_str()).collect()
}

/// What was written leads to the states that were live, at every prefix.
fn replay(seed: u64, history: &[(Event, State)]) {
    let (mut head, mut text, mut ends) = (Head::default(), String::new(), Vec::new());
    for (event, _) in history {
        let (line, next) = encode(&head, AT, event).unwrap();
        text.push_str(&line);
        head = next;
        ends.push(text.len());
    }
    let whole = read(text.as_bytes());
    assert_eq!((whole.fault, &whole.head), (None, &head), "seed {seed}");
    assert_eq!(
        whole.state.as_ref(),
        history.last().map(|(_, state)| state),
        "seed {seed}"
    );
    for (end, (_, live)) in ends.iter().zip(history).filter(|_| seed.is_multiple_of(16)) {
        assert_eq!(
            read(&text.as_bytes()[..*end]).state.as_ref(),
            Some(live),
            "seed {seed}"
        );
    }
    let mut state = State::first(&whole.records[0].event, AT).unwrap();
    for (record, (_, live)) in whole.records.iter().zip(history).skip(1) {
        state.apply(&record.event, &record.at).unwrap();
        assert_eq!(&state, live, "seed {seed}, record {}", record.seq);
    }
}

fn print(table: &Table) {
    println!("accepted/refused");
    let head: Vec<String> = ALL.iter().map(|status| format!("{status:>14}")).collect();
    println!("{:16}{}", "", head.concat());
    for (kind, _) in LEGAL {
        let cell = |status: &&'static str| {
            let (accepted, refused) = table.get(&(*status, *kind)).copied().unwrap_or_default();
            format!("{:>14}", format!("{accepted}/{refused}"))
        };
        println!("{kind:16}{}", ALL.iter().map(cell).collect::<String>());
    }
}
