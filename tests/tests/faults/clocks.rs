//! FAULT-6: a clock that jumps by ten years, goes back, repeats a second or changes its zone. Records stand in
//! the order of their numbers, and a key whose time is over is not revived.

use std::cell::RefCell;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ssh_key::private::{Ed25519Keypair, PrivateKey};
use stopgate_gate::{AllowedSigners, LatestMoment, Namespace, SigningKey};
use stopgate_journal::{
    Created, Decision, Event, Head, Journal, Limits, PhasePlan, Reading, State, Status, StepKind,
    StepPlan, Store, StoreFailure, Who, read,
};
use stopgate_model::Contract;
use stopgate_runner::{
    Clock, Happening, Held, Job, Notebook, Notice, Observer, Runner, SEMANTICS, Steps,
    StepsFailure, Supplies, Written,
};
use stopgate_tests::dice::Dice;
use stopgate_tests::matrix::{count, report};
use stopgate_workspace::EditIntent;

use crate::life::outcome;
use crate::on_all_threads;

const SEED: u64 = 6;

/// When every run begins.
const BEGIN: &str = "2026-04-30T08:00:00Z";

/// The last second of the key of the guest.
const OVER: &str = "2027-04-30T00:00:00Z";

/// Jumps in seconds: ten years, a suspended night, a zone, a leap second, a step back of a time server.
const JUMPS: [i64; 10] = [
    315_576_000,
    -315_576_000,
    28_800,
    50_400,
    -43_200,
    1,
    -1,
    -90,
    31_622_400,
    -31_622_400,
];

/// A clock that jumps once in a while.
struct Jumping(RefCell<(Dice, Timestamp)>);

impl Jumping {
    fn new(seed: u64) -> Self {
        let begin = BEGIN.parse().expect("a moment");
        Self(RefCell::new((Dice::new(seed), begin)))
    }
}

impl Clock for Jumping {
    fn now(&self) -> String {
        let (dice, at) = &mut *self.0.borrow_mut();
        let seconds = if dice.once_in(4) {
            *dice.pick(&JUMPS)
        } else {
            0
        };
        let milliseconds = i64::try_from(dice.below(3_000)).unwrap_or(0);
        *at += SignedDuration::from_millis(seconds * 1_000 + milliseconds);
        format!("{at:.3}")
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn wait(&self, _: Duration) {}
}

#[derive(Debug, Default)]
struct Memory(String, Head);

impl Store for Memory {
    fn append(&mut self, expected: &Head, lines: &str) -> Result<(), StoreFailure> {
        if *expected != self.1 {
            return Err(StoreFailure::OtherWriter);
        }
        self.0.push_str(lines);
        self.1 = read(self.0.as_bytes()).head;
        Ok(())
    }

    fn read_from(&self, position: u64) -> Result<Vec<u8>, StoreFailure> {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        Ok(self
            .0
            .as_bytes()
            .get(position..)
            .unwrap_or_default()
            .to_vec())
    }
}

/// The steps that were started, and how many of them were told to have ended.
struct Played(Vec<String>, usize);

impl Steps for Played {
    fn start(&mut self, job: &Job) -> Result<(), StepsFailure> {
        self.0.push(job.step.clone());
        Ok(())
    }

    fn next(&mut self, _: Option<Duration>) -> Option<Happening> {
        let step = self.0.get(self.1)?.clone();
        self.1 += 1;
        let result = Ok(outcome(0));
        Some(Happening::Ended { step, result })
    }

