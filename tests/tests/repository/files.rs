//! Rules that ask which files there are.

use stopgate_tests::root;

use crate::Git;
use crate::git::{FINISHED, NOT_BEGUN, UNDER_WAY, plan};

/// What a plan with this work is told; it has not begun.
fn told(git: &Git, work: &str) -> Vec<String> {
    git.write("docs/plan.md", &plan(NOT_BEGUN, work));
    git.codes("docs/plan.md")
}

fn with_files() -> Git {
    let git = Git::new();
    git.write("src/history/table.py", "def load_day(day):\n    pass\n");
    git.write("docs/guide.md", "# Guide\n");
    git
}

#[test]
fn a_pattern_that_no_file_has_is_reported_and_one_that_files_have_is_not() {
    let git = with_files();
    assert_eq!(told(&git, "Look at `src/reports/*.py`."), ["PTH003"]);
    assert_eq!(told(&git, "Look at `src/**/*.rs`."), ["PTH003"]);
    for work in [
        "Look at `src/history/*.py`.",
        "Look at `src/**/*.py`.",
        "Send `image/*` only.",
        "Create `src/reports/*.py`.",
    ] {
        assert!(told(&git, work).is_empty(), "{work}");
    }
}

#[test]
fn a_link_is_seen_from_the_folder_of_the_plan() {
    let git = with_files();
    assert_eq!(told(&git, "See [the guide](docs/guide.md)."), ["PTH004"]);
    assert_eq!(told(&git, "See [it](#plan-of-works)."), ["PTH005"]);
    for work in [
        "See [the guide](guide.md#times) and [the table](../src/history/table.py).",
        "See [the guide](/docs/guide.md), [more](https://example.org/x) and [it](#plan-of-work).",
        "See [a house](../../elsewhere.md).",
    ] {
        assert!(told(&git, work).is_empty(), "{work}");
    }
}

#[test]
fn a_path_in_another_case_is_told_the_real_one_and_not_that_it_is_missing() {
    let git = with_files();
    assert_eq!(told(&git, "Change `src/History/Table.py`."), ["PTH008"]);
    assert_eq!(told(&git, "Change `src/history/tables.py`."), ["PTH002"]);
    assert!(told(&git, "Rename `src/History/Table.py`.").is_empty());
}

#[test]
fn a_new_file_that_is_there_is_reported_until_work_begins() {
    let git = with_files();
    let work = "Create `src/history/table.py` with one function.";
    assert_eq!(told(&git, work), ["PTH009"]);
    git.write("docs/plan.md", &plan(UNDER_WAY, work));
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn a_file_that_came_with_the_plan_is_no_surprise() {
    let git = Git::new();
    git.write("docs/plan.md", &plan(NOT_BEGUN, "Create `src/new.py`."));
    git.commit("2026-03-01T09:00:00Z");
    git.write("src/new.py", "\n");
    git.commit("2026-03-02T09:00:00Z");
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn a_function_is_looked_for_in_its_file() {
    let git = with_files();
    assert_eq!(
        told(&git, "Change `load_week` in `src/history/table.py`."),
        ["PTH010"]
    );
    assert_eq!(
        told(&git, "Run `src/history/table.py::load_week`."),
        ["PTH010"]
    );
    for work in [
        "Change `load_day` in `src/history/table.py`.",
        "Add `load_week` in `src/history/table.py`.",
    ] {
        assert!(told(&git, work).is_empty(), "{work}");
    }
}

#[test]
fn a_standard_that_is_not_there_is_reported_unless_the_plan_says_so() {
    let git = with_files();
    assert_eq!(told(&git, "This plan follows PLANS.md."), ["PTH007"]);
    assert!(told(&git, "There is no PLANS.md in this repository.").is_empty());
    git.write(".agent/PLANS.md", "# Plans\n");
    assert!(told(&git, "This plan follows PLANS.md.").is_empty());
}

#[test]
fn the_index_of_the_repository_is_held_against_the_boxes() {
    let git = with_files();
    let index = |line: &str| {
        git.write(
            "PLANS.md",
            &format!("# Plans\n\n## Active ExecPlan Index\n\n{line}\n"),
        )
    };
    let told = |progress: &str| {
        git.write("docs/plan.md", &plan(progress, "Nothing."));
        git.codes("docs/plan.md")
    };
    let unlisted = "- 2026-03-01 - Something else - status: done - owner: Ada";
    index(unlisted);
    assert_eq!(told(UNDER_WAY), ["LIV015"]);
    assert!(told(FINISHED).is_empty());
    index("- 2026-03-01 - Partition the match history - status: done - owner: Ada");
    assert_eq!(told(UNDER_WAY), ["LIV015"]);
    assert!(told(FINISHED).is_empty());
    index("- 2026-03-01 - [plan](docs/plan.md) - status: in_progress - owner: Ada");
    assert!(told(UNDER_WAY).is_empty());
}

#[test]
fn tickets_are_held_against_what_the_team_configures() {
    let git = Git::new();
    let ours = root().join("tests/plans/technical-locker-webhooks.md");
    let ours = std::fs::read_to_string(ours).expect("a plan");
    let ticket = ours.lines().find(|line| line.contains("**Ticket**"));
    let ticket = ticket.expect("a ticket");
    let with = |value: &str| ours.replace(ticket, &format!("* **Ticket**: {value}"));
    let told = |value: &str| {
        git.write("docs/plan.md", &with(value));
        let codes = git.codes("docs/plan.md");
        codes.contains(&"PTH012".to_owned())
    };
    assert!(!told("the one from Monday"));
    git.write(".stopgate/config.toml", "tickets = \"PAY-[0-9]+\"\n");
    assert!(told("the one from Monday"));
    assert!(!told("PAY-12"));
}
