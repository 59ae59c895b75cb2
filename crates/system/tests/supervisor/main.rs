//! The supervisor as a process: this program is test, runner and supervisor in one, told apart by its
//! first argument, because a supervisor is a second call of its own program.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what is unwrapped was made by the tests, which print what they measured"
)]

mod places;

mod play;

mod trees;

mod output;

mod secrets;

mod contract;

mod runner_and_supervisor;

use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

type Test = (&'static str, fn());

const TESTS: &[&[Test]] = &[
    contract::TESTS,
    runner_and_supervisor::TESTS,
    secrets::TESTS,
    output::TESTS,
    trees::TESTS,
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [stopgate_system::SUPERVISE, root] => match stopgate_system::supervise(Path::new(root)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        [play::RUNNER, root, job] => {
            play::run_as_runner(Path::new(root), Path::new(job));
            ExitCode::SUCCESS
        }
        _ => run_tests(&arguments),
    }
}

/// Runs those whose name holds one of the words; options of the usual harness are passed over.
fn run_tests(arguments: &[&str]) -> ExitCode {
    let words = arguments.iter().filter(|word| !word.starts_with('-'));
    let words: Vec<&&str> = words.collect();
    let is_asked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(**word));
    let (mut passed, mut failed) = (0, 0);
    for (name, test) in TESTS.iter().copied().flatten() {
        if !is_asked(name) {
            continue;
        }
        let begun = Instant::now();
        let result = catch_unwind(test);
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        println!(
            "test {name} ... {word} ({} ms)",
            begun.elapsed().as_millis()
        );
        *if result.is_ok() {
            &mut passed
        } else {
            &mut failed
        } += 1;
    }
    println!("supervisor: {passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
