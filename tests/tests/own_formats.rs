//! Formats of one's own, as a new user meets them: with the documentation and nothing else.

use std::path::Path;

use serde_json::Value;
use stopgate_tests::root;
use tempfile::TempDir;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/stopgate.rs"]
mod stopgate;

/// Lines that a format written from scratch may have (acceptance 7 asks for under 40, blank lines and the
/// template not counted).
const MOST_LINES: usize = 40;

/// The block of the tutorial with this file name behind its language.
fn from_tutorial(file: &str) -> String {
    let page =
        std::fs::read_to_string(root().join("docs/own-formats.md")).expect("the tutorial is there");
    let mut lines = page.lines();
    let fence = lines
        .find(|line| line.starts_with("```") && line.ends_with(&format!(" {file}")))
        .unwrap_or_else(|| panic!("the tutorial shows {file}"));
    let ticks: String = fence.chars().take_while(|c| *c == '`').collect();
    let body: Vec<&str> = lines.take_while(|line| line.trim_end() != ticks).collect();
    body.join("\n") + "\n"
}

/// A repository of somebody who begins.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().expect("a temporary directory"));
        place.write(".git/HEAD", "ref: refs/heads/main\n");
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs the binary; the exit code, what it prints and what it says.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = stopgate::command("stopgate", stopgate::program(), self.path());
        let output = command.args(arguments).output().expect("the binary starts");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (
            output.status.code().unwrap_or(-1),
            text(output.stdout),
            text(output.stderr),
        )
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let all = [arguments, &["--output-format", "json"]].concat();
        let (code, out, said) = self.run(&all);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{code} {error}: {out}{said}"))
    }

    /// The codes of the findings in the first file.
    fn codes(&self, arguments: &[&str]) -> Vec<String> {
        let found = self.json(arguments);
        let findings = found["files"][0]["findings"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let code = |finding: &Value| finding["code"].as_str().unwrap_or_default().to_owned();
        findings.iter().map(code).collect()
    }
}

#[test]
fn a_format_from_the_tutorial_checks_a_new_kind_of_plan() {
    let format = from_tutorial("restore-drill.toml");
    let mut template = false;
    let mut lines = 0;
    for line in format.lines().filter(|line| !line.trim().is_empty()) {
        let edge = line.contains("'''");
        lines += usize::from(!template || edge);
        template ^= edge;
    }
    assert!(lines < MOST_LINES, "{lines} lines");

    let place = Place::new();
    place.write(".stopgate/formats/restore-drill.toml", &format);
    let drill = from_tutorial("drill.md");
    place.write("drill.md", &drill);

    let (code, out, said) = place.run(&["format", "check", ".stopgate/formats/restore-drill.toml"]);
    assert_eq!((code, out.as_str()), (0, ""), "{said}");

    let checked = place.json(&["check", "drill.md"]);
    assert_eq!(checked["files"][0]["format"], "restore-drill", "{checked}");
    let text = checked.to_string();
    assert!(text.contains("STR001") && text.contains("Proof"), "{text}");
    assert_eq!(place.run(&["check", "drill.md"]).0, 1);

    let whole = drill.replace(
        "## 4. Lessons learned",
        "## 3. Proof\n\nThe numbers of both databases agree.\n\n## 4. Lessons learned\n\nNone yet.",
    );
    place.write("drill.md", &whole);
    let (code, out, said) = place.run(&["check", "drill.md"]);
    assert_eq!(code, 0, "{out}{said}");
    let steps = place.json(&["steps", "drill.md"]);
    assert_eq!(
        steps["steps"][0]["command"], "make restore DUMP=orders-2026-03-02",
        "{steps}"
    );
    assert_eq!(steps["steps"][0]["runnable"], true, "{steps}");

    assert_eq!(place.run(&["new", "restore-drill", "orders of April"]).0, 0);
    assert!(place.path().join("drills/orders-of-april.md").is_file());
    let explained = place.json(&["explain", "restore-drill"]);
    assert_eq!(explained["sections"][1]["role"], "work", "{explained}");
}

#[test]
fn the_extending_format_of_the_tutorial_is_sound() {
    let place = Place::new();
    place.write(
        ".stopgate/formats/our-execplan.toml",
        &from_tutorial("our-execplan.toml"),
    );
    let codes = place.codes(&["format", "check", ".stopgate/formats/our-execplan.toml"]);
    assert!(codes.iter().all(|code| code == "FRM011"), "{codes:?}");
    assert_eq!(
        place
            .run(&["format", "check", ".stopgate/formats/our-execplan.toml"])
            .0,
        0
    );
    assert_eq!(
        place.json(&["explain", "our-execplan"])["extends"],
        "execplan"
    );
}

