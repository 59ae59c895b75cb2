//! The runnable examples, carried out by the real binary as their truth files say (R1 to R8).

mod killed;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository, SIGNER};
use stopgate_tests::{files, shared};

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

/// How often each place of `kill_resume` is played.
const KILLS: usize = 5;

/// Longest time that anything here may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// An example with its truth, in a repository of its own, approved.
struct Example {
    repository: Repository,
    truth: Value,
    plan: String,
    before: BTreeMap<String, Vec<u8>>,
}

/// The files of a repository that a run may change: not those of Stopgate, Python's caches or the plan.
fn changeable(root: &Path, plan: &str) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| {
        let name = path.strip_prefix(root).expect("below the root");
        name.to_string_lossy().into_owned()
    };
    files(root, "")
        .into_iter()
        .map(|path| (name(&path), std::fs::read(&path).expect("a file")))
        .filter(|(name, _)| !name.starts_with(".stopgate/") && !name.contains("__pycache__"))
        .filter(|(name, _)| name != plan)
        .collect()
}

impl Example {
    /// None where the material shared by everybody is not there.
    fn open(name: &str) -> Option<Self> {
        Self::open_with(name, |_| {})
    }

    /// The same, prepared before the plan is approved.
    fn open_with(name: &str, prepare: impl FnOnce(&mut Repository)) -> Option<Self> {
        let folder = shared()?.join("examples/runnable").join(name);
        let truth = std::fs::read(folder.join("truth.json")).expect("a truth file");
        let truth: Value = serde_json::from_slice(&truth).expect("JSON");
        let mut repository = Repository::copy_of(program::program(), &folder.join("repo"));
        let plan = format!("plans/{name}.md");
        let mut secrets = String::from("[secrets]\n");
        for (name, value) in truth["run"]["env"].as_object().into_iter().flatten() {
            repository.set(name, value.as_str().expect("text"));
            secrets.push_str(&format!("{name} = {{ env = \"{name}\" }}\n"));
        }
        repository.write(".stopgate/config.toml", secrets.as_bytes());
        prepare(&mut repository);
        let day = truth["as_of"].as_str().expect("a day");
        repository
            .sign(&["approve", &plan, "--as-of", day])
            .exits(0);
        let before = changeable(&repository.root(), &plan);
        Some(Self {
            repository,
            truth,
            plan,
            before,
        })
    }

    /// The run of the truth file with an error policy.
    fn wanted(&self, policy: &str) -> &Value {
        let run = &self.truth["run"];
        let variants = run["variants"].as_array();
        let variant = variants.and_then(|all| all.iter().find(|one| one["policy"] == policy));
        variant.unwrap_or(run)
    }

    /// Goes on from gate to gate until the run stops for another reason.
    fn carry_out(&self, mut last: Done) -> Done {
        for _ in 0..20 {
            if last.code != 10 {
                return last;
            }
            self.repository.sign(&["go", "--confirm-all"]).exits(0);
            last = self.repository.json(&["resume"]);
        }
        panic!("the run does not end: {}", last.stdout);
    }

    /// The records of the newest run.
    fn records(&self) -> Vec<Value> {
        let runs = files(
            &self.repository.root().join(".stopgate/runs"),
            "journal.jsonl",
        );
        let journal = std::fs::read_to_string(runs.last().expect("a run")).expect("UTF-8");
        let parse = |line| serde_json::from_str(line).expect("JSON");
        journal.lines().map(parse).collect()
    }

    /// The steps in the order in which they ended, with phase, exit code, output and success.
    fn ended(&self) -> Vec<(String, i64, String, bool)> {
        let shown = self.repository.json(&["show"]).exits(0).document();
        let steps = shown["steps"].as_array().expect("steps").clone();
        let command = |id: &Value| {
            let step = steps
                .iter()
                .find(|step| step["id"] == *id)
                .expect("a known step");
            step["command"].as_str().expect("text").to_owned()
        };
        let ended = |record: &Value| {
            let body = &record["body"];
            let outcome = &body["outcome"];
            let output = format!(
                "{}{}",
                outcome["output"]["head"].as_str().unwrap_or_default(),
                outcome["output"]["tail"].as_str().unwrap_or_default()
            );
            let exit = outcome["ending"]["value"].as_i64().unwrap_or(-1);
            let passed = body["passed"].as_bool().expect("a word");
            (command(&body["step"]), exit, output, passed)
        };
        let records = self.records();
        let ends = records.iter().filter(|record| {
            ["step-ended", "outcome-proven"]
                .map(Value::from)
                .contains(&record["kind"])
        });
        ends.map(ended).collect()
    }

