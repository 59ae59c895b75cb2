//! Paths that lead away: named by a caller, brought along by a repository, stated by a plan. Nothing
//! outside of the root is touched or told of (ATTACK-4).

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::process::Output;

use stopgate_tests::matrix;
use stopgate_tests::repository::{Repository, SIGNER};

use crate::traps::{OUTSIDE_WORD, furnish, link, outside, picture, pipe};
use crate::world::{DAY, PLAN, RUN, crash, limited, plan, repository};

/// Cases at least (EXECUTION.md).
const CASES: usize = 200;

/// Paths that lead out of the root, to no file, or nowhere.
fn hostile_paths(repository: &Repository) -> Vec<OsString> {
    let outside = outside(repository);
    let mut paths: Vec<OsString> = [
        "..",
        "../outside/plan.md",
        "sub/../../outside/plan.md",
        "./././../outside/./plan.md",
        "out/plan.md",
        "sub/../out/plan.md",
        "out-plan.md",
        "out-plan.md#one",
        "relative.md",
        "chain.md",
        "loop.md",
        "nowhere.md",
        "pipe.md",
        "device.md",
        "descriptor.md",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
        concat!("/proc/self/", "root/etc/passwd"),
        "~/plan.md",
        "..\\outside\\plan.md",
        "\u{202e}dm.nalp/..",
    ]
    .into_iter()
    .map(OsString::from)
    .collect();
    paths.push(outside.join("plan.md").into_os_string());
    paths.push(OsString::from("long/".repeat(2_000)));
    paths.push(OsString::from("n".repeat(300)));
    paths.push(OsString::from_vec(b"../outside/\xff\xfe.md".to_vec()));
    paths.push(OsString::from_vec(b"sub/\xc0\xae\xc0\xae/plan.md".to_vec()));
    paths
}

/// A repository with every trap, and what lies outside of it.
fn trapped(text: &str) -> Repository {
    let repository = repository(text);
    furnish(&repository, text);
    let outside = outside(&repository);
    repository.write("sub/kept.txt", b"kept");
    let links: [(&str, &Path); 8] = [
        ("out", &outside),
        ("out-plan.md", &outside.join("plan.md")),
        ("relative.md", Path::new("../outside/plan.md")),
        ("chain.md", Path::new("relative.md")),
        ("loop.md", Path::new("loop.md")),
        ("nowhere.md", &outside.join("new.md")),
        ("device.md", Path::new("/dev/zero")),
        ("descriptor.md", Path::new("/proc/self/fd/0")),
    ];
    for (name, target) in links {
        link(&repository, name, target);
    }
    pipe(&repository, "pipe.md");
    repository
}

/// What went wrong with a command: a crash, no end, or words of what lies outside.
fn fault(what: &str, output: &Output) -> Option<String> {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let told = String::from_utf8_lossy(&said).contains(OUTSIDE_WORD);
    let told = told.then(|| "tells what lies outside".to_owned());
    let fault = crash(output).or(told)?;
    Some(format!("{what}: {fault}"))
}

/// A command as the signer, ended where it does not end.
fn signed(repository: &Repository, arguments: &[&str]) -> Output {
    let key = repository.key();
    let signed = ["--as", SIGNER, "--key", &key.to_string_lossy()].map(str::to_owned);
    let mut command = repository.command(arguments);
    command.args(signed);
    limited(command, "-f unlimited")
}

fn plain(repository: &Repository, arguments: &[&str]) -> Output {
    limited(repository.command(arguments), "-f unlimited")
}

/// Commands that are given a path; those that end in `sign` are called as the signer.
const SURFACES: [&[&str]; 8] = [
    &["check"],
    &["check", "--fix"],
    &["fmt"],
    &["steps"],
    &["gate", "--write"],
    &["diff"],
    &["approve", "sign"],
    &["run"],
];

