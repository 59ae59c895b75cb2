//! A repository with a plan of which a part is work for an agent, and the script that is the agent.

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository};

use crate::program;

pub const PLAN: &str = "plans/greeting.md";

/// The task that is left to the agent.
pub const TASK: &str = "Write the greeting: one line, the word hello, in src/greeting.txt";

/// The texts that a case puts into its plan.
pub struct Texts {
    /// Title of the first phase.
    pub phase: String,
    /// The goal of the first phase.
    pub goal: String,
    /// What the agent is to do.
    pub task: String,
    /// The command in front of it.
    pub first: String,
    /// The check of the first phase.
    pub check: String,
    /// What the check expects.
    pub expected: String,
    /// A constraint.
    pub constraint: String,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            phase: "Greet".to_owned(),
            goal: "the greeting lies in the repository.".to_owned(),
            task: TASK.split_once(": ").expect("two parts").1.to_owned(),
            first: "mkdir -p src".to_owned(),
            check: "cat src/greeting.txt".to_owned(),
            expected: "`hello`".to_owned(),
            constraint: "none".to_owned(),
        }
    }
}

/// The plan with these texts.
pub fn plan(texts: &Texts) -> String {
    let Texts {
        phase,
        goal,
        task,
        first,
        check,
        expected,
        constraint,
    } = texts;
    format!(
        "# Plan: Greet the people at the gate\n\n\
         **Date:** 2026-11-02\n**Author:** Ilse Brandt\n**Status:** Ready\n\n\
         ## 1. Objective\n\nWho comes to the gate reads the word hello in `src/greeting.txt` on 2026-11-02.\n\n\
         ## 2. Context & Constraints\n\n| Item | Detail |\n|---|---|\n\
         | GCP Project(s) | none is touched |\n| Environment(s) | local |\n| Key Services | a POSIX shell |\n\
         | Existing resources | none |\n| Upstream Dependencies | none |\n| Downstream Consumers | the gatekeeper |\n\
         | Constraints / Risks | {constraint} |\n| Error handling | stop on first error |\n\n\
         All commands run from the repository root.\n\n\
         ## 3. Current State\n\nNobody greets. There is no directory `src/`.\n\n\
         ## 4. Target State\n\n`src/greeting.txt` holds one line.\n\n\
         ## 5. Phases & Tasks\n\n\
         ### Phase 1: {phase}\n\n> **Goal:** {goal}\n> **Stop-gate:** Ilse reads the greeting and says go or no-go.\n\n\
         | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
         | 1.1 | Make the directory | `{first}` | Ilse | exit code 0 |\n\
         | 1.2 | Write the greeting | {task} | Ilse | |\n\n\
         ### Phase 2: Hand over\n\n> **Goal:** the gatekeeper has the greeting.\n> **Stop-gate:** the gatekeeper nods.\n\n\
         | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
         | 2.1 | Copy it | `cp src/greeting.txt src/handed.txt` | Ilse | exit code 0 |\n\n\
         ## 6. Validation & Testing\n\n| Phase | Check | Method | Expected Result |\n|---|---|---|---|\n\
         | 1 | It is there | `{check}` | {expected} |\n\
         | 2 | Copy is the same | `cmp src/greeting.txt src/handed.txt` | exit code 0, no output |\n\n\
         ## 7. Rollback Plan\n\nNewest phase first:\n\n- Phase 2: `rm -f src/handed.txt`\n- Phase 1: `rm -rf src`\n\n\
         ## 8. Open Questions\n\n- [x] In which language? Resolved 2026-11-01 by Ilse: in English.\n"
    )
}

/// A repository whose agent, with no walls around it, first shows its brief and then does what the script says; approved. The
/// limits are further lines of its table.
pub fn repository(texts: &Texts, script: &str, limits: &str) -> Repository {
    let repository = Repository::new(program::program());
    repository.write(PLAN, plan(texts).as_bytes());
    repository.write("tools/agent.sh", format!("cat\n{script}\n").as_bytes());
    let config =
        format!("[agents.scribe]\ncommand = \"sh tools/agent.sh\"\nsandbox = \"host\"\n{limits}\n");
    repository.write(".stopgate/config.toml", config.as_bytes());
    repository.sign(&["approve", PLAN]).exits(0);
    repository
}

/// Runs the plan with its agent.
pub fn run(repository: &Repository, more: &[&str]) -> Done {
    repository.run(&[&["run", PLAN, "--agent", "scribe"], more].concat())
}

/// The run as `show` has it.
pub fn shown(repository: &Repository) -> Value {
    repository.json(&["show"]).exits(0).document()
}

/// A step of it.
pub fn step<'v>(shown: &'v Value, command: &str) -> &'v Value {
    let steps = shown["steps"].as_array().expect("steps");
    let found = steps.iter().find(|step| step["command"] == command);
    found.unwrap_or_else(|| panic!("{command}: {shown}"))
}

/// Everything that agents wrote in the newest run, attempt by attempt.
pub fn transcripts(repository: &Repository) -> Vec<String> {
    let run = shown(repository)["run"].as_str().expect("a run").to_owned();
    let folder = repository
        .root()
        .join(format!(".stopgate/runs/{run}/transcripts"));
    let files = stopgate_tests::files(&folder, ".txt").into_iter();
    let read = |path| String::from_utf8(std::fs::read(path).expect("a transcript"));
    files.map(|path| read(path).expect("text")).collect()
}

/// Asserts that a command said something.
pub fn says(done: &Done, text: &str) {
    let said = format!("{}{}", done.stdout, done.stderr);
    assert!(said.contains(text), "{text}: {said}");
}
