//! A file that holds a standard, a template and plans: each plan is judged, approved and run on its own.

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository};
use stopgate_tests::{Folder, engine, options, root};

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

const STANDARD: &str = "# Execution plans\n\nEvery larger change gets a plan. It has the sections of the template.\n\n## When to write one\n\nWhen two people work on it.\n\n";

/// A plan that is ready, under another title.
fn plan(title: &str, effect: &str) -> String {
    let path = root().join("tests/runs/milestones.md");
    let text = std::fs::read_to_string(path).expect("the plan is there");
    let (_, rest) = text.split_once('\n').expect("a title");
    format!(
        "# {title}\n{}\n",
        rest.replace("echo b1", &format!("echo {effect}"))
            .trim_end()
    )
}

/// Standard, template and two plans, of which the second one has lost its rollback.
fn file() -> String {
    let template = plan("<ExecPlan title>", "TBD");
    let (north, south) = (
        plan("Fill the north butts", "b1"),
        plan("Fill the south butts", "c1"),
    );
    format!("{STANDARD}---\n\n{template}\n---\n\n{north}\n---\n\n{south}")
}

fn line_of(text: &str, wanted: &str, from: usize) -> usize {
    let mut lines = text.lines().enumerate().skip(from);
    lines
        .find(|(_, line)| line.contains(wanted))
        .map_or(0, |(at, _)| at + 1)
}

#[test]
fn every_plan_of_a_file_is_judged_at_its_own_lines() {
    let text = file();
    let second = line_of(&text, "# Fill the south butts", 0);
    let (before, south) = text
        .split_once("# Fill the south butts")
        .expect("it is there");
    let broken = format!(
        "{before}# Fill the south butts{}",
        south.replacen("## Plan of Work", "## Work without a name", 1)
    );
    let engine = engine();
    let options = options(None, "2026-05-01");
    let nowhere = Folder(root().join("nowhere"));
    let whole = engine.read("PLANS.md", text.clone().into_bytes(), &options, &nowhere);
    let titles: Vec<&str> = whole.several().iter().map(|plan| plan.path()).collect();
    assert_eq!(
        titles,
        [
            "PLANS.md#fill-the-north-butts",
            "PLANS.md#fill-the-south-butts"
        ]
    );
    let clean = whole.check(&options, &nowhere).findings;
    let document = engine.read("PLANS.md", broken.into_bytes(), &options, &nowhere);
    let findings = document.check(&options, &nowhere).findings;
    let new = findings
        .iter()
        .filter(|finding| !clean.iter().any(|other| other.message == finding.message));
    let lines: Vec<(&str, usize)> = new
        .map(|finding| (finding.code, document.source().line(finding.span.start())))
        .collect();
    assert!(
        lines.contains(&("STR001", second)),
        "{lines:?}, plan at {second}"
    );
    assert!(lines.iter().all(|(_, line)| *line >= second), "{lines:?}");
}

#[test]
fn a_template_or_a_standard_alone_is_no_plan() {
    let engine = engine();
    let options = options(None, "2026-05-01");
    let nowhere = Folder(root().join("nowhere"));
    let read = |text: &str| engine.read("PLANS.md", text.as_bytes().to_vec(), &options, &nowhere);
    let template = plan("<ExecPlan title>", "TBD");
    let standard = format!("{STANDARD}{template}");
    assert!(
        read(&standard).plan().is_none(),
        "a standard with its template"
    );
    assert!(
        read(&template).plan().is_some(),
        "a plan that nobody gave a title"
    );
    let alone = plan("Fill the butts", "b1");
    let one = read(&alone);
    assert!(one.several().is_empty() && one.plan().is_some());
    let with_appendix = format!("{alone}\n# Appendix\n\nA list.\n");
    assert!(
        read(&with_appendix).several().is_empty(),
        "one plan stays one document"
    );
}

/// What begins in one plan and hides what follows it, hides it still.
#[test]
fn what_hides_the_beginning_of_a_plan_makes_no_plan_of_it() {
    let engine = engine();
    let options = options(None, "2026-05-01");
    let nowhere = Folder(root().join("nowhere"));
    let hidden = plan("Fill the south butts", "c1");
    for (open, close) in [
        ("<details>\n\n", "\n</details>\n"),
        ("<!--\n", "\n-->\n"),
        ("````md\n", "\n````\n"),
    ] {
        let text = format!(
            "{}\n{open}{hidden}{close}",
            plan("Fill the north butts", "b1")
        );
        let document = engine.read("PLANS.md", text.into_bytes(), &options, &nowhere);
        assert!(document.several().is_empty(), "{open}");
        let runs = document
            .steps()
            .into_iter()
            .filter(|step| step.unfit.is_none());
        assert!(
            runs.into_iter().all(|step| !step.command.contains("c1")),
            "{open}"
        );
    }
}

#[test]
fn any_number_of_headings_costs_no_more_than_a_few_readings() {
    let text = "# <a>\n\n## Progress\n\n## Decision Log\n\n## Concrete Steps\n\n".repeat(5000);
    let engine = engine();
    let nowhere = Folder(root().join("nowhere"));
    let options = options(None, "2026-05-01");
    let document = engine.read("PLANS.md", text.into_bytes(), &options, &nowhere);
    assert!(document.several().is_empty());
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn one_plan_of_a_file_is_approved_and_run_by_its_title() {
    let repository = Repository::new(program::program());
    repository.write("PLANS.md", file().as_bytes());
    let day = ["--as-of", "2026-05-01"];
    let call = |arguments: &[&str]| -> Done { repository.run(&[arguments, &day[..]].concat()) };
    let south = "PLANS.md#fill-the-south-butts";

    let steps = repository.json(&["steps", south]).exits(0).document();
    let commands: Vec<&str> = steps["steps"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| text(&step["command"]))
        .collect();
    assert!(commands.contains(&"echo c1 >> effects.txt"), "{commands:?}");
    assert!(
        !commands.contains(&"echo b1 >> effects.txt"),
        "{commands:?}"
    );
    let line = steps["steps"][0]["line"].as_u64().unwrap_or_default() as usize;
    assert_eq!(
        line,
        line_of(&file(), "echo a1", line_of(&file(), "# Fill the south", 0))
    );

    let unnamed = call(&["gate", "PLANS.md"]).exits(2);
    assert!(
        unnamed.stderr.contains("PLANS.md#fill-the-north-butts"),
        "{}",
        unnamed.stderr
    );
    call(&["gate", "PLANS.md#fill-the-moon"]).exits(2);
    call(&["gate", south]).exits(0);

    repository
        .sign(&["approve", south, "--as-of", "2026-05-01"])
        .exits(0);
    call(&["run", "PLANS.md#fill-the-north-butts"]).exits(3);
    call(&["run", south]).exits(10);
    repository.sign(&["go", "--confirm-all"]).exits(0);
    let mut last = repository.run(&["resume"]);
    for _ in 0..5 {
        if last.code != 10 {
            break;
        }
        repository.sign(&["go", "--confirm-all"]);
        last = repository.run(&["resume"]);
    }
    let last = last.exits(0);
    assert!(
        repository.read("effects.txt").contains("c1"),
        "{}",
        last.stderr
    );
    let after = repository.read("PLANS.md");
    let (north, south) = after
        .split_once("# Fill the south butts")
        .expect("it is there");
    let untouched = file();
    let (before, _) = untouched
        .split_once("# Fill the south butts")
        .expect("it is there");
    assert_eq!(
        north, before,
        "what is told of the run stands in its own plan"
    );
    assert!(
        south.len() > untouched.len() - before.len(),
        "the run is told"
    );
}
