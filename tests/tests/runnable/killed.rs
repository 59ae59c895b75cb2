//! The fast examples, killed at random moments and gone on with: no effect is lost or repeated, no process
//! and no byte of a secret is left (acceptance of the hardened runner; R5, R6).

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use serde_json::Value;
use stopgate_tests::matrix;

use crate::{Example, verify_independently};

/// Kills of each example in CI; `STOPGATE_MATRIX=5` makes 200.
const KILLS: usize = 40;

/// Calls after which a run that does not end is given up.
const CALLS: usize = 400;

/// Longest time before a kill, milliseconds, where a command takes so long when nobody kills it.
const LATEST: usize = 700;

/// What every call of python leaves behind: that it began, and how it ended.
const EFFECTS: &str = ".effects";

/// A stand-in for python that tells of each call by a step. What a script calls that a person has carried out
/// again may be called again.
const STAND_IN: &str = r#"#!/bin/sh
log="${0%/*}/../.effects"
case "$(tr '\0' ' ' < /proc/$PPID/cmdline)" in
    *.sh*) PATH="${PATH#*:}" exec python3 "$@" ;;
esac
echo "begin python3 $*" >> "$log"
PATH="${PATH#*:}" python3 "$@"
code=$?
echo "end $code python3 $*" >> "$log"
exit $code
"#;

struct Victim {
    example: Example,
    policy: &'static str,
    seed: u64,
    /// Milliseconds after which a command is killed at the latest.
    latest: usize,
    /// How long the slowest command took.
    longest: Duration,
    printed: Vec<u8>,
}

