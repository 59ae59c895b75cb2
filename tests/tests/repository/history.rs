//! Rules that ask what was committed, and when.

use crate::Git;
use crate::git::{FINISHED, NOT_BEGUN, UNDER_WAY, plan};

const WORK: &str = "Change `src/history/table.py`.";

/// A plan, committed; then so many commits that change its file.
fn behind(progress: &str, commits: usize) -> Git {
    let git = Git::new();
    git.write("src/history/table.py", "0\n");
    git.write("docs/plan.md", &plan(progress, WORK));
    git.commit("2026-03-01T09:00:00Z");
    for number in 1..=commits {
        git.write("src/history/table.py", &format!("{number}\n"));
        git.commit(&format!("2026-03-01T1{number}:00:00Z"));
    }
    git
}

#[test]
fn a_plan_under_way_that_its_commits_left_behind_is_stale() {
    assert_eq!(behind(UNDER_WAY, 2).codes("docs/plan.md"), ["LIV004"]);
    for (progress, commits) in [(UNDER_WAY, 1), (NOT_BEGUN, 3), (FINISHED, 3)] {
        assert!(behind(progress, commits).codes("docs/plan.md").is_empty());
    }
}

#[test]
fn a_plan_that_is_being_written_or_was_committed_last_is_not_stale() {
    let git = behind(UNDER_WAY, 2);
    let text = plan(UNDER_WAY, WORK).replace("The reports.", "The reports and their table.");
    git.write("docs/plan.md", &text);
    assert!(git.codes("docs/plan.md").is_empty());
    git.commit("2026-03-01T15:00:00Z");
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn proof_that_is_older_than_its_file_is_reported_until_it_is_repeated() {
    let git = behind(UNDER_WAY, 0);
    git.write("src/history/table.py", "later\n");
    git.commit("2026-03-05T09:00:00Z");
    assert_eq!(git.codes("docs/plan.md"), ["EVD006"]);
    let again = UNDER_WAY.replace(
        "\n- [ ]",
        "\n- [x] (2026-03-05 10:00Z) Tests pass again.\n- [ ]",
    );
    git.write("docs/plan.md", &plan(&again, WORK));
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn a_decision_that_was_rewritten_or_taken_out_is_reported_and_a_new_one_is_not() {
    let git = behind(UNDER_WAY, 0);
    let text = plan(UNDER_WAY, WORK);
    let first = text.find("- Decision").expect("a decision");
    let end = text.find("## Context").expect("a heading");
    let other = "- Decision: Partition by week.\n  Rationale: The loads are weekly.\n  Date/Author: 2026-03-04, Ada\n\n";
    git.write(
        "docs/plan.md",
        &format!("{}{other}{}", &text[..first], &text[end..]),
    );
    assert_eq!(git.codes("docs/plan.md"), ["LIV017"]);
    git.commit("2026-03-04T09:00:00Z");
    assert_eq!(git.codes("docs/plan.md"), ["LIV017"]);
    git.write(
        "docs/plan.md",
        &format!("{}{other}{}", &text[..end], &text[end..]),
    );
    assert!(git.codes("docs/plan.md").is_empty());
    let spelled = text.replace("four thousand", "4 thousand");
    git.write(
        "docs/plan.md",
        &format!("{}{other}{}", &spelled[..end - 3], &spelled[end - 3..]),
    );
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn files_that_change_after_an_approval_are_reported_until_the_plan_is_approved_again() {
    let git = behind(NOT_BEGUN, 2);
    assert!(git.codes("docs/plan.md").is_empty());
    let approve = |name: &str, when: &str| {
        let approval = format!("{{\"plan\": \"docs/plan.md\", \"when\": \"{when}\"}}");
        git.write(&format!(".stopgate/approvals/{name}.json"), &approval);
    };
    approve("a", "2026-03-01T09:30:00Z");
    assert_eq!(git.codes("docs/plan.md"), ["LIV018"]);
    approve("b", "2026-03-01T18:00:00Z");
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn a_phase_that_was_ticked_and_not_told_of_is_reported() {
    let git = Git::new();
    let work = |second: &str| {
        format!(
            "### Milestone 1: Measure\n\n- [x] Measure the slowest report.\n- {second}\n\n### Milestone 2: Partition\n\n- [ ] Write the migration."
        )
    };
    git.write(
        "docs/plan.md",
        &plan(NOT_BEGUN, &work("[ ] Count the rows.")),
    );
    git.commit("2026-03-01T09:00:00Z");
    git.write(
        "docs/plan.md",
        &plan(NOT_BEGUN, &work("[x] Count the rows.")),
    );
    assert_eq!(git.codes("docs/plan.md"), ["LIV020"]);
    git.commit("2026-03-02T09:00:00Z");
    assert_eq!(git.codes("docs/plan.md"), ["LIV020"]);
    git.write(
        "docs/plan.md",
        &plan(NOT_BEGUN, &work("[x] Count the rows: 41 million.")),
    );
    assert!(git.codes("docs/plan.md").is_empty());
}