#[test]
fn everything_that_is_wrong_with_a_format_is_said_in_one_pass() {
    let place = Place::new();
    place.write(
        "bad.toml",
        r#"id = "bad"
name = "Bad"
sumary = "a slip of the pen"
summary = "x"
default_path = "x.md"
template = ""

[recognise]
certain = "3"

[[section]]
id = "a"
titles = ["A"]
kind = "taskz"
"#,
    );
    let codes = place.codes(&["format", "check", "bad.toml"]);
    assert_eq!(codes, ["FRM002", "FRM003", "FRM003"]);
    let (code, out, _) = place.run(&["format", "check", "bad.toml"]);
    assert_eq!(code, 1);
    for part in [
        "did you mean `summary`?",
        "bad.toml:3:1",
        "bad.toml:14:8",
        "did you mean `tasks`?",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

#[test]
fn what_a_format_means_is_checked_as_strictly_as_a_plan() {
    let place = Place::new();
    place.write(
        "odd.toml",
        r#"id = "odd"
name = "Odd"
summary = "x"
default_path = "../x.md"
evidence = "gone"
template = "no heading at all\n"

[recognise]
certain = 90
need = ["a", "nowhere"]
need_count = 1

[[section]]
id = "a"
titles = ["Big Picture"]
inline_commands = true
[[section]]
id = "b"
titles = ["2. big picture:", "Other"]
[[section.point]]
id = "p"
words = ["x"]
title = "x"
[[section]]
id = "b"
titles = [""]
[[section]]
id = "c"
titles = ["Dangers"]
kind = "risks"
[[section.column]]
id = "mitigations"
titles = ["Mitigation"]

[rules]
risk-without-mitigtion = "error"
"#,
    );
    let mut codes = place.codes(&["format", "check", "odd.toml"]);
    codes.sort();
    codes.dedup();
    assert_eq!(
        codes,
        [
            "FRM006", "FRM007", "FRM008", "FRM009", "FRM010", "FRM014", "FRM015", "FRM016"
        ]
    );
}

#[test]
fn parts_that_nothing_reads_are_said() {
    let place = Place::new();
    let head = r##"id = "g"
name = "G"
summary = "x"
default_path = "x.md"
template = "# Incident: {{title}}\n\n## Actions\n\n## Impact\n"

[recognise]
certain = 2

[[section]]
id = "actions"
titles = ["Actions"]
kind = "actions"
"##;
    let impact = r#"
[[section]]
id = "impact"
titles = ["Impact"]
kind = "fields"
field = [{ id = "severity", titles = ["Severity"], required = true }]
"#;
    let columns = "column = [{ id = \"owner\", titles = [\"Owner\"] }]\n";
    place.write("g.toml", &format!("{head}{impact}"));
    let codes = place.codes(&["format", "check", "g.toml"]);
    assert_eq!(codes, ["FRM014", "FRM014"]);
    place.write("g.toml", &format!("{head}{columns}{impact}header = true\n"));
    let codes = place.codes(&["format", "check", "g.toml"]);
    assert_eq!(codes, [""; 0]);
}

#[test]
fn a_format_that_names_no_rule_still_guards_secrets_and_suppressions() {
    let place = Place::new();
    let format = r##"id = "note"
name = "Note"
summary = "x"
default_path = "x.md"
template = "# Note\n"

[recognise]
certain = 1
titles = ["note"]
title_weight = 1
"##;
    place.write(".stopgate/formats/note.toml", format);
    let url = ["postgres://till:", "kX81-fjq@db.example/till"].concat();
    place.write(
        "note.md",
        &format!("# Note\n\nThe till reads {url}. <!-- stopgate-ignore[nowhere] -->\n"),
    );
    let codes = place.codes(&["check", "note.md"]);
    assert!(codes.contains(&"SEC002".to_owned()), "{codes:?}");
    assert!(codes.contains(&"SUP003".to_owned()), "{codes:?}");
    let off = "\n[rules]\ncredentials-in-url = \"off\"\n";
    place.write(".stopgate/formats/note.toml", &format!("{format}{off}"));
    let codes = place.codes(&["check", "note.md"]);
    assert!(!codes.contains(&"SEC002".to_owned()), "{codes:?}");
}

#[test]
fn a_format_that_takes_plans_from_others_or_does_not_know_its_own_is_refused() {
    let place = Place::new();
    let format = |need: &str, template: &str| {
        format!(
            "id = \"g\"\nname = \"G\"\nsummary = \"x\"\ndefault_path = \"x.md\"\ntemplate = '''\n{template}'''\n\n[recognise]\ncertain = 0.1\nneed = [\"p\"]\nneed_count = {need}\n\n[[section]]\nid = \"p\"\ntitles = [\"Progress\"]\n"
        )
    };
    place.write("g.toml", &format("1", "# X\n\n## Progress\n"));
    assert!(
        place
            .codes(&["format", "check", "g.toml"])
            .contains(&"FRM011".to_owned())
    );
    place.write("g.toml", &format("1", "# X\n\n## Elsewhere\n"));
    assert!(
        place
            .codes(&["format", "check", "g.toml"])
            .contains(&"FRM012".to_owned())
    );
    place.write(
        "g.toml",
        &format("1", "# X\n\n## Progress\n\n```sh\nmake\n").replace(
            "titles = [\"Progress\"]",
            "titles = [\"Progress\"]\n\n[rules]\nunclosed-fence = \"error\"",
        ),
    );
    assert!(
        place
            .codes(&["format", "check", "g.toml"])
            .contains(&"FRM013".to_owned())
    );
}

#[test]
fn a_draft_passes_the_check_and_recognises_what_it_was_drafted_from() {
    let place = Place::new();
    let runbook = |name: &str, third: &str| {
        format!(
            "# Runbook: {name}\n\n**Owner:** Ada\n\n## When to use\n\nThe {name} is down.\n\n## Procedure\n\n```sh\nmake {name}\n```\n\n## {third}\n\n| Risk | Mitigation |\n|---|---|\n| it stays down | call Bo |\n"
        )
    };
    let names = [
        ("queue", "Risks"),
        ("cache", "Risks"),
        ("index", "Known risks"),
    ];
    for (name, third) in names {
        place.write(&format!("runbooks/{name}.md"), &runbook(name, third));
    }
    let from = [
        "runbooks/queue.md",
        "runbooks/cache.md",
        "runbooks/index.md",
    ];
    let (code, _, said) = place.run(
        &[
            &["format", "init", "--from"],
            &from[..],
            &["--id", "runbook"],
        ]
        .concat(),
    );
    assert_eq!(code, 0, "{said}");
    let (code, out, said) = place.run(&["format", "check", ".stopgate/formats/runbook.toml"]);
    assert_eq!(code, 0, "{out}{said}");
    for file in from {
        let checked = place.json(&["check", file]);
        assert_eq!(checked["files"][0]["format"], "runbook", "{checked}");
    }
    let explained = place.json(&["explain", "runbook"]);
    let kinds: Vec<&str> = explained["sections"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|section| section["kind"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(kinds, ["prose", "steps", "risks"], "{explained}");
    assert_eq!(explained["header"][0]["label"], "Owner");
    assert_eq!(
        place
            .run(
                &[
                    &["format", "init", "--from"],
                    &from[..],
                    &["--id", "runbook"]
                ]
                .concat()
            )
            .0,
        2,
        "it is there already"
    );
}

#[test]
fn plans_that_are_read_already_are_built_upon() {
    let place = Place::new();
    assert_eq!(place.run(&["new", "team", "one", "-o", "one.md"]).0, 0);
    assert_eq!(
        place
            .run(&["format", "init", "--from", "one.md", "--id", "ours"])
            .0,
        0
    );
    let text = std::fs::read_to_string(place.path().join(".stopgate/formats/ours.toml"))
        .expect("it is written");
    assert!(text.contains("extends = \"team\""), "{text}");
    assert_eq!(
        place
            .run(&["format", "check", ".stopgate/formats/ours.toml"])
            .0,
        0
    );
    assert_eq!(
        place.json(&["check", "one.md"])["files"][0]["format"],
        "ours"
    );
}

#[test]
fn the_built_in_formats_pass_but_for_their_ids() {
    let folder = root().join("crates/formats/builtin");
    let files = stopgate_tests::files(&folder, ".toml");
    assert!(files.len() >= 11, "{} files", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a format file");
        let found = stopgate_workspace::check_format(&text, &[]).findings;
        let said: Vec<String> = found
            .iter()
            .filter(|finding| finding.code != "FRM006")
            .map(|finding| format!("{} {}", finding.code, finding.message))
            .collect();
        assert!(said.is_empty(), "{}: {said:#?}", file.display());
        let renamed = text.replacen("id = \"", "id = \"another-", 1);
        let found = stopgate_workspace::check_format(&renamed, &[]).findings;
        let known = found
            .iter()
            .any(|finding| finding.code == "FRM011" || finding.code == "FRM012");
        assert!(
            known,
            "{}: a copy takes the plans of the original",
            file.display()
        );
    }
}

#[test]
fn a_huge_format_file_is_refused_unread() {
    let place = Place::new();
    let file = std::fs::File::create(place.path().join("huge.toml")).expect("a file");
    file.set_len(100 * 1024 * 1024).expect("a sparse file");
    let (code, _, said) = place.run(&["format", "check", "huge.toml"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("huge.toml") && said.contains("104857600 bytes"),
        "{said}"
    );
}

/// Every command that reads a format file, on a file that offers commands wherever one could stand.
#[test]
fn a_format_file_of_a_repository_runs_nothing() {
    let place = Place::new();
    let proof = place.path().join("proof");
    let bait = format!("touch {}", proof.display());
    let format = from_tutorial("restore-drill.toml")
        .replace("Proves that", &format!("$({bait}) `{bait}` Proves that"))
        .replace("## Steps\n", &format!("## Steps\n\n```sh\n{bait}\n```\n"));
    place.write(".stopgate/formats/bait.toml", &format);
    place.write("drill.md", &from_tutorial("drill.md"));
    for arguments in [
        &["formats"][..],
        &["explain", "restore-drill"],
        &["format", "check", ".stopgate/formats/bait.toml"],
        &["check", "."],
        &["status"],
        &["new", "restore-drill", "x"],
        &["steps", "drills/x.md"],
        &["gate", "drills/x.md"],
        &["run", "drills/x.md"],
    ] {
        place.run(arguments);
        assert!(!proof.exists(), "{arguments:?}");
    }
}
