//! `stopgate supersede`: the old plan says which one counts and runs no more, the new one says why (S7, R1, E3).

use stopgate_tests::repository::Repository;
use stopgate_tests::{engine, root};
use stopgate_workspace::NotEdited;

use crate::documents::Case;
use crate::program::program;
use crate::wishes::superseded;

const OLD: &str = "plans/old.md";
const NEW: &str = "plans/new.md";
const DAY: &str = "2026-04-30";
const AT: [&str; 4] = ["--as", "Ruth", "--at", "2026-05-02 10:00Z"];
const STATUS: &str = "Superseded 2026-05-02 by [plans/new.md](new.md) (Ruth — one roof is enough)";

/// Two plans; the old one is approved.
fn repository() -> Repository {
    let repository = Repository::new(program());
    let text = std::fs::read(root().join("tests/runs/milestones.md")).expect("a plan");
    repository.write(OLD, &text);
    repository.write(NEW, &text);
    repository.sign(&["approve", OLD, "--as-of", DAY]).exits(0);
    repository
}

fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let words = ["supersede", OLD, NEW, "--reason", "one roof is enough"];
    [&words[..], &AT, more].concat()
}

/// What `status` says comes next for the old plan.
fn next(repository: &Repository) -> String {
    let status = repository.json(&["status", "--as-of", DAY]);
    let status = status.exits(0).document();
    let plans = status["plans"].as_array().expect("plans");
    let old = plans.iter().find(|plan| plan["path"] == OLD);
    let next = old.expect("a plan")["next"].as_str();
    next.expect("words").to_owned()
}

#[test]
fn the_old_plan_names_the_new_one_and_the_new_one_says_why() {
    let repository = repository();
    let before = [OLD, NEW].map(|plan| repository.read(plan));
    let dry = repository.run(&words(&["--dry-run"])).exits(0);
    assert!(dry.stdout.contains(STATUS), "{}", dry.stdout);
    assert_eq!([OLD, NEW].map(|plan| repository.read(plan)), before);

    let done = repository.json(&words(&[])).exits(0).document();
    assert_eq!((&done["plan"], &done["by"]), (&OLD.into(), &NEW.into()));
    let edits = done["edits"].as_array().expect("edits").iter();
    let plans: Vec<&str> = edits
        .map(|edit| edit["plan"].as_str().expect("a plan"))
        .collect();
    assert_eq!(plans, [OLD, NEW]);
    assert!(done["run"].is_null());
    let (old, new) = (repository.read(OLD), repository.read(NEW));
    assert!(old.contains(&format!("Status: {STATUS}")), "{old}");
    assert!(
        new.contains("This plan takes the place of `plans/old.md`.\n  Rationale: one roof is enough\n  Date/Author: 2026-05-02, Ruth\n"),
        "{new}"
    );

    let again = repository.json(&words(&[])).exits(0).document();
    assert_eq!(again["edits"][0]["changed"], false);
    assert_eq!(again["edits"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&done["decision"], &again["decision"]),
        (&"written".into(), &"present".into())
    );
    assert_eq!([OLD, NEW].map(|plan| repository.read(plan)), [old, new]);
}

/// What ended between the two files is finished by the same command.
#[test]
fn a_half_written_succession_is_finished() {
    let repository = repository();
    let old = repository.read(OLD);
    repository.json(&words(&[])).exits(0);
    let both = [OLD, NEW].map(|plan| repository.read(plan));
    repository.write(OLD, old.as_bytes());
    repository.json(&words(&[])).exits(0);
    assert_eq!([OLD, NEW].map(|plan| repository.read(plan)), both);
}

