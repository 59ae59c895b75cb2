//! Conversions in small: what people do with converted plans, and what nobody may do with them.

use stopgate_tests::engine;
use stopgate_workspace::{Converted, Engine};

use crate::documents::read;

/// An ExecPlan with a section whose commands are none to its format, and are to others.
const EXECPLAN: &str = "# Move the labels

This ExecPlan is a living document.

## Purpose / Big Picture

Every label is in the new table.

## Progress

- [ ] Milestone 1: move them.

## Surprises & Discoveries

None yet.

## Concrete Steps

All commands are run from the repository root.

### Milestone 1: Labels

```sh
make labels
```

## Rollback Plan

```sh
make old-labels
```

## Idempotence and Recovery

Nothing is lost when it is repeated.

## Artifacts and Notes

None yet.
";

fn convert(engine: &Engine, text: &str, to: &str) -> Converted {
    let document = read(engine, text.as_bytes(), None);
    let to = engine.format(to).expect("a format");
    let converted = document.convert(to).expect("a plan");
    converted.expect("it can be converted")
}

fn text(converted: &Converted) -> String {
    String::from_utf8(converted.bytes.clone()).expect("text")
}

/// The commands that can run.
fn runnable(engine: &Engine, text: &str) -> Vec<String> {
    let steps = read(engine, text.as_bytes(), None).steps().into_iter();
    let runnable = steps.filter(|step| step.unfit.is_none());
    runnable.map(|step| step.command).collect()
}

#[test]
fn a_section_that_the_target_would_run_does_not_run_and_is_reported() {
    let engine = engine();
    assert_eq!(runnable(&engine, EXECPLAN), ["make labels"]);
    let converted = convert(&engine, EXECPLAN, "platform");
    assert_eq!(runnable(&engine, &text(&converted)), ["make labels"]);
    assert_eq!(converted.report.held, ["make old-labels"]);
}

#[test]
fn whoever_takes_a_held_command_out_of_the_comment_has_another_plan_to_approve() {
    let engine = engine();
    let held = text(&convert(&engine, EXECPLAN, "platform"));
    let lines = held.lines().filter(|line| !line.starts_with("{\"held\""));
    let freed: String = lines.map(|line| format!("{line}\n")).collect();
    assert_eq!(
        runnable(&engine, &freed),
        ["make labels", "make old-labels"]
    );
    let digest = |text: &str| {
        let document = read(&engine, text.as_bytes(), None);
        let binding = document.binding(stopgate_workspace::Environment::default());
        binding.expect("a plan").digest()
    };
    assert_ne!(digest(&held), digest(&freed));
}

#[test]
fn what_is_written_between_there_and_back_stays() {
    let engine = engine();
    let there = text(&convert(&engine, EXECPLAN, "technical"));
    let edited = there
        .replace(
            "Every label is in the new table.",
            "Every label is in the new table by May.",
        )
        .replace(
            "<!-- stopgate-converted",
            "## Letters\n\nWe told the shops.\n\n<!-- stopgate-converted",
        );
    assert_ne!(there, edited);
    let back = text(&convert(&engine, &edited, "execplan"));
    let wanted = EXECPLAN.replace("in the new table.", "in the new table by May.");
    assert_eq!(
        back.replace("## Letters\n\nWe told the shops.\n\n", ""),
        wanted
    );
    assert!(back.contains("We told the shops."));
}

#[test]
fn a_command_that_is_added_in_between_does_not_run_after_the_way_back() {
    let engine = engine();
    let there = text(&convert(&engine, EXECPLAN, "spec"));
    assert!(runnable(&engine, &there).is_empty());
    let edited = there.replace("make labels\n", "make labels\nmake more-labels\n");
    let back = convert(&engine, &edited, "execplan");
    assert!(text(&back).contains("make more-labels"));
    assert_eq!(runnable(&engine, &text(&back)), ["make labels"]);
    assert_eq!(back.report.held, ["make more-labels"]);
}

#[test]
fn a_third_format_leads_back_over_the_second() {
    let engine = engine();
    let second = text(&convert(&engine, EXECPLAN, "platform"));
    let third = text(&convert(&engine, &second, "team"));
    let second_again = text(&convert(&engine, &third, "platform"));
    assert_eq!(second_again, second);
    assert_eq!(text(&convert(&engine, &second_again, "execplan")), EXECPLAN);
}

#[test]
fn line_endings_a_mark_at_the_beginning_and_a_missing_last_one_come_back() {
    let engine = engine();
    let marked = format!("\u{feff}{}", EXECPLAN.replace('\n', "\r\n"));
    for plan in [marked.as_str(), EXECPLAN.trim_end(), marked.trim_end()] {
        let there = text(&convert(&engine, plan, "spec"));
        let bare = there.replace("\r\n", "");
        assert!(!plan.contains("\r\n") || !bare.contains('\n'));
        assert_eq!(text(&convert(&engine, &there, "execplan")), plan);
    }
}

#[test]
fn the_comment_gives_rise_to_no_finding() {
    let engine = engine();
    let there = text(&convert(&engine, EXECPLAN, "platform"));
    let document = read(&engine, there.as_bytes(), None);
    let options = stopgate_tests::options(None, "2026-06-01");
    let nowhere = stopgate_tests::Folder("/nonexistent".into());
    let comment = there.find("<!-- stopgate-converted").expect("the comment");
    for finding in document.check(&options, &nowhere).findings {
        assert!(
            finding.span.start() < comment,
            "{} {}",
            finding.code,
            finding.message
        );
    }
}

#[test]
fn a_comment_that_is_no_way_back_changes_nothing() {
    let engine = engine();
    for comment in [
        "<!-- stopgate-converted -->",
        "<!-- stopgate-converted\n{\"from\":\"x\"}\n-->",
    ] {
        let plan = format!("{EXECPLAN}\n{comment}\n");
        assert_eq!(runnable(&engine, &plan), ["make labels"]);
        let there = text(&convert(&engine, &plan, "platform"));
        assert_eq!(text(&convert(&engine, &there, "execplan")), plan);
    }
}

/// A format of a repository, which calls the things of an ExecPlan by names of its own.
const OWN_FORMAT: &str = r##"
id = "shelf"
name = "Shelf plan"
summary = "What is moved, and how it comes back"
default_path = "{slug}.md"
template = "# Shelf: {{title}}\n"
[recognise]
certain = 3
titles = ["shelf"]
title_weight = 1
[[section]]
id = "way-home"
means = "rollback"
titles = ["Way home"]
[[section]]
id = "why"
means = "purpose"
titles = ["Why"]
[[section]]
id = "doing"
means = "work"
titles = ["Doing"]
kind = "steps"
role = "work"
[phases]
words = ["Shelf"]
within = ["doing"]
"##;

#[test]
fn a_format_of_a_repository_takes_part_by_what_its_sections_mean() {
    let formats = [("shelf.toml".to_owned(), OWN_FORMAT.to_owned())];
    let engine = Engine::new(&formats).expect("a sound format");
    let there = text(&convert(&engine, EXECPLAN, "shelf"));
    let headings: Vec<&str> = there.lines().filter(|line| line.starts_with('#')).collect();
    let known = [
        "# Shelf: Move the labels",
        "## Way home",
        "## Why",
        "## Doing",
        "### Shelf 1: Labels",
    ];
    assert_eq!(headings[..5], known, "{there}");
    assert_eq!(runnable(&engine, &there), ["make labels"]);
    assert_eq!(text(&convert(&engine, &there, "execplan")), EXECPLAN);
}
