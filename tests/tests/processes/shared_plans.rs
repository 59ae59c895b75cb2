//! GOAL-D2: two writers and an editor at one plan, request by request, and as real processes; no update is
//! lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::rc::Rc;
use std::sync::Arc;

use stopgate_system::{Disk, Failure, OtherDisk, SharedPlan};
use stopgate_tests::repository::Repository;
use stopgate_tests::{engine, matrix, options};
use stopgate_workspace::{Engine, Living, Note, NoteKind};

use crate::baton::{Baton, Turn};
use crate::beside::Beside;
use crate::lanes::at_once;
use crate::person::{Dice, PATTERNS, Pattern, Person};
use crate::place::{DAY, PLAN};
use crate::program::program;

/// Schedules of two writers and an editor in CI; ten times as many in a long run.
const SCHEDULES: usize = 1_000;

/// Schedules at the same time: many of them wait.
const LANES: usize = 12;

/// Notes of each writer, and saves of the editor, in one schedule.
const NOTES: usize = 2;

/// Nobody saves.
const NOBODY: Pattern = ("nobody", &[]);

const TEXT: &str = "# Move the orders\n\n## Purpose / Big Picture\n\nClerks see orders.\n\n## Progress\n\n- [x] (2026-04-29 09:10Z) Plan written.\n- [ ] Load the rows.\n\n## Decision Log\n\n- Decision: One table.\n  Rationale: joins.\n  Date/Author: 2026-04-29, Ada\n\n## Notes of people\n\nBy hand:\n";

#[test]
fn two_writers_and_an_editor_lose_no_update_in_any_schedule() {
    let engine = engine();
    let patterns: Vec<Pattern> = PATTERNS.into_iter().chain([NOBODY]).collect();
    let seeds: Vec<u64> = (0..matrix::count(SCHEDULES) as u64).collect();
    let seen = at_once(LANES, &seeds, |_, seed| {
        let pattern = patterns[*seed as usize % patterns.len()];
        met(&engine, pattern, *seed).map_err(|why| format!("{}, seed {seed}: {why}", pattern.0))
    });
    let notes: usize = seen.iter().flatten().sum();
    let faults: Vec<String> = seen.into_iter().filter_map(Result::err).collect();
    println!("{notes} notes were written");
    assert!(notes > seeds.len(), "{notes} notes");
    matrix::report(
        "GOAL-D2",
        (seeds.len(), "schedules of two writers and an editor"),
        0,
        &faults,
    );
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let made = tempfile::Builder::new()
            .prefix("stopgate-")
            .tempdir_in("/dev/shm");
        let place = Self(made.or_else(|_| tempfile::tempdir()).expect("a folder"));
        fs::write(place.plan(), TEXT).expect("a plan");
        place
    }

    fn plan(&self) -> PathBuf {
        self.0.path().join(PLAN)
    }

    /// The plan, and every text that was kept of it.
    fn texts(&self) -> (String, String) {
        let read =
            |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
        let files = stopgate_tests::files(self.0.path(), "").into_iter();
        let kept = files.filter(|path| *path != self.plan());
        (read(&self.plan()), kept.map(|path| read(&path)).collect())
    }
}

/// Adds a note as the command does; an error where the plan cannot be read as one at that moment.
fn add(engine: &Engine, root: &Path, text: &str) -> Result<bool, Failure> {
    let disk = Disk::new(root.to_owned());
    let living = Living::Note(Note {
        kind: NoteKind::Progress,
        text: text.to_owned(),
        when: "2026-04-30 10:00Z".to_owned(),
        who: "Ruth".to_owned(),
        details: Vec::new(),
    });
    let path = root.join(PLAN);
    SharedPlan::new(&path, root, PLAN).edit(&mut |bytes| {
        let document = engine.read(PLAN, bytes.to_vec(), &options(None, DAY), &disk);
        let made = document.living(&living);
        made.map(|made| made.edits)
            .map_err(|_| Failure::Missing(path.clone()))
    })
}

