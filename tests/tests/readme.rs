//! README and guide say the truth: what they show was printed by the binary, from the files they show.
//!
//! A `console` block holds commands behind `$` and what they print; a line `…` stands for any lines. A
//! block with a path behind its language is the content of that file. All blocks of a page share one
//! folder, which begins with the examples of this repository.

use std::path::Path;

use serde_json::Value;
use stopgate_markdown::{BlockKind, CodeBlock, Tree};
use stopgate_source::Source;
use stopgate_tests::{engine, options, root};
use tempfile::TempDir;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/stopgate.rs"]
mod stopgate;

/// The day on which README, guide and examples are judged.
const DAY: &str = "2026-11-20";

fn tree(path: &Path) -> Tree {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Tree::read_strict(Source::new(bytes))
}

/// The fenced blocks of a page: what stands behind the fence, and the lines.
fn blocks(tree: &Tree) -> Vec<(String, Vec<String>)> {
    let lines = |code: &CodeBlock| {
        let lines = code.lines.iter().map(|line| tree.source().slice(*line));
        lines
            .map(|line| line.trim_end_matches(['\n', '\r']).to_owned())
            .collect()
    };
    let fenced = tree.blocks().iter().filter_map(|block| match &block.kind {
        BlockKind::Code(code) => Some((code.info.clone()?, lines(code))),
        _ => None,
    });
    fenced.collect()
}

/// A repository with nothing but the examples.
fn repository() -> TempDir {
    let folder = TempDir::new().expect("a temporary directory");
    std::fs::create_dir(folder.path().join(".git")).expect("a repository");
    for plan in stopgate_tests::files(&root().join("examples"), ".md") {
        let name = plan
            .strip_prefix(root())
            .expect("below the root")
            .to_owned();
        write(
            &folder.path().join(name),
            &std::fs::read(&plan).expect("an example"),
        );
    }
    folder
}

fn write(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, content).expect("a file");
}

/// What a shell prints, on both streams, without white space at line ends.
fn printed(program: &Path, folder: &Path, line: &str) -> Vec<String> {
    let mut shell = stopgate::command("sh", program, folder);
    let output = shell
        .args(["-c", &format!("exec 2>&1; {line}")])
        .output()
        .expect("a shell");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.trim_end()
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// True where the lines are the expected ones; `…` is any number of lines.
fn agree(expected: &[&str], actual: &[String]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((&"…", rest)) => (0..=actual.len()).any(|skipped| agree(rest, &actual[skipped..])),
        Some((line, rest)) => {
            actual.first().is_some_and(|first| first == line) && agree(rest, &actual[1..])
        }
    }
}

/// What is wrong with a `console` block.
fn faults(program: &Path, folder: &Path, lines: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut rest = lines;
    while let Some((first, more)) = rest.split_first() {
        let line = first
            .strip_prefix("$ ")
            .expect("a console block begins with `$ `");
        let end = more
            .iter()
            .position(|line| line.starts_with("$ "))
            .unwrap_or(more.len());
        let expected: Vec<&str> = more[..end].iter().map(|line| line.trim_end()).collect();
        let expected = &expected[..expected
            .iter()
            .rposition(|line| !line.is_empty())
            .map_or(0, |at| at + 1)];
        let actual = printed(program, folder, line);
        if !agree(expected, &actual) {
            faults.push(format!("$ {line}\n{}", actual.join("\n")));
        }
        rest = &more[end..];
    }
    faults
}

/// Plays a page from its first block to its last; how many commands it shows.
fn play(page: &str) -> usize {
    let (program, folder) = (stopgate::program(), repository());
    let (mut commands, mut wrong) = (0, Vec::new());
    for (info, lines) in blocks(&tree(&root().join(page))) {
        match info.split_once(' ') {
            Some((_, path)) => write(
                &folder.path().join(path),
                (lines.join("\n") + "\n").as_bytes(),
            ),
            None if info == "console" => {
                commands += lines.iter().filter(|line| line.starts_with("$ ")).count();
                wrong.extend(faults(&program, folder.path(), &lines));
            }
            None => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{page} shows other output than this:\n\n{}",
        wrong.join("\n\n")
    );
    commands
}

#[test]
fn the_readme_shows_what_the_binary_prints() {
    assert!(play("README.md") >= 6);
}

#[test]
fn the_guide_shows_what_the_binary_prints() {
    assert!(play("docs/guide.md") >= 8);
}

#[test]
fn the_line_below_run_ends_well() {
    let readme = tree(&root().join("README.md"));
    let at = readme
        .sections()
        .iter()
        .position(|section| section.title.trim() == "Run");
    let at = at.expect("README.md has a section `## Run`");
    let lines = readme
        .blocks()
        .iter()
        .filter(|block| block.section.index() == at);
    let lines: Vec<&str> = lines
        .filter_map(|block| match &block.kind {
            BlockKind::Code(code) if code.info.as_deref() == Some("sh") => Some(&code.lines),
            _ => None,
        })
        .flatten()
        .map(|line| readme.source().slice(*line).trim())
        .collect();
    assert_eq!(
        lines.len(),
        1,
        "`## Run` has one `sh` block of one line: {lines:?}"
    );
    let words: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(words[0], "cargo");
    let printed = cargo::cargo(&root(), &words[1..], &[]).unwrap_or_else(|error| panic!("{error}"));
    assert!(
        String::from_utf8_lossy(&printed).starts_with("PASS "),
        "{}",
        lines[0]
    );
}

#[test]
fn examples_that_are_ready_have_no_finding_and_run_in_full() {
    let (engine, options, folder) = (engine(), options(None, DAY), stopgate_tests::Folder(root()));
    for name in ["invoice-archive", "duplicate-shipments"] {
        let bytes = std::fs::read(root().join(format!("examples/{name}.md"))).expect("an example");
        let document = engine.read(name, bytes, &options, &folder);
        let findings = document.check(&options, &folder).findings;
        assert!(findings.is_empty(), "{name}: {findings:?}");
        let steps = document.steps();
        let by_person = |unfit: &str| unfit.contains("person");
        let unfit = steps.iter().filter_map(|step| step.unfit.as_deref());
        let unfit: Vec<&str> = unfit.filter(|why| !by_person(why)).collect();
        assert!(steps.len() > 8 && unfit.is_empty(), "{name}: {unfit:?}");
    }
}

#[test]
fn the_draft_differs_from_the_plan_in_six_faults() {
    let (program, folder) = (stopgate::program(), repository());
    let mut command = stopgate::command("stopgate", &program, folder.path());
    let plan = "examples/invoice-archive-draft.md";
    let output = command
        .args(["check", plan, "--as-of", DAY, "--output-format", "json"])
        .output();
    let output = output.expect("the binary starts");
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = found["files"][0]["findings"].as_array().expect("findings");
    let codes: Vec<&str> = findings
        .iter()
        .filter_map(|finding| finding["code"].as_str())
        .collect();
    assert_eq!(
        codes,
        ["STR008", "GAT011", "PTH001", "EVD016", "RBK011", "GAT008"]
    );
}
