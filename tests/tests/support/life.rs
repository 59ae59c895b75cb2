//! The life of a run as a person leads it: what to call next is read from where the run stands, so that
//! a kill at any place is followed by what a person would do.

use std::fmt;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use stopgate_tests::root;

use crate::Repository;

/// Name of the plan in its repository.
const PLAN: &str = "plan.md";

/// More calls than any life has.
const CALLS: usize = 80;

/// How a plan is carried out, and what it leaves in `effects.txt`.
pub struct Script {
    /// The plan.
    pub plan: &'static str,
    /// The day on which it is judged.
    pub day: &'static str,
    /// What the steps leave, in order.
    pub forward: &'static [&'static str],
    /// What the rollback leaves after it. None: the run is not rolled back.
    pub back: &'static [&'static str],
    /// What is changed in the plan once it has passed: text, other text, and what its second run leaves
    /// beside what was done already.
    pub revision: Option<(&'static str, &'static str, &'static str)>,
    /// Whether a no-go comes before every go.
    pub no_go: bool,
    /// The moment at which the first command is killed before anything else happens.
    pub opening: Option<u64>,
    /// Whether a step without an end is resolved before the run is resumed.
    pub resolves_first: bool,
    /// Text of the plan, and what stands there instead.
    pub changes: &'static [(&'static str, &'static str)],
}

/// The binary, and the one that kills itself.
pub struct Binaries {
    /// `stopgate`.
    pub stopgate: PathBuf,
    /// `stopgate-crashing`.
    pub crashing: PathBuf,
}

/// A command that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    arguments: Vec<String>,
    signed: bool,
}

impl Call {
    fn new(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned());
        Self {
            arguments: arguments.collect(),
            signed: false,
        }
    }

    fn signed(arguments: &[&str]) -> Self {
        Self {
            signed: true,
            ..Self::new(arguments)
        }
    }

    /// The command.
    pub fn name(&self) -> &str {
        &self.arguments[0]
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arguments.join(" "))
    }
}

/// Where a run stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    state: String,
    phase: String,
    decisions: usize,
    effects: Vec<String>,
}

/// A run with its repository, from before its beginning to its end.
pub struct Life<'a> {
    script: &'a Script,
    binaries: &'a Binaries,
    repository: Repository,
    /// What was called and killed, for messages.
    story: Vec<String>,
    /// Whether a person said what became of a step.
    resolved: bool,
    /// Whether the forward half was looked at.
    passed: bool,
    /// Whether the last command was killed: its run may know more than its plan.
    killed: bool,
    /// The run of the plan before it was revised.
    former: Option<String>,
}