    fn held(&mut self, _: &str, _: u32) -> Option<Held> {
        None
    }
}

struct Nowhere;

impl Notebook for Nowhere {
    fn write(&mut self, _: &[EditIntent]) -> Result<Written, String> {
        Ok(Written {
            before: "b".repeat(64),
            after: "a".repeat(64),
        })
    }
}

impl Observer for Nowhere {
    fn notice(&mut self, _: &Notice<'_>, _: &State) {}
}

fn created() -> Created {
    let step = |phase: usize, at: usize| StepPlan {
        id: format!("{phase}-{at}"),
        kind: StepKind::Command,
        command: "true".to_owned(),
        directory: ".".to_owned(),
        expectations: Vec::new(),
        timeout_seconds: 600,
        contract: Contract::default(),
        mends: Vec::new(),
        agent: None,
    };
    let phase = |phase: usize| PhasePlan {
        title: format!("Phase {phase}"),
        digest: "d".repeat(64),
        stop_gate: None,
        steps: (0..2).map(|at| step(phase, at)).collect(),
    };
    Created {
        run: "run".to_owned(),
        plan: "plan.md".to_owned(),
        title: None,
        format: "a-format".to_owned(),
        digest: "d".repeat(64),
        approval: "plan.json".to_owned(),
        approver: "ada".to_owned(),
        environment: String::new(),
        target: None,
        on_error: "stop".to_owned(),
        exists: Vec::new(),
        phases: (0..4).map(phase).collect(),
        rollback: Vec::new(),
        corrections: Vec::new(),
        again: Vec::new(),
        limits: Limits::default(),
        succeeds: None,
        semantics: SEMANTICS,
    }
}

/// A key, and a file that lets it sign for ada always and for the guest until its time is over.
fn people() -> (SigningKey, AllowedSigners) {
    let pair = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    let public = pair.public_key().to_openssh().expect("a public key");
    let private = pair.to_openssh(ssh_key::LineEnding::LF).expect("a key");
    let until = "20270430000000Z";
    let text = format!("ada {public}\nguest valid-before=\"{until}\" {public}\n");
    let (signers, faults) = AllowedSigners::read(&text);
    assert!(faults.is_empty(), "{faults:?}");
    (SigningKey::read(&private).expect("a key"), signers)
}

/// The moment that counts for a key, given the records so far and what the clock says.
fn moment(records: &Reading, now: &str) -> Timestamp {
    let mut seen = LatestMoment::default();
    for record in &records.records {
        seen.see(&record.at);
    }
    seen.see(now)
}

/// Leads a run to its end; the guest decides where a key of the guest counts. Returns how often a clock that
/// was set back would have revived the key.
fn lead(seed: u64, key: &SigningKey, signers: &AllowedSigners) -> Result<usize, String> {
    let clock = Jumping::new(seed);
    let (mut hands, mut plan, mut shown) = (Played(Vec::new(), 0), Nowhere, Nowhere);
    let first = Event::RunCreated(Box::new(created()));
    let journal = Journal::create(Memory::default(), &clock.now(), &first);
    let journal = journal.map_err(|error| error.to_string())?;
    let supplies = Supplies::default();
    let mut runner = Runner::new(
        journal,
        (&clock, &mut hands),
        (&mut plan, &mut shown),
        &supplies,
    );
    let (mut revived, over): (usize, Timestamp) = (0, OVER.parse().expect("a moment"));
    let mut by_guest = Vec::new();
    loop {
        let status = runner.advance().map_err(|failure| failure.to_string())?;
        if status == Status::Passed {
            break;
        }
        let bytes = runner.journal().store().read_from(0).unwrap_or_default();
        let (records, now) = (read(&bytes), clock.now());
        let message = now.as_bytes();
        let signature = key
            .sign(Namespace::Decision, message)
            .map_err(|error| error.to_string())?;
        let counts = |at| {
            signers
                .verify("guest", Namespace::Decision, message, &signature, at)
                .is_ok()
        };
        let guest = counts(moment(&records, &now));
        revived += usize::from(!guest && counts(now.parse().unwrap_or_default()));
        let name = if guest { "guest" } else { "ada" };
        let event = Event::Decided {
            phase: runner.state().phase().unwrap_or_default(),
            decision: Decision::Go,
            reason: None,
            confirmed: Vec::new(),
            who: Who {
                name: name.to_owned(),
                method: "ssh".to_owned(),
                signed: Some("go.json".to_owned()),
            },
        };
        let seq = records.head.records;
        runner
            .record(&event)
            .map_err(|failure| failure.to_string())?;
        by_guest.extend(guest.then_some(seq));
    }
    let bytes = runner.journal().store().read_from(0).unwrap_or_default();
    drop(runner);
    sound(&read(&bytes), &hands.0)?;
    let records = read(&bytes).records;
    for seq in by_guest {
        let passed = |at: &str| at.parse::<Timestamp>().is_ok_and(|at| at > over);
        if records
            .iter()
            .any(|record| record.seq <= seq && passed(&record.at))
        {
            return Err(format!(
                "seed {seed}: the key of the guest was revived behind record {seq}"
            ));
        }
    }
    Ok(revived)
}

fn sound(reading: &Reading, carried_out: &[String]) -> Result<(), String> {
    let numbers = reading.records.iter().map(|record| record.seq);
    if !numbers.eq(1..=reading.records.len() as u64) || reading.fault.is_some() {
        return Err(format!("out of order: {:?}", reading.fault));
    }
    let wanted: Vec<String> = (0..8).map(|at| format!("{}-{}", at / 2, at % 2)).collect();
    if carried_out != wanted {
        return Err(format!("carried out: {carried_out:?}"));
    }
    Ok(())
}

#[test]
fn a_clock_that_jumps_changes_no_order_and_revives_no_key() {
    let (key, signers) = people();
    let wanted = count(2_000);
    let led = on_all_threads(wanted, |number| lead(SEED + number as u64, &key, &signers));
    let revived: usize = led.iter().flatten().sum();
    println!("{revived} times a clock that was set back would have revived a key");
    let faults: Vec<String> = led.into_iter().filter_map(Result::err).collect();
    report("FAULT-6", (wanted, "seeds"), SEED, &faults);
    assert!(revived > 0 || wanted < 100, "the jumps try nothing");
}