/// R1: nothing of it runs, whatever was signed.
#[test]
fn a_superseded_plan_is_neither_passed_nor_approved_nor_run() {
    let repository = repository();
    repository.run(&words(&["-q"])).exits(0);
    let gate = repository
        .json(&["gate", OLD, "--as-of", DAY])
        .exits(3)
        .document();
    assert_eq!(gate["reasons"][0]["code"], "GAT023");
    let approve = repository.sign(&["approve", OLD, "--as-of", DAY]).exits(3);
    assert!(approve.stderr.contains("gate"), "{}", approve.stderr);
    repository.json(&["run", OLD, "--as-of", DAY]).exits(3);
    // It is no fault of the text.
    let check = repository
        .json(&["check", OLD, "--as-of", DAY])
        .exits(0)
        .document();
    let findings = check["files"][0]["findings"].as_array().expect("findings");
    let told = findings
        .iter()
        .filter(|finding| finding["code"] == "GAT023");
    assert!(told.clone().all(|finding| finding["severity"] == "info"));
    assert_eq!(told.count(), 1);
    for command in ["amend", "diff"] {
        let told = repository.run(&[command, OLD, "--as-of", DAY]);
        assert!(
            told.stderr.contains("taken the place"),
            "{command}: {}",
            told.stderr
        );
    }
    let index = repository.json(&["index"]).exits(0).document();
    let plans = index["plans"].as_array().expect("plans");
    let standing = |path: &str| {
        plans
            .iter()
            .find(|plan| plan["path"] == path)
            .expect("a plan")
    };
    assert_eq!(standing(OLD)["status"], "done");
    assert_ne!(standing(NEW)["status"], "done");
    assert_eq!(
        next(&repository),
        "nothing; Superseded 2026-05-02 by plans/new.md"
    );
}

/// What a run of the old plan has done is told beside the new one; it goes on no more, and can be undone.
#[test]
fn a_run_of_it_is_told_and_goes_on_no_more() {
    let repository = repository();
    repository.json(&["run", OLD, "--as-of", DAY]).exits(10);
    let new = repository
        .read(NEW)
        .replace("    echo a2 >>", "    echo a3 >>");
    repository.write(NEW, new.as_bytes());
    let done = repository.json(&words(&[])).exits(0).document();
    assert!(done["run"].is_string());
    let phases = done["phases"].as_array().expect("phases");
    let steps = phases
        .iter()
        .flat_map(|phase| phase["steps"].as_array().expect("steps"));
    let mut fates: Vec<&str> = steps
        .map(|step| step["change"].as_str().unwrap_or("?"))
        .collect();
    fates.sort_unstable();
    fates.dedup();
    assert!(fates.contains(&"kept") && fates.len() > 1, "{fates:?}");

    let before = repository.read(OLD);
    let go = repository.sign(&["go", "--confirm-all"]).exits(3);
    assert!(go.stderr.contains("taken the place"), "{}", go.stderr);
    let resume = repository.run(&["resume"]).exits(3);
    assert!(resume.stderr.contains("rollback"), "{}", resume.stderr);
    assert_eq!(repository.read(OLD), before);
    // What `no-go` writes into the plan makes it no plan that counts.
    repository.sign(&["no-go", "--reason", "replaced"]);
    repository.sign(&["go", "--confirm-all"]).exits(3);
    repository.run(&["resume"]).exits(3);
    let next = next(&repository);
    assert!(next.contains("stopgate rollback"), "{next}");
    repository.sign(&["rollback"]).exits(0);
    let verify = repository.run(&["verify"]).exits(0);
    assert!(
        verify.stderr.is_empty() || !verify.stderr.contains("error"),
        "{}",
        verify.stderr
    );
}

/// What would be no succession is refused, and nothing is written.
#[test]
fn what_is_no_succession_is_refused() {
    let repository = repository();
    let third = "plans/third.md";
    repository.write(third, repository.read(NEW).as_bytes());
    repository.write("notes.md", b"# Notes\n\nNothing planned.\n");
    let refused = |old: &str, new: &str, reason: &str, code: i32, says: &str| {
        let files = [OLD, NEW, third].map(|plan| repository.read(plan));
        let words = ["supersede", old, new, "--reason", reason];
        let done = repository.run(&[&words[..], &AT].concat()).exits(code);
        assert!(done.stderr.contains(says), "{says}: {}", done.stderr);
        assert_eq!([OLD, NEW, third].map(|plan| repository.read(plan)), files);
    };
    refused(OLD, OLD, "x", 2, "own place");
    refused(OLD, "notes.md", "x", 2, "notes.md");
    refused(OLD, "plans/gone.md", "x", 2, "gone.md");
    refused(OLD, NEW, " ", 2, "--reason is empty");
    refused(OLD, NEW, "because **Gate:** | PASS", 2, "by hand");
    repository.run(&words(&["-q"])).exits(0);
    refused(NEW, OLD, "x", 2, "is itself one");
    refused(OLD, third, "x", 2, "already");
}

