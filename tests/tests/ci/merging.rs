//! The merge driver in a real repository: branches that both append keep both.

use std::process::Command;

use tempfile::TempDir;

use crate::program::program;

const PLAN: &str = "# Move the orders\n\nThis ExecPlan is a living document.\n\n## Purpose / Big Picture\n\nOrders move to the new table.\n\n## Progress\n\n- [x] (2026-10-01 08:00Z) Planned.\n- [ ] Copy the table.\n- [ ] Switch the readers.\n\n## Surprises & Discoveries\n\n## Decision Log\n\n- Decision: Copy, do not move.\n  Rationale: The way back is short.\n  Date/Author: 2026-10-01, Marek\n\n## Outcomes & Retrospective\n\n## Context and Orientation\n\nThe table is `orders`.\n\n## Plan of Work\n\nCopy, then switch.\n\n## Concrete Steps\n\n    make copy\n\n## Validation and Acceptance\n\nThe counts are equal.\n\n## Idempotence and Recovery\n\nCopying twice is copying once.\n\n## Artifacts and Notes\n\n## Interfaces and Dependencies\n\nNone.\n";

struct Git(TempDir);

impl Git {
    fn new() -> Self {
        let git = Self(TempDir::new().expect("a temporary directory"));
        git.run(&["init", "-q", "-b", "main"]);
        let driver = format!(
            "'{}' merge %O %A %B --path %P --marker-size %L",
            program().display()
        );
        git.run(&["config", "merge.stopgate.driver", &driver]);
        git.run(&["config", "user.name", "Test"]);
        git.run(&["config", "user.email", "test@example.org"]);
        std::fs::write(
            git.0.path().join(".gitattributes"),
            "plan.md merge=stopgate\n",
        )
        .expect("a file");
        git.commit(PLAN);
        git
    }

    fn run(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new("git")
            .current_dir(self.0.path())
            .args(arguments)
            .output();
        let output = output.expect("git is installed");
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    fn commit(&self, text: &str) {
        std::fs::write(self.0.path().join("plan.md"), text).expect("a file");
        self.run(&["add", "."]);
        let (done, said) = self.run(&["commit", "-q", "-m", "change"]);
        assert!(done, "{said}");
    }

    /// Merges two branches that changed the plan; whether that went without conflict, and the result.
    fn merged(ours: &str, theirs: &str) -> (bool, String) {
        let git = Self::new();
        git.run(&["switch", "-q", "-c", "theirs"]);
        git.commit(theirs);
        git.run(&["switch", "-q", "main"]);
        git.commit(ours);
        let (done, _) = git.run(&["merge", "-q", "--no-edit", "theirs"]);
        let text = std::fs::read_to_string(git.0.path().join("plan.md")).expect("the plan");
        (done, text)
    }
}

#[test]
fn branches_that_both_append_keep_both() {
    let ours = PLAN
        .replace("- [ ] Switch the readers.\n", "- [ ] Switch the readers.\n- [x] (2026-10-03 09:00Z) Ours is done.\n")
        .replace("2026-10-01, Marek\n", "2026-10-01, Marek\n\n- Decision: Ours.\n  Rationale: It is short.\n  Date/Author: 2026-10-04, Ada\n");
    let theirs = PLAN
        .replace("- [ ] Switch the readers.\n", "- [ ] Switch the readers.\n- [x] (2026-10-02 09:00Z) Theirs is done.\n")
        .replace("2026-10-01, Marek\n", "2026-10-01, Marek\n\n- Decision: Theirs.\n  Rationale: It is long.\n  Date/Author: 2026-10-03, Ola\n");
    let (done, text) = Git::merged(&ours, &theirs);
    assert!(done, "{text}");
    let at = |needle: &str| {
        text.find(needle)
            .unwrap_or_else(|| panic!("{needle} is lost: {text}"))
    };
    assert!(
        at("Theirs is done") < at("Ours is done"),
        "in the order of time: {text}"
    );
    assert!(at("Decision: Theirs.") < at("Decision: Ours."), "{text}");
    assert!(
        at("Rationale: It is long.") < at("Decision: Ours."),
        "an entry stays together: {text}"
    );
    assert!(!text.contains("<<<<"), "{text}");
}

#[test]
fn a_tick_on_one_side_wins_over_a_box_that_nobody_touched() {
    let ours = PLAN.replace(
        "- [ ] Copy the table.",
        "- [x] (2026-10-02 10:00Z) Copy the table.",
    );
    let theirs = PLAN.replace(
        "- [ ] Switch the readers.",
        "- [x] (2026-10-03 10:00Z) Switch the readers.\n- [ ] Drop the old table.",
    );
    let (done, text) = Git::merged(&ours, &theirs);
    assert!(done, "{text}");
    for line in [
        "- [x] (2026-10-02 10:00Z) Copy the table.",
        "- [x] (2026-10-03 10:00Z) Switch the readers.",
        "- [ ] Drop the old table.",
    ] {
        assert_eq!(text.matches(line).count(), 1, "{line}: {text}");
    }
}

#[test]
fn both_sides_of_a_contradiction_stand_between_markers() {
    let ours = PLAN.replace("    make copy\n", "    make copy-ours\n");
    let theirs = PLAN.replace("    make copy\n", "    make copy-theirs\n");
    let (done, text) = Git::merged(&ours, &theirs);
    assert!(!done);
    let conflict = "<<<<<<< ours\n    make copy-ours\n||||||| base\n    make copy\n=======\n    make copy-theirs\n>>>>>>> theirs\n";
    assert!(text.contains(conflict), "{text}");
    let ours = PLAN.replace(
        "- [ ] Copy the table.",
        "- [x] (2026-10-02 10:00Z) Copy the table.",
    );
    let theirs = PLAN.replace(
        "- [ ] Copy the table.",
        "- [x] (2026-10-03 11:00Z) Copy the table.",
    );
    let (done, text) = Git::merged(&ours, &theirs);
    assert!(
        !done && text.contains("10:00Z") && text.contains("11:00Z"),
        "{text}"
    );
}
