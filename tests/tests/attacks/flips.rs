//! Files that become others while a run goes on: what is executed is what was approved, or it is refused
//! (ATTACK-3).

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use stopgate_tests::repository::Repository;
use stopgate_tests::{matrix, root};

use crate::world::{PLAN, RUN, approve, approved, bounded, plan, repository};

/// Exchanges of each kind of file.
const FLIPS: usize = 2_000;

/// Runs of each kind that go on meanwhile, at least.
const RUNS: usize = 12;

/// Runs after which none is expected any more to come as far as it has to.
const MOST_RUNS: usize = 120;

/// Commands of one run at most: what was refused is asked for again.
const COMMANDS: usize = 12;

/// Exchanges two files for as long as the work goes on; how often, and what the work says.
fn flipping<R>(one: &Path, other: &Path, work: impl FnOnce() -> R) -> (usize, R) {
    let (done, flips) = (AtomicBool::new(false), AtomicUsize::new(0));
    let said = std::thread::scope(|scope| {
        let flipper = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                // One of both is not there while an editor or a runner replaces it.
                if renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok() {
                    flips.fetch_add(1, Ordering::Relaxed);
                }
                let spins = 1 + flips.load(Ordering::Relaxed) % 7;
                (0..spins * 40).for_each(|_| std::thread::yield_now());
            }
        });
        let said = work();
        done.store(true, Ordering::Relaxed);
        flipper.join().expect("it only exchanges files");
        said
    });
    (flips.into_inner(), said)
}

/// Leads a run to its end as far as it is not refused; the exit codes.
fn whole_run(repository: &Repository) -> Vec<i32> {
    let mut codes = Vec::new();
    for _ in 0..COMMANDS {
        let done = match codes.last() {
            None => bounded(repository, &RUN),
            Some(10) => repository.sign(&["go", "--confirm-all"]),
            Some(_) if repository.run(&["show"]).code == 2 => bounded(repository, &RUN),
            Some(_) => bounded(repository, &["resume"]),
        };
        codes.push(done.code);
    }
    codes
}

/// What went wrong in the effects of a run of the plan: more than was approved, twice, or in another order.
fn wrong_effects(text: &str) -> Option<String> {
    let approved = ["a1", "check-a", "b1", "check-b", "c1"];
    let lines: Vec<&str> = text.lines().collect();
    (!approved.starts_with(&lines)).then(|| format!("executed {lines:?}"))
}

/// Runs with flips until there were enough of both; `one` gives the flips and the faults of a run, and some
/// run has to exit with `reached`, or the test would see nothing.
fn row(kind: &str, reached: i32, one: impl Fn() -> (usize, Vec<i32>, Option<String>)) {
    let (wanted, mut flips, mut runs) = (matrix::count(FLIPS), 0, 0);
    let (mut faults, mut codes) = (Vec::new(), std::collections::BTreeMap::new());
    let mut reaches = false;
    while flips < wanted || runs < RUNS || (!reaches && runs < MOST_RUNS) {
        let (more, exits, fault) = one();
        flips += more;
        runs += 1;
        faults.extend(fault);
        for code in exits {
            reaches |= code == reached;
            *codes.entry(code).or_insert(0) += 1;
        }
    }
    println!("{kind}: {runs} runs, exit codes {codes:?}");
    let crashes = codes
        .keys()
        .filter(|code| ![0, 1, 2, 3, 4, 10].contains(*code));
    faults.extend(crashes.map(|code| format!("exit code {code}")));
    assert!(reaches, "no run came as far as that");
    let unit = format!("flips of the {kind}");
    matrix::report("ATTACK-3", (flips, &unit), 0, &faults);
}

#[test]
fn what_runs_is_what_was_approved_while_the_plan_is_another_every_other_moment() {
    let template = approved(&plan(&[]));
    row("plan", 10, || {
        let repository = template.fork();
        let forged = repository.read(PLAN);
        let forged = forged.replace("`echo ", "`echo forged >> effects.txt; echo ");
        repository.write("forged.md", forged.as_bytes());
        let [one, other] = [PLAN, "forged.md"].map(|name| repository.root().join(name));
        let (flips, codes) = flipping(&one, &other, || whole_run(&repository));
        let effects = repository.read("effects.txt");
        (flips, codes, wrong_effects(&effects))
    });
}

/// A repository whose plan runs in `sub`, and the folder outside to which another `sub` leads.
fn with_folders() -> (Repository, PathBuf) {
    let text = plan(&[(
        "Commands are run from the repository root.",
        "Commands are run from `sub`.",
    )]);
    let repository = repository(&text);
    fs::create_dir(repository.root().join("sub")).expect("a folder");
    approve(&repository);
    let outside = repository.key().with_file_name("outside");
    (repository, outside)
}

#[test]
fn nothing_runs_outside_of_the_root_while_the_directory_is_a_link_every_other_moment() {
    let (template, _) = with_folders();
    row("directory", 10, || {
        let repository = template.fork();
        // A fork copies files, and the folder has none.
        fs::create_dir(repository.root().join("sub")).expect("a folder");
        let outside = repository.key().with_file_name("outside");
        fs::create_dir(&outside).expect("a folder");
        let [one, other] = ["sub", "link"].map(|name| repository.root().join(name));
        symlink(&outside, &other).expect("a link");
        let (flips, codes) = flipping(&one, &other, || whole_run(&repository));
        let inside = if one.is_symlink() { other } else { one };
        let effects = fs::read_to_string(inside.join("effects.txt")).unwrap_or_default();
        let strays = fs::read_dir(&outside).expect("a folder").count();
        let stray = (strays > 0).then(|| format!("{strays} files outside of the root"));
        (flips, codes, stray.or(wrong_effects(&effects)))
    });
}

/// A plan whose first step uses a script that it names, approved.
fn with_script() -> Repository {
    let text = fs::read_to_string(root().join("tests/runs/manual-checks.md")).expect("a plan");
    let (front, rest) = text.split_once("```bash\n").expect("it has commands");
    let script = "```bash {uses=load.sh}\nsh load.sh # ✓ exit code 0\n```\n\n```bash\n";
    let repository = repository(&[front, script, rest].concat());
    repository.write("load.sh", b"echo script >> effects.txt\n");
    approve(&repository);
    repository
}

/// A step whose script was another one for a moment has not passed, whatever it did.
#[test]
fn no_step_passes_with_a_script_that_nobody_approved() {
    let template = with_script();
    // The file is another one throughout the step, which therefore fails where it is carried out.
    row("script", 1, || {
        let repository = template.fork();
        repository.write("forged.sh", b"echo forged >> effects.txt\n");
        let [one, other] = ["load.sh", "forged.sh"].map(|name| repository.root().join(name));
        let (flips, done) = flipping(&one, &other, || bounded(&repository, &RUN));
        let forged = repository.read("effects.txt").contains("forged");
        let passed = done.code == 10 || repository.read("effects.txt").contains("a1");
        let fault = || format!("a forged script ran, and its step passed: {}", done.stderr);
        (flips, vec![done.code], (forged && passed).then(fault))
    });
}