/// What was told to be written, and whether all of it is there; how many notes that were.
fn met(engine: &Engine, pattern: Pattern, seed: u64) -> Result<usize, String> {
    let place = Place::new();
    let person = Person::new(&place.plan(), pattern, NOTES, Dice::new(seed));
    let baton = Baton::new(2, person, Dice::new(seed ^ 0xba70));
    let told: Vec<String> = std::thread::scope(|scope| {
        let writers = [0, 1].map(|me| {
            let (baton, place) = (Arc::clone(&baton), &place);
            scope.spawn(move || {
                baton.begin(me);
                let turn = Turn(Arc::clone(&baton), me);
                let beside = OtherDisk::put(Rc::new(Beside::new(Box::new(turn))));
                let notes = (0..NOTES).map(|note| format!("writer {me} note {note}"));
                let written = |text: &String| matches!(add(engine, place.0.path(), text), Ok(true));
                let told: Vec<String> = notes.filter(written).collect();
                drop(beside);
                baton.leave(me);
                told
            })
        });
        let told = writers.map(|writer| writer.join().expect("no writer panicked"));
        told.concat()
    });
    let saved = baton.finish();
    let (text, kept) = place.texts();
    let story = || format!("told {told:?}, saved {saved:?}\n{text}");
    for line in told.iter().chain(&saved) {
        if !text.contains(line) && !kept.contains(line) {
            return Err(format!("“{line}” is lost; {}", story()));
        }
        if text.matches(line.as_str()).count() > 1 && saved.is_empty() {
            return Err(format!("“{line}” stands there twice; {}", story()));
        }
    }
    let is_missing = |line: &&String| !text.contains(line.as_str());
    if let Some(line) = told.iter().find(is_missing).filter(|_| saved.is_empty()) {
        return Err(format!("“{line}” is not in the plan; {}", story()));
    }
    let gone = TEXT
        .lines()
        .find(|line| !text.contains(line) && !kept.contains(line));
    gone.map_or(Ok(told.len()), |line| {
        Err(format!("“{line}” is gone; {}", story()))
    })
}

/// Two processes of the binary and an editor, at the same time, in real time.
#[test]
fn two_processes_and_an_editor_at_once_lose_nothing() {
    let repository = Repository::new(program());
    repository.write(PLAN, TEXT.as_bytes());
    let count = matrix::count(20);
    let note = |who: usize, number: usize| {
        let text = format!("process {who} note {number}");
        let mut command = repository.command(&["note", "progress", PLAN, &text]);
        let status = command
            .stdout(Stdio::null())
            .status()
            .expect("the binary starts");
        assert!(status.success(), "{text}");
        text
    };
    let plan = repository.root().join(PLAN);
    let lines: Vec<String> = std::thread::scope(|scope| {
        let processes = [0, 1].map(|who| {
            scope.spawn(move || {
                (0..count)
                    .map(|number| note(who, number))
                    .collect::<Vec<_>>()
            })
        });
        let editor = scope.spawn(|| {
            let line = |number: usize| {
                let line = format!("Seen by hand, note {number}.");
                save(&plan, &line);
                line
            };
            (0..count).map(line).collect::<Vec<_>>()
        });
        let mut lines = editor.join().expect("the editor works");
        lines.extend(
            processes
                .map(|one| one.join().expect("no process failed"))
                .concat(),
        );
        lines
    });
    let text = repository.read(PLAN);
    let kept = stopgate_tests::files(&repository.root().join(".stopgate/kept"), "").into_iter();
    let kept: String = kept
        .map(|path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned())
        .collect();
    let lost = lines
        .iter()
        .filter(|line| !text.contains(*line) && !kept.contains(*line));
    let lost: Vec<&String> = lost.collect();
    assert_eq!(lost, Vec::<&String>::new(), "{text}");
    let there = lines.iter().filter(|line| text.contains(*line)).count();
    assert!(
        there * 2 > lines.len(),
        "{there} of {}:\n{text}",
        lines.len()
    );
}

/// Saves as editors do: reads, writes another file, and gives it the name, unless the plan has changed
/// meanwhile.
fn save(plan: &Path, line: &str) {
    loop {
        let before = fs::read_to_string(plan).expect("a plan");
        let beside = plan.with_extension("new");
        fs::write(&beside, format!("{before}{line}\n")).expect("a file");
        if fs::read_to_string(plan).expect("a plan") == before {
            fs::rename(&beside, plan).expect("it is renamed");
            return;
        }
    }
}
