//! README and guide say the truth: what they show was printed by the binary, from the files they show.
//!
//! A `console` block holds commands behind `$` and what they print, on both streams. A line `…` stands
//! for any lines, `…` within a line for any text. A block with a path behind its language is the content
//! of that file. Pages that are played together are one session: the folder, which begins with the
//! examples of this repository, the current directory, and exported variables stay.

use std::path::{Path, PathBuf};
use std::process::Stdio;

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

/// The folder in which pages begin. What they put beside it is gone with the rest.
const CLONE: &str = "clone";

/// How long one command of a page may take, seconds.
const PATIENCE: &str = "60";

/// How long the line below `## Run` may take, which builds the program, seconds.
const BUILDING: &str = "900";

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

/// A repository with nothing but the examples, in a folder of its own below this one.
fn repository() -> TempDir {
    let folder = TempDir::new().expect("a temporary directory");
    let clone = folder.path().join(CLONE);
    std::fs::create_dir_all(clone.join(".git")).expect("a repository");
    for file in stopgate_tests::files(&root().join("examples"), "") {
        let name = file.strip_prefix(root()).expect("below the root");
        write(
            &clone.join(name),
            &std::fs::read(&file).expect("an example"),
        );
    }
    folder
}

fn write(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, content).expect("a file");
}

/// What somebody does who follows pages in one terminal.
struct Session {
    program: &'static Path,
    _folder: TempDir,
    /// What makes the next command go on where the last one ended: variables and directory.
    resume: PathBuf,
    /// Where the last command left off.
    directory: PathBuf,
}

impl Session {
    fn begin() -> Self {
        let folder = repository();
        let at = folder.path().canonicalize().expect("a folder");
        write(&at.join("home/.keep"), b"");
        let resume = at.join("home/resume.sh");
        write(&resume, b"");
        Self {
            program: stopgate::program(),
            directory: at.join(CLONE),
            resume,
            _folder: folder,
        }
    }

    /// What a shell prints, on both streams, without white space at line ends.
    fn printed(&mut self, line: &str) -> Vec<String> {
        let script = r#"exec 2>&1; . "$1"; eval "$2"; { export -p; echo "cd $PWD"; } > "$1"; pwd > "$1.pwd""#;
        let mut shell = stopgate::command("timeout", self.program, &self.directory);
        shell.args(["-k", "5", PATIENCE, "sh", "-c", script, "sh"]);
        let output = shell.arg(&self.resume).arg(line).output();
        let output = output.expect("a shell");
        let left = std::fs::read_to_string(self.resume.with_extension("sh.pwd"));
        self.directory = left.unwrap_or_default().trim().into();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = text.trim_end().lines();
        lines.map(|line| line.trim_end().to_owned()).collect()
    }

    /// Plays a page from its first block to its last; how many commands it shows, and what is wrong.
    fn play(&mut self, page: &str) -> (usize, Vec<String>) {
        let (mut commands, mut wrong) = (0, Vec::new());
        for (info, lines) in blocks(&tree(&root().join(page))) {
            match info.split_once(' ') {
                Some((_, path)) if !path.starts_with('{') => {
                    let content = lines.join("\n") + "\n";
                    write(&self.directory.join(path), content.as_bytes());
                }
                None if info == "console" => {
                    commands += lines.iter().filter(|line| line.starts_with("$ ")).count();
                    wrong.extend(self.faults(&lines));
                }
                _ => {}
            }
        }
        (commands, wrong)
    }

    /// What is wrong with a `console` block.
    fn faults(&mut self, lines: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut rest = lines;
        while let Some((first, more)) = rest.split_first() {
            let mut line = first
                .strip_prefix("$ ")
                .expect("a console block begins with `$ `")
                .to_owned();
            let mut more = more;
            while let (Some(part), Some((next, others))) =
                (line.strip_suffix('\\'), more.split_first())
            {
                line = format!("{part}{}", next.trim_start_matches(['>', ' ']));
                more = others;
            }
            let end = more.iter().position(|line| line.starts_with("$ "));
            let (expected, others) = more.split_at(end.unwrap_or(more.len()));
            let expected: Vec<&str> = expected.iter().map(|line| line.trim_end()).collect();
            let filled = expected.iter().rposition(|line| !line.is_empty());
            let expected = &expected[..filled.map_or(0, |at| at + 1)];
            let actual = self.printed(&line);
            if !agree(expected, &actual) {
                faults.push(format!("$ {line}\n{}", actual.join("\n")));
            }
            rest = others;
        }
        faults
    }
}

/// True where the lines are the expected ones; `…` is any number of lines.
fn agree(expected: &[&str], actual: &[String]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((&"…", rest)) => (0..=actual.len()).any(|skipped| agree(rest, &actual[skipped..])),
        Some((line, rest)) => {
            actual.first().is_some_and(|first| fits(line, first)) && agree(rest, &actual[1..])
        }
    }
}

/// True where a line is the expected one; `…` within it is any text.
fn fits(expected: &str, actual: &str) -> bool {
    match expected.split_once('…') {
        None => expected == actual,
        Some((head, tail)) => actual.strip_prefix(head).is_some_and(|rest| {
            let mut starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            starts.any(|at| fits(tail, &rest[at..]))
        }),
    }
}

/// Plays pages in one session; how many commands they show.
fn play(pages: &[&str]) -> usize {
    let mut session = Session::begin();
    let mut commands = 0;
    for page in pages {
        let (shown, wrong) = session.play(page);
        commands += shown;
        assert!(
            wrong.is_empty(),
            "{page} shows other output than this:\n\n{}",
            wrong.join("\n\n")
        );
    }
    commands
}