fn named(repository: &Repository) -> (usize, Vec<String>) {
    let (mut tried, mut faults) = (0, Vec::new());
    for path in hostile_paths(repository) {
        for surface in SURFACES {
            let words: Vec<&str> = surface
                .iter()
                .copied()
                .filter(|word| *word != "sign")
                .collect();
            let mut command = repository.command(&words);
            command.args(["--root", "."]).arg("--").arg(&path);
            if surface.contains(&"sign") {
                command = repository.command(&words);
                command
                    .args(["--root", ".", "--as", SIGNER, "--key"])
                    .arg(repository.key());
                command.arg("--").arg(&path);
            }
            let output = limited(command, "-f unlimited");
            let what = format!(
                "{words:?} {}",
                path.to_string_lossy().chars().take(60).collect::<String>()
            );
            // A folder is searched for plans, of which there may be none inside of the root.
            let is_search = words.contains(&"check") || words == ["fmt"] && path == "..";
            if output.status.success() && !is_search {
                faults.push(format!("{what}: went well"));
            }
            faults.extend(fault(&what, &output));
            tried += 1;
        }
    }
    (tried, faults)
}

#[test]
fn a_path_that_somebody_names_leads_nowhere_else() {
    let repository = trapped(&plan(&[]));
    let before = picture(&outside(&repository));
    let (tried, mut faults) = named(&repository);
    if before != picture(&outside(&repository)) {
        faults.push("something outside of the root changed".to_owned());
    }
    assert!(tried >= CASES, "{tried}");
    matrix::report(
        "ATTACK-4",
        (tried, "paths named for reading and writing"),
        0,
        &faults,
    );
}

/// Names below the root that Stopgate reads or writes, each of which a repository may bring along.
const OWN: [&str; 16] = [
    ".stopgate",
    ".stopgate/runs",
    ".stopgate/approvals",
    ".stopgate/locks",
    ".stopgate/locks/LOCK.lock",
    ".stopgate/locks/LOCK.write",
    ".stopgate/kept",
    "docs/PLANS.md",
    ".stopgate/locks/supervisor-LOCK.lock",
    ".stopgate/.gitignore",
    ".stopgate/config.toml",
    ".stopgate/allowed_signers",
    ".stopgate/formats/own.toml",
    ".stopgate/packs/own.toml",
    ".stopgate/runs/20260430-000000-000/journal.jsonl",
    ".git",
];

/// Puts a trap where Stopgate has files of its own.
type Trap = fn(&Repository, &str);

const TRAPS: [(&str, Trap); 6] = [
    ("a link to a folder outside", |repository, name| {
        link(repository, name, &outside(repository).join("folder"));
    }),
    ("a link to a file outside", |repository, name| {
        link(repository, name, &outside(repository).join("notes.md"));
    }),
    ("a link to nothing outside", |repository, name| {
        link(repository, name, &outside(repository).join("new"));
    }),
    ("a link to itself", |repository, name| {
        link(repository, name, Path::new("journal.jsonl"))
    }),
    ("a pipe", pipe),
    ("a link to a device", |repository, name| {
        link(repository, name, Path::new("/dev/zero"))
    }),
];

/// Everything that Stopgate does, once.
fn whole_life(repository: &Repository, what: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut look = |arguments: &[&str], output: Output| {
        faults.extend(fault(&format!("{what}: {arguments:?}"), &output));
    };
    let arguments = &["approve", PLAN, "--as-of", DAY][..];
    look(arguments, signed(repository, arguments));
    for arguments in [&["check", PLAN, "--as-of", DAY][..], &RUN] {
        look(arguments, plain(repository, arguments));
    }
    look(&["go"], signed(repository, &["go"]));
    look(&["resume"], plain(repository, &["resume"]));
    look(&["rollback"], signed(repository, &["rollback"]));
    for arguments in [
        &["status"][..],
        &["runs"],
        &["show"],
        &["verify"],
        &["gate", "--write", PLAN],
        &["note", "question", PLAN, "Who?"],
        &["index", "--write"],
    ] {
        look(arguments, plain(repository, arguments));
    }
    faults
}