    /// Compares what ended with the steps of the truth file.
    fn compare(&self, wanted: &Value, ended: &[(String, i64, String, bool)]) {
        let wanted = wanted.as_array().expect("steps");
        let commands: Vec<&str> = ended.iter().map(|end| end.0.as_str()).collect();
        let order: Vec<&str> = wanted
            .iter()
            .filter_map(|step| step["command"].as_str())
            .collect();
        assert_eq!(commands, order, "{}", self.plan);
        for (step, (command, exit, output, passed)) in wanted.iter().zip(ended) {
            assert_eq!(step["expect_exit"].as_i64(), Some(*exit), "{command}");
            assert_eq!(step["outcome"] == "passed", *passed, "{command}");
            for text in step["expect_output_contains"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let text = text.as_str().expect("text");
                assert!(output.contains(text), "{command}: {output}");
            }
        }
    }

    /// The state of the files at the end.
    fn compare_files(&self, wanted: &Value) {
        let root = self.repository.root();
        for (name, digest) in wanted["final_files"].as_object().into_iter().flatten() {
            let bytes =
                std::fs::read(root.join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
            assert_eq!(stopgate_gate::sha256(&bytes), *digest, "{name}");
        }
        for name in wanted["must_be_absent"].as_array().into_iter().flatten() {
            let name = name.as_str().expect("a path");
            assert!(!root.join(name).exists(), "{name} must be absent");
        }
        let database = wanted["sqlite"]["file"].as_str();
        for (query, answer) in wanted["sqlite"]["queries"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let script = "import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])";
            let output = Command::new("python3")
                .args(["-c", script, database.expect("a file"), query])
                .current_dir(&root)
                .output()
                .expect("python3 is installed");
            assert_eq!(
                String::from_utf8_lossy(&output.stdout).trim(),
                answer.to_string(),
                "{query}"
            );
        }
    }

    /// Nothing is executed again, and nothing changes.
    fn run_again(&self) {
        let root = self.repository.root();
        let (files_then, records) = (changeable(&root, ""), self.records().len());
        let again = self
            .repository
            .json(&["run", &self.plan])
            .exits(0)
            .document();
        assert_eq!(again["state"], "passed");
        assert_eq!(changeable(&root, ""), files_then);
        assert_eq!(self.records().len(), records);
    }

    /// Undoes everything; the files are as they were.
    fn roll_back(&self) {
        let forward = self.ended().len();
        let done = self.repository.sign(&["rollback"]).exits(0).document();
        assert_eq!(done["state"], "rolled_back");
        self.compare(&self.truth["run"]["rollback"], &self.ended()[forward..]);
        assert_eq!(changeable(&self.repository.root(), &self.plan), self.before);
        assert!(!self.repository.root().join("work").exists());
    }

    /// What must be written nowhere is written nowhere.
    fn keeps_secrets(&self, printed: &[u8]) {
        let mut written: Vec<(String, Vec<u8>)> =
            files(&self.repository.root().join(".stopgate"), "")
                .into_iter()
                .map(|path| {
                    (
                        path.display().to_string(),
                        std::fs::read(&path).expect("a file"),
                    )
                })
                .collect();
        written.push((
            self.plan.clone(),
            self.repository.read(&self.plan).into_bytes(),
        ));
        written.push(("the terminal".to_owned(), printed.to_owned()));
        for never in self.truth["run"]["never"].as_array().into_iter().flatten() {
            let never = never.as_str().expect("text").as_bytes();
            let in_file = |bytes: &[u8]| bytes.windows(never.len()).any(|window| window == never);
            let found = written.iter().find(|(_, bytes)| in_file(bytes));
            assert!(
                found.is_none(),
                "a secret stands in {}",
                found.expect("it is there").0
            );
        }
    }

    /// The evidence of each phase stands in the plan once, and the plan still passes its gate.
    fn has_evidence(&self) {
        let text = self.repository.read(&self.plan);
        let run = self.repository.json(&["show"]).exits(0).document()["run"].clone();
        let run = run.as_str().expect("a name");
        assert!(text.contains(run), "{text}");
        assert!(text.contains(SIGNER), "{text}");
        let gate = self.repository.json(&["gate", &self.plan]);
        assert_eq!(gate.exits(0).document()["approved"], "yes");
        self.repository.json(&["verify"]).exits(0);
        verify_independently(&self.repository.root());
    }

    /// Runs, runs again, rolls back; as the truth file says.
    fn play(&self, policy: &str) {
        let first = self
            .repository
            .json(&["run", &self.plan, "--on-error", policy]);
        let printed = [first.stdout.clone(), first.stderr.clone()].concat();
        let last = self.carry_out(first);
        let wanted = self.wanted(policy);
        let passes = wanted["ends"] == "passed";
        assert_eq!(
            last.code,
            if passes { 0 } else { 1 },
            "{}{}",
            last.stdout,
            last.stderr
        );
        self.compare(&wanted["steps"], &self.ended());
        self.compare_files(wanted);
        self.keeps_secrets([printed, last.stdout, last.stderr].concat().as_bytes());
        self.has_evidence();
        if passes {
            self.run_again();
        }
        self.roll_back();
        self.keeps_secrets(b"");
    }
}

/// A program that shares nothing with ours checks all journals and signatures.
fn verify_independently(root: &Path) {
    let (is_sound, said) = stopgate_tests::second_reader::read(root, &[]);
    assert!(is_sound, "{said}");
}

#[test]
fn the_sales_pipeline_runs_as_its_truth_says() {
    if let Some(example) = Example::open("medallion-sales") {
        example.play("stop");
    }
}

#[test]
fn the_ledger_runs_as_its_truth_says() {
    if let Some(example) = Example::open("slow-ledger") {
        example.play("stop");
    }
}

#[test]
fn the_token_runs_as_its_truth_says_and_is_written_nowhere() {
    if let Some(example) = Example::open("supplier-token") {
        example.play("stop");
    }
}

#[test]
fn the_converter_stops_at_its_first_error() {
    if let Some(example) = Example::open("unit-converter-fix") {
        example.play("stop");
    }
}

#[test]
fn the_converter_is_mended_as_its_plan_knows() {
    if let Some(example) = Example::open("unit-converter-fix") {
        example.play("fix");
    }
}

/// Waits until something holds.
fn wait(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what} does not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ledger(example: &Example) -> Vec<String> {
    let text = example.repository.read("work/ledger.txt");
    text.lines().map(str::to_owned).collect()
}

/// Starts a command, waits, and kills it.
fn start_and_kill(example: &Example, arguments: &[&str], when: impl Fn() -> bool) {
    let mut child = example.repository.start(arguments);
    wait("the moment to kill", when);
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

/// Says what became of the step that was under way, where its supervisor did not prove it.
fn answer(example: &Example, answer: &str) {
    let repository = &example.repository;
    let resumed = repository.json(&["resume"]);
    if resumed.code != 11 {
        let proven = |record: &Value| record["kind"] == "outcome-proven";
        assert!(example.records().iter().any(proven), "{}", resumed.stdout);
        return;
    }
    let unknown = resumed.document();
    assert_eq!(unknown["state"], "unknown");
    assert_eq!(
        repository.json(&["resume"]).code,
        11,
        "asking again changes nothing"
    );
    let waiting = unknown["waiting_for"].as_str().expect("a step");
    let step = waiting.strip_prefix("resolve ").expect("a step to resolve");
    repository
        .sign(&["resolve", step, answer, "--reason", "looked at the ledger"])
        .exits(0);
}

/// Kills the runner in the step that matters, and finishes the run. `answer` is what a person says of
/// the step; none where nothing is unknown.
fn kill_and_finish(place: usize) {
    let Some(example) = Example::open("slow-ledger") else {
        return;
    };
    let repository = &example.repository;
    let has = |name: &'static str, text: &'static str| {
        move |example: &Example| example.repository.read(name).contains(text)
    };
    let first = repository.json(&["run", &example.plan]);
    assert_eq!(first.code, 10, "{}", first.stderr);
    if place == 2 {
        // At the gate no process waits that could be killed: the run stands in the journal alone.
        assert_eq!(ledger(&example).len(), 1);
        assert_eq!(repository.json(&["resume"]).code, 10);
        assert_eq!(example.ended().len(), 3);
    }
    repository.sign(&["go"]).exits(0);
    if place < 2 {
        let moment = if place == 0 {
            has("work/slow.log", "second 3")
        } else {
            has("work/ledger.txt", "closing")
        };
        start_and_kill(&example, &["resume"], || moment(&example));
        assert_eq!(ledger(&example).len(), place + 1);
        answer(&example, if place == 0 { "--redo" } else { "--happened" });
    }
    let last = example.carry_out(repository.json(&["resume"]));
    assert_eq!(last.code, 0, "{}", last.stderr);
    assert_eq!(ledger(&example), ["opening 2026-04", "closing 2026-04"]);
    example.compare_files(example.wanted("stop"));
    example.has_evidence();
    example.run_again();
}

#[test]
fn a_killed_ledger_run_is_resumed_without_loss_or_repetition() {
    std::thread::scope(|scope| {
        for round in 0..KILLS {
            for place in 0..3 {
                scope.spawn(move || {
                    kill_and_finish(place);
                    println!("slow-ledger, place {place}, round {round}: 0 lost, 0 repeated");
                });
            }
        }
    });
}
