//! FAULT-9 call by call: while the plan is told of its run, somebody saves it in one of the ways of editors,
//! or a second runner wants to, between any two requests to the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use stopgate_gate::Environment;
use stopgate_runner::Notebook as _;
use stopgate_system::{Approved, Disk, OtherDisk, PlanFile, PlanLock};
use stopgate_tests::{engine, matrix, options, root};
use stopgate_workspace::{EditIntent, Engine, PhaseRecord};

use crate::beside::{Beside, Other};
use crate::lanes::at_once;
use crate::person::{Dice, PATTERNS, Pattern, Person};
use crate::place::{DAY, PLAN};

/// Schedules of each pattern.
const SCHEDULES: usize = 1_000;

/// Schedules at the same time: many of them wait for somebody who is saving.
const LANES: usize = 6;

/// How often a plan is saved, and how often it is told of its run, in one schedule.
const SAVES: usize = 3;

const RUN: &str = "20260601-034259-300";

#[test]
fn no_schedule_of_a_save_loses_a_byte_of_a_person() {
    let engine = engine();
    let text = plan();
    let digest = digest(&engine, &text);
    let count = matrix::count(SCHEDULES);
    let cases: Vec<(Pattern, u64)> = PATTERNS
        .into_iter()
        .flat_map(|pattern| (0..count as u64).map(move |seed| (pattern, seed)))
        .collect();
    let seen = at_once(LANES, &cases, |_, (pattern, seed)| {
        saved(&Told::new(&engine, &text, &digest), *pattern, *seed)
            .map_err(|why| format!("{}, seed {seed}: {why}", pattern.0))
    });
    let faults: Vec<String> = seen.into_iter().filter_map(Result::err).collect();
    matrix::report(
        "FAULT-9",
        (cases.len(), "schedules of one save"),
        0,
        &faults,
    );
}

#[test]
fn of_two_runners_one_writes_in_every_schedule() {
    let engine = engine();
    let text = plan();
    let digest = digest(&engine, &text);
    let seeds: Vec<u64> = (0..matrix::count(SCHEDULES) as u64).collect();
    let seen = at_once(LANES, &seeds, |_, seed| {
        raced(&Told::new(&engine, &text, &digest), *seed)
            .map_err(|why| format!("seed {seed}: {why}"))
    });
    let faults: Vec<String> = seen.into_iter().filter_map(Result::err).collect();
    matrix::report(
        "FAULT-9",
        (seeds.len(), "schedules of two runners"),
        0,
        &faults,
    );
}

/// A plan whose last section takes what people and runs write.
fn plan() -> String {
    let text = fs::read_to_string(root().join("tests/runs/three-phases.md")).expect("a plan");
    text + "\n## Run record\n\nWatched by hand.\n"
}

fn digest(engine: &Engine, text: &str) -> String {
    let disk = Disk::new(PathBuf::from("/nonexistent"));
    let document = engine.read(PLAN, text.as_bytes().to_vec(), &options(None, DAY), &disk);
    let bound = document.binding(Environment::default());
    bound.expect("a plan").digest()
}

/// A plan in a repository of its own, about to be told of its run.
struct Told<'e> {
    folder: tempfile::TempDir,
    engine: &'e Engine,
    text: &'e str,
    digest: &'e str,
}

impl<'e> Told<'e> {
    fn new(engine: &'e Engine, text: &'e str, digest: &'e str) -> Self {
        let memory = Path::new("/dev/shm");
        let made = tempfile::Builder::new()
            .prefix("stopgate-")
            .tempdir_in(memory);
        let folder = made.or_else(|_| tempfile::tempdir()).expect("a folder");
        fs::create_dir_all(folder.path().join("kept")).expect("a folder");
        let told = Self {
            folder,
            engine,
            text,
            digest,
        };
        fs::write(told.path(), text).expect("a plan");
        told
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(PLAN)
    }

    fn read(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.path()).unwrap_or_default()).into_owned()
    }

    /// Tells the plan of a phase, as a runner does.
    fn tell(&self, entry: u64) -> Result<(), String> {
        let approved = Approved {
            digest: self.digest.to_owned(),
            environment: Environment::default(),
        };
        let disk = Disk::new(self.folder.path().to_owned());
        let kept = self.folder.path().join("kept");
        let place = (PLAN, kept.as_path());
        let mut file = PlanFile::new(self.engine, options(None, DAY), disk, place, approved);
        file.write(&[evidence(entry)]).map(drop)
    }

    /// Every text of the plan that lies anywhere but in its place.
    fn kept(&self) -> String {
        let files = stopgate_tests::files(self.folder.path(), "").into_iter();
        let kept = files.filter(|path| *path != self.path());
        kept.map(|path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned())
            .collect()
    }
}