/// The locks of a plan are named after it, as somebody else would find out: by running it.
fn lock_name(text: &str) -> String {
    let repository = crate::world::approved(text);
    repository.json(&RUN).exits(10);
    let locks = stopgate_tests::files(&repository.root().join(".stopgate/locks"), ".lock");
    let mut names = locks.iter().filter_map(|path| path.file_stem()?.to_str());
    let name = names.find(|name| !name.starts_with("supervisor-"));
    name.expect("a lock").to_owned()
}

#[test]
fn what_a_repository_brings_along_leads_nowhere_else() {
    let text = plan(&[]);
    let lock = lock_name(&text);
    let template = repository(&text);
    template.tampered();
    furnish(&template, &text);
    let (mut tried, mut faults) = (0, Vec::new());
    for own in OWN {
        for (trap_name, trap) in TRAPS {
            let repository = template.fork();
            let name = own.replace("LOCK", &lock);
            trap(&repository, &name);
            let before = picture(&outside(&repository));
            let what = format!("{name} is {trap_name}");
            faults.extend(whole_life(&repository, &what));
            if before != picture(&outside(&repository)) {
                faults.push(format!("{what}: something outside of the root changed"));
            }
            tried += 1;
        }
    }
    matrix::report(
        "ATTACK-4",
        (tried, "traps among files of Stopgate"),
        0,
        &faults,
    );
}

/// Directories that a plan states.
fn directories(repository: &Repository) -> Vec<Vec<u8>> {
    let paths = hostile_paths(repository);
    let mut stated: Vec<Vec<u8>> = paths.into_iter().map(OsString::into_vec).collect();
    let outside = outside(repository).to_string_lossy().into_owned();
    let more = [
        "out",
        "out/folder",
        "sub/../..",
        "$HOME",
        "$(pwd)/..",
        "-",
        "/",
        &outside,
    ];
    stated.extend(more.iter().map(|path| path.as_bytes().to_vec()));
    stated
}

#[test]
fn no_step_runs_in_a_directory_out_of_the_root() {
    let template = trapped(&plan(&[]));
    let (mut tried, mut faults, mut refused) = (0, Vec::new(), 0);
    for directory in directories(&template) {
        let repository = trapped(&plan(&[]));
        let (front, rest) = ("Commands are run from `", "`.");
        let stated = [front.as_bytes(), &directory, rest.as_bytes()].concat();
        let text = plan(&[]);
        let sentence = "Commands are run from the repository root.";
        let at = text.find(sentence).expect("the plan says where");
        let parts = [
            &text.as_bytes()[..at],
            &stated,
            &text.as_bytes()[at + sentence.len()..],
        ];
        repository.write(PLAN, &parts.concat());
        let before = picture(&outside(&repository));
        let what = String::from_utf8_lossy(&directory)
            .chars()
            .take(60)
            .collect::<String>();
        let approved = signed(&repository, &["approve", PLAN, "--as-of", DAY]);
        refused += usize::from(!approved.status.success());
        faults.extend(fault(&what, &approved));
        faults.extend(fault(&what, &plain(&repository, &RUN)));
        if before != picture(&outside(&repository)) {
            faults.push(format!("{what}: something outside of the root changed"));
        }
        tried += 1;
    }
    println!("{refused} of {tried} refused by the gate already");
    matrix::report("ATTACK-4", (tried, "directories of steps"), 0, &faults);
}

#[test]
fn the_picture_of_what_lies_outside_shows_a_change() {
    let repository = trapped(&plan(&[]));
    let before = picture(&outside(&repository));
    std::fs::write(repository.root().join("out/folder/a.txt"), "b").expect("a file");
    assert_ne!(before, picture(&outside(&repository)));
}
