//! What a step gets and what is reported of it: shell, environment, directory, ending.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use stopgate_model::Expectation;
use stopgate_runner::{Ending, Met, Outcome};

use crate::play::{LONG, Place, line, output_of, run, variable};

pub const TESTS: &[crate::Test] = &[
    ("an_outcome_says_how_the_command_ended", endings),
    ("the_shell_stops_at_the_first_failure", strict_shell),
    ("the_environment_is_minimal", minimal_environment),
    (
        "what_the_runner_has_in_its_environment_stays_there",
        runner_environment,
    ),
    ("a_step_has_neither_input_nor_terminal", no_input),
    ("a_step_runs_in_its_directory", directory),
    (
        "a_directory_that_is_not_safely_below_the_root_is_refused",
        refused_directories,
    ),
    (
        "a_directory_that_is_moved_while_a_step_runs_stays_its_directory",
        moved_directory,
    ),
    (
        "a_directory_that_is_swapped_for_a_link_is_never_left",
        swapped_directory,
    ),
    ("a_command_that_no_shell_takes_is_not_started", not_started),
    ("a_step_that_ends_in_time_is_not_timed_out", in_time),
    ("what_ends_by_itself_is_not_left_behind", ends_by_itself),
    ("a_long_command_runs", long_command),
];

fn endings() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    let cases = [
        ("true", Ending::Exit(0)),
        ("exit 7", Ending::Exit(7)),
        ("nobody-knows-this-command 2>/dev/null", Ending::Exit(127)),
        ("kill -KILL $$", Ending::Signal(9)),
        ("kill -SEGV $$", Ending::Signal(11)),
        ("-x 2>/dev/null", Ending::Exit(127)),
    ];
    for (command, ending) in cases {
        let outcome = run(&mut supervisor, &place.job(command));
        assert_eq!(
            (outcome.ending, outcome.left_behind),
            (ending, 0),
            "{command}"
        );
    }
    let mut job = place.job("echo before; sleep 300");
    job.timeout = Duration::from_millis(100);
    job.expectations = vec![line("before"), Expectation::Fails];
    let outcome = run(&mut supervisor, &job);
    assert_eq!(outcome.ending, Ending::TimedOut);
    assert_eq!(outcome.met, [Met::Yes, Met::No]);
    assert!(!outcome.is_success(&job.expectations));
}

fn strict_shell() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    for command in [
        "false; touch went-on",
        "false | true; touch went-on",
        ": $UNSET; touch went-on",
    ] {
        let outcome = run(&mut supervisor, &place.job(command));
        assert_ne!(outcome.ending, Ending::Exit(0), "{command}");
        assert!(!place.path("went-on").exists(), "{command}");
    }
}

