//! The index of plans: made once, and kept current by the commands that change how a plan stands (E10).

use stopgate_tests::repository::Repository;
use stopgate_tests::root;

use crate::program::program;

const PLAN: &str = "docs/plans/butts.md";
const DAY: &str = "2026-04-30";
const AT: &str = "2026-04-30 09:00Z";

fn repository() -> Repository {
    let repository = Repository::new(program());
    let text = std::fs::read(root().join("tests/runs/milestones.md")).expect("a plan");
    repository.write(PLAN, &text);
    repository.write("docs/notes.md", b"# Notes\n\nNo plan.\n");
    repository
}

fn line(repository: &Repository) -> String {
    let text = repository.read("docs/PLANS.md");
    let found = text.lines().find(|line| line.starts_with("- "));
    found.unwrap_or_default().to_owned()
}

#[test]
fn an_index_lists_day_name_status_and_owner() {
    let repository = repository();
    let shown = repository
        .json(&["index", "--as-of", DAY])
        .exits(0)
        .document();
    assert_eq!(shown["schema"], 1);
    assert_eq!(shown["file"], "docs/PLANS.md");
    assert_eq!(shown["written"], false);
    assert_eq!(shown["plans"].as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(shown["plans"][0]["path"], PLAN);
    assert_eq!(shown["plans"][0]["status"], "in_progress");
    assert_eq!(repository.read("docs/PLANS.md"), "");
    repository
        .run(&["index", "--write", "--as-of", DAY])
        .exits(0);
    assert_eq!(
        line(&repository),
        "- 2026-04-30 - [Fill the water butts of the allotment, each once](plans/butts.md) - status: in_progress - owner: nobody"
    );
    let again = repository
        .json(&["index", "--write", "--as-of", DAY])
        .exits(0)
        .document();
    assert_eq!(again["written"], false);
    // The rules that read an index agree with what is written.
    let checked = repository.json(&["check", PLAN, "--as-of", DAY]);
    assert!(
        !checked.stdout.contains("LIV014") && !checked.stdout.contains("LIV015"),
        "{}",
        checked.stdout
    );
}

#[test]
fn commands_that_change_how_a_plan_stands_keep_it_current() {
    let repository = repository();
    repository
        .run(&["index", "--write", "--as-of", DAY])
        .exits(0);
    let text = repository
        .read("docs/PLANS.md")
        .replace("owner: nobody", "owner: Edda");
    let text = format!("{text}\nWritten by hand.\n");
    repository.write("docs/PLANS.md", text.as_bytes());
    for item in ["Milestone 1", "Milestone 2"] {
        repository.run(&["tick", PLAN, item, "--at", AT]).exits(0);
    }
    assert!(
        line(&repository).ends_with("status: done - owner: Edda"),
        "{}",
        line(&repository)
    );
    assert!(
        repository
            .read("docs/PLANS.md")
            .ends_with("\nWritten by hand.\n")
    );
    repository
        .run(&["tick", PLAN, "Milestone 2", "--untick"])
        .exits(0);
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository.json(&["run", PLAN, "--as-of", DAY]).exits(10);
    assert!(
        line(&repository).contains("status: in_progress"),
        "{}",
        line(&repository)
    );
    repository.sign(&["no-go", "--reason", "rain"]).exits(3);
    assert!(
        line(&repository).contains("status: blocked"),
        "{}",
        line(&repository)
    );
}

#[test]
fn an_index_lies_where_the_configuration_says_and_never_outside() {
    let repository = repository();
    repository.write(
        ".stopgate/config.toml",
        b"[index]\nfile = \"plans.md\"\nplans = [\"docs/plans\"]\n",
    );
    repository
        .run(&["index", "--write", "--as-of", DAY])
        .exits(0);
    assert!(
        repository
            .read("plans.md")
            .contains("(docs/plans/butts.md)")
    );
    repository.write(
        ".stopgate/config.toml",
        b"[index]\nfile = \"../plans.md\"\n",
    );
    repository
        .run(&["index", "--write", "--as-of", DAY])
        .exits(4);
    assert!(!repository.root().join("../plans.md").exists());
    repository.write(
        ".stopgate/config.toml",
        b"[index]\nfile = \"docs/notes.md\"\n",
    );
    let why = repository
        .run(&["index", "--write", "--as-of", DAY])
        .exits(2);
    assert!(
        why.stderr.contains("<!-- stopgate-index -->"),
        "{}",
        why.stderr
    );
}
