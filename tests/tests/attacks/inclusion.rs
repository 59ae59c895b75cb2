//! Files without an end, and files that lead to more files: bounded bytes, bounded time (ATTACK-12).

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use stopgate_tests::matrix;
use stopgate_tests::repository::Repository;
use stopgate_workspace::Engine;

use crate::traps::{link, pipe, sparse};
use crate::world::{DAY, PLAN, RUN, approved, crash, limited, plan};

/// Cases at least (EXECUTION.md).
const CASES: usize = 40;

/// Memory, KiB, and seconds of the processor that a command may take.
const LIMITS: &str = "-d 262144 -c 0 -t 30";

/// The size of a file that has no end for whoever reads it.
const ENDLESS: u64 = 1 << 40;

/// Files that Stopgate reads.
const READ: [&str; 10] = [
    PLAN,
    "other.md",
    ".stopgate/config.toml",
    ".stopgate/formats/own.toml",
    ".stopgate/packs/own.toml",
    ".stopgate/allowed_signers",
    ".stopgate/approvals/own.json",
    ".stopgate/approvals/own.json.sig",
    ".stopgate/runs/20260101-000000-000/journal.jsonl",
    ".gitignore",
];

/// Makes one file endless.
type Endless = fn(&Repository, &str);

const ENDLESS_FILES: [(&str, Endless); 3] = [
    ("a file of a TiB", |repository, name| {
        sparse(repository, name, ENDLESS)
    }),
    ("a link to /dev/zero", |repository, name| {
        link(repository, name, Path::new("/dev/zero"))
    }),
    ("a pipe", pipe),
];

/// What every command does to a repository, as far as it went wrong.
fn commands(repository: &Repository, what: &str) -> Vec<String> {
    let all: [&[&str]; 5] = [
        &["check", "--as-of", DAY, "."],
        &["check", "--as-of", DAY, "other.md"],
        &["status"],
        &RUN,
        &["verify"],
    ];
    let looks = all.iter().filter_map(|arguments| {
        let fault = crash(&limited(repository.command(arguments), LIMITS))?;
        Some(format!("{what}: {arguments:?}: {fault}"))
    });
    looks.collect()
}

/// The approved plan, whose first step reads a script, and mentions another file.
fn template() -> Repository {
    let text = plan(&[("echo a1 >> effects.txt", "sh script.sh")]);
    let repository = approved(&text);
    repository.tampered();
    repository.write("script.sh", b"echo a1 >> effects.txt\n");
    repository.write("other.md", text.as_bytes());
    repository
}

