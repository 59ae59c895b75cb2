//! What parts of a run cost without the processes around them; `benches/runner.sh` calls it.
//!
//! `journal RUN FOLDER` writes the records of a run anew, synced as a run syncs them; `write-back ROOT RUN` tells a
//! plan what a run has to tell; `digest ROOT RUN` reads the plan and computes what an approval binds; `grow RUN COUNT`
//! makes the journal of a failed run longer by attempts that fail, up to so many records.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops where it cannot go on, and prints what it measured"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use stopgate_gate::Environment;
use stopgate_journal::{Event, Journal, Reading, Record};
use stopgate_runner::{Notebook as _, intents};
use stopgate_system::{Approved, Disk, JournalFile, PlanFile, RunFolder, read_journal};
use stopgate_workspace::{Engine, Options, Profile};

/// How often something short is done again.
const ROUNDS: usize = 51;

/// How many records of a journal that grows are written at once.
const AT_ONCE: usize = 1000;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        // Cargo says so to every bench.
        .filter(|argument| argument != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["journal", run, folder] => journal(Path::new(run), Path::new(folder)),
        ["write-back", root, run] => write_back(Path::new(root), run),
        ["digest", root, run] => digest(Path::new(root), run),
        ["grow", run, count] => grow(Path::new(run), count.parse().expect("a count")),
        _ => println!("parts: see benches/README.md"),
    }
}

/// Prints the median.
fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let median = times[times.len() / 2].as_secs_f64() * 1000.0;
    println!("{what}: {median:.3} ms, median of {}", times.len());
}

/// The end of a step and the start of the next are one write, as `Runner` makes them.
fn journal(run: &Path, folder: &Path) {
    let records = read_journal(run).expect("a journal").records;
    let file = JournalFile::create(folder).expect("an empty folder");
    let (first, rest) = records.split_first().expect("a record");
    let mut journal = Journal::create(file, &first.at, &first.event).expect("a run");
    let mut times = Vec::new();
    let begun = Instant::now();
    let mut last = begun;
    for record in rest {
        journal
            .stage(&record.at, &record.event)
            .expect("it could follow");
        if !matches!(record.event, Event::StepEnded { .. }) {
            journal.commit().expect("a disk");
            times.push(last.elapsed());
            last = Instant::now();
        }
    }
    let whole = begun.elapsed().as_secs_f64() * 1000.0;
    let steps = records
        .iter()
        .filter(|record| matches!(record.event, Event::StepEnded { .. }));
    let steps = steps.count();
    println!(
        "journal alone: {:.3} ms a step, {steps} steps",
        whole / steps as f64
    );
    told("one write and its sync", times);
}

/// A plan that was put back to where it was before its run, and what the run has to tell it.
fn write_back(root: &Path, run: &str) {
    let folder = RunFolder::find(root, Some(run)).expect("a run");
    let reading = folder.reading().expect("a journal");
    let created = reading.state.as_ref().expect("a state").created().clone();
    let path = root.join(&created.plan);
    let before = std::fs::read(&path).expect("a plan");
    let engine = Engine::new(&[]).expect("sound formats");
    let scratch = tempfile::tempdir_in(root).expect("a folder");
    let intents = intents(&reading.records, 0);
    let times = (0..ROUNDS).map(|_| {
        std::fs::write(&path, &before).expect("a disk");
        let approved = Approved {
            digest: created.digest.clone(),
            environment: Environment::default(),
        };
        let place = (created.plan.as_str(), scratch.path());
        let disk = Disk::new(root.to_owned());
        let mut plan = PlanFile::new(&engine, options(&created.format), disk, place, approved);
        let begun = Instant::now();
        let written = plan.write(&intents).expect("it can be told");
        let time = begun.elapsed();
        assert_ne!(written.before, written.after, "something was told");
        time
    });
    let what = format!("write-back into a plan of {} bytes", before.len());
    told(&what, times.collect());
    std::fs::write(&path, &before).expect("a disk");
}

fn digest(root: &Path, run: &str) {
    let folder = RunFolder::find(root, Some(run)).expect("a run");
    let state = folder.reading().expect("a journal").state.expect("a state");
    let created = state.created();
    let bytes = std::fs::read(root.join(&created.plan)).expect("a plan");
    let engine = Engine::new(&[]).expect("sound formats");
    let (disk, options) = (Disk::new(root.to_owned()), options(&created.format));
    let mut bound = Vec::new();
    let times = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        let document = engine.read(&created.plan, bytes.clone(), &options, &disk);
        let read = begun.elapsed();
        let binding = document.binding(Environment::default()).expect("a plan");
        assert_eq!(binding.digest(), created.digest, "it is what was approved");
        bound.push(begun.elapsed().saturating_sub(read));
        begun.elapsed()
    });
    let steps = state.plans().len();
    told(
        &format!("plan of {steps} steps read, and its digest"),
        times.collect(),
    );
    told("of that, the digest", bound);
}

fn options(format: &str) -> Options {
    Options {
        format: Some(format.to_owned()),
        profile: Profile::Standard,
        today: "2026-11-20".parse().expect("a day"),
    }
}

/// Attempts of the step that failed, up to so many records; then it passes, and the gate is reached.
fn grow(run: &Path, count: usize) {
    let opened = JournalFile::open(run).expect("a journal");
    let Reading { records, .. } = &opened.reading;
    let failed = |record: &&Record| matches!(record.event, Event::StepEnded { passed: false, .. });
    let last = records
        .iter()
        .rfind(failed)
        .expect("a step that failed")
        .clone();
    let mut left = count.saturating_sub(records.len() + 4) / 3;
    let phase = records.iter().find_map(|record| match record.event {
        Event::PhaseEntered { phase } => Some(phase),
        _ => None,
    });
    let mut journal = Journal::resume(opened.file, opened.reading).expect("it can go on");
    let Event::StepEnded {
        step,
        mut attempt,
        outcome,
        ..
    } = last.event
    else {
        return;
    };
    let mut up_to = journal.head().records;
    let mut again = |passed: bool, journal: &mut Journal<JournalFile>| {
        attempt += 1;
        up_to += 2;
        let (step, outcome) = (step.clone(), outcome.clone());
        let started = Event::StepStarted {
            step: step.clone(),
            attempt,
        };
        journal.stage(&last.at, &started).expect("it could follow");
        let ended = Event::StepEnded {
            step,
            attempt,
            passed,
            outcome,
        };
        journal.stage(&last.at, &ended).expect("it could follow");
        // After each stop the plan is told of it; with what, nobody looks at later.
        let (before, after) = (last.hash.clone(), last.prev.clone());
        let told = Event::WroteBack {
            up_to,
            before,
            after,
        };
        journal.stage(&last.at, &told).expect("it could follow");
        up_to += 1;
    };
    while left > 0 {
        let now = left.min(AT_ONCE / 3);
        (0..now).for_each(|_| again(false, &mut journal));
        journal.commit().expect("a disk");
        left -= now;
    }
    again(true, &mut journal);
    let reached = Event::GateReached {
        phase: phase.expect("a phase"),
    };
    journal.stage(&last.at, &reached).expect("it could follow");
    journal.commit().expect("a disk");
    println!("{} records", journal.head().records);
}
