//! Documents that repeat one thing until a reader breaks: they are read in bounded memory and without a
//! stack overflow (ATTACK-6). That twice the document costs at most 2.3 times the instructions is measured
//! by `benches/growth.sh` over the same documents: time is no matter of a test.

use stopgate_tests::repository::Repository;
use stopgate_tests::{matrix, root};
use stopgate_workspace::Engine;

use crate::program::program;
use crate::world::{crash, limited};

/// Kinds of documents at least, and the sizes of each, bytes (EXECUTION.md).
const GENERATORS: usize = 60;
const SIZES: [usize; 3] = [16 * 1024, 64 * 1024, 256 * 1024];

/// The size of documents of the kinds that nest, in the largest of their sizes: what is deeper is not read.
const LIMITS: &str = "-d 262144 -s 8192 -c 0";

/// A kind of document: a line of the table in `benches/growth.sh`.
struct Generator {
    name: String,
    format: String,
    command: String,
    before: String,
    unit: String,
}

impl Generator {
    /// `name :: format :: command :: sizes :: before :: unit`
    fn read(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.splitn(6, " :: ").collect();
        let [name, format, command, _, before, unit] = parts[..] else {
            return None;
        };
        Some(Self {
            name: name.to_owned(),
            format: format.to_owned(),
            command: command.to_owned(),
            before: plain(before),
            unit: plain(unit),
        })
    }

    fn document(&self, size: usize) -> Vec<u8> {
        let mut text = self.before.clone();
        let numbered = self.unit.contains('@');
        for nth in 1.. {
            if text.len() >= size {
                break;
            }
            match numbered {
                true => {
                    let unit = self.unit.replace("@N", &nth.to_string());
                    text.push_str(&unit.replace("@P", &(nth - 1).to_string()));
                }
                false => text.push_str(&self.unit),
            }
        }
        // The byte that is no UTF-8 is written last, as text cannot hold it.
        text.into_bytes()
            .split(|byte| *byte == 1)
            .collect::<Vec<_>>()
            .join(&b"\xff"[..])
    }
}

/// The escapes of the table.
fn plain(text: &str) -> String {
    text.replace("\\\\", "\u{2}")
        .replace("\\n", "\n")
        .replace("\\s", " ")
        .replace("\\r", "\r")
        .replace("\\xe2\\x80\\x8b", "\u{200b}")
        .replace("\\xff", "\u{1}")
        .replace('\u{2}', "\\")
}

fn generators() -> Vec<Generator> {
    let text = std::fs::read_to_string(root().join("benches/growth.sh")).expect("the table");
    let table = text
        .split("<<'END'\n")
        .nth(1)
        .and_then(|rest| rest.split("\nEND\n").next());
    let lines = table.expect("the table stands in the script").lines();
    lines.filter_map(Generator::read).collect()
}

#[test]
fn no_document_takes_more_memory_or_stack_than_it_may() {
    let generators = generators();
    assert!(generators.len() >= GENERATORS, "{} kinds", generators.len());
    let repository = Repository::new(program());
    let cases: Vec<(&Generator, usize)> = generators
        .iter()
        .flat_map(|generator| SIZES.map(|size| (generator, size)))
        .collect();
    let faults = Engine::in_parallel(&cases, |(generator, size)| {
        let name = format!("{}-{size}.md", generator.name);
        repository.write(&name, &generator.document(*size));
        let arguments = [
            generator.command.as_str(),
            "--format",
            &generator.format,
            &name,
        ];
        let mut command = repository.command(&arguments);
        command.env("STOPGATE_CACHE_DIR", "");
        let fault = crash(&limited(command, LIMITS));
        let _ = std::fs::remove_file(repository.root().join(&name));
        fault.map(|fault| format!("{name}: {fault}"))
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    let unit = "documents of three sizes below 256 MiB";
    matrix::report("ATTACK-6", (cases.len(), unit), 0, &faults);
}

/// Files besides plans that are read: what nests or matches in them is bounded too.
fn other_bombs() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let deep = |open: &str, close: &str, times: usize| {
        (open.repeat(times) + &close.repeat(times)).into_bytes()
    };
    let check: &[&str] = &["check", "plan.md"];
    let status: &[&str] = &["status"];
    let toml = |text: String| text.into_bytes();
    vec![
        (
            ".stopgate/config.toml",
            toml(format!("tickets = \"{}\"", "(a{1000}){1000}".repeat(20))),
            check,
        ),
        (
            ".stopgate/config.toml",
            toml(format!("tickets = \"{}\"", "(".repeat(200_000))),
            check,
        ),
        (
            ".stopgate/config.toml",
            toml(format!("tickets = \"{}\"", "(a*)*".repeat(9_000))),
            check,
        ),
        (
            ".stopgate/config.toml",
            toml(format!("a = {}", "[".repeat(200_000))),
            check,
        ),
        (
            ".stopgate/config.toml",
            toml("[a".to_owned() + &".a".repeat(200_000) + "]"),
            check,
        ),
        (
            ".stopgate/config.toml",
            toml("a = {b = ".repeat(50_000)),
            check,
        ),
        (
            ".stopgate/formats/own.toml",
            toml(format!("id = {}", "[".repeat(100_000))),
            check,
        ),
        (
            ".stopgate/formats/own.toml",
            toml("[a".to_owned() + &".a".repeat(100_000) + "]"),
            check,
        ),
        (
            ".stopgate/packs/own.toml",
            toml(format!("id = {}", "[".repeat(100_000))),
            check,
        ),
        (
            ".stopgate/approvals/x.json",
            deep("[", "]", 1_000_000),
            status,
        ),
        (
            ".stopgate/approvals/x.json",
            deep("{\"a\":", "}", 300_000),
            status,
        ),
        (
            ".stopgate/runs/20260101-000000-000/journal.jsonl",
            deep("[", "]", 1_000_000),
            status,
        ),
        (
            ".stopgate/runs/20260101-000000-000/journal.jsonl",
            deep("{\"v\":1,\"a\":", "}", 300_000),
            status,
        ),
        (
            ".stopgate/runs/20260101-000000-000/journal.jsonl",
            vec![b'\n'; 4_000_000],
            status,
        ),
        (
            ".stopgate/allowed_signers",
            b"a ssh-ed25519 AAAA\n".repeat(100_000),
            check,
        ),
        (".stopgate/allowed_signers", vec![b'a'; 3_000_000], check),
        (".gitignore", b"**/a/**/b*?[a-z]**\n".repeat(3_000), check),
        ("plan.md", vec![b'a'; 100_000_000], check),
        ("plan.md", b"[a]: b\n".repeat(590_000), check),
        ("plan.md", b"---\na: &a [*a, *a]\n---\n".repeat(2), check),
    ]
}

#[test]
fn no_file_beside_a_plan_takes_more_memory_or_stack_than_it_may() {
    let bombs = other_bombs();
    let faults = Engine::in_parallel(&bombs, |(name, bytes, arguments)| {
        let repository = Repository::new(program());
        repository.tampered();
        repository.write("plan.md", b"# Plan: a\n\n## Phases & Tasks\n");
        repository.write(name, bytes);
        let fault = crash(&limited(repository.command(arguments), LIMITS));
        let begins: String = String::from_utf8_lossy(&bytes[..20.min(bytes.len())]).into_owned();
        fault.map(|fault| format!("{name} {begins:?}: {fault}"))
    });
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    let unit = "other files below 256 MiB";
    matrix::report("ATTACK-6", (bombs.len(), unit), 0, &faults);
}
