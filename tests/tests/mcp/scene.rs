//! A repository with a plan that can be approved and run.

use stopgate_tests::repository::Repository;

use crate::greeting::Greeting;
pub use crate::greeting::PLAN;

/// The texts that a case puts into its plan.
pub struct Texts {
    pub title: String,
    pub phase: String,
    pub goal: String,
    pub task: String,
    pub command: String,
    pub expected: String,
    pub constraint: String,
    pub question: String,
}

impl Default for Texts {
    fn default() -> Self {
        let usual = Greeting::default();
        Self {
            title: usual.title.to_owned(),
            phase: usual.phase.to_owned(),
            goal: usual.goal.to_owned(),
            task: "Make the directory".to_owned(),
            command: "mkdir -p src".to_owned(),
            expected: "exit code 0".to_owned(),
            constraint: usual.constraint.to_owned(),
            question: usual.question.to_owned(),
        }
    }
}

/// The plan with these texts.
pub fn plan(texts: &Texts) -> String {
    let Texts {
        task,
        command,
        expected,
        ..
    } = texts;
    let tasks = format!(
        "| 1.1 | {task} | `{command}` | Ilse | {expected} |\n\
         | 1.2 | Write the greeting | `cp tools/greeting.txt src/greeting.txt` | Ilse | exit code 0 |"
    );
    let greeting = Greeting {
        title: &texts.title,
        phase: &texts.phase,
        goal: &texts.goal,
        tasks: &tasks,
        constraint: &texts.constraint,
        question: &texts.question,
        ..Greeting::default()
    };
    greeting.plan()
}

/// A repository with this plan, which nobody approved.
pub fn repository(texts: &Texts) -> Repository {
    let repository = Repository::new(crate::program::program());
    repository.write(PLAN, plan(texts).as_bytes());
    repository.write("tools/greeting.txt", b"hello\n");
    repository
}

/// The same, approved.
pub fn approved(texts: &Texts) -> Repository {
    let repository = repository(texts);
    repository.sign(&["approve", PLAN]).exits(0);
    repository
}