fn evidence(entry: u64) -> EditIntent {
    EditIntent::RecordPhase(PhaseRecord {
        run: RUN.to_owned(),
        entry,
        phase: "Phase 1 – Main pump".to_owned(),
        outcome: "passed".to_owned(),
        when: "2026-06-01 03:44Z".to_owned(),
        who: None,
        steps: Vec::new(),
    })
}

/// How often an entry stands in a plan.
fn entries(text: &str, entry: u64) -> usize {
    text.matches(&format!("run {RUN}, entry {entry})")).count()
}

/// Somebody whose steps can be asked for when all is over.
struct Shared(Arc<Mutex<Person>>);

impl Other for Shared {
    fn act(&mut self) {
        self.0.lock().expect("nobody panicked").act();
    }
}

/// A plan is told three times while somebody saves it; what is wrong then.
fn saved(told: &Told<'_>, pattern: Pattern, seed: u64) -> Result<(), String> {
    let person = Person::new(&told.path(), pattern, SAVES, Dice::new(seed));
    let person = Arc::new(Mutex::new(person));
    let beside = OtherDisk::put(Rc::new(Beside::new(Box::new(Shared(Arc::clone(&person))))));
    // What cannot be told now is told later.
    let said: Vec<Result<(), String>> = (1..=3).map(|entry| told.tell(entry)).collect();
    drop(beside);
    let mut person = person.lock().expect("nobody panicked");
    person.finish();
    // Now nobody is in the way.
    told.tell(4)?;
    let (text, kept) = (told.read(), told.kept());
    if entries(&text, 4) != 1 {
        return Err(format!("the plan was not told; {text}"));
    }
    let story = || format!("{said:?}\n{text}");
    for line in &person.saved {
        if !text.contains(line) && !kept.contains(line) {
            return Err(format!("“{line}” is lost; {}", story()));
        }
    }
    let mut lines = text.lines();
    for line in told.text.lines() {
        if !lines.any(|there| there == line) {
            return Err(format!("“{line}” of the plan is lost; {}", story()));
        }
    }
    let mode = fs::metadata(told.path())
        .expect("a plan")
        .permissions()
        .mode()
        & 0o777;
    if person.mode.is_some_and(|wanted| wanted != mode) {
        return Err(format!("the mode is {mode:o}; {}", story()));
    }
    let twice = (1..=3).find(|entry| entries(&text, *entry) > 1);
    twice.map_or(Ok(()), |entry| {
        Err(format!("entry {entry} stands there twice; {}", story()))
    })
}

/// A second runner on the same plan.
struct Rival {
    root: PathBuf,
    dice: Dice,
    holds: Option<PlanLock>,
    /// What it did, and what went wrong.
    notes: Arc<Mutex<Notes>>,
}

#[derive(Default)]
struct Notes {
    /// The first runner has the right to write.
    first_holds: bool,
    both: usize,
}

impl Other for Rival {
    fn act(&mut self) {
        match self.dice.below(6) {
            0 => self.holds = None,
            1 if self.holds.is_none() => self.holds = PlanLock::take(&self.root, PLAN).ok(),
            _ => return,
        }
        let mut notes = self.notes.lock().expect("nobody panicked");
        notes.both += usize::from(self.holds.is_some() && notes.first_holds);
    }
}

/// Two runners take the right to write and give it back; what is wrong then.
fn raced(told: &Told<'_>, seed: u64) -> Result<(), String> {
    let notes = Arc::new(Mutex::new(Notes::default()));
    let rival = Rival {
        root: told.folder.path().to_owned(),
        dice: Dice::new(seed),
        holds: None,
        notes: Arc::clone(&notes),
    };
    let beside = OtherDisk::put(Rc::new(Beside::new(Box::new(rival))));
    let mut written = 0;
    for entry in 1..=3 {
        let Ok(lock) = PlanLock::take(told.folder.path(), PLAN) else {
            continue;
        };
        notes.lock().expect("nobody panicked").first_holds = true;
        told.tell(entry)?;
        written += entries(&told.read(), entry);
        notes.lock().expect("nobody panicked").first_holds = false;
        drop(lock);
    }
    drop(beside);
    let notes = notes.lock().expect("nobody panicked");
    if notes.both > 0 {
        return Err(format!("both had the right to write, {} times", notes.both));
    }
    let there: usize = (1..=3).map(|entry| entries(&told.read(), entry)).sum();
    (there == written)
        .then_some(())
        .ok_or(format!("{there} entries of {written}"))
}