fn names(environment: &str) -> Vec<&str> {
    let names = environment.lines().filter_map(|line| line.split_once('='));
    let mut names: Vec<&str> = names.map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

/// What bash itself adds is there as well.
const EXPECTED: [&str; 10] = [
    "HOME",
    "LANG",
    "PATH",
    "PWD",
    "SHLVL",
    "STOPGATE_STEP",
    "TERM",
    "TEST_MARK",
    "TZ",
    "_",
];

fn minimal_environment() {
    let place = Place::new();
    let environment = output_of(&place, "/usr/bin/env");
    assert_eq!(names(&environment), EXPECTED, "{environment}");
    for line in [
        "LANG=C.UTF-8",
        "TERM=dumb",
        "TZ=UTC",
        "STOPGATE_STEP=step-1",
    ] {
        assert!(
            environment.lines().any(|one| one == line),
            "{line} in {environment}"
        );
    }
    let mut job = place.job("printf '%s|' \"$LANG\" \"$STOPGATE_STEP\" \"$DECLARED\"");
    job.environment.push(variable("DECLARED", "a b\n'c'"));
    job.environment.push(variable("LANG", "de_DE"));
    job.environment.push(variable("STOPGATE_STEP", "another"));
    let outcome = run(&mut place.supervisor(), &job);
    assert_eq!(outcome.output.head, "de_DE|step-1|a b\n'c'|");
}

fn runner_environment() {
    let place = Place::new();
    let script = place.path("startup.sh");
    fs::write(
        &script,
        format!("touch {}/started\n", place.root().display()),
    )
    .unwrap();
    let leaks = [
        ("BASH_ENV", script.to_str().unwrap()),
        ("ENV", script.to_str().unwrap()),
        ("PROMPT_COMMAND", "touch started"),
        ("LD_PRELOAD", "/nowhere/library.so"),
        ("LD_LIBRARY_PATH", "/nowhere"),
        ("GIT_DIR", "/nowhere"),
        ("PYTHONSTARTUP", "/nowhere"),
        ("NODE_OPTIONS", "--nowhere"),
        ("BASH_FUNC_ls%%", "() { echo hijacked; }"),
        ("AWS_SECRET_ACCESS_KEY", "leaked"),
    ];
    let mut runner = place.runner(&place.job("/usr/bin/env; ls / >/dev/null"), |command| {
        command.envs(leaks).stderr(Stdio::null());
    });
    let outcome: Outcome =
        serde_json::from_reader(runner.process().stdout.take().unwrap()).unwrap();
    assert!(runner.process().wait().unwrap().success());
    assert_eq!(names(&outcome.output.head), EXPECTED, "{outcome:?}");
    assert!(!place.path("started").exists());
}

fn no_input() {
    let place = Place::new();
    let said = output_of(
        &place,
        "readlink /proc/self/fd/0; (: </dev/tty) 2>/dev/null || echo none",
    );
    assert_eq!(said, "/dev/null\nnone\n");
    // Nothing of the supervisor is open in a step; what this test was started with is.
    let count = "ls /proc/self/fd | wc -l";
    let here = Command::new("/bin/bash")
        .args(["-c", count])
        .output()
        .unwrap();
    assert_eq!(output_of(&place, count).as_bytes(), here.stdout);
}

fn directory() {
    let place = Place::new();
    fs::create_dir_all(place.path("a/b c")).unwrap();
    let mut supervisor = place.supervisor();
    let root = place.root().canonicalize().unwrap();
    for (directory, expected) in [("a/b c", "a/b c"), (".", ""), ("./a/", "a"), ("", "")] {
        let mut job = place.job("pwd; pwd -P; test \"$PWD\" = \"$(pwd)\"");
        job.directory = directory.to_owned();
        let path = root.join(expected);
        let path = path.to_str().unwrap().trim_end_matches('/');
        assert_eq!(
            run(&mut supervisor, &job).output.head,
            format!("{path}\n{path}\n")
        );
    }
}

fn refused_directories() {
    let place = Place::new();
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path("a/b")).unwrap();
    fs::write(place.path("file"), "").unwrap();
    symlink(outside.path(), place.path("out")).unwrap();
    symlink("a", place.path("in")).unwrap();
    let cases = [
        ("missing", "create it in an earlier step"),
        ("a/missing", "create it in an earlier step"),
        ("file", "is not a directory"),
        ("out", "symbolic link"),
        ("in", "symbolic link"),
        ("in/b", "symbolic link"),
        ("..", "below the root"),
        ("a/../../x", "below the root"),
        ("/tmp", "below the root"),
        (outside.path().to_str().unwrap(), "below the root"),
    ];
    let mut supervisor = place.supervisor();
    for (directory, reason) in cases {
        let mut job = place.job("touch began");
        job.directory = directory.to_owned();
        job.expectations = vec![Expectation::NoOutput, Expectation::Prose("fine".to_owned())];
        let outcome = run(&mut supervisor, &job);
        let Ending::NotStarted(said) = &outcome.ending else {
            panic!("{directory}: {outcome:?}");
        };
        assert!(
            said.contains(reason) && said.contains(directory),
            "{directory}: {said}"
        );
        assert_eq!(outcome.met, [Met::No, Met::ByPerson]);
    }
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

fn moved_directory() {
    let place = Place::new();
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(place.path("here")).unwrap();
    let away = outside.path().display();
    let command = format!("mv ../here ../there; ln -s {away} ../here; echo x > file");
    let mut job = place.job(&command);
    job.directory = "here".to_owned();
    assert_eq!(run(&mut place.supervisor(), &job).ending, Ending::Exit(0));
    assert!(place.path("there/file").exists());
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

/// Somebody exchanges the directory and a link out of the root all the time.
fn swapped_directory() {
    let place = Place::new();
    let outside = tempfile::tempdir().unwrap();
    let (here, link) = (place.path("here"), place.path("link"));
    fs::create_dir(&here).unwrap();
    symlink(outside.path(), &link).unwrap();
    let is_over = AtomicBool::new(false);
    let mut counts = [0, 0];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                renameat_with(CWD, &here, CWD, &link, RenameFlags::EXCHANGE).unwrap();
            }
        });
        let mut supervisor = place.supervisor();
        let mut job = place.job("echo x >> file");
        job.directory = "here".to_owned();
        for _ in 0..300 {
            match run(&mut supervisor, &job).ending {
                Ending::Exit(0) => counts[0] += 1,
                Ending::NotStarted(reason) if reason.contains("symbolic link") => counts[1] += 1,
                ending => panic!("{ending:?}"),
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    println!(
        "  {} steps in the directory, {} refused",
        counts[0], counts[1]
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    let file = [here, link].map(|folder| fs::read_to_string(folder.join("file")));
    let lines: usize = file
        .into_iter()
        .flatten()
        .map(|text| text.lines().count())
        .sum();
    assert_eq!(lines, counts[0]);
}

fn not_started() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    for command in [
        "echo a\0b".to_owned(),
        format!(": {}", "x".repeat(3_000_000)),
    ] {
        let outcome = run(&mut supervisor, &place.job(&command));
        assert!(
            matches!(outcome.ending, Ending::NotStarted(_)),
            "{outcome:?}"
        );
    }
    assert_eq!(
        run(&mut supervisor, &place.job("true")).ending,
        Ending::Exit(0)
    );
}

fn in_time() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    for timeout in [LONG, Duration::MAX] {
        let mut job = place.job("sleep 0.4");
        job.timeout = timeout;
        assert_eq!(run(&mut supervisor, &job).ending, Ending::Exit(0));
    }
}

/// The reader at the end of a pipe lives a moment longer than the shell.
fn ends_by_itself() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    for _ in 0..20 {
        let outcome = run(
            &mut supervisor,
            &place.job("exec > >(sed s/a/b/; sleep 0.01); echo aaa"),
        );
        assert_eq!(
            (outcome.output.head.as_str(), outcome.left_behind),
            ("baa\n", 0)
        );
    }
}

fn long_command() {
    let place = Place::new();
    let text = "x".repeat(100_000);
    assert_eq!(
        output_of(&place, &format!("echo {text}")),
        format!("{}\n", &text[..65_536])[..65_536]
    );
}