impl<'a> Life<'a> {
    /// An approved plan.
    pub fn begin(script: &'a Script, binaries: &'a Binaries) -> Self {
        let repository = Repository::new(&binaries.stopgate);
        let text = std::fs::read_to_string(root().join(script.plan)).expect("a plan");
        let text = script.changes.iter().fold(text, |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        repository.write(PLAN, text.as_bytes());
        let life = Self {
            script,
            binaries,
            repository,
            story: Vec::new(),
            resolved: false,
            passed: false,
            killed: false,
            former: None,
        };
        life.approve();
        life
    }

    /// A copy that goes its own way.
    pub fn fork(&self) -> Self {
        Self {
            repository: self.repository.fork(),
            story: self.story.clone(),
            former: self.former.clone(),
            ..*self
        }
    }

    /// What a person would call next; none at the end.
    pub fn next(&mut self) -> Option<Call> {
        let shown = self.shown();
        let Some(run) = shown.filter(|run| run["run"].as_str() != self.former.as_deref()) else {
            return Some(self.run());
        };
        match run["state"].as_str().expect("a state") {
            "running" => Some(self.go_on(&run)),
            "waiting" => Some(self.decide(&run)),
            "stopped" => Some(Call::signed(&["go", "--confirm-all"])),
            "failed" => {
                self.mend(&run);
                Some(Call::new(&["resume"]))
            }
            "unknown" => Some(self.resolve(&run)),
            "passed" | "rolled_back" if self.killed => Some(Call::new(&["resume"])),
            "passed" => self.after_passing(&run),
            "rolled_back" => None,
            state => panic!("{state}: {}", self.story()),
        }
    }

    /// Calls a command.
    pub fn make(&mut self, call: &Call) {
        self.story.push(call.to_string());
        self.killed = false;
        let arguments: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
        let done = if call.signed {
            self.repository.sign(&arguments)
        } else {
            self.repository.json(&arguments)
        };
        if call.name() == "resolve" && done.stderr.contains("is known: it is passed") {
            // Its supervisor had recorded the outcome: there is nothing to ask any more.
            assert_eq!(done.code, 2, "{}", self.story());
            return;
        }
        let known = [0, 1, 3, 10, 11].contains(&done.code);
        assert!(known, "{call}: {}\n{}", done.stderr, self.story());
        let state = done.document()["state"].clone();
        let wanted = match state.as_str().expect("a state") {
            "running" | "passed" | "rolled_back" => 0,
            "failed" => 1,
            "stopped" => 3,
            "waiting" => 10,
            _ => 11,
        };
        assert_eq!(done.code, wanted, "{call}: {state}\n{}", self.story());
    }

    /// Calls a command that kills itself at the n-th moment; the kind of the moment, or none where the
    /// command has fewer.
    pub fn kill(&mut self, call: &Call, moment: u64) -> Option<String> {
        let key = self.repository.key();
        let key = key.to_string_lossy();
        let mut arguments: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
        if call.signed {
            arguments.extend(["--as", stopgate_tests::repository::SIGNER, "--key", &key]);
        }
        let note = self.repository.key().with_file_name("note");
        let _ = std::fs::remove_file(&note);
        let mut command = self
            .repository
            .command_of(&self.binaries.crashing, &arguments);
        command.env("STOPGATE_CRASH_AT", moment.to_string());
        command.env("STOPGATE_CRASH_NOTE", &note);
        let output = command.output().expect("the binary starts");
        let kind = std::fs::read_to_string(note).ok();
        let killed = output.status.signal() == Some(9);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(kind.is_some(), killed, "{call}: {said}\n{}", self.story());
        self.killed = killed;
        let end = kind.clone().unwrap_or_else(|| "survived".to_owned());
        self.story.push(format!("{call} (moment {moment}: {end})"));
        kind
    }

    /// What a person looks at after a kill never fails.
    pub fn look_after_kill(&self) {
        for looking in ["runs", "status"] {
            let done = self.repository.json(&[looking]);
            assert_eq!(done.code, 0, "{looking}: {}\n{}", done.stderr, self.story());
        }
    }

    /// Goes on after a kill: a run that has come to its end still tells its plan.
    pub fn recover(&mut self) {
        let shown = self.shown();
        if shown.is_some_and(|run| run["state"] != "running" || !self.script.resolves_first) {
            self.make(&Call::new(&["resume"]));
        }
    }

    /// Leads the run to its end and looks at what it left.
    pub fn finish(&mut self) {
        for _ in 0..CALLS {
            let Some(call) = self.next() else {
                return self.look_at_end();
            };
            self.make(&call);
        }
        panic!("it does not end: {}", self.story());
    }

    /// The next stop, to which a copy goes on.
    pub fn next_stop(&self) -> Place {
        let mut copy = self.fork();
        let mut shown = copy.shown().expect("a run");
        while shown["state"] == "running" {
            let call = copy.next().expect("it may go on");
            copy.make(&call);
            shown = copy.shown().expect("a run");
        }
        copy.place(&shown)
    }

    fn place(&self, shown: &Value) -> Place {
        let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
        Place {
            state: text("state"),
            phase: text("phase"),
            decisions: shown["decisions"].as_array().map_or(0, Vec::len),
            effects: self.effects(),
        }
    }

    /// Goes on after a kill until the run stands at a place.
    pub fn go_on_to(&mut self, stop: &Place) {
        self.recover();
        for _ in 0..CALLS {
            let shown = self.shown();
            if shown.is_some_and(|shown| self.place(&shown) == *stop) {
                return;
            }
            let Some(call) = self.next() else { break };
            self.make(&call);
        }
        panic!("it does not come to {stop:?}: {}", self.story());
    }

    /// The newest run; none before the first.
    fn shown(&self) -> Option<Value> {
        let shown = self.repository.json(&["show"]);
        if shown.code == 2 && shown.stderr.contains("no run") {
            return None;
        }
        assert_eq!(shown.code, 0, "{}\n{}", shown.stderr, self.story());
        Some(shown.document())
    }

    /// The step in this state.
    fn step_in<'r>(run: &'r Value, state: &str) -> Option<&'r Value> {
        let mut steps = run["steps"].as_array()?.iter();
        steps.find(|step| step["state"] == state)
    }

    fn go_on(&mut self, run: &Value) -> Call {
        match Self::step_in(run, "running") {
            Some(_) if self.script.resolves_first => self.resolve(run),
            _ => Call::new(&["resume"]),
        }
    }

    fn decide(&self, run: &Value) -> Call {
        let decisions = run["decisions"].as_array().expect("decisions");
        let mut here = decisions
            .iter()
            .filter(|made| made["phase"] == run["phase"]);
        if self.script.no_go && here.next().is_none() {
            return Call::signed(&["no-go", "--reason", "not yet"]);
        }
        Call::signed(&["go", "--confirm-all"])
    }

    /// Says of a step whose outcome nobody knows what its effects say.
    fn resolve(&mut self, run: &Value) -> Call {
        self.resolved = true;
        let step = Self::step_in(run, "unknown").or_else(|| Self::step_in(run, "running"));
        let step = step.expect("a step");
        let (id, command) = (step["id"].as_str(), step["command"].as_str());
        let answer = match effect(command.expect("text")) {
            None => "--redo",
            Some(effect) if self.effects().contains(&effect) => "--happened",
            Some(_) => "--did-not-happen",
        };
        let reason = "looked at the effects";
        Call::signed(&["resolve", id.expect("an id"), answer, "--reason", reason])
    }

    /// Makes what the steps that fail ask for.
    fn mend(&self, run: &Value) {
        let step = Self::step_in(run, "failed").expect("a step that failed");
        let file = if step["kind"] == "rollback" {
            "undoable.txt"
        } else {
            "mended.txt"
        };
        self.repository.write(file, b"");
    }

    /// A second run executes nothing. Of a plan that was revised, only what is new is carried out; then
    /// everything is undone.
    fn after_passing(&mut self, run: &Value) -> Option<Call> {
        if !self.passed {
            self.passed = true;
            self.look();
            let before = self.journals();
            self.make(&self.run());
            assert_eq!(self.journals(), before, "{}", self.story());
        }
        if let (None, Some((text, other, _))) = (&self.former, self.script.revision) {
            let plan = self.repository.read(PLAN).replacen(text, other, 1);
            self.repository.write(PLAN, plan.as_bytes());
            self.approve();
            self.former = run["run"].as_str().map(str::to_owned);
            self.passed = false;
            return Some(self.run());
        }
        (!self.script.back.is_empty()).then(|| Call::signed(&["rollback"]))
    }

    fn run(&self) -> Call {
        Call::new(&["run", PLAN, "--as-of", self.script.day])
    }

    fn approve(&self) {
        let approve = ["approve", PLAN, "--as-of", self.script.day];
        self.repository.sign(&approve).exits(0);
    }

    /// The journals, byte by byte.
    fn journals(&self) -> Vec<Vec<u8>> {
        let runs = self.repository.root().join(".stopgate/runs");
        let journals = stopgate_tests::files(&runs, "journal.jsonl");
        journals
            .iter()
            .map(|journal| std::fs::read(journal).expect("a journal"))
            .collect()
    }

    fn effects(&self) -> Vec<String> {
        let text = self.repository.read("effects.txt");
        text.lines().map(str::to_owned).collect()
    }

    fn story(&self) -> String {
        format!(
            "{}\n  {}\neffects: {:?}",
            self.script.plan,
            self.story.join("\n  "),
            self.effects()
        )
    }

    fn look(&self) {
        let run = self.shown().expect("a run");
        let mut wanted = self.script.forward.to_vec();
        wanted.extend(
            self.former
                .iter()
                .filter_map(|_| Some(self.script.revision?.2)),
        );
        if run["state"] == "rolled_back" {
            wanted.extend(self.script.back);
        }
        assert_eq!(self.effects(), wanted, "{}", self.story());
        self.look_at_plan(&run);
    }

    /// What the journal says holds, and the plan is still what was approved.
    fn look_at_end(&self) {
        self.look();
        let gate = ["gate", PLAN, "--as-of", self.script.day];
        let gate = self.repository.json(&gate).document();
        assert_eq!(gate["approved"], "yes", "{}", self.story());
        let verified = self.repository.json(&["verify"]);
        assert_eq!(
            verified.code,
            0,
            "{}{}\n{}",
            verified.stdout,
            verified.stderr,
            self.story()
        );
        let run = verified.document()["run"].clone();
        let run = run.as_str().expect("a name");
        verify_independently(&self.repository.root(), run, &self.story());
    }

    /// The evidence stands in the plan, nothing of it twice.
    fn look_at_plan(&self, run: &Value) {
        let plan = self.repository.read(PLAN);
        let story = || format!("{}\n{plan}", self.story());
        let text = record_of(&plan, run["run"].as_str().expect("a name"));
        let mut entries: Vec<&str> = text.lines().filter_map(entry_number).collect();
        let count = entries.len();
        entries.sort_unstable();
        entries.dedup();
        assert_eq!(entries.len(), count, "an entry stands twice: {}", story());
        for step in run["steps"].as_array().expect("steps") {
            let id = step["id"].as_str().expect("an id");
            let times = text.matches(&format!("(step `{id}`")).count();
            let several = self.resolved || step["attempts"].as_u64() > Some(1);
            let known = step["state"] != "pending";
            let fits = times == usize::from(known) || several && times > 1;
            assert!(fits, "step {id} stands there {times} times: {}", story());
        }
        for made in run["decisions"].as_array().expect("decisions") {
            let (phase, word) = (made["phase"].as_str(), made["decision"].as_str());
            let line = format!("**`{}`: {}", phase.expect("text"), word.expect("text"));
            assert_eq!(text.matches(&line).count(), 1, "{line}: {}", story());
        }
    }
}

