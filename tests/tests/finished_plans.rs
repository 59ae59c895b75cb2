//! A finished plan is read as a record; ticking boxes opens no gate (E1, E8).

use serde_json::Value;
use stopgate_tests::repository::Repository;
use stopgate_tests::root;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

const PLAN: &str = "plans/tides.md";
const DAY: &str = "2026-10-20";

/// A plan under way that a reviewer calls ready, without its way back: an error.
fn under_way() -> String {
    let path = root().join("tests/plans-second/execplan-tide-gaps.md");
    let text = std::fs::read_to_string(path).expect("a plan of our own");
    let from = text.find("## Idempotence and Recovery").expect("a section");
    let to = text.find("## Artefacts and Notes").expect("a section");
    format!("{}{}", &text[..from], &text[to..])
}

/// The same plan with every box ticked. Its outcomes say something already.
fn finished() -> String {
    let text = under_way();
    let from = text.find("- [ ] ").expect("an open entry");
    let to = text.find("## Surprises").expect("a section");
    let done = "- [x] (2026-10-08 09:00Z) Milestone 2, exclusion in Gold.\n\
                - [x] (2026-10-09 16:20Z) Milestone 3, run table, duty handbook.\n\n";
    format!("{}{done}{}", &text[..from], &text[to..])
}

struct Judged(Repository);

impl Judged {
    fn new(text: &str) -> Self {
        let repository = Repository::new(program::program());
        repository.write(PLAN, text.as_bytes());
        Self(repository)
    }

    /// What `check` says: its exit code, and the file.
    fn check(&self, profile: &str) -> (i32, Value) {
        let done = self
            .0
            .json(&["check", PLAN, "--as-of", DAY, "--profile", profile]);
        (done.code, done.document()["files"][0].clone())
    }

    fn severity(&self, profile: &str, code: &str) -> Option<String> {
        let (_, file) = self.check(profile);
        let findings = file["findings"].as_array().expect("findings");
        let found = findings.iter().find(|finding| finding["code"] == code)?;
        found["severity"].as_str().map(str::to_owned)
    }
}

#[test]
fn what_only_matters_before_the_work_weighs_less_after_it() {
    let before = Judged::new(&under_way());
    assert_eq!(before.check("standard").0, 1);
    assert_eq!(
        before.severity("standard", "STR001").as_deref(),
        Some("error")
    );
    let after = Judged::new(&finished());
    assert_eq!(after.check("standard").0, 0);
    assert_eq!(
        after.severity("standard", "STR001").as_deref(),
        Some("warning")
    );
}

#[test]
fn strict_asks_of_a_finished_plan_what_it_asks_of_every_plan() {
    let after = Judged::new(&finished());
    assert_eq!(after.check("strict").0, 1);
    assert_eq!(after.severity("strict", "STR001").as_deref(), Some("error"));
}

#[test]
fn ticking_every_box_gets_no_plan_through_its_gate() {
    let after = Judged::new(&finished());
    assert_eq!(after.check("standard").1["ready"], false);
    let repository = &after.0;
    let gate = repository.json(&["gate", PLAN, "--as-of", DAY]);
    let reasons = gate.exits(3).document()["reasons"].clone();
    let codes = reasons.as_array().expect("reasons").iter();
    assert!(
        codes
            .map(|reason| &reason["code"])
            .any(|code| code == "STR001")
    );
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(3);
    repository.json(&["run", PLAN]).exits(3);
    let status = repository.json(&["status"]).document();
    assert_eq!(status["plans"][0]["verdict"], "fail");
}

#[test]
fn ticks_alone_finish_nothing() {
    let finished = finished();
    let outcomes = finished.find("## Outcomes").expect("a section");
    let context = finished.find("## Context").expect("a section");
    let (before, behind) = (&finished[..outcomes], &finished[context..]);
    for (what, text) in [
        ("outcomes missing", format!("{before}{behind}")),
        (
            "outcomes pending",
            format!("{before}## Outcomes & Retrospective\n\nTo be written.\n\n{behind}"),
        ),
        (
            "status says under way",
            finished.replacen("\n\n", "\n\nStatus: In progress\n\n", 1),
        ),
        (
            "one box open",
            finished.replacen("## Surprises", "- [ ] Tell the pilots.\n\n## Surprises", 1),
        ),
        (
            "a box open under a status that says complete",
            finished
                .replacen("\n\n", "\n\nStatus: Complete\n\n", 1)
                .replacen("## Surprises", "- [ ] Tell the pilots.\n\n## Surprises", 1),
        ),
        ("no boxes", finished.replace("- [x] ", "- ")),
    ] {
        let judged = Judged::new(&text);
        assert_eq!(
            judged.severity("standard", "STR001").as_deref(),
            Some("error"),
            "{what}"
        );
    }
}

#[test]
fn a_status_that_says_complete_over_an_open_entry_is_found() {
    let open = under_way().replacen("\n\n", "\n\nStatus: Complete\n\n", 1);
    let judged = Judged::new(&open);
    let severity = |profile| judged.severity(profile, "STR025");
    assert_eq!(severity("standard").as_deref(), Some("warning"));
    assert_eq!(severity("strict").as_deref(), Some("error"));
    let all_ticked = finished().replacen("\n\n", "\n\nStatus: Complete\n\n", 1);
    assert_eq!(Judged::new(&all_ticked).severity("strict", "STR025"), None);
}

#[test]
fn what_is_not_true_is_an_error_in_a_finished_plan_too() {
    for (code, from, to) in [
        ("STR008", "Python 3.11, ", "TBD. Python 3.11, "),
        (
            "EVD007",
            "Unit tests of milestone 1 on 2026-10-05:

    tests/test_gaps.py ........... [100%]
    11 passed",
            "All tests on 2026-10-09:

    3 failed, 60 passed",
        ),
        (
            "LIV021",
            "run table, duty handbook.",
            "run table, duty handbook (remaining: the handbook).",
        ),
        (
            "LIV013",
            "## Surprises",
            "- [x] (2026-10-08 09:00Z) All.\n  - [ ] The rest.\n\n## Surprises",
        ),
    ] {
        let text = finished().replace("exclusion in Gold", "all tests pass");
        assert!(text.contains(from), "{from}");
        let judged = Judged::new(&text.replacen(from, to, 1));
        assert_eq!(
            judged.severity("standard", code).as_deref(),
            Some("error"),
            "{code}"
        );
    }
}
