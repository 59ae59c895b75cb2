//! FAULT-9 with real programs: people save the plan with the editors that they have while it runs, and no
//! byte of theirs is lost.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use stopgate_tests::matrix;
use stopgate_tests::repository::Repository;

use crate::lanes::at_once;
use crate::place::{PLAN, RUN, as_it_is};

/// Runs while somebody saves the plan.
const RUNS: usize = 200;

/// Runs at the same time.
const LANES: usize = 2;

/// A program with which the last line of a plan is added: its name, and a script in which `$1` is the plan
/// and `$2` the line.
type Editor = (&'static str, &'static str);

const EDITORS: [Editor; 9] = [
    (
        "vim",
        r#"printf 'y\n' | vim -es -N -u NONE -i NONE -c "call append('$', '$2')" -c 'w!' -c 'if &modified | cquit | endif' -c 'q!' "$1""#,
    ),
    (
        "vim",
        r#"printf 'y\n' | vim -es -N -u NONE -i NONE -c 'set backupcopy=no backup' -c "call append('$', '$2')" -c 'w!' -c 'if &modified | cquit | endif' -c 'q!' "$1""#,
    ),
    (
        "vim",
        r#"printf 'y\n' | vim -es -N -u NONE -i NONE -c 'set backupcopy=yes nowritebackup' -c "call append('$', '$2')" -c 'w!' -c 'if &modified | cquit | endif' -c 'q!' "$1""#,
    ),
    ("ed", r#"printf '$a\n%s\n.\nw\nq\n' "$2" | ed -s "$1""#),
    ("sed", r#"sed -i -e "\$a\\$2" "$1""#),
    ("sed", r#"sed -i.bak -e "\$a\\$2" "$1""#),
    ("perl", r#"perl -i -pe '$_ .= "$ENV{LINE}\n" if eof' "$1""#),
    (
        "python3",
        r#"python3 -S -E -c 'import os, sys
plan, line = sys.argv[1:]
text = open(plan, "rb").read()
with open(plan + ".tmp", "wb") as file:
    file.write(text + line.encode() + b"\n")
    file.flush(); os.fsync(file.fileno())
if text: os.replace(plan + ".tmp", plan)' "$1" "$2""#,
    ),
    ("sh", r#"test -s "$1" && printf '%s\n' "$2" >> "$1""#),
];

/// What came of a run.
struct Seen {
    fault: Option<String>,
    saves: usize,
}

#[test]
fn no_byte_of_a_person_is_lost_whose_editor_saves_the_plan_during_runs() {
    let editors: Vec<Editor> = EDITORS
        .into_iter()
        .filter(|(name, _)| is_installed(name))
        .collect();
    assert!(editors.len() >= 4, "an editor, sed, perl or python3");
    let approved = as_it_is("\n## Run record\n\nWatched by hand.\n");
    let runs: Vec<usize> = (0..matrix::count(RUNS)).collect();
    let seen = at_once(LANES, &runs, |_, run| edited_run(&approved, &editors, *run));
    let saves: usize = seen.iter().map(|seen| seen.saves).sum();
    let faults: Vec<String> = seen.into_iter().filter_map(|seen| seen.fault).collect();
    println!("{saves} saves with {} editors", editors.len());
    assert!(saves > runs.len(), "{saves}");
    matrix::report(
        "FAULT-9",
        (runs.len(), "runs beside real editors"),
        0,
        &faults,
    );
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A run from gate to gate beside somebody who saves with one editor after the other.
fn edited_run(approved: &Repository, editors: &[Editor], run: usize) -> Seen {
    let repository = approved.fork();
    let done = AtomicBool::new(false);
    let (codes, saved) = std::thread::scope(|scope| {
        let editor = scope.spawn(|| edit(&repository, editors, run, &done));
        let first = insist(&repository, RUN);
        let go = repository.sign(&["go", "--confirm-all"]).code;
        let second = insist(&repository, &["resume"]);
        done.store(true, Ordering::Relaxed);
        (
            [first, go, second],
            editor.join().expect("the editor works"),
        )
    });
    let text = repository.read(PLAN);
    let kept = kept(&repository.root());
    let lost = saved
        .iter()
        .find(|line| !text.contains(*line) && !kept.contains(*line));
    let fault = match lost {
        Some(line) => Some(format!(
            "run {run}: “{line}” is lost of {} saves:\n{text}",
            saved.len()
        )),
        None if codes != [10, 0, 10] => Some(format!("run {run}: exits {codes:?}\n{text}")),
        None if !text.contains("Watched by hand.") || !text.starts_with("# ") => {
            Some(format!("run {run}: the plan is\n{text}"))
        }
        None => once(&repository)
            .err()
            .map(|why| format!("run {run}: {why}")),
    };
    Seen {
        fault,
        saves: saved.len(),
    }
}

/// Every effect is there once: nobody else was at work.
fn once(repository: &Repository) -> Result<(), String> {
    let effects = repository.read("effects.txt");
    let wanted = "a1\ncheck-a\nb1\ncheck-b\n";
    (effects == wanted)
        .then_some(())
        .ok_or(format!("the effects are {effects}"))
}

/// Saves until the run is over; the lines of which an editor said that they are saved.
fn edit(repository: &Repository, editors: &[Editor], run: usize, done: &AtomicBool) -> Vec<String> {
    let path = repository.root().join(PLAN);
    let mut saved = Vec::new();
    for number in run.. {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let (_, script) = editors[number % editors.len()];
        let line = format!("Seen by hand, note {run}-{number}.");
        if save(script, &path, &line) {
            saved.push(line);
        }
    }
    saved
}

fn save(script: &str, path: &Path, line: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", script, "editor"]).arg(path).arg(line);
    command
        .env("LINE", line)
        .env("TERM", "dumb")
        .stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().expect("sh starts").success()
}

/// Calls a command until it does not meet a plan that is half saved: what is not the approved plan at that
/// moment does not run.
fn insist(repository: &Repository, arguments: &[&str]) -> i32 {
    let mut code = repository.json(arguments).code;
    for _ in 0..50 {
        if !matches!(code, 2 | 3) {
            break;
        }
        code = repository.json(arguments).code;
    }
    code
}

/// Everything that was kept of earlier plans.
fn kept(root: &Path) -> String {
    let kept = stopgate_tests::files(&root.join(".stopgate/runs"), "").into_iter();
    let kept = kept.filter(|path| path.to_string_lossy().contains("plan-before-"));
    kept.map(|path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned())
        .collect()
}
