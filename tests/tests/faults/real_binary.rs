//! The same rows with the real binary: under another clock, and on a real disk that is full.

use std::path::Path;
use std::process::Command;

use stopgate_tests::matrix::count;
use stopgate_tests::repository::{Done, SIGNER};
use stopgate_tests::root;

use crate::small_disk::SmallDisk;
use crate::{Repository, on_all_threads, program};

const PLAN: &str = "plan.md";

const DAY: &str = "2026-04-30";

/// Clocks of commands, as `faketime` takes them, and time zones.
const CLOCKS: [(&str, &str); 7] = [
    ("+0d", "UTC"),
    ("+3652d", "UTC"),
    ("-3652d", "Pacific/Auckland"),
    ("-1d", "America/St_Johns"),
    ("-1", "UTC"),
    ("+14h", "Asia/Kolkata"),
    ("-3h", "UTC"),
];

const EFFECTS: &str = "a1\ncheck-a\nb1\ncheck-b\nc1\n";

fn repository() -> Repository {
    let repository = Repository::new(program::program());
    let text = std::fs::read(root().join("tests/runs/three-phases.md")).expect("a plan");
    repository.write(PLAN, &text);
    repository
}

/// A command under a clock of its own.
fn at(repository: &Repository, clock: usize, arguments: &[&str]) -> Done {
    let (offset, zone) = CLOCKS[clock % CLOCKS.len()];
    let program = program::program();
    let program = program.to_string_lossy();
    let arguments = [
        &["-f", offset, &program],
        arguments,
        &["--output-format", "json"],
    ]
    .concat();
    let mut command = repository.command_of(Path::new("faketime"), &arguments);
    let output = command.env("TZ", zone).output().expect("faketime starts");
    Done::of(&arguments, output)
}

fn sign(repository: &Repository, clock: usize, (who, arguments): (&str, &[&str])) -> Done {
    let key = repository.key();
    let key = key.to_string_lossy();
    at(
        repository,
        clock,
        &[arguments, &["--as", who, "--key", &key]].concat(),
    )
}

/// A run each of whose commands has another clock; then the plan is changed, and only what is new is carried
/// out, whatever the clock says about which run was earlier.
fn lead(seed: usize) -> Result<(), String> {
    let repository = repository();
    let clock = |call: usize| seed.wrapping_mul(31) + call * (seed % 5 + 1);
    let approve: &[&str] = &["approve", PLAN, "--as-of", DAY];
    let check = |done: Done, code: i32| match done.code == code {
        true => Ok(()),
        false => Err(format!(
            "{seed}: {} exits {}: {}{}",
            done.arguments, done.code, done.stdout, done.stderr
        )),
    };
    check(sign(&repository, clock(0), (SIGNER, approve)), 0)?;
    check(
        at(&repository, clock(1), &["run", PLAN, "--as-of", DAY]),
        10,
    )?;
    for call in [2, 4] {
        check(sign(&repository, clock(call), (SIGNER, &["go"])), 0)?;
        check(at(&repository, clock(call + 1), &["resume"]), 10)?;
    }
    check(sign(&repository, clock(6), (SIGNER, &["go"])), 0)?;
    check(at(&repository, clock(7), &["verify"]), 0)?;
    let text = repository.read(PLAN).replacen("echo c1", "echo c2", 1);
    repository.write(PLAN, text.as_bytes());
    check(sign(&repository, clock(8), (SIGNER, approve)), 0)?;
    // Earlier by every clock than the run before.
    check(at(&repository, 2, &["run", PLAN, "--as-of", DAY]), 10)?;
    let effects = repository.read("effects.txt");
    let fits = effects == EFFECTS;
    if fits {
        Ok(())
    } else {
        Err(format!("{seed}: {effects}"))
    }
}

fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output();
    found.is_ok()
}

#[test]
fn runs_whose_clock_jumps_between_commands_repeat_nothing() {
    if !is_there("faketime") {
        return println!("skipped: faketime is not installed (Debian: apt install faketime)");
    }
    let wanted = count(50);
    let faults: Vec<String> = on_all_threads(wanted, |seed| lead(seed).err())
        .into_iter()
        .flatten()
        .collect();
    println!("{wanted} runs under faketime");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_key_whose_time_is_over_decides_nothing_when_the_clock_is_set_back() {
    if !is_there("faketime") {
        return println!("skipped: faketime is not installed (Debian: apt install faketime)");
    }
    let repository = repository();
    let signers = repository.read(".stopgate/allowed_signers");
    let guest = signers.replace(SIGNER, "guest@example.org valid-before=\"20320101Z\"");
    let both = format!("{}\n{}\n", signers.trim(), guest.trim());
    repository.write(".stopgate/allowed_signers", both.as_bytes());
    let approve: &[&str] = &["approve", PLAN, "--as-of", DAY];
    sign(&repository, 0, (SIGNER, approve)).exits(0);
    // Ten years later the time of the guest is over, and the journal knows it.
    at(&repository, 1, &["run", PLAN, "--as-of", DAY]).exits(10);
    let refused = sign(&repository, 0, ("guest@example.org", &["go"])).exits(3);
    assert!(refused.stderr.contains("until"), "{}", refused.stderr);
    sign(&repository, 0, (SIGNER, &["go"])).exits(0);
    at(&repository, 0, &["resume"]).exits(10);
    at(&repository, 0, &["verify"]).exits(0);
}

#[test]
fn a_disk_of_sixteen_kib_cuts_no_plan_and_the_run_goes_on_with_room() {
    let repository = repository();
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    let before = repository.read(PLAN);
    let Some(disk) = SmallDisk::with_room(&repository, 16) else {
        return println!("skipped: no mounts here");
    };
    let mut codes = vec![disk.json(&["run", PLAN, "--as-of", DAY]).code];
    for _ in 0..2 {
        codes.push(disk.sign(&["go"]).code);
        codes.push(disk.json(&["resume"]).code);
    }
    assert!(
        codes.iter().all(|code| [0, 2, 10, 11].contains(code)),
        "{codes:?}"
    );
    assert!(codes.contains(&2), "16 KiB were enough: {codes:?}");
    assert!(
        repository.read(PLAN).starts_with(before.trim_end()),
        "the plan is cut"
    );
    disk.make_room();
    disk.json(&["resume"]);
    disk.json(&["verify"]).exits(0);
}