impl Victim {
    fn open(name: &str, policy: &'static str, seed: u64) -> Option<Self> {
        let example = Example::open_with(name, |repository| {
            let program = repository.root().join(".bin/python3");
            repository.write(".bin/python3", STAND_IN.as_bytes());
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))
                .expect("it can be made a program");
            let folder = program.parent().expect("a folder").to_owned();
            let path = std::env::var("PATH").expect("a path");
            repository.set("PATH", &format!("{}:{path}", folder.display()));
        })?;
        Some(Self {
            example,
            policy,
            seed,
            latest: LATEST,
            longest: Duration::ZERO,
            printed: Vec::new(),
        })
    }

    fn below(&mut self, end: usize) -> usize {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.seed >> 33).expect("31 bits") % end
    }

    /// Leads one run to its end, killing its commands; how often, at most `most` times.
    fn live(&mut self, most: usize) -> usize {
        let mut kills = 0;
        for _ in 0..CALLS {
            let Some(call) = self.next() else {
                self.look_at_end();
                return kills;
            };
            kills += usize::from(self.make(&call, kills < most));
        }
        panic!("the run does not end: {:?}", self.shown());
    }

    fn shown(&self) -> Option<Value> {
        let shown = self.example.repository.json(&["show"]);
        (shown.code == 0).then(|| shown.document())
    }

    /// What a person calls next; none at the end.
    fn next(&self) -> Option<Vec<String>> {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let Some(run) = self.shown() else {
            let mut call = words("run");
            call.extend([
                self.example.plan.clone(),
                "--on-error".to_owned(),
                self.policy.to_owned(),
            ]);
            return Some(call);
        };
        match run["state"].as_str().expect("a state") {
            "passed" => None,
            "waiting" => Some(words("go --confirm-all")),
            "unknown" => Some(self.resolve(&run)),
            _ => Some(words("resume")),
        }
    }

    fn resolve(&self, run: &Value) -> Vec<String> {
        let mut steps = run["steps"].as_array().expect("steps").iter();
        let unknown = steps.find(|step| step["state"] == "unknown").expect("one");
        let command = unknown["command"].as_str().expect("text");
        let answer = if self.happened(command) {
            "--happened"
        } else {
            "--redo"
        };
        let id = unknown["id"].as_str().expect("an id").to_owned();
        vec![
            "resolve".to_owned(),
            id,
            answer.to_owned(),
            "--reason".to_owned(),
            "looked-at-the-effects".to_owned(),
        ]
    }

    /// Whether the last call of a command did its work: the journal knows of one less than the stand-in.
    fn happened(&self, command: &str) -> bool {
        let ended = self.ended(command);
        ended.get(self.ends_told(command)) == Some(&0)
    }

    /// The exit codes of a command, as the stand-in tells them.
    fn ended(&self, command: &str) -> Vec<i32> {
        let log = self.example.repository.read(EFFECTS);
        let plain = command.replace('\'', "");
        let ended = log.lines().filter_map(|line| {
            let (code, of) = line.strip_prefix("end ")?.split_once(' ')?;
            (of == plain).then(|| code.parse().expect("an exit code"))
        });
        ended.collect()
    }

    fn ends_told(&self, command: &str) -> usize {
        let all = self.example.ended();
        all.iter().filter(|(of, ..)| of == command).count() + self.resolved(command)
    }

    /// How often a person said that a command had happened.
    fn resolved(&self, command: &str) -> usize {
        let run = self.shown().expect("a run");
        let steps = run["steps"].as_array().expect("steps");
        let ids: Vec<&Value> = steps
            .iter()
            .filter(|step| step["command"] == command)
            .map(|step| &step["id"])
            .collect();
        let records = self.example.records();
        let resolved = records.iter().filter(|record| {
            record["kind"] == "resolved"
                && record["body"]["resolution"] == "happened"
                && ids.contains(&&record["body"]["step"])
        });
        resolved.count()
    }

    /// Calls a command; true where it was killed.
    fn make(&mut self, call: &[String], may_kill: bool) -> bool {
        let repository = &self.example.repository;
        let key = repository.key().to_string_lossy().into_owned();
        let mut arguments: Vec<&str> = call.iter().map(String::as_str).collect();
        if matches!(arguments[0], "go" | "resolve") {
            let signer = stopgate_tests::repository::SIGNER;
            arguments.extend(["--as", signer, "--key", &key]);
        }
        let begun = Instant::now();
        let mut child = repository.start(&arguments);
        if may_kill {
            let time = self.below(self.latest);
            std::thread::sleep(Duration::from_millis(time as u64));
        }
        let over = !may_kill || child.try_wait().expect("it can be asked").is_some();
        if !over {
            child.kill().expect("it can be killed");
        }
        let output = child.wait_with_output().expect("it ends");
        self.longest = self.longest.max(begun.elapsed());
        self.printed.extend(&output.stdout);
        self.printed.extend(&output.stderr);
        let code = output.status.code();
        let said = String::from_utf8_lossy(&output.stderr);
        let fine = over && code.is_some_and(|code| [0, 1, 2, 3, 10, 11].contains(&code));
        assert!(!over || fine, "{call:?}: {code:?} {said}");
        !over && code.is_none()
    }

    fn look_at_end(&self) {
        let example = &self.example;
        let wanted = example.wanted(self.policy);
        let run = self.shown().expect("a run");
        let steps = run["steps"].as_array().expect("steps");
        for step in wanted["steps"].as_array().expect("steps") {
            let command = &step["command"];
            let passed = |known: &Value| known["command"] == *command && known["state"] == "passed";
            assert!(steps.iter().any(passed), "lost: {command}");
        }
        example.compare_files(wanted);
        example.keeps_secrets(&self.printed);
        example.repository.json(&["verify"]).exits(0);
        verify_independently(&example.repository.root());
        self.leaves_no_process();
    }

    /// How often each call of python did its work.
    fn effects(&self) -> BTreeMap<String, usize> {
        let log = self.example.repository.read(EFFECTS);
        let mut effects = BTreeMap::new();
        for command in log.lines().filter_map(|line| line.strip_prefix("end 0 ")) {
            *effects.entry(command.to_owned()).or_default() += 1;
        }
        effects
    }

    /// What was called, and what the journal says, for messages.
    fn story(&self) -> String {
        let records = self.example.records();
        let told = records.iter().map(|record| {
            let (kind, body) = (&record["kind"], &record["body"]);
            format!(
                "{kind} {} {} {}\n",
                body["step"], body["attempt"], body["reason"]
            )
        });
        told.chain([self.example.repository.read(EFFECTS)])
            .collect()
    }

    fn leaves_no_process(&self) {
        let mark = self.example.repository.root().join(".bin");
        let mark = mark.to_string_lossy().into_owned();
        let processes = std::fs::read_dir("/proc")
            .expect("a process table")
            .flatten();
        let left: Vec<String> = processes
            .filter(|entry| {
                let environment = std::fs::read(entry.path().join("environ"));
                let environment = environment.unwrap_or_default();
                String::from_utf8_lossy(&environment).contains(&mark)
            })
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        assert!(left.is_empty(), "left running: {left:?}");
    }
}

fn kill_again_and_again(name: &'static str, policy: &'static str) {
    let wanted = matrix::count(KILLS);
    let (mut kills, mut lives) = (0, 0);
    let Some(mut undisturbed) = Victim::open(name, policy, 0) else {
        return;
    };
    undisturbed.live(0);
    let effects = undisturbed.effects();
    let longest = usize::try_from(undisturbed.longest.as_millis()).unwrap_or(LATEST);
    for seed in 1.. {
        let Some(mut victim) = Victim::open(name, policy, seed) else {
            return;
        };
        victim.latest = longest.clamp(1, LATEST);
        kills += victim.live(wanted - kills);
        assert_eq!(victim.effects(), effects, "seed {seed}\n{}", victim.story());
        lives += 1;
        if kills >= wanted {
            break;
        }
        assert!(lives < wanted * 3, "{name} is never killed");
    }
    println!(
        "runnable {name}: {kills} kills in {lives} runs, 0 lost, 0 repeated, 0 left running, 0 secret bytes"
    );
}

#[test]
fn the_sales_pipeline_is_killed_without_loss_or_repetition() {
    kill_again_and_again("medallion-sales", "stop");
}

#[test]
fn the_token_is_killed_without_loss_or_repetition() {
    kill_again_and_again("supplier-token", "stop");
}

#[test]
fn the_converter_is_killed_without_loss_or_repetition() {
    kill_again_and_again("unit-converter-fix", "fix");
}
