//! A repository with an approved plan of one phase: a step and what looks at it.

use stopgate_tests::repository::Repository;
use stopgate_tests::root;

use crate::program::program;

/// The plan.
pub const PLAN: &str = "plan.md";

/// The day on which it is approved and run.
pub const DAY: &str = "2026-04-30";

/// The first step of the plan that is taken as model.
const STEP: &str = "| # | Task | Detail / Command | Owner | Expected |
|---|------|-------------------|-------|----------|
| 1.1 | Switch the main pump | `echo a1 >> effects.txt` | Jonna | exit code 0, no output |
";

/// What looks at it there.
const LOOK: &str = "| 1 | The main pump has its entry | `echo check-a >> effects.txt && grep -c a1 effects.txt` | `1` |";

/// A repository whose plan has this block of code as first step, with these attributes.
pub fn with_block(attributes: &str, command: &str) -> Repository {
    let block = format!("```sh {attributes}\n{command}\n```\n");
    approved(&block, LOOK, "")
}

/// A repository whose plan has this command as first step, with what must come out of it, and behind it
/// a command that looks; with this configuration.
pub fn with_row(command: &str, expected: &str, look: &str, config: &str) -> Repository {
    let row = format!("| 1.1 | Switch the main pump | `{command}` | Jonna | {expected} |\n");
    let head = STEP.lines().take(2).map(|line| format!("{line}\n"));
    let table: String = head.chain([row]).collect();
    let look = format!("| 1 | The look | `{look}` | exit code 0 |");
    approved(&table, &look, config)
}

/// A repository whose plan is the model with something behind it that keeps the approval.
pub fn as_it_is(behind: &str) -> Repository {
    let repository = approved(STEP, LOOK, "");
    let plan = repository.read(PLAN) + behind;
    repository.write(PLAN, plan.as_bytes());
    repository
}

fn approved(step: &str, look: &str, config: &str) -> Repository {
    let model = root().join("tests/runs/three-phases.md");
    let model = std::fs::read_to_string(model).expect("a plan");
    assert!(model.contains(STEP) && model.contains(LOOK));
    let plan = model.replace(STEP, step).replace(LOOK, look);
    let repository = Repository::new(program());
    repository.write(PLAN, plan.as_bytes());
    repository.write(".stopgate/config.toml", config.as_bytes());
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository
}

/// Starts the run of the plan.
pub const RUN: &[&str] = &["run", PLAN, "--as-of", DAY];
