//! Output of any size and kind: bounded memory, an exact digest, no byte mistaken.

use std::fs;

use sha2::{Digest as _, Sha256};
use stopgate_model::Expectation;
use stopgate_runner::{Ending, Met, Outcome, Output};

use crate::play::{LONG, Place, line, run};

pub const TESTS: &[crate::Test] = &[
    ("a_gigabyte_of_output_takes_bounded_memory", a_gigabyte),
    (
        "a_line_of_a_hundred_megabytes_takes_bounded_memory",
        one_line,
    ),
    ("a_million_lines_are_all_counted", many_lines),
    ("invalid_text_is_counted_as_it_is", invalid_text),
    ("both_streams_are_read_at_once", both_streams),
    (
        "a_runner_that_does_not_read_does_not_hold_up_the_step",
        slow_runner,
    ),
    ("what_is_shown_is_little_and_ends_with_the_end", shown),
];

/// Most memory that a supervisor ever takes, KiB.
const MOST: u64 = 32 * 1024;

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut digest = Sha256::new();
    parts.into_iter().for_each(|part| digest.update(part));
    format!("{:x}", digest.finalize())
}

/// Runs a command; its outcome, once the memory of the supervisor has been looked at.
fn measured(name: &str, command: &str, expectations: Vec<Expectation>) -> Outcome {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    let mut job = place.job(command);
    job.expectations = expectations;
    let outcome = run(&mut supervisor, &job);
    let status = format!("/proc/{}/status", supervisor.process_id().unwrap());
    let status = fs::read_to_string(status).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!(
        "  {name}: {} bytes, {peak} KiB at most, {:?}",
        outcome.output.bytes, outcome.duration
    );
    assert!(peak < MOST, "{name}: {peak} KiB");
    assert_eq!(outcome.ending, Ending::Exit(0));
    outcome
}

fn a_gigabyte() {
    let zeros = vec![0; 1_000_000];
    let expected = digest((0..1000).map(|_| zeros.as_slice()));
    let outcome = measured("zeros", "head -c 1000000000 /dev/zero", Vec::new());
    assert_eq!(outcome.output.bytes, 1_000_000_000);
    assert_eq!(outcome.output.sha256, expected);
}

fn one_line() {
    let expectations = vec![
        Expectation::StartsWith("begin xx".to_owned()),
        Expectation::EndsWith("xx end".to_owned()),
        Expectation::Contains("x end".to_owned()),
        line("begin"),
        Expectation::Contains("y".to_owned()),
    ];
    let command = "printf 'begin '; head -c 100000000 /dev/zero | tr '\\0' x; printf ' end'";
    let outcome = measured("one line", command, expectations);
    let part = vec![b'x'; 1_000_000];
    let middle = (0..100).map(|_| part.as_slice());
    let parts = [b"begin ".as_slice()]
        .into_iter()
        .chain(middle)
        .chain([b" end".as_slice()]);
    assert_eq!(outcome.output.sha256, digest(parts));
    assert_eq!(
        outcome.met,
        [Met::Yes, Met::Yes, Met::Yes, Met::No, Met::No]
    );
    assert!(outcome.output.head.starts_with("begin xxx"));
    assert!(outcome.output.tail.ends_with("xxx end"));
}

fn many_lines() {
    let expectations = vec![line("999999"), line("1000001"), Expectation::NoOutput];
    let outcome = measured("lines", "seq 1000000", expectations);
    let text: String = (1..=1_000_000)
        .map(|number| format!("{number}\n"))
        .collect();
    assert_eq!(outcome.output.sha256, digest([text.as_bytes()]));
    assert_eq!(outcome.met, [Met::Yes, Met::No, Met::No]);
    assert!(text.starts_with(&outcome.output.head) && text.ends_with(&outcome.output.tail));
    assert_eq!(outcome.output.tail.len(), Output::KEPT);
}

fn invalid_text() {
    let command = "for n in $(seq 20000); do printf '\\xff\\xfe\\xe2\\x82a\\0\\n'; done";
    let outcome = measured(
        "invalid",
        command,
        vec![Expectation::Contains("a\0".to_owned())],
    );
    let text = b"\xff\xfe\xe2\x82a\0\n".repeat(20_000);
    assert_eq!(outcome.output.sha256, digest([text.as_slice()]));
    assert_eq!(outcome.met, [Met::Yes]);
    assert!(
        outcome
            .output
            .head
            .starts_with("\u{fffd}\u{fffd}\u{fffd}a\0\n")
    );
}

/// A command that waits for its stderr to be read while stdout is full, and the other way round.
fn both_streams() {
    let half = "head -c 20000000 /dev/zero | tr '\\0'";
    let command =
        format!("{half} o & {half} e >&2 & wait; {half} e >&2; {half} o; echo; echo done >&2");
    let outcome = measured("both", &command, vec![line("done")]);
    assert_eq!(outcome.output.bytes, 80_000_006);
    assert_eq!(outcome.met, [Met::No], "the line of stderr is longer");
}

fn slow_runner() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    let job = place.job("head -c 50000000 /dev/urandom; touch written");
    let mut pieces = 0;
    let outcome = stopgate_runner::Steps::run(&mut supervisor, &job, &mut |_| {
        pieces += 1;
        place.wait_for("written");
    });
    assert_eq!(outcome.unwrap().output.bytes, 50_000_000);
    assert!(pieces > 0);
}

fn shown() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    let mut job = place.job("echo début; seq 3000000; echo fin");
    job.timeout = LONG;
    let mut pieces = Vec::new();
    let outcome = stopgate_runner::Steps::run(&mut supervisor, &job, &mut |piece| {
        pieces.push(piece.to_owned());
    });
    let bytes = usize::try_from(outcome.unwrap().output.bytes).unwrap();
    let shown: usize = pieces.iter().map(String::len).sum();
    assert!(
        shown < bytes / 4,
        "{shown} of {bytes} bytes in {} pieces",
        pieces.len()
    );
    assert!(pieces.last().unwrap().ends_with("3000000\nfin\n"));
    let outcome = stopgate_runner::Steps::run(
        &mut supervisor,
        &place.job("echo kurz; echo é >&2"),
        &mut |piece| {
            assert_eq!(piece.chars().count(), 7);
        },
    );
    assert_eq!(outcome.unwrap().output.bytes, 8);
}
