//! `stopgate trace`: from items to work and checks, and back (S8).

use serde_json::Value;

use crate::folder::Folder;

const SPEC: &str = "# Active Spec: Ferry\n_Status: approved • Version: v1.0 • Date: 2026-04-08_\n\n## Problem\n\nQueues are long.\n\n## Success Metrics\n\n- M1: The median wait is at most 5 minutes.\n- M2: Calls fall by half.\n\n## Requirements\n\n- R1: Every passenger gets a number.\n- R2: It works without a phone.\n";

const PLAN: &str = "# Active Plan: Ferry\n\n_Status: draft • Version: v0.1 • Date: 2026-04-09_\n\n## Spec Snapshot\n\n- **Spec version:** v1.0 of 2026-04-08\n- **Problem & Goal:** Queues are long.\n- **Success Metric:** M1: at most 5 minutes.\n\n## Spec Gaps & Assumptions\n\n| Gap / Question | Proposed Fix | Owner | Status |\n|---|---|---|---|\n\n## Architecture Overview\n\nThe counter serves R2.\n\n## Testing & Rollout Strategy\n\n| Spec item | Plan part | Check |\n|---|---|---|\n| M1 | ticket machine | wait per week |\n| works without a phone | counter | walk through |\n| R9 | nothing | nothing |\n";

const TASKS: &str = "# Team Planning: Ferry\n\n## Requirements Gathering\n\n### Functional Requirements\n\n- FR1: Every passenger gets a number.\n- FR-2: It works without a phone.\n\n## Task Breakdown\n\n| Task | Estimate | Priority | Dependencies |\n|---|---|---|---|\n| Ticket machine (FR1) | 2d | High | none |\n| Posters | 1d | Low | none |\n\n## Success Criteria\n\n- FR1: 20 of 20 passengers get one\n- Posters hang\n";

fn ferry() -> Folder {
    let folder = Folder::new();
    folder.write("dev/active-spec.md", SPEC);
    folder.write("dev/active-plan.md", PLAN);
    folder
}

fn item<'d>(document: &'d Value, id: &str) -> &'d Value {
    let items = document["items"].as_array().expect("items");
    let found = items.iter().find(|item| item["id"] == id);
    found.unwrap_or_else(|| panic!("{id}: {document}"))
}

fn names(reached: &Value) -> Vec<&str> {
    let reached = reached.as_array().expect("a list").iter();
    reached.filter_map(|one| one["name"].as_str()).collect()
}

#[test]
fn items_of_the_spec_lead_to_parts_and_checks_and_the_lost_ones_are_told() {
    let folder = ferry();
    let plan = "dev/active-plan.md";
    let called = folder
        .call(&["trace", plan, "--output-format", "json"])
        .exits(1);
    let document = called.json();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["spec"], "active-spec.md");
    let first = item(&document, "M1");
    assert_eq!(names(&first["parts"]), ["ticket machine"]);
    assert_eq!(names(&first["checks"]), ["wait per week"]);
    assert_eq!(first["whole"], true);
    let in_words = item(&document, "R2");
    assert_eq!(
        names(&in_words["parts"]),
        ["Architecture Overview", "counter"]
    );
    assert_eq!(in_words["whole"], true);
    for lost in ["M2", "R1"] {
        assert_eq!(item(&document, lost)["whole"], false, "{lost}");
    }
    assert_eq!(names(&document["unknown"]), ["R9"]);
}

#[test]
fn a_spec_is_traced_by_the_plan_beside_it() {
    let folder = ferry();
    let by_spec = folder.call(&["trace", "dev/active-spec.md"]).exits(1);
    let by_plan = folder.call(&["trace", "dev/active-plan.md"]).exits(1);
    assert_eq!(by_spec.out, by_plan.out);
    assert!(
        by_plan.out.contains("M1 reached  The median wait"),
        "{}",
        by_plan.out
    );
    assert!(by_plan.out.contains("M2 not reached"), "{}", by_plan.out);
    assert!(
        by_plan.out.contains("Ids that are no item\n  R9"),
        "{}",
        by_plan.out
    );
    std::fs::remove_file(folder.path("dev/active-plan.md")).expect("a file");
    let alone = folder.call(&["trace", "dev/active-spec.md"]).exits(2);
    assert!(alone.err.contains("no plan beside"), "{}", alone.err);
}

#[test]
fn one_item_is_shown_alone_and_a_part_leads_back_to_what_it_serves() {
    let folder = ferry();
    let plan = "dev/active-plan.md";
    let one = folder.call(&["trace", plan, "M1"]).exits(0);
    assert!(
        one.out.contains("M1 reached") && !one.out.contains("M2"),
        "{}",
        one.out
    );
    let back = folder.call(&["trace", plan, "Ticket Machine"]).exits(0);
    assert_eq!(back.out, one.out);
    let none = folder.call(&["trace", plan, "M7"]).exits(2);
    assert!(none.err.contains("M1, M2, R1, R2"), "{}", none.err);
}

#[test]
fn requirements_of_a_plan_lead_to_its_tasks_and_tasks_that_serve_none_are_told() {
    let folder = Folder::new();
    folder.write("plan.md", TASKS);
    let arguments = [
        "trace",
        "plan.md",
        "--format",
        "team",
        "--output-format",
        "json",
    ];
    let document = folder.call(&arguments).exits(1).json();
    let first = item(&document, "FR1");
    assert_eq!(names(&first["tasks"]), ["Ticket machine (FR1)"]);
    assert_eq!(
        names(&first["checks"]),
        ["FR1: 20 of 20 passengers get one"]
    );
    assert_eq!(first["whole"], true);
    assert_eq!(item(&document, "FR-2")["whole"], false);
    assert_eq!(names(&document["loose_tasks"]), ["Posters"]);
    assert_eq!(names(&document["loose_checks"]), ["Posters hang"]);
}

#[test]
fn a_spec_is_traced_where_new_puts_its_plan() {
    let folder = Folder::new();
    let plan = ".spec-dev/active-dev/active-plan.md";
    folder.call(&["new", "spec", "Ferry"]).exits(0);
    folder.write(plan, PLAN);
    folder.write(".spec-dev/active-dev/active-spec.md", SPEC);
    let by_plan = folder.call(&["trace", plan]).exits(1);
    for name in [
        ".spec-dev/active-dev/active-spec.md",
        "./.spec-dev/active-dev/active-spec.md",
    ] {
        let by_spec = folder.call(&["trace", name]).exits(1);
        assert_eq!(by_spec.out, by_plan.out);
    }
    folder.write("active-spec.md", SPEC);
    folder.write("plan.md", PLAN);
    let at_root = folder.call(&["trace", "active-spec.md", "--format", "spec"]);
    assert_eq!(at_root.code, 1, "{}", at_root.err);
}
