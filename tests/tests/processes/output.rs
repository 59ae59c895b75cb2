//! FAULT-8: whatever a step writes, runner and supervisor need little memory, every byte counts in the
//! digest, and what is expected is found wherever the output is cut.

use std::process::{Command, Stdio};

use stopgate_tests::matrix;
use stopgate_tests::repository::Repository;

use crate::bombs::{BOMBS, Bomb, SECRET};
use crate::lanes::at_once;
use crate::place::{RUN, with_row};

/// Most memory that runner or supervisor ever take, KiB, beside the pages of their own program: of one that
/// was built to be debugged these alone are nearly as many.
const MOST: u64 = 16 * 1024;

/// Cases at the same time.
const LANES: usize = 2;

/// Says how much memory the supervisor and its runner took at most. What it runs in is below them.
const LOOK: &str = r#"
pid=$PPID
while [ "$(cat /proc/$pid/comm)" != stopgate ]; do pid=$(awk '/^PPid:/ { print $2 }' /proc/$pid/status); done
runner=$(awk '/^PPid:/ { print $2 }' /proc/$pid/status)
for one in $pid $runner; do awk '/^VmHWM:/ { most = $2 } /^RssFile:/ { print most, most - $2 }' /proc/$one/status; done > memory.txt
"#;

/// Has steps get the secret.
const CONFIG: &str = "[secrets]\nBOMB_SECRET = { env = \"BOMB_SECRET\" }\n";

/// What was seen of a case.
struct Seen {
    faults: Vec<String>,
    /// Of the supervisor, then of the runner: most memory in all, and beside the pages of the program, KiB.
    memory: Vec<(u64, u64)>,
}

#[test]
fn output_of_any_kind_takes_little_memory_and_is_recorded_to_the_byte() {
    let factor = matrix::count(1);
    let seen = at_once(LANES, BOMBS, |_, bomb| explode(bomb, factor));
    for (at, who) in ["supervisor", "runner"].iter().enumerate() {
        let memory = || seen.iter().filter_map(|seen| seen.memory.get(at));
        let (all, own) = (
            memory().map(|most| most.0).max(),
            memory().map(|most| most.1).max(),
        );
        println!("{who}: at most {all:?} KiB, {own:?} KiB of it no pages of the program");
    }
    let faults: Vec<String> = seen.into_iter().flat_map(|seen| seen.faults).collect();
    matrix::report("FAULT-8", (BOMBS.len(), "kinds of output"), 0, &faults);
}

fn explode(bomb: &Bomb, factor: usize) -> Seen {
    let config = if bomb.name.contains("secret") {
        CONFIG
    } else {
        ""
    };
    let mut repository = with_row("bash bomb.sh", bomb.expected, "bash look.sh", config);
    let prepared = format!("FACTOR={factor}\n{}\n", bomb.script);
    repository.write("bomb.sh", prepared.as_bytes());
    repository.write("look.sh", LOOK.as_bytes());
    repository.set("BOMB_SECRET", SECRET);
    let run = repository.json(RUN);
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", bomb.name));
    let shown = repository.json(&["show"]).document();
    let step = &shown["steps"][0];
    let (state, code) = if bomb.passes {
        ("passed", 10)
    } else {
        ("failed", 1)
    };
    if step["state"] != state || run.code != code {
        fault(format!(
            "exit {} and {step}, not {state}\n{}",
            run.code, run.stderr
        ));
    }
    let recorded = match bomb.recorded {
        "" => prepared,
        script => script.to_owned(),
    };
    let expected = digest(&recorded, &repository);
    if step["output_sha256"] != expected.as_str() {
        fault(format!(
            "recorded {}, not {expected}",
            step["output_sha256"]
        ));
    }
    let memory = repository.read("memory.txt");
    let memory: Vec<(u64, u64)> = memory.lines().filter_map(pair).collect();
    // What looks runs after a step that passed.
    if memory.len() != if bomb.passes { 2 } else { 0 } || memory.iter().any(|one| one.1 > MOST) {
        fault(format!("supervisor and runner took {memory:?} KiB"));
    }
    Seen { faults, memory }
}

fn pair(line: &str) -> Option<(u64, u64)> {
    let (all, own) = line.split_once(' ')?;
    Some((all.parse().ok()?, own.parse().ok()?))
}

/// The digest of what a script writes to stdout, by a program that shares nothing with ours.
fn digest(script: &str, repository: &Repository) -> String {
    let script = format!("( {script}\n) | sha256sum");
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(repository.root())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let text = output.expect("bash starts").stdout;
    let text = String::from_utf8_lossy(&text);
    text.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}
