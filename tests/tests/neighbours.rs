//! What is read out of plans of neighbours: tasks with ids and dependencies, phases, commands with what
//! must come out of them, and nothing that is only shown.

use stopgate_model::{Mark, Plan};
use stopgate_tests::{Folder, engine, options, root};

fn read(path: &str, text: &str, with: impl Fn(&Plan)) -> Vec<String> {
    let engine = engine();
    let options = options(None, "2026-06-01");
    let nowhere = Folder(root().join("nowhere"));
    let document = engine.read(path, text.as_bytes().to_vec(), &options, &nowhere);
    let plan = document.plan().expect("a format recognises it");
    with(plan);
    let errors = document.check(&options, &nowhere).findings;
    errors
        .iter()
        .map(|finding| finding.code.to_owned())
        .collect()
}

#[test]
fn tasks_of_spec_kit_have_ids_stories_and_dependencies() {
    let text = "# Tasks: Photo albums\n\n## Phase 1: Setup\n\n- [X] T001 Create `albums/` as the plan says\n- [ ] T002 [P] [US1] Write the model in `albums/model.py`\n  Depends on: `T001`\n\n## Phase 2: Core\n\n- [ ] T003 [US2] Sort by date\n";
    read("specs/albums/tasks.md", text, |plan| {
        assert_eq!(plan.format.id, "speckit-tasks");
        let tasks: Vec<_> = plan.tasks().collect();
        let ids: Vec<_> = tasks.iter().filter_map(|task| task.id.text()).collect();
        assert_eq!(ids, ["T001", "T002", "T003"]);
        assert_eq!(tasks[0].mark, Some(Mark::Done));
        assert!(
            tasks[1]
                .title
                .text()
                .is_some_and(|title| title.starts_with("Write the model"))
        );
        assert_eq!(tasks[1].dependencies[0].value, "T001");
        assert_eq!(tasks[2].phase, Some(1));
    });
    let twice = text.replace("T003", "T001");
    let codes = read("specs/albums/tasks.md", &twice, |_| {});
    assert!(codes.contains(&"TSK002".to_owned()), "{codes:?}");
}

#[test]
fn tasks_of_openspec_are_numbered_in_numbered_groups() {
    let text = "## 1. Registry\n\n- [x] 1.1 Read the registry\n- [x] 1.2 Cache it\n\n## 2. Verification\n\n- [ ] 2.1 Run the suite\n- [ ] Look at it\n";
    read("openspec/changes/cache/tasks.md", text, |plan| {
        assert_eq!(plan.format.id, "openspec");
        let labels: Vec<_> = plan
            .phases
            .iter()
            .filter_map(|phase| phase.label.as_deref())
            .collect();
        assert_eq!(labels, ["1", "2"]);
        let ids: Vec<_> = plan
            .tasks()
            .map(|task| task.id.text().unwrap_or("-"))
            .collect();
        assert_eq!(ids, ["1.1", "1.2", "2.1", "-"]);
    });
}

#[test]
fn commands_of_superpowers_stand_behind_run_and_nowhere_else() {
    let text = "# Cache Implementation Plan\n\n**Goal:** Answers are kept.\n\n**Architecture:** One table.\n\n**Tech Stack:** Python\n\nAll commands run from the repository root.\n\n### Task 1: Keep answers\n\n- [ ] **Step 1: Write the script**\n\n```bash\nrm -rf build\n```\n\n- [ ] **Step 2: Run the test**\n\nRun: `pytest tests/test_cache.py -q`\nExpected: FAIL with \"no cache\"\n\n- [ ] **Step 3: Run it again**\n\nRun:\n\n```bash\npytest -q\n```\n\nExpected: `1 passed`\n";
    read("docs/superpowers/plans/cache.md", text, |plan| {
        assert_eq!(plan.format.id, "superpowers");
        let commands: Vec<&str> = plan
            .commands
            .iter()
            .map(|command| command.text.as_str())
            .collect();
        assert_eq!(commands, ["pytest tests/test_cache.py -q", "pytest -q"]);
        let outcomes: Vec<_> = plan
            .commands
            .iter()
            .map(|command| command.outcome.is_some())
            .collect();
        assert_eq!(outcomes, [true, true]);
        let tasks: Vec<_> = plan.tasks().filter_map(|task| task.title.text()).collect();
        assert_eq!(tasks.len(), 3, "{tasks:?}");
    });
}

#[test]
fn phases_have_automated_and_manual_checks() {
    let text = "# Cache Implementation Plan\n\n## Overview\n\nAnswers are kept. All commands run from the repository root.\n\n## Phase 1: Table\n\n### Success Criteria:\n\n#### Automated Verification:\n\n- [ ] Tests pass: `make test`\n- [ ] `make lint` is clean\n\n#### Manual Verification:\n\n- [ ] The page loads\n\n## Phase 2: Page\n\n### Success Criteria\n\n#### Automated Verification (agent can run these)\n\n- [ ] `npm test` passes\n";
    let codes = read("thoughts/shared/plans/cache.md", text, |plan| {
        assert_eq!(plan.format.id, "phased");
        let commands: Vec<(&str, Option<usize>)> = plan
            .commands
            .iter()
            .map(|command| (command.text.as_str(), command.phase))
            .collect();
        assert_eq!(
            commands,
            [
                ("make test", Some(0)),
                ("make lint", Some(0)),
                ("npm test", Some(1))
            ]
        );
        assert_eq!(plan.phases[0].manual[0].value, "The page loads");
    });
    assert!(!codes.contains(&"EVD009".to_owned()), "{codes:?}");
}

#[test]
fn a_page_about_a_project_is_claimed_by_nobody() {
    let engine = engine();
    let options = options(None, "2026-06-01");
    let nowhere = Folder(root().join("nowhere"));
    for (path, text) in [
        (
            "README.md",
            "# Cache\n\nKeeps answers.\n\n## Overview\n\nFast.\n\n## Testing\n\n```sh\nmake test\n```\n\n## References\n\nNone.\n\n- [ ] 1.1 someday\n- [ ] 1.2 later\n",
        ),
        (
            "TODO.md",
            "# To do\n\n- [ ] T001 tidy up\n- [ ] write the tests\n",
        ),
        (
            "docs/design.md",
            "# Design\n\n## Overview\n\n## Goals\n\n## Decisions\n\n## Risks\n\n## Open Questions\n",
        ),
        (
            "CONTRIBUTING.md",
            "# Contributing\n\n## Steps\n\n1. Fork.\n\n## Testing Strategy\n\n### Manual Testing\n\nLook.\n",
        ),
    ] {
        let document = engine.read(path, text.as_bytes().to_vec(), &options, &nowhere);
        let claim = document.plan().map(|plan| plan.format.id.clone());
        assert_eq!(claim, None, "{path}");
    }
}
