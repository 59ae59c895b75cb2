//! `stopgate spec`: the snapshot of a plan and its spec (S1, S2).

use crate::folder::{DAY, Folder};

const SPEC: &str = "# Active Spec: Ferry\n_Status: approved • Version: v1.1 • Date: 2026-04-17_\n\n## Problem\n\nQueues are `30` minutes long,\nand people leave.\n\n## Success Metrics\n\n- M1: The median wait is at most 5 minutes.\n\n## Requirements\n\n- R1: Every passenger gets a number.\n";

fn plan(version: &str, problem: &str, metric: &str) -> String {
    format!(
        "# Active Plan: Ferry\n\n_Status: draft • Version: v0.1 • Date: 2026-04-20_\n\n## Spec Snapshot\n\n- **Spec version:**{version}\n- **Problem & Goal:**{problem}\n- **Success Metric:**{metric}\n\n## Spec Gaps & Assumptions\n\n| Gap / Question | Proposed Fix | Owner | Status |\n|---|---|---|---|\n| Who is last? | a rule | | Open |\n\n## Architecture Overview\n\nText.\n\n## Testing & Rollout Strategy\n\nText.\n"
    )
}

fn ferry(plan: &str) -> Folder {
    let folder = Folder::new();
    folder.write("active-spec.md", SPEC);
    folder.write("active-plan.md", plan);
    folder
}

const CALL: [&str; 4] = ["spec", "active-plan.md", "--as-of", DAY];

#[test]
fn a_snapshot_of_an_older_spec_and_a_gap_without_owner_are_shown() {
    let folder = ferry(&plan(
        " v1.0 of 2026-04-08",
        " Queues are long.",
        " M1: at most 8 minutes.",
    ));
    let json = [&CALL[..], &["--output-format", "json"]].concat();
    let document = folder.call(&json).exits(1).json();
    assert_eq!(document["version"], "v1.1");
    assert_eq!(document["gaps"][0]["gap"], "Who is last?");
    assert_eq!(document["gaps"][0]["line"], 15);
    let codes = document["findings"].to_string();
    assert!(
        codes.contains("TRC007") && codes.contains("TRC021"),
        "{codes}"
    );
    let text = folder.call(&CALL).exits(1).out;
    assert!(
        text.contains("active-spec.md v1.1 2026-04-17  sha256:"),
        "{text}"
    );
    assert!(
        text.contains("Who is last? · a rule · – · Open  line 15"),
        "{text}"
    );
}

#[test]
fn a_renewed_snapshot_is_what_the_spec_says_and_no_other_byte_changes() {
    for (version, problem, metric) in [
        (" v1.0", " Queues are long.", " M1: at most 8 minutes."),
        ("", "", ""),
    ] {
        let before = plan(version, problem, metric);
        let folder = ferry(&before);
        folder.call(&[&CALL[..], &["--write"]].concat());
        let after = folder.read("active-plan.md");
        let kept = |text: &str| {
            let lines = text.lines().filter(|line| !line.starts_with("- **"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(kept(&before), kept(&after));
        assert!(
            after.contains("- **Spec version:** v1.1 of 2026-04-17, sha256:"),
            "{after}"
        );
        assert!(after.contains("minutes long, and people leave."), "{after}");
        assert!(
            after.contains("M1: The median wait is at most 5 minutes."),
            "{after}"
        );
        // A second time there is nothing left to write.
        folder.call(&[&CALL[..], &["--write"]].concat());
        assert_eq!(folder.read("active-plan.md"), after);
        let findings = folder.call(&[&CALL[..], &["--output-format", "json"]].concat());
        let findings = findings.json()["findings"].to_string();
        assert!(
            !findings.contains("TRC007") && !findings.contains("TRC021"),
            "{findings}"
        );
    }
}

#[test]
fn any_other_byte_of_the_spec_is_found_once_the_snapshot_holds_a_digest() {
    let folder = ferry(&plan("", "", ""));
    folder.call(&[&CALL[..], &["--write"]].concat());
    folder.write("active-spec.md", &SPEC.replace("a number", "a seat"));
    let text = folder.call(&CALL).exits(1).out;
    assert!(
        text.contains("TRC007") && text.contains("sha256:"),
        "{text}"
    );
}

#[test]
fn a_plan_without_a_spec_or_without_a_place_for_it_is_refused_and_left_alone() {
    let folder = ferry(&plan("", "", ""));
    std::fs::remove_file(folder.path("active-spec.md")).expect("a file");
    let alone = folder.call(&CALL).exits(2);
    assert!(alone.err.contains("no spec lies beside"), "{}", alone.err);
    let text = plan("", "", "");
    let (head, rest) = text.split_once("- **Spec").expect("fields");
    let (_, tail) = rest.split_once("\n\n").expect("a paragraph");
    let without = format!("{head}None yet.\n\n{tail}");
    let folder = ferry(&without);
    let refused = folder.call(&[&CALL[..], &["--write"]].concat()).exits(2);
    assert!(
        refused.err.contains("cannot write the snapshot"),
        "{}",
        refused.err
    );
    assert_eq!(folder.read("active-plan.md"), without);
}
