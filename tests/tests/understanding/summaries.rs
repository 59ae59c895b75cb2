//! `stopgate summary`: a plan in short (X7, X10, X12).

use stopgate_markdown::{InlineKind, Tree};
use stopgate_source::Source;

use crate::folder::{DAY, Folder};

const PLAN: &str = "# Technical Implementation Plan: Archive <b>\n\n**Created**: 2026-10-01\n**Ticket**: PAY-7\n**Approach**: A\n\n## Technical Overview\n\nMove invoices.\n\n## Phase 1: Store (2 days)\n\n### 1.1 Bucket\n\nMake it.\n\n### Success Criteria - Phase 1\n\n#### Automated Tests\n\n```sh\nmake test  # ✓ passes\n```\n\n#### Manual Verification\n\n- [ ] The bucket is there\n\n## Phase 2: Move (1-2 days)\n\n### 2.1 Copy\n\nCopy them.\n\n## Risk Mitigation\n\n| Risk | Mitigation | Contingency |\n|---|---|---|\n| Slow | batches | stop |\n\n## Summary\n\n### Key Decisions\n\n- One bucket [x](http://evil.example)\n\n### Open Questions\n\n- [ ] Who pays?\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("plan.md", PLAN);
    folder
}

#[test]
fn phases_counts_decisions_and_open_questions_are_those_of_the_plan() {
    let folder = folder();
    let arguments = [
        "summary",
        "plan.md",
        "--format",
        "technical",
        "--as-of",
        DAY,
        "--output-format",
        "json",
    ];
    let document = folder.call(&arguments).exits(0).json();
    assert_eq!(document["schema"], 1);
    let phases = document["phases"].as_array().expect("phases");
    assert_eq!(phases.len(), 2);
    assert_eq!(phases[0]["duration_hours"]["low"], 16.0);
    assert_eq!(phases[0]["line"], 11);
    assert_eq!(document["duration_hours"]["low"], 24.0);
    assert_eq!(document["duration_hours"]["high"], 32.0);
    let counts = &document["counts"];
    assert_eq!(counts["phases"], 2);
    assert_eq!(counts["risks"], 1);
    assert_eq!(counts["scenarios"], 2);
    assert_eq!(counts["automated"], 1);
    assert_eq!(counts["open_questions"], 1);
    assert_eq!(document["open_questions"][0]["text"], "Who pays?");
    let decision = document["decisions"][0]["text"].as_str().expect("a text");
    assert!(decision.contains("One bucket"), "{decision}");
    let next = document["next"].as_array().expect("next");
    assert_eq!(next[0], "answer the open question in the plan");
    assert!(
        next[1]
            .as_str()
            .expect("a text")
            .contains("stopgate check plan.md")
    );
}

#[test]
fn a_duration_that_one_phase_lacks_makes_no_total() {
    let folder = Folder::new();
    folder.write("plan.md", &PLAN.replace(" (1-2 days)", ""));
    let called = folder
        .call(&[
            "summary",
            "plan.md",
            "--format",
            "technical",
            "--as-of",
            DAY,
        ])
        .exits(0);
    assert!(
        called.out.contains("total: not every phase has a duration"),
        "{}",
        called.out
    );
    assert!(called.out.contains("no duration  effort"), "{}", called.out);
}

#[test]
fn as_markdown_it_holds_no_markup_of_the_plan() {
    let folder = folder();
    let arguments = [
        "summary",
        "plan.md",
        "--format",
        "technical",
        "--as-of",
        DAY,
        "--output-format",
        "markdown",
    ];
    let out = folder.call(&arguments).exits(0).out;
    assert!(
        out.contains("| Phase | Duration | Effort | Tasks |"),
        "{out}"
    );
    let tree = Tree::read_strict(Source::new(out.clone().into_bytes()));
    let mut inlines = tree.ids().flat_map(|id| tree.inlines(id));
    let is_markup = |kind: &InlineKind| matches!(kind, InlineKind::Link(_) | InlineKind::Html);
    assert!(!inlines.any(|inline| is_markup(&inline.kind)), "{out}");
    let refused = folder.call(&["steps", "plan.md", "--output-format", "markdown"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
}
