//! A repository with a plan that can be approved and run.

use stopgate_tests::repository::Repository;

pub const PLAN: &str = "plans/greeting.md";

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
        Self {
            title: "Greet the people at the gate".to_owned(),
            phase: "Greet".to_owned(),
            goal: "the greeting lies in the repository.".to_owned(),
            task: "Make the directory".to_owned(),
            command: "mkdir -p src".to_owned(),
            expected: "exit code 0".to_owned(),
            constraint: "none".to_owned(),
            question: "In which language? Resolved 2026-11-01 by Ilse: in English.".to_owned(),
        }
    }
}

/// The plan with these texts.
pub fn plan(texts: &Texts) -> String {
    let Texts {
        title,
        phase,
        goal,
        task,
        command,
        expected,
        constraint,
        question,
    } = texts;
    format!(
        "# Plan: {title}\n\n\
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
         | 1.1 | {task} | `{command}` | Ilse | {expected} |\n\
         | 1.2 | Write the greeting | `cp tools/greeting.txt src/greeting.txt` | Ilse | exit code 0 |\n\n\
         ### Phase 2: Hand over\n\n> **Goal:** the gatekeeper has the greeting.\n> **Stop-gate:** the gatekeeper nods.\n\n\
         | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
         | 2.1 | Copy it | `cp src/greeting.txt src/handed.txt` | Ilse | exit code 0 |\n\n\
         ## 6. Validation & Testing\n\n| Phase | Check | Method | Expected Result |\n|---|---|---|---|\n\
         | 1 | It is there | `cat src/greeting.txt` | `hello` |\n\
         | 2 | Copy is the same | `cmp src/greeting.txt src/handed.txt` | exit code 0, no output |\n\n\
         ## 7. Rollback Plan\n\nNewest phase first:\n\n- Phase 2: `rm -f src/handed.txt`\n- Phase 1: `rm -rf src`\n\n\
         ## 8. Open Questions\n\n- [x] {question}\n"
    )
}

/// A repository with this plan, which nobody approved.
pub fn repository(texts: &Texts) -> Repository {
    let repository = Repository::new(crate::stopgate());
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
