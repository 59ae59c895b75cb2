//! Several writers at once: two runners on one plan, and a person who saves the plan while it runs.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use stopgate_tests::repository::Repository;
use stopgate_tests::root;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

/// How often two runners start at once.
const DUELS: usize = 100;

/// How many runs go on while somebody saves the plan.
const RUNS: usize = 200;

/// Threads that work at the same time.
const WORKERS: usize = 2;

const PLAN: &str = "plan.md";

fn approved() -> Repository {
    let repository = Repository::new(&program::program());
    let text = fs::read(root().join("tests/runs/three-phases.md")).expect("a plan");
    repository.write(PLAN, &text);
    repository
        .sign(&["approve", PLAN, "--as-of", "2026-04-30"])
        .exits(0);
    repository
}

/// Starts a command twice at once; the exit codes, and what the refused one says.
fn duel(repository: &Repository, arguments: &[&str]) -> ([i32; 2], String) {
    let both = [repository.start(arguments), repository.start(arguments)];
    let ended = both.map(|child| child.wait_with_output().expect("it ends"));
    let said = ended
        .iter()
        .filter(|output| output.status.code() == Some(2));
    let said = said.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    let said = said.collect::<String>();
    let mut codes = ended.map(|output| output.status.code().unwrap_or(-1));
    codes.sort_unstable();
    (codes, said)
}

/// One runner runs the phase, the other is refused; where they did not meet, it finds the gate.
fn duels(count: usize) -> usize {
    let mut refused = 0;
    for _ in 0..count {
        let repository = approved();
        let (codes, said) = duel(&repository, &["run", PLAN, "--as-of", "2026-04-30"]);
        assert_eq!(codes, [2, 10], "{said}");
        let clear = said.contains("works on plan.md") || said.contains("has an open run");
        assert!(clear, "{said}");
        refused += 1;
        repository.sign(&["go", "--confirm-all"]).exits(0);
        let (codes, said) = duel(&repository, &["resume"]);
        let waits = [10, 10];
        assert!(
            codes == [2, 10] && said.contains("works on") || codes == waits,
            "{codes:?} {said}"
        );
        refused += usize::from(codes != waits);
        let effects = repository.read("effects.txt");
        let mut lines: Vec<&str> = effects.lines().collect();
        let count = lines.len();
        lines.dedup();
        assert_eq!((lines.len(), lines[0]), (count, "a1"), "{effects}");
        assert!(
            effects.contains("b1") && !effects.contains("c1"),
            "{effects}"
        );
    }
    refused
}

#[test]
fn of_two_runners_one_runs_and_the_other_is_refused() {
    let refused: usize = std::thread::scope(|scope| {
        let duels = || duels(DUELS / WORKERS);
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(duels)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no duel failed"))
            .sum()
    });
    println!("{DUELS} plans, two runners each, twice: {refused} refused, every effect once");
}

/// A person with an editor: every save adds a line to the record of the run, on top of what was read.
struct Editor<'a> {
    path: &'a Path,
    saves: usize,
}

impl Editor<'_> {
    /// Saves in one of the ways in which editors do, and waits a little.
    fn save(&mut self) {
        let Ok(read) = fs::read(self.path) else {
            return;
        };
        if read.is_empty() {
            return;
        }
        let line = format!("\nSeen by hand, note {}.\n", self.saves);
        let text = [read.as_slice(), line.as_bytes()].concat();
        match self.saves % 3 {
            0 => fs::write(self.path, text).expect("saved in place"),
            1 => {
                let beside = self.path.with_extension("swp");
                fs::write(&beside, text).expect("saved beside");
                fs::rename(&beside, self.path).expect("renamed");
            }
            _ => {
                let mut file = OpenOptions::new()
                    .append(true)
                    .open(self.path)
                    .expect("opened");
                file.write_all(line.as_bytes()).expect("appended");
            }
        }
        self.saves += 1;
        std::thread::sleep(Duration::from_millis(1 + (self.saves as u64 * 7) % 23));
    }
}

/// Calls a command until it does not meet a plan that is half saved: what is not the approved plan at that
/// moment does not run.
fn insist(repository: &Repository, arguments: &[&str]) -> i32 {
    let mut code = repository.json(arguments).code;
    for _ in 0..50 {
        if code != 3 {
            break;
        }
        code = repository.json(arguments).code;
    }
    code
}

/// A run from gate to gate with an editor beside it; how often the editor saved.
fn edited_run() -> usize {
    let repository = approved();
    // The record is living, so what the editor adds to it keeps the approval.
    let plan = repository.read(PLAN) + "\n## Run record\n\nWatched by hand.\n";
    repository.write(PLAN, plan.as_bytes());
    let (path, done) = (repository.root().join(PLAN), AtomicBool::new(false));
    let saves = std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut editor = Editor {
                path: &path,
                saves: 0,
            };
            while !done.load(Ordering::Relaxed) {
                editor.save();
            }
            editor.saves
        });
        let first = insist(&repository, &["run", PLAN, "--as-of", "2026-04-30"]);
        let go = repository.sign(&["go", "--confirm-all"]).code;
        let second = insist(&repository, &["resume"]);
        done.store(true, Ordering::Relaxed);
        let saves = editor.join().expect("the editor works");
        assert_eq!(
            (first, go, second),
            (10, 0, 10),
            "{}\n{}",
            repository.run(&["diff", PLAN]).stdout,
            repository.json(&["resume"]).stderr
        );
        saves
    });
    let text = repository.read(PLAN);
    let kept = repository.root().join(".stopgate/runs");
    let kept = stopgate_tests::files(&kept, "").into_iter();
    let kept = kept.filter(|path| path.to_string_lossy().contains("plan-before-"));
    let kept: String = kept
        .map(|path| fs::read_to_string(path).expect("UTF-8"))
        .collect();
    for note in 0..saves {
        let line = format!("Seen by hand, note {note}.");
        let there = text.contains(&line) || kept.contains(&line);
        assert!(there, "note {note} of {saves} is lost:\n{text}");
    }
    assert!(
        text.contains("Watched by hand.") && text.starts_with("# "),
        "{text}"
    );
    saves
}

#[test]
fn no_byte_of_a_person_who_saves_the_plan_during_runs_is_lost() {
    let saves: usize = std::thread::scope(|scope| {
        let runs = || (0..RUNS / WORKERS).map(|_| edited_run()).sum::<usize>();
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(runs)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no run failed"))
            .sum()
    });
    println!("{RUNS} runs, {saves} saves by hand, none lost");
    assert!(saves > RUNS, "{saves}");
}
