//! The baseline is a ratchet: it survives what people do to text, and only becomes smaller (GOAL-C10).

use serde_json::Value;

use crate::folder::{Called, Folder};

const FILE: &str = "baseline.json";
/// A plan with entries that are alike and entries that are not.
const PLAN: &str = "plans/execplan-tide-gauge-flags.md";

fn with_baseline() -> Folder {
    let folder = Folder::with_plans();
    let faults = folder.read(PLAN)
        + "\nAppendix\n--------\n\n| what | who |\n|---|---|\n| The first thing is TBD | TODO |\n| The second thing is TBD as well | TODO |\n";
    folder.write(PLAN, &faults);
    folder
        .check(&["--baseline", FILE, "--write-baseline"])
        .exits(0);
    folder
}

fn against(folder: &Folder, more: &[&str]) -> Called {
    folder.check(
        &[
            &["--baseline", FILE, "-q", "--output-format", "concise"],
            more,
        ]
        .concat(),
    )
}

fn known(folder: &Folder) -> u64 {
    let baseline: Value = serde_json::from_str(&folder.read(FILE)).expect("JSON");
    let findings = baseline["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|entry| entry["count"].as_u64().expect("a number"))
        .sum()
}

#[test]
fn what_is_known_is_hidden_and_what_is_new_fails() {
    let folder = with_baseline();
    folder.check(&[]).exits(1);
    let called = against(&folder, &[]).exits(0);
    assert_eq!(called.out, "");
    let before = folder.read(FILE);
    folder.write(
        PLAN,
        &(folder.read(PLAN) + "| A third thing nobody knows | TBD |\n"),
    );
    let called = against(&folder, &[]).exits(1);
    assert!(
        called.out.contains("TBD") || called.out.contains("execplan-tide-gauge"),
        "{}",
        called.out
    );
    assert_eq!(folder.read(FILE), before, "it never grows by itself");
}

#[test]
fn moved_renamed_and_reordered_text_stays_known() {
    let folder = with_baseline();
    let text = folder.read(PLAN);
    let rows = "| The first thing is TBD | TODO |\n| The second thing is TBD as well | TODO |\n";
    let reordered =
        "| The second thing is TBD as well | TODO |\n|  The first thing is  TBD | TODO |\n";
    assert!(text.contains(rows));
    let before = known(&folder);
    for changed in [
        text.replace(rows, reordered),
        text.replace("Appendix\n", "Left over\n"),
        text.replacen(
            "Progress\n--------",
            "The team reads this page together.\n\nProgress\n--------",
            1,
        ),
    ] {
        assert_ne!(changed, text);
        folder.write(PLAN, &changed);
        let called = against(&folder, &[]).exits(0);
        assert_eq!(called.out, "", "{changed}");
        assert_eq!(known(&folder), before);
    }
    std::fs::rename(folder.path(PLAN), folder.path("plans/moved.md")).expect("it can be renamed");
    against(&folder, &[]).exits(0);
    assert!(folder.read(FILE).contains("plans/moved.md") && !folder.read(FILE).contains(PLAN));
    assert_eq!(known(&folder), before);
}

#[test]
fn what_no_longer_occurs_is_taken_out_and_fails_when_it_comes_back() {
    let folder = with_baseline();
    let (text, before) = (folder.read(PLAN), known(&folder));
    let mended = text.replace("| The first thing is TBD | TODO |\n", "");
    folder.write(PLAN, &mended);
    against(&folder, &["--frozen-baseline"]).exits(0);
    assert_eq!(known(&folder), before);
    against(&folder, &["--select", "GAT"]).exits(0);
    assert_eq!(
        known(&folder),
        before,
        "who looks at less takes nothing out"
    );
    against(&folder, &["plans/team-podcast-transcripts.md"]).exits(0);
    assert_eq!(
        known(&folder),
        before,
        "plans that were not checked stay known"
    );
    against(&folder, &[]).exits(0);
    assert!(known(&folder) < before);
    folder.write(PLAN, &text);
    against(&folder, &[]).exits(1);
}

#[test]
fn an_old_branch_with_a_new_baseline_and_a_new_branch_with_an_old_one() {
    let folder = with_baseline();
    let baseline = folder.read(FILE);
    // Everything was mended elsewhere: entries that nothing meets blame nobody.
    std::fs::remove_file(folder.path(PLAN)).expect("it is there");
    against(&folder, &["--frozen-baseline"]).exits(0);
    folder.write(FILE, &baseline);
    against(&folder, &[]).exits(0);
    assert!(
        !folder.read(FILE).contains(PLAN),
        "plans that are gone leave nothing behind"
    );
}

#[test]
fn a_baseline_that_is_missing_or_broken_says_what_to_do() {
    let folder = Folder::with_plans();
    let called = folder.check(&["--baseline", FILE]).exits(2);
    assert!(called.err.contains("--write-baseline"), "{}", called.err);
    folder.check(&["--write-baseline"]).exits(2);
    for broken in ["", "{}", "{\"schema\": 99, \"findings\": []}", "null"] {
        folder.write(FILE, broken);
        let called = folder.check(&["--baseline", FILE]).exits(2);
        assert!(called.err.contains("--write-baseline"), "{}", called.err);
        assert_eq!(folder.read(FILE), broken);
    }
}

#[test]
fn no_text_of_a_plan_stands_in_a_baseline() {
    let folder = with_baseline();
    assert!(!folder.read(FILE).contains("second thing"));
}
