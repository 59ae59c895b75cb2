//! A repository with a plan of which a part is work for an agent, and the script that is the agent.

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository};

use crate::greeting::Greeting;
pub use crate::greeting::PLAN;
use crate::program;

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
        let usual = Greeting::default();
        Self {
            phase: usual.phase.to_owned(),
            goal: usual.goal.to_owned(),
            task: TASK.split_once(": ").expect("two parts").1.to_owned(),
            first: "mkdir -p src".to_owned(),
            check: usual.check.to_owned(),
            expected: usual.expected.to_owned(),
            constraint: usual.constraint.to_owned(),
        }
    }
}

/// The plan with these texts.
pub fn plan(texts: &Texts) -> String {
    let Texts { task, first, .. } = texts;
    let tasks = format!(
        "| 1.1 | Make the directory | `{first}` | Ilse | exit code 0 |\n\
         | 1.2 | Write the greeting | {task} | Ilse | |"
    );
    let greeting = Greeting {
        phase: &texts.phase,
        goal: &texts.goal,
        tasks: &tasks,
        check: &texts.check,
        expected: &texts.expected,
        constraint: &texts.constraint,
        ..Greeting::default()
    };
    greeting.plan()
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
