//! The same answers give the same bytes, from a file, as JSON lines and on a terminal (GOAL-I4).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use stopgate_interview::{Answer, Content, Form, Script};
use tempfile::TempDir;

use crate::program::program;
use crate::scripts::SCRIPTS;
use crate::world::{DAY, Setting};

/// A folder with a blank plan, and the binary.
pub(crate) struct Scene {
    folder: TempDir,
    program: std::path::PathBuf,
    format: &'static str,
}

impl Scene {
    pub(crate) fn new(program: &Path, format: &'static str) -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::create_dir(folder.path().join(".stopgate")).expect("a folder");
        let blank = Setting::of(format).blank();
        std::fs::write(folder.path().join("plan.md"), blank).expect("a plan");
        Self {
            folder,
            program: program.to_owned(),
            format,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args([
                "ask",
                "plan.md",
                "--as",
                "Ines Roth",
                "--as-of",
                DAY,
                "--format",
                self.format,
            ])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    /// The session on a terminal, whose keys and whose screen are pipes.
    pub(crate) fn on_a_terminal(&self, more: &str) -> Child {
        let program = self.program.to_string_lossy();
        let format = self.format;
        let words = format!(
            "{program} ask plan.md {more} --as 'Ines Roth' --as-of {DAY} --format {format}"
        );
        Command::new("script")
            .args(["-qefc", &words, "/dev/null"])
            .current_dir(self.folder.path())
            .envs([("NO_COLOR", "1"), ("TERM", "xterm-256color")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` of util-linux is installed")
    }

    pub(crate) fn plan(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("plan.md")).expect("a plan")
    }
}

fn ended(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
}

/// The session over JSON lines; the questions that were asked.
fn by_lines(scene: &Scene, script: &str) -> Vec<Value> {
    let mut child = scene
        .command(&["--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let setting = Setting::of(scene.format);
    let mut asked = Vec::new();
    for line in output.lines() {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("an object");
        assert_eq!(line["schema"], 1);
        assert_eq!(line.get("refused"), None, "{line}");
        if let Some(done) = line.get("done") {
            assert_eq!(done["verdict"], "pass", "{line}");
            break;
        }
        let Some(question) = line.get("question") else {
            continue;
        };
        let plan = scene.plan().into_bytes();
        let key = question["key"].as_str().expect("a key");
        let mut reply = reply(&setting, plan, (key, script));
        reply["key"] = json!(key);
        asked.push(question.clone());
        writeln!(input, "{reply}").expect("it listens");
    }
    drop(input);
    ended(&child.wait_with_output().expect("it ends"), 0);
    asked
}

/// What the script says to the question with this key, as a reply.
fn reply(setting: &Setting, plan: Vec<u8>, (key, script): (&str, &str)) -> Value {
    match said(setting, plan, (key, script)) {
        Answer::Given(Content::Text(text)) => json!({ "answer": text }),
        Answer::Given(Content::Rows(rows)) => json!({ "rows": rows }),
        other => panic!("{other:?}"),
    }
}

fn said(setting: &Setting, plan: Vec<u8>, (key, script): (&str, &str)) -> Answer {
    let mut script = Script::read(script).expect("a sound script");
    let open = setting.session(plan).open();
    let question = open.iter().find(|question| question.key == key);
    let question = question.unwrap_or_else(|| panic!("{key} is not open"));
    let answer = script.answer(question).expect("an answer that fits");
    answer.unwrap_or_else(|| panic!("no answer to {key}"))
}

/// The session on a terminal that `script` makes.
fn on_a_terminal(scene: &Scene, script: &str, more: &str) {
    let setting = Setting::of(scene.format);
    let mut child = scene.on_a_terminal(more);
    type_answers(&mut child, (&setting, scene, script));
    ended(&child.wait_with_output().expect("it ends"), 0);
}

/// Types an answer line by line, each when its prompt stands there.
fn type_answers(child: &mut Child, (setting, scene, script): (&Setting, &Scene, &str)) {
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = child.stdout.take().expect("a pipe");
    let mut shown = String::new();
    let mut lines: Vec<String> = Vec::new();
    let mut bytes = [0_u8; 4096];
    loop {
        let read = output.read(&mut bytes).expect("it can be read");
        if read == 0 {
            break;
        }
        shown.push_str(&String::from_utf8_lossy(&bytes[..read]));
        assert!(!shown.contains("Not taken"), "{shown}");
        assert!(!shown.contains("not taken"), "{shown}");
        let words = words(&shown);
        if words.ends_with("\n> ") {
            let open = setting.session(scene.plan().into_bytes()).open();
            let question = &open[0];
            assert!(
                words.contains(&question.text),
                "{} is asked:\n{words}",
                question.text
            );
            let answer = said(setting, scene.plan().into_bytes(), (&question.key, script));
            lines = typed(&answer, &question.form);
            lines.reverse();
            shown.clear();
        } else if !words.ends_with("\n  ") || lines.is_empty() {
            continue;
        }
        if let Some(line) = lines.pop() {
            writeln!(input, "{line}").expect("it listens");
            input.flush().expect("it listens");
        }
    }
}

/// What a screen shows, without what moves the cursor; nothing while a line is being drawn.
pub(crate) fn words(shown: &str) -> String {
    let is_drawn = shown.rfind("\u{1b}[?2026h") <= shown.rfind("\u{1b}[?2026l");
    let mut words = String::new();
    let mut rest = shown;
    while let Some(at) = rest.find('\u{1b}') {
        words.push_str(&rest[..at]);
        let end = rest[at + 1..].find(|c: char| c.is_ascii_alphabetic());
        rest = end.map_or("", |end| &rest[at + end + 2..]);
    }
    words.push_str(rest);
    if is_drawn {
        words.replace('\r', "")
    } else {
        String::new()
    }
}

fn typed(answer: &Answer, form: &Form) -> Vec<String> {
    let mut lines: Vec<String> = match answer {
        Answer::Given(Content::Text(text)) => text.trim().lines().map(str::to_owned).collect(),
        Answer::Given(Content::Rows(rows)) => rows.iter().map(|row| row.join(" | ")).collect(),
        other => panic!("{other:?}"),
    };
    if *form != Form::Line {
        lines.push(String::new());
    }
    lines
}

#[test]
fn every_front_end_writes_the_same_bytes() {
    let program = program();
    for (format, script) in SCRIPTS {
        let by_file = Scene::new(program, format);
        let file = by_file.folder.path().join("answers.toml");
        std::fs::write(&file, script).expect("a file");
        let output = by_file.command(&["--answers", "answers.toml", "--output-format", "json"]);
        let output = { output }.output().expect("it starts");
        ended(&output, 0);
        let done: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(done["verdict"], "pass");

        let by_json = Scene::new(program, format);
        let asked = by_lines(&by_json, script);
        assert_eq!(by_json.plan(), by_file.plan(), "{format}");
        assert_eq!(done["answered"], json!(asked.len()), "{format}");

        for more in ["--plain", ""] {
            let typed = Scene::new(program, format);
            on_a_terminal(&typed, script, more);
            assert_eq!(typed.plan(), by_file.plan(), "{format}");
        }

        // A complete plan is asked nothing, and the command ends with 0.
        let again = { by_json.command(&["--json"]) }
            .output()
            .expect("it starts");
        ended(&again, 0);
        let line: Value = serde_json::from_slice(&again.stdout).expect("one line");
        assert_eq!(line["done"]["answered"], 0);
    }
}

#[test]
fn an_unknown_key_or_a_refused_answer_writes_nothing() {
    let program = program();
    for (answers, word) in [
        (
            "objective = \"Orders are read in 10 s.\"\nobjectiv = \"x\"\n",
            "objectiv",
        ),
        (
            "objective = \"Orders are read in 10 s.\"\ncurrent = \"# x\"\n",
            "a heading",
        ),
        (
            "objective = \"Orders are read in 10 s.\"\ncurrent = \"It is called with hunter2-hunter2.\"\n",
            "a secret",
        ),
        ("objective = { skp = true }\n", "skp"),
        ("objective = 7\n", "objective"),
    ] {
        let scene = Scene::new(program, "platform");
        let before = scene.plan();
        let config = "[secrets]\nPASSWORD = { env = \"PASSWORD\" }\n";
        std::fs::write(scene.folder.path().join(".stopgate/config.toml"), config).expect("a file");
        std::fs::write(scene.folder.path().join("a.toml"), answers).expect("a file");
        let mut command = scene.command(&["--answers", "a.toml"]);
        let output = command
            .env("PASSWORD", "hunter2-hunter2")
            .output()
            .expect("it starts");
        ended(&output, 2);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(word), "{said}");
        assert_eq!(scene.plan(), before);
        assert!(!scene.folder.path().join(".stopgate/provenance").exists());
    }
}

#[test]
fn lines_of_json_fit_their_schema() {
    let scene = Scene::new(program(), "platform");
    let mut child = scene
        .command(&["--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let replies = [
        r#"{"answer":"Reports read one day of orders in under 10 s."}"#,
        r##"{"answer":"# x"}"##,
        "{}",
        "no JSON",
        r#"{"skip":true}"#,
        r#"{"back":true}"#,
        r#"{"next":true}"#,
        r#"{"defer":"Ines","until":"2026-12-31"}"#,
        r#"{"stop":true}"#,
    ];
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all((replies.join("\n") + "\n").as_bytes())
        .expect("it listens");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    ended(&output, 3);
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let path = stopgate_tests::root().join("docs/schemas/interview.json");
    let schema = compiler
        .compile(path.to_str().expect("a path"), &mut schemas)
        .expect("a schema");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let kinds: Vec<String> = text
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("an object");
            if let Err(error) = schemas.validate(&line, schema) {
                panic!("{line}: {error}");
            }
            let object = line.as_object().expect("an object");
            let kind = object.keys().find(|key| *key != "schema");
            kind.expect("a kind").clone()
        })
        .collect();
    for kind in ["question", "written", "refused", "done"] {
        assert!(kinds.iter().any(|one| one == kind), "{kind}: {kinds:?}");
    }
    for reply in replies.iter().filter(|reply| reply.starts_with("{\"")) {
        let reply: Value = serde_json::from_str(reply).expect("an object");
        assert!(schemas.validate(&reply, schema).is_ok(), "{reply}");
    }
}