#[test]
fn the_readme_shows_what_the_binary_prints() {
    assert!(play(&["README.md"]) >= 12);
}

#[test]
fn the_guide_shows_what_the_binary_prints() {
    assert!(
        play(&[
            "docs/guide.md",
            "docs/running.md",
            "docs/lineage.md",
            "docs/trouble.md"
        ]) >= 60
    );
}

#[test]
fn the_pages_about_formats_show_what_the_binary_prints() {
    for format in ["execplan", "platform", "spec", "team", "technical"] {
        let page = format!("docs/formats/{format}.md");
        assert!(play(&[page.as_str()]) >= 6, "{page}");
    }
}

#[test]
fn recordings_show_what_the_binary_prints() {
    let program = stopgate::program();
    let mut python = stopgate::command("python3", program, &root());
    let script = python.args(["docs/pictures/record.py", "--check", "--program"]);
    let output = script.arg(program).output().expect("python3 is installed");
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn the_page_about_conversion_shows_what_the_binary_prints() {
    assert!(play(&["docs/convert.md"]) >= 8);
}

#[test]
fn the_page_about_keys_shows_what_the_programs_print() {
    assert!(play(&["docs/keys.md"]) >= 5);
}

#[test]
fn the_page_about_agents_shows_what_the_binary_prints() {
    assert!(play(&["docs/agents.md"]) >= 10);
}

#[test]
fn the_page_about_the_guard_shows_what_the_binary_prints() {
    assert!(play(&["docs/guard.md"]) >= 10);
}

#[test]
fn the_page_about_installing_shows_what_the_binary_prints() {
    assert!(play(&["docs/installing-agents.md"]) >= 7);
}

#[test]
fn the_page_for_operators_shows_what_the_binary_prints() {
    assert!(play(&["docs/operating.md"]) >= 15);
}

#[test]
fn the_page_about_the_selftest_shows_what_the_binary_prints() {
    assert!(play(&["docs/selftest.md"]) >= 4);
}

#[test]
fn the_page_about_changed_plans_shows_what_the_binary_prints() {
    assert!(play(&["docs/changed-plans.md"]) >= 20);
}

#[test]
fn the_page_about_traces_shows_what_the_binary_prints() {
    assert!(play(&["docs/trace.md"]) >= 6);
}

#[test]
fn the_page_about_living_parts_shows_what_the_binary_prints() {
    assert!(play(&["docs/living.md"]) >= 13);
}

#[test]
fn the_page_about_adopting_shows_what_the_binary_prints() {
    assert!(play(&["docs/adopt.md"]) >= 9);
}

/// All text of the crates, so that a message is found which goes over several lines.
fn source_text() -> String {
    let mut all = String::new();
    for file in stopgate_tests::files(&root().join("crates"), ".rs") {
        all += &std::fs::read_to_string(&file).expect("a source file");
    }
    let mut text = String::new();
    for line in all.lines() {
        match line.strip_suffix('\\') {
            Some(part) if !text.ends_with('\n') => text += part.trim_start(),
            Some(part) => text += part,
            None if text.ends_with('\n') => text += &format!("{line}\n"),
            None => text += &format!("{}\n", line.trim_start()),
        }
    }
    text
}

#[test]
fn messages_that_are_explained_are_messages_of_the_program() {
    let page = std::fs::read_to_string(root().join("docs/trouble.md")).expect("the page");
    let (_, table) = page.split_once("## Messages").expect("the section");
    let messages = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let messages: Vec<&str> = messages.filter_map(|line| line.split('`').next()).collect();
    assert!(messages.len() >= 20, "{messages:?}");
    let source = source_text();
    for message in messages {
        for part in message.split('…').filter(|part| part.trim().len() > 5) {
            assert!(source.contains(part.trim()), "{message}: {part}");
        }
    }
}

#[test]
fn dots_stand_for_any_text_and_nothing_else_does() {
    let actual = ["one two three".to_owned(), "four".to_owned()];
    for good in [
        &["…"] as &[&str],
        &["one … three", "four"],
        &["… two …", "…"],
        &["one two three…", "…four"],
    ] {
        assert!(agree(good, &actual), "{good:?}");
    }
    for bad in [
        &["one … two", "four"] as &[&str],
        &["one … three"],
        &["one", "…"],
        &["… … … …", "four"],
    ] {
        assert!(!agree(bad, &actual), "{bad:?}");
    }
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
    let mut shell = cargo::command("timeout", &root());
    let printed = shell.args(["-k", "5", BUILDING, "sh", "-c", lines[0]]);
    let printed = printed.stdin(Stdio::null()).output().expect("a shell");
    let text = String::from_utf8_lossy(&printed.stdout).into_owned();
    let talk = String::from_utf8_lossy(&printed.stderr).into_owned();
    assert!(printed.status.success(), "{text}\n{talk}");
    let shown: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("$ stopgate "))
        .collect();
    let stations = shown.iter().filter_map(|line| line.split(' ').next());
    let stations: Vec<&str> = stations.collect();
    let wanted = [
        "check", "gate", "run", "approve", "run", "resume", "go", "resume", "go", "show", "verify",
        "run",
    ];
    assert_eq!(stations, wanted, "{text}");
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    assert!(last.starts_with("The run finished: "), "{text}");
    assert!(text.contains("0 executed, 8 already done"), "{text}");
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
    let mut command = stopgate::command("stopgate", program, &folder.path().join(CLONE));
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