/// A run that nobody can speak for comes first.
#[test]
fn a_run_that_is_not_at_rest_comes_first() {
    let repository = repository();
    repository.json(&["run", OLD, "--as-of", DAY]).exits(10);
    repository.sign(&["go", "--confirm-all"]).exits(0);
    let before = repository.read(OLD);
    let done = repository.run(&words(&[])).exits(4);
    assert!(done.stderr.contains("not at rest"), "{}", done.stderr);
    assert_eq!(repository.read(OLD), before);
}

/// A status that somebody wrote by hand counts for a run as one that was written by the command.
#[test]
fn a_status_by_hand_ends_a_run_as_well() {
    let repository = repository();
    repository.json(&["run", OLD, "--as-of", DAY]).exits(10);
    let text = repository.read(OLD);
    let title = text.lines().next().expect("a title");
    let by_hand = text.replacen(
        title,
        &format!("{title}\n\nStatus: superseded by plans/new.md"),
        1,
    );
    repository.write(OLD, by_hand.as_bytes());
    let effects = repository.read("effects.txt");
    repository.sign(&["go", "--confirm-all"]).exits(3);
    repository.run(&["resume"]).exits(3);
    assert_eq!(repository.read("effects.txt"), effects);
}

/// Two commands at once the other way round: one of them comes first.
#[test]
fn no_two_plans_take_the_place_of_each_other() {
    for _ in 0..10 {
        let repository = repository();
        let both = [[OLD, NEW], [NEW, OLD]].map(|[old, new]| {
            repository.start(&["supersede", old, new, "--reason", "x", "--as", "Ruth"])
        });
        for mut child in both {
            child.wait().expect("it ends");
        }
        let says = |plan: &str| repository.read(plan).contains("Superseded");
        assert!(!(says(OLD) && says(NEW)), "{}", repository.read(OLD));
    }
}

/// The link leads to the plan, whatever its name holds.
#[test]
fn odd_names_are_links_that_lead_somewhere() {
    for new in [
        "plans/a b (1).md",
        "plans/a#1%20.md",
        "a:b.md",
        "plans/ä/ö?.md",
        "plans/[x]&amp;.md",
    ] {
        let repository = repository();
        repository.write(new, repository.read(NEW).as_bytes());
        let words = ["supersede", OLD, new, "--reason", "x", "--as", "Ruth", "-q"];
        repository.run(&words).exits(0);
        repository.run(&words).exits(0);
        let decision = format!("This plan takes the place of `{OLD}`.");
        assert_eq!(repository.read(new).matches(&decision).count(), 1, "{new}");
        let check = repository.json(&["check", OLD, "--as-of", DAY]).document();
        let findings = check["files"][0]["findings"].as_array().expect("findings");
        assert!(
            findings.iter().all(|one| one["code"] != "PTH004"),
            "{new}: {findings:?}"
        );
        assert!(findings.iter().any(|one| one["code"] == "GAT023"), "{new}");
    }
    let repository = repository();
    repository.write("plans/a|b.md", repository.read(NEW).as_bytes());
    let done = repository
        .run(&["supersede", OLD, "plans/a|b.md", "--reason", "x"])
        .exits(2);
    assert!(done.stderr.contains("rename"), "{}", done.stderr);
}