/// What a plan says of one of its runs: its entries, each up to the next one.
fn record_of(plan: &str, run: &str) -> String {
    let mut inside = false;
    let lines = plan.lines().filter(|line| {
        if line.starts_with('#') {
            inside = false;
        } else if entry_number(line).is_some() {
            inside = line.contains(&format!("run {run}, entry "));
        }
        inside
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `**`Phase 1`: go** (2026-11-28 05:21Z, by `me`; run 20261128-045651-700, entry 9)` has number `9`.
fn entry_number(line: &str) -> Option<&str> {
    let (_, number) = line
        .strip_prefix("**")?
        .strip_suffix(')')?
        .rsplit_once(", entry ")?;
    Some(number)
}

/// `test -f mended.txt && echo a2 >> effects.txt` leaves `a2`.
fn effect(command: &str) -> Option<String> {
    let (before, _) = command.split_once(" >> effects.txt")?;
    let (_, effect) = before.rsplit_once("echo ")?;
    Some(effect.to_owned())
}

/// A program that shares nothing with ours checks the journal and the signatures.
fn verify_independently(repository: &Path, run: &str, story: &str) {
    let (is_sound, said) = stopgate_tests::second_reader::read(repository, &[run]);
    assert!(is_sound, "{said}\n{story}");
}
