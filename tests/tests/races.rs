//! Several writers at once: two runners on one plan.

use std::fs;

use stopgate_tests::repository::Repository;
use stopgate_tests::root;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

/// How often two runners start at once.
const DUELS: usize = 100;

/// Threads that work at the same time.
const WORKERS: usize = 2;

const PLAN: &str = "plan.md";

fn approved() -> Repository {
    let repository = Repository::new(program::program());
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