/// What a status says of another plan counts, and what only speaks of that does not.
#[test]
fn a_status_that_names_another_plan_counts_wherever_it_stands() {
    let engine = engine();
    let body = "\n\n## 1. Objective\n\nMove the orders.\n";
    for (head, is_superseded) in [
        ("# Plan: A\n\nStatus: Superseded", true),
        ("# Plan: A\n\n**Status: SUPERSEDED.** Use `b.md`.", true),
        ("# Plan: A\n\n> **Status: SUPERSEDED.** Use `b.md`.", true),
        ("# Plan: A\n\nStatus: superceded by b", true),
        ("# Plan: A\n\nStatus: Replaced by b", true),
        ("# Plan: A\n\nStatus: Approved, superseded by b", true),
        (
            "# Plan: A\n\n> Status: Draft\n\nStatus: Superseded by b",
            true,
        ),
        (
            "# Plan: A\n\n| Status | Superseded by b |\n|---|---|\n| Owner | Ann |",
            true,
        ),
        (
            "---\nstatus: superseded\n---\n\n# Plan: A\n\nStatus: Draft",
            true,
        ),
        (
            "# Plan: A\n\n> Plan B\n> Status: Superseded\n\nStatus: Approved",
            false,
        ),
        ("# Plan: A\n\nStatus: Not superseded", false),
        ("# Plan: A\n\nStatus: Superseded: no", false),
        ("# Plan: A\n\nStatus: Superseded? No", false),
        ("# Plan: A\n\nStatus: ~~Superseded~~ Approved", false),
        ("# Plan: A\n\nStatus: Superseded sections are marked", false),
        ("# Plan: A\n\nStatus: Draft\n\nSupersedes: b.md", false),
        ("# Plan: A\n\nStatus: Draft | Approved | Superseded", false),
    ] {
        let case = Case::of(
            "plans/a.md",
            format!("{head}{body}").into_bytes(),
            Some("platform"),
        );
        let plan = case.read(&engine, &case.bytes);
        let plan = plan.plan().expect("a plan");
        assert_eq!(
            plan.superseded.is_some(),
            is_superseded,
            "{head}: {:?}",
            plan.superseded
        );
    }
}

/// Wherever a status stands, what it said stays behind it.
#[test]
fn the_status_is_written_where_one_stands() {
    let engine = engine();
    let body = "\n\n## 1. Objective\n\nMove the orders.\n";
    let says =
        "Superseded 2026-06-01 by [plans/orders-by-region.md](orders-by-region.md) (Ruth — why)";
    let plain = "Superseded 2026-06-01 by plans/orders-by-region.md (Ruth — why)";
    for (head, expected) in [
        ("# Plan: A", format!("# Plan: A\n\nStatus: {says}")),
        (
            "# Plan: A\n\n**Status:** Draft",
            format!("# Plan: A\n\n**Status:** {says}; was Draft"),
        ),
        (
            "# Plan: A\n\n_Status: draft • Date: 2026-05-01_",
            format!("# Plan: A\n\n_Status: {says}; was draft • Date: 2026-05-01_"),
        ),
        (
            "# Plan: A\n\n- Status: Draft",
            format!("# Plan: A\n\n- Status: {says}; was Draft"),
        ),
        (
            "# Plan: A\n\n**Status:**",
            format!("# Plan: A\n\n**Status:** {says}"),
        ),
        (
            "---\nstatus: draft\ntitle: A\n---\n\n# Plan: A",
            format!("---\nstatus: \"{plain}; was draft\"\ntitle: A\n---\n\n# Plan: A"),
        ),
    ] {
        let case = Case::of(
            "plans/a.md",
            format!("{head}{body}").into_bytes(),
            Some("platform"),
        );
        let document = case.read(&engine, &case.bytes);
        let made = document.living(&superseded("why"));
        let made = made.unwrap_or_else(|why| panic!("{head:?}: {why:?}"));
        let after = String::from_utf8(made.edits.apply(&case.bytes)).expect("UTF-8");
        assert_eq!(after, format!("{expected}{body}"));
    }
    for head in [
        "---\nstatus: [draft]\n---\n\n# Plan: A",
        "---\nstatus: >-\n  draft\n---\n\n# Plan: A",
    ] {
        let case = Case::of(
            "plans/a.md",
            format!("{head}{body}").into_bytes(),
            Some("platform"),
        );
        let document = case.read(&engine, &case.bytes);
        println!("{head}: {:?}", document.living(&superseded("why")));
    }
    let token = "AKIAIOSFODNN7EXAMPLE";
    let case = Case::of(
        "plans/a.md",
        format!("# Plan: A{body}").into_bytes(),
        Some("platform"),
    );
    let document = case.read(&engine, &case.bytes);
    let secret = document.living(&superseded(token));
    assert_eq!(secret, Err(NotEdited::Secret));
}
