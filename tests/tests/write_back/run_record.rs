//! Nothing in a run record is read as a part of the plan.

use stopgate_tests::engine;

use crate::case::{Case, meaning};

#[test]
fn nothing_in_a_run_record_is_read_as_a_part_of_the_plan() {
    let engine = engine();
    for (format, around) in [
        ("platform", "## Phases & Tasks"),
        ("execplan", "## Concrete Steps"),
        ("technical", "## Phase 1: a"),
        ("team", "## Task Breakdown"),
        ("spec", "## Testing & Rollout Strategy"),
    ] {
        for level in ["#", "##", "###", "####"] {
            let plan = format!(
                "# Plan: x\n\n{around}\n\nFrom the repository root.\n\n```sh\nmake a\n```\n"
            );
            let record = format!(
                "\n{level} Run record\n\n```sh\ntouch canary\n```\n\n| # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 1 | x | `touch canary` | Ana |\n\n| Spec item | Plan part | Check |\n|---|---|---|\n| a | b | c |\n\n##### Phase 8: canary\n\n- [ ] canary `touch canary`\n\n###### Rollback Plan\n\n`touch canary`\n\nTBD /home/someone/x\n"
            );
            let read = |text: &str| {
                let case = Case::text("case", text, format);
                let document = case.read(&engine, &case.bytes);
                let plan = document.plan().expect("it is read by that format");
                let start = text.find("Run record").unwrap_or(text.len());
                let living = plan
                    .sections
                    .iter()
                    .filter(|section| section.heading.end() > start);
                assert!(
                    living
                        .into_iter()
                        .all(|section| section.living && section.id.is_none()),
                    "{text}"
                );
                (
                    meaning(&document),
                    plan.progress.len(),
                    plan.texts.len(),
                    plan.actions.len(),
                )
            };
            let (bare, mut full) = (read(&plan), read(&format!("{plan}{record}")));
            full.0
                .retain(|line| !line.contains("canary") && !line.contains("Rollback Plan"));
            let phases_and_steps = |lines: &[String]| {
                lines
                    .iter()
                    .filter(|line| !line.starts_with("section "))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                phases_and_steps(&bare.0),
                phases_and_steps(&full.0),
                "{format} {level}"
            );
            assert_eq!(
                (bare.1, bare.2, bare.3),
                (full.1, full.2, full.3),
                "{format} {level}"
            );
        }
    }
}
