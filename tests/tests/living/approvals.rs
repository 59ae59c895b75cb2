//! What living edits do to approvals and to runs: living parts keep an approval, other parts void it and the
//! command says so (S7); a box of a step needs the evidence of a run (GOAL-A3).

use stopgate_tests::repository::Repository;
use stopgate_tests::root;

use crate::program::program;

const PLAN: &str = "plan.md";
const DAY: &str = "2026-04-30";

fn approved(name: &str, behind: &str) -> Repository {
    let text = std::fs::read_to_string(root().join(name)).expect("a plan");
    let repository = Repository::new(program());
    repository.write(PLAN, (text + behind).as_bytes());
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository
}

fn standing(repository: &Repository) -> String {
    let done = repository.json(&["gate", PLAN, "--as-of", DAY]);
    done.document()["approved"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// S7: progress, surprises, decisions and outcomes are living parts of an execution plan.
#[test]
fn a_living_part_keeps_the_approval() {
    let repository = approved("tests/runs/milestones.md", "");
    for words in [
        &[
            "note",
            "progress",
            PLAN,
            "Half of it",
            "--remaining",
            "the rest",
        ][..],
        &["note", "surprise", PLAN, "It rains", "--evidence", "wet"],
        &["note", "decision", PLAN, "A roof", "--rationale", "rain"],
        &["note", "outcome", PLAN, "Dry, as the purpose asks"],
    ] {
        let done = repository.json(words).exits(0);
        assert_eq!(done.document()["approval"], "kept", "{words:?}");
        assert_eq!(done.stderr, "", "{words:?}");
    }
    assert_eq!(standing(&repository), "yes");
}

/// CONTRACT 6: a question is part of the meaning.
#[test]
fn another_part_voids_the_approval_and_says_so() {
    let repository = approved("tests/runs/milestones.md", "");
    let words = ["note", "question", PLAN, "Who pays?"];
    let dry = repository
        .json(&[&words[..], &["--dry-run"]].concat())
        .exits(0);
    assert_eq!(dry.document()["approval"], "voided");
    assert_eq!(standing(&repository), "yes");
    let done = repository.json(&words).exits(0);
    assert_eq!(done.document()["approval"], "voided");
    assert!(done.stderr.contains("void"), "{}", done.stderr);
    assert_eq!(standing(&repository), "void");
    let again = repository
        .json(&["answer", PLAN, "1", "Ada pays", "--as", "Ada"])
        .exits(0);
    assert_eq!(again.document()["approval"], "void");
}

/// GOAL-A3: a check that a person makes at a gate is ticked once a run holds their word for it.
#[test]
fn the_box_of_a_step_needs_the_evidence_of_a_run() {
    let repository = approved("tests/runs/manual-checks.md", "");
    repository.json(&["run", PLAN, "--as-of", DAY]).exits(10);
    let steps = repository.json(&["steps", PLAN]).exits(0).document();
    let steps = steps["steps"].as_array().cloned().unwrap_or_default();
    let manual = steps
        .iter()
        .find(|step| step["kind"] == "manual")
        .expect("a check by a person");
    let id = manual["id"].as_str().expect("an id");
    let before = repository.read(PLAN);
    let why = repository.run(&["tick", PLAN, id]).exits(4);
    assert!(why.stderr.contains("--confirm"), "{}", why.stderr);
    assert_eq!(repository.read(PLAN), before);
    repository.sign(&["go", "--confirm-all"]).exits(0);
    let done = repository.json(&["tick", PLAN, id]).exits(0).document();
    assert_eq!(done["changed"], false, "the run has ticked it");
    repository.run(&["tick", PLAN, id, "--untick"]).exits(0);
    let done = repository.json(&["tick", PLAN, id]).exits(0).document();
    assert_eq!(done["evidence"][0]["step"], id);
    assert_eq!(done["evidence"][0]["state"], "passed");
    assert_eq!(done["approval"], "kept");
}

/// What a change means is told before anybody approves it anew: which phases, and what of them is done.
#[test]
fn an_amended_plan_names_what_is_approved_again_and_what_is_done() {
    let repository = approved("tests/runs/milestones.md", "");
    let valid = repository.json(&["amend", PLAN]).exits(0).document();
    assert_eq!(
        (&valid["void"], &valid["approve_again"]),
        (&false.into(), &serde_json::json!([]))
    );
    repository.json(&["run", PLAN, "--as-of", DAY]).exits(10);
    let text = repository
        .read(PLAN)
        .replace("    echo a2 >>", "    echo a3 >>");
    repository.write(PLAN, text.as_bytes());
    let void = repository.json(&["amend", PLAN]).exits(3).document();
    assert_eq!(void["void"], true);
    assert_eq!(
        void["approve_again"],
        serde_json::json!(["Milestone 1: North row"])
    );
    let steps = void["phases"][0]["steps"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let edited: Vec<_> = steps
        .iter()
        .filter(|step| step["change"] == "edited")
        .collect();
    assert_eq!(edited.len(), 1, "{void}");
    assert_eq!(edited[0]["before"]["state"], "passed");
    assert!(
        void["next"]
            .as_str()
            .unwrap_or_default()
            .contains("--changed"),
        "{void}"
    );
}

/// The plan of a spec that passes its gate, and whose snapshot is older than the spec by one word.
fn of_spec() -> Repository {
    let repository = Repository::new(program());
    for name in ["active-plan.md", "active-spec.md"] {
        let from = root()
            .join("tests/plans/spec-allotment-waitlist")
            .join(name);
        let text = std::fs::read_to_string(from).expect("a file");
        repository.write(name, text.replace("six years", "five years").as_bytes());
    }
    let spec = ["spec", SPEC_PLAN, "--write", "--as-of", DAY];
    repository.run(&spec).exits(0);
    repository
}

const SPEC_PLAN: &str = "active-plan.md";

/// Earlier texts of plans.
fn kept(repository: &Repository) -> Vec<String> {
    let folder = repository.root().join(".stopgate/kept");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .collect()
}

fn newer_spec(repository: &Repository) {
    let spec = repository.read("active-spec.md");
    let newer = spec.replace("five years", "seven years");
    assert_ne!(spec, newer);
    repository.write("active-spec.md", newer.as_bytes());
}

#[test]
fn a_renewed_snapshot_says_that_the_approval_is_void_and_keeps_what_stood_there() {
    let repository = of_spec();
    repository
        .sign(&["approve", SPEC_PLAN, "--as-of", DAY])
        .exits(0);
    newer_spec(&repository);
    let before = repository.read(SPEC_PLAN);
    let done = repository
        .json(&["spec", SPEC_PLAN, "--write", "--as-of", DAY])
        .exits(0);
    assert_ne!(repository.read(SPEC_PLAN), before);
    assert!(
        done.stderr.contains("its approval is void now"),
        "{}",
        done.stderr
    );
    assert!(kept(&repository).contains(&before));
    let again = repository
        .json(&["spec", SPEC_PLAN, "--write", "--as-of", DAY])
        .exits(0);
    assert_eq!(again.stderr, "");
}

#[test]
fn what_the_gate_and_a_proposal_write_over_is_kept() {
    let repository = of_spec();
    let before = repository
        .read(SPEC_PLAN)
        .replace("\nGate: PASS", "\nGate: FAIL");
    repository.write(SPEC_PLAN, before.as_bytes());
    repository
        .run(&["gate", SPEC_PLAN, "--write", "--as-of", DAY])
        .exits(0);
    assert!(repository.read(SPEC_PLAN).ends_with("\nGate: PASS\n"));
    assert!(kept(&repository).contains(&before));
    let text = std::fs::read_to_string(root().join("tests/runs/milestones.md")).expect("a plan");
    repository.write(PLAN, text.as_bytes());
    repository
        .run(&["adopt", PLAN, "--fence", "--write"])
        .exits(0);
    assert_ne!(repository.read(PLAN), text);
    assert!(kept(&repository).contains(&text));
}

/// Whoever writes waits for the others, and nobody is told to try again.
#[test]
fn a_snapshot_and_notes_at_the_same_time_are_all_written() {
    for _ in 0..3 {
        let repository = of_spec();
        newer_spec(&repository);
        let spec = ["spec", SPEC_PLAN, "--write", "--as-of", DAY];
        let texts = ["Who pays?", "Who prints?", "Who calls?"];
        let mut started = Vec::new();
        for text in texts {
            started.push(repository.start(&["note", "question", SPEC_PLAN, text]));
            started.push(repository.start(&spec));
        }
        for child in started {
            let done = child.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&done.stderr);
            // A question that is open is an error of the spec.
            assert!(matches!(done.status.code(), Some(0 | 1)), "{said}");
            assert!(!said.contains("changed while"), "{said}");
        }
        let text = repository.read(SPEC_PLAN);
        assert!(text.contains("seven years"), "{text}");
        for asked in texts {
            assert!(text.contains(asked), "{asked}: {text}");
        }
    }
}