#[test]
fn files_without_an_end_are_refused() {
    let template = template();
    let cases: Vec<(&str, &str, Endless)> = READ
        .iter()
        .flat_map(|name| ENDLESS_FILES.map(|(kind, make)| (*name, kind, make)))
        .collect();
    let faults = Engine::in_parallel(&cases, |(name, kind, make)| {
        let repository = template.fork();
        make(&repository, name);
        commands(&repository, &format!("{name} is {kind}"))
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    matrix::report(
        "ATTACK-12",
        (cases.len(), "files without an end"),
        0,
        &faults,
    );
}

/// A format that builds upon others.
fn format(id: &str, extends: &str) -> Vec<u8> {
    format!("id = \"{id}\"\ntitle = \"{id}\"\nextends = {extends}\n").into_bytes()
}

fn chain(repository: &Repository, length: usize) {
    for nth in 0..length {
        let next = format!("\"own-{}\"", nth + 1);
        let next = if nth + 1 == length {
            "\"platform\""
        } else {
            &next
        };
        repository.write(
            &format!(".stopgate/formats/own-{nth}.toml"),
            &format(&format!("own-{nth}"), next),
        );
    }
}

/// Makes what leads to more files.
type Bomb = fn(&Repository);

const BOMBS: [(&str, Bomb); 14] = [
    ("a format that extends itself", |repository| {
        repository.write(".stopgate/formats/own.toml", &format("own", "\"own\""));
    }),
    ("two formats that extend each other", |repository| {
        repository.write(".stopgate/formats/one.toml", &format("one", "\"two\""));
        repository.write(".stopgate/formats/two.toml", &format("two", "\"one\""));
    }),
    (
        "a built-in format that extends one that extends it",
        |repository| {
            repository.write(".stopgate/formats/one.toml", &format("platform", "\"two\""));
            repository.write(".stopgate/formats/two.toml", &format("two", "\"platform\""));
        },
    ),
    (
        "300 formats, each of which extends the next",
        |repository| chain(repository, 300),
    ),
    ("3,000 format files", |repository| {
        for nth in 0..3_000 {
            let name = format!(".stopgate/formats/own-{nth}.toml");
            repository.write(&name, &format(&format!("own-{nth}"), "\"platform\""));
        }
    }),
    ("3,000 pack files", |repository| {
        for nth in 0..3_000 {
            repository.write(
                &format!(".stopgate/packs/own-{nth}.toml"),
                format!("id = \"p{nth}\"\n").as_bytes(),
            );
        }
    }),
    ("10,000 scripts named in a plan", |repository| {
        let names: String = (0..10_000)
            .map(|nth| format!("- `sh scripts/{nth}.sh` and `scripts/{nth}.sh`\n"))
            .collect();
        let text = plan(&[(
            "## 8. Open Questions",
            &format!("## Scripts\n\n{names}\n## 8. Open Questions"),
        )]);
        repository.write(PLAN, text.as_bytes());
        (0..10_000).for_each(|nth| repository.write(&format!("scripts/{nth}.sh"), b"true\n"));
    }),
    ("10,000 links to one large file", |repository| {
        let names: String = (0..10_000)
            .map(|nth| format!("- [a](notes.md#part-{nth})\n"))
            .collect();
        let text = plan(&[(
            "## 8. Open Questions",
            &format!("## Links\n\n{names}\n## 8. Open Questions"),
        )]);
        repository.write(PLAN, text.as_bytes());
        repository.write("notes.md", "## Part\n\n".repeat(100_000).as_bytes());
    }),
    ("2,000 approvals", |repository| {
        (0..2_000)
            .for_each(|nth| repository.write(&format!(".stopgate/approvals/a{nth}.json"), b"{}"));
    }),
    ("2,000 runs", |repository| {
        for nth in 0..2_000 {
            repository.write(
                &format!(".stopgate/runs/20260101-000000-{nth:04}/journal.jsonl"),
                b"{\"v\":1}\n",
            );
        }
    }),
    ("folders in folders in folders", |repository| {
        repository.write(&format!("{}plan.md", "a/".repeat(900)), b"# Plan\n");
    }),
    ("a folder that leads to the one above", |repository| {
        link(repository, "loop", Path::new(".."));
        link(repository, "deep/loop", Path::new("../deep"));
    }),
    ("a script of a TiB", |repository| {
        sparse(repository, "script.sh", ENDLESS)
    }),
    ("a file that a plan links to of a TiB", |repository| {
        sparse(repository, "notes.md", ENDLESS);
        let text = plan(&[(
            "## 8. Open Questions",
            "See [notes](notes.md#part).\n\n## 8. Open Questions",
        )]);
        repository.write("other.md", text.as_bytes());
    }),
];

#[test]
fn files_that_lead_to_more_files_are_bounded() {
    let template = template();
    let faults = Engine::in_parallel(&BOMBS, |(name, bomb)| {
        let repository = template.fork();
        bomb(&repository);
        commands(&repository, name)
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(BOMBS.len() + READ.len() * ENDLESS_FILES.len() >= CASES);
    matrix::report(
        "ATTACK-12",
        (BOMBS.len(), "files that lead to more"),
        0,
        &faults,
    );
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_up_to_its_limit() {
    let template = template();
    let grown = [
        "other.md",
        ".stopgate/config.toml",
        ".stopgate/formats/own.toml",
    ];
    let faults = Engine::in_parallel(&grown, |name| {
        let repository = template.fork();
        repository.write(name, b"# ");
        let path = repository.root().join(name);
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let file = OpenOptions::new().append(true).open(&path);
                let mut file = file.expect("the file is there");
                // A disk has an end, which is not what is looked at here.
                for _ in 0..4_000 {
                    if done.load(Ordering::Relaxed) || file.write_all(&[b'a'; 16_384]).is_err() {
                        break;
                    }
                }
            });
            let faults = commands(&repository, &format!("{name} grows"));
            done.store(true, Ordering::Relaxed);
            faults
        })
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    matrix::report("ATTACK-12", (grown.len(), "growing files"), 0, &faults);
}
