//! Steps that try to get out of their cell (ATTACK-8), and honest work that must go on in it.
//!
//! This program is test, runner and supervisor in one: a supervisor is a second call of its own program, and
//! says by its first argument which layers of the kernel it does without.

mod attempts;

mod scene;

mod honest;

mod cost;

use std::panic::catch_unwind;
use std::path::Path;
use std::process::{Command, ExitCode};

use stopgate_system::{Layers, SUPERVISE, supervise_with};

type Test = (&'static str, fn());

/// Set for the call that runs the tests, with a home of its own, to the one that it would have.
const AT_HOME: &str = "STOPGATE_TEST_AT_HOME";

/// What a supervisor is told to do without.
const KERNELS: [(&str, Layers); 3] = [
    ("as it is", Layers::ALL),
    (
        "without namespaces",
        Layers {
            namespaces: false,
            ..Layers::ALL
        },
    ),
    (
        "without Landlock",
        Layers {
            landlock: false,
            ..Layers::ALL
        },
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [kernel, SUPERVISE, root] => {
            let layers = KERNELS.iter().find(|(name, _)| *name == kernel);
            let layers = layers.map_or(Layers::ALL, |(_, layers)| *layers);
            match supervise_with(Path::new(root), layers) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            }
        }
        _ if std::env::var_os(AT_HOME).is_none() => at_home(&arguments),
        _ => run_tests(&words),
    }
}

/// Runs the tests with a home that holds keys which nobody needs.
fn at_home(arguments: &[String]) -> ExitCode {
    let home = scene::folder("home");
    scene::plant_keys(home.path());
    let mut tests = Command::new(std::env::current_exe().expect("this program"));
    tests
        .args(arguments)
        .env(AT_HOME, std::env::var_os("HOME").unwrap_or_default())
        .env("HOME", home.path());
    let status = tests.status().expect("this program starts");
    if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs those whose name holds one of the words; options of the usual harness are passed over.
fn run_tests(words: &[&str]) -> ExitCode {
    let words: Vec<&&str> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let is_asked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(**word));
    let tests = [attempts::TESTS, honest::TESTS, cost::TESTS].concat();
    let (mut passed, mut failed) = (0, 0);
    for (name, test) in tests.into_iter().filter(|(name, _)| is_asked(name)) {
        let good = catch_unwind(test).is_ok();
        println!("test {name} ... {}", if good { "ok" } else { "FAILED" });
        *if good { &mut passed } else { &mut failed } += 1;
    }
    println!("sandbox: {passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
