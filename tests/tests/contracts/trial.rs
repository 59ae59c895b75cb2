//! A plan around steps that a test writes, in a repository of its own.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository};

use crate::program::program;

/// Where the plan lies.
pub(crate) const PLAN: &str = "plans/tally.md";

/// Longest time that anything here may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// An approved plan whose only phase makes a directory, and then does what a test wants.
pub(crate) struct Trial {
    pub(crate) repository: Repository,
}

/// A fence with attributes.
pub(crate) fn fence(attributes: &str, command: &str) -> String {
    format!("```sh {{{attributes}}}\n{command}\n```\n\n")
}

/// Waits in a shell until a file is there, for five seconds at most.
pub(crate) fn wait_for(file: &str) -> String {
    format!("for i in $(seq 50); do test -e {file} && exit 0; sleep 0.1; done; exit 1")
}

/// A plan with these fences in its phase, and these in its rollback.
pub(crate) fn plan(fences: &str, rollback: &str) -> String {
    format!(
        "# Plan: Count the crates in the cold store\n\n\
         **Date:** 2026-11-02\n**Author:** Ilse Brandt\n**Status:** Ready\n\n\
         ## 1. Objective\n\nThe shift leader reads the number of crates in `work/count.txt` on 2026-11-02, before the lorry leaves.\n\n\
         ## 2. Context & Constraints\n\n| Item | Detail |\n|---|---|\n\
         | GCP Project(s) | none is touched |\n| Environment(s) | local |\n| Key Services | a POSIX shell |\n\
         | Existing resources | none |\n| Upstream Dependencies | none |\n| Downstream Consumers | the shift leader |\n\
         | Constraints / Risks | none |\n| Error handling | stop on first error |\n\n\
         All commands run from the repository root.\n\n\
         ## 3. Current State\n\nNobody counts. There is no directory `work/`.\n\n\
         ## 4. Target State\n\n`work/count.txt` holds one line with the number of crates.\n\n\
         ## 5. Phases & Tasks\n\n\
         ### Phase 1: Count\n\n> **Goal:** the count is written down once.\n> **Stop-gate:** Ilse looks at the file and says go or no-go.\n\n\
         | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
         | 1.1 | Make the directory | `mkdir -p work` | Ilse | exit code 0 |\n\n\
         Then:\n\n{fences}\
         ## 6. Validation & Testing\n\n| Phase | Check | Method | Expected Result |\n|---|---|---|---|\n\
         | 1 | It is there | `test -d work` | exit code 0 |\n\n\
         ## 7. Rollback Plan\n\n{rollback}- Phase 1: `rm -f work/count.txt`\n\n\
         ## 8. Open Questions\n\n- [x] Are broken crates counted? Resolved 2026-11-01 by Ilse: yes.\n"
    )
}

/// Whether a terminal can be made; says so where none can.
pub(crate) fn can_make_terminal() -> bool {
    let script = Command::new("script").arg("--version").output();
    let can = script.is_ok_and(|done| done.status.success());
    if !can {
        println!("there is no `script` to make a terminal with");
    }
    can
}

impl Trial {
    /// An approved plan with these fences.
    pub(crate) fn new(fences: &str) -> Self {
        Self::with(fences, "", "")
    }

    /// An approved plan with fences, those of its rollback, and what stands in `.stopgate/config.toml`.
    pub(crate) fn with(fences: &str, rollback: &str, config: &str) -> Self {
        let trial = Self::not_approved(fences, rollback, config);
        trial.repository.sign(&["approve", PLAN]).exits(0);
        trial
    }

    /// The same, not approved.
    pub(crate) fn not_approved(fences: &str, rollback: &str, config: &str) -> Self {
        let repository = Repository::new(program());
        repository.write(PLAN, plan(fences, rollback).as_bytes());
        if !config.is_empty() {
            repository.write(".stopgate/config.toml", config.as_bytes());
        }
        Self { repository }
    }

    /// Runs the plan, with more arguments.
    pub(crate) fn run(&self, more: &[&str]) -> Done {
        self.repository.json(&[&["run", PLAN], more].concat())
    }

    pub(crate) fn resume(&self) -> Done {
        self.repository.json(&["resume"])
    }

    /// Says go, and goes on.
    pub(crate) fn go(&self) -> Done {
        self.repository.sign(&["go", "--confirm-all"]).exits(0);
        self.resume()
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        self.repository.read(name)
    }

    pub(crate) fn write(&self, name: &str) {
        self.repository.write(name, b"");
    }

    /// The step with a command, as `show` tells it.
    pub(crate) fn step(&self, command: &str) -> Value {
        let shown = self.repository.json(&["show"]).exits(0).document();
        let steps = shown["steps"].as_array().expect("steps");
        let found = steps.iter().find(|step| step["command"] == command);
        found
            .unwrap_or_else(|| panic!("{command}: {shown}"))
            .clone()
    }

    /// Says what became of a step whose end nobody saw: `--happened`, `--redo`.
    pub(crate) fn resolve(&self, command: &str, how: &str) {
        let id = self.step(command)["id"].as_str().expect("an id").to_owned();
        let words = ["resolve", &id, how, "--reason", "looked"];
        self.repository.sign(&words).exits(0);
    }

    /// How a step stands, and how often it was started.
    pub(crate) fn stands(&self, command: &str) -> (String, u64) {
        let step = self.step(command);
        let state = step["state"].as_str().expect("a state").to_owned();
        (state, step["attempts"].as_u64().expect("a number"))
    }

    /// Calls a command on a terminal on which somebody types this; how it exits, and what is to be seen.
    pub(crate) fn on_terminal(&self, arguments: &str, typed: &str) -> (Option<i32>, String) {
        let command = self.repository.command(&[]);
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = Command::new("script")
            .args(["-qefc", &format!("{program} {arguments}"), "/dev/null"])
            .current_dir(self.repository.root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script starts");
        let mut keys = child.stdin.take().expect("it is piped");
        keys.write_all(typed.as_bytes()).expect("it reads");
        let done = child.wait_with_output().expect("it ends");
        drop(keys);
        let shown = String::from_utf8_lossy(&done.stdout).into_owned();
        (done.status.code(), shown)
    }

    /// Starts a run, and kills its runner once a file is there.
    pub(crate) fn run_and_kill(&self, file: &str) {
        let mut child: Child = self.repository.start(&["run", PLAN]);
        let begun = Instant::now();
        while !self.repository.root().join(file).exists() {
            let over = child.try_wait().expect("it can be asked");
            assert!(over.is_none(), "it ended before {file} was there");
            assert!(begun.elapsed() < PATIENCE, "{file} does not come");
            std::thread::yield_now();
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
}

/// Goes on only where `work/go` was there before it said that it is there.
pub(crate) const BROKEN_OFF: &str =
    "if test -e work/go; then echo x >> work/tries; else echo x >> work/tries; sleep 300; fi";

/// What a command printed, on both streams.
pub(crate) fn said(done: &Done) -> String {
    format!("{}{}", done.stdout, done.stderr)
}
