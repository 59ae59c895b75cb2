//! A plan of two phases in which somebody is greeted, with the texts that a case puts into it.

/// Where it lies in its repository.
pub const PLAN: &str = "plans/greeting.md";

/// The texts.
pub struct Greeting<'t> {
    pub title: &'t str,
    /// Title of the first phase.
    pub phase: &'t str,
    /// Its goal.
    pub goal: &'t str,
    /// The rows of its table of tasks.
    pub tasks: &'t str,
    /// The command that checks it.
    pub check: &'t str,
    /// What the check expects.
    pub expected: &'t str,
    pub constraint: &'t str,
    /// A question, with its answer.
    pub question: &'t str,
}

impl Default for Greeting<'_> {
    fn default() -> Self {
        Self {
            title: "Greet the people at the gate",
            phase: "Greet",
            goal: "the greeting lies in the repository.",
            tasks: "",
            check: "cat src/greeting.txt",
            expected: "`hello`",
            constraint: "none",
            question: "In which language? Resolved 2026-11-01 by Ilse: in English.",
        }
    }
}

impl Greeting<'_> {
    /// The plan.
    pub fn plan(&self) -> String {
        let Self {
            title,
            phase,
            goal,
            tasks,
            check,
            expected,
            constraint,
            question,
        } = self;
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
             {tasks}\n\n\
             ### Phase 2: Hand over\n\n> **Goal:** the gatekeeper has the greeting.\n> **Stop-gate:** the gatekeeper nods.\n\n\
             | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
             | 2.1 | Copy it | `cp src/greeting.txt src/handed.txt` | Ilse | exit code 0 |\n\n\
             ## 6. Validation & Testing\n\n| Phase | Check | Method | Expected Result |\n|---|---|---|---|\n\
             | 1 | It is there | `{check}` | {expected} |\n\
             | 2 | Copy is the same | `cmp src/greeting.txt src/handed.txt` | exit code 0, no output |\n\n\
             ## 7. Rollback Plan\n\nNewest phase first:\n\n- Phase 2: `rm -f src/handed.txt`\n- Phase 1: `rm -rf src`\n\n\
             ## 8. Open Questions\n\n- [x] {question}\n"
        )
    }
}
