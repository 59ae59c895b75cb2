//! A plan that is ready stays so through its runs.

use stopgate_source::Severity;
use stopgate_tests::{TruePlan, engine, root, shared, true_plans};
use stopgate_workspace::{EditIntent, Engine, StepBox};

use crate::case::{Case, meaning};
use crate::intents::{evidence, outcome, progress, step};

/// The plans of which a reviewer says that they are ready.
fn ready_plans() -> Vec<TruePlan> {
    let mut folders = vec![
        root().join("tests/plans"),
        root().join("tests/plans-second"),
    ];
    folders.extend(shared().map(|shared| shared.join("examples")));
    let plans = folders.iter().flat_map(|folder| true_plans(folder));
    plans.filter(TruePlan::is_ready).collect()
}

/// Writes and returns the new bytes; the document has a place for everything.
fn write(engine: &Engine, case: &Case, bytes: &[u8], intents: &[EditIntent]) -> Vec<u8> {
    let document = case.read(engine, bytes);
    let edits = document.record(intents);
    let edits = edits.unwrap_or_else(|reason| panic!("{}: {reason}", case.name));
    edits.apply(bytes)
}

/// A whole run: in every phase a stop, then a go; then the outcome. Returns what the plan says then.
fn whole_run(engine: &Engine, case: &Case, day: &str) -> Vec<u8> {
    let document = case.read(engine, &case.bytes);
    let phases = document.plan().map_or(&[][..], |plan| &plan.phases);
    let mut titles: Vec<Option<String>> = phases
        .iter()
        .map(|phase| Some(phase.title.value.clone()))
        .collect();
    if titles.is_empty() {
        titles.push(None);
    }
    let mut bytes = case.bytes.clone();
    let mut entry = 0;
    for (index, title) in titles.iter().enumerate() {
        let name = title.as_deref().unwrap_or("The plan");
        let when = format!("{day} {:02}:10Z", index + 1);
        let failed = vec![step(
            "make load",
            "3 failed, 1 passed\nerror: no such table\n",
        )];
        let stop = format!("{name}: stopped (done: 1 of 2 steps; to do: `make load`)");
        let told = [
            evidence(entry + 1, name, &when, failed),
            progress(entry + 2, title.as_deref(), (&when, &stop, false)),
        ];
        bytes = write(engine, case, &bytes, &told);
        assert_ready(engine, case, &bytes);
        let when = format!("{day} {:02}:40Z", index + 1);
        let passed = vec![step("make load", "4 passed\n"), step("make check", "")];
        let mut told = vec![
            evidence(entry + 3, name, &when, passed),
            progress(
                entry + 4,
                title.as_deref(),
                (
                    &when,
                    &format!("{name}: 2 of 2 steps passed, go by Ruth"),
                    true,
                ),
            ),
        ];
        if index + 1 == titles.len() {
            told.push(outcome(
                &when,
                &format!("All {} phases ran, 2 steps each", titles.len()),
            ));
        }
        bytes = write(engine, case, &bytes, &told);
        assert_ready(engine, case, &bytes);
        entry += 4;
    }
    bytes
}

fn assert_ready(engine: &Engine, case: &Case, bytes: &[u8]) {
    let document = case.read(engine, bytes);
    let findings = case.findings(&document);
    let errors: Vec<_> = findings
        .keys()
        .filter(|(severity, _)| *severity == Severity::Error)
        .collect();
    assert!(
        errors.is_empty(),
        "{}: {errors:#?}\n{}",
        case.name,
        String::from_utf8_lossy(bytes)
    );
}

#[test]
fn a_ready_plan_stays_ready_through_a_whole_run() {
    let engine = engine();
    let plans = ready_plans();
    let (mut ticked, mut same) = (0, 0);
    for plan in &plans {
        let mut case = Case::of(&plan.path, Some(plan.text("format")), plan.text("as_of"));
        case.name = plan
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        case.folder = plan.path.parent().expect("a folder").to_owned();
        let before = meaning(&case.read(&engine, &case.bytes));
        let bytes = whole_run(&engine, &case, plan.text("as_of"));
        assert_eq!(
            before,
            meaning(&case.read(&engine, &bytes)),
            "{}",
            plan.name()
        );
        let open = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("- [ ]").count();
        ticked += open(&case.bytes).saturating_sub(open(&bytes));
        same += usize::from(
            whole_run(
                &engine,
                &Case {
                    bytes: bytes.clone(),
                    ..case
                },
                plan.text("as_of"),
            ) == bytes,
        );
    }
    println!(
        "{} ready plans, {ticked} boxes ticked, {same} unchanged by the same run told again",
        plans.len()
    );
    assert_eq!(same, plans.len());
    assert!(plans.len() >= 10 || shared().is_none());
}

#[test]
fn a_step_that_a_person_confirms_is_ticked_by_its_words() {
    let engine = engine();
    let mut ticked = 0;
    for plan in ready_plans() {
        let case = Case::of(&plan.path, Some(plan.text("format")), plan.text("as_of"));
        let document = case.read(&engine, &case.bytes);
        for step in document.steps() {
            let confirm = EditIntent::SetStepBox(StepBox {
                text: step.command.clone(),
                phase: step.phase.clone(),
                ticked: true,
            });
            let Ok(edits) = document.record(&[confirm]) else {
                continue;
            };
            for edit in edits.edits() {
                assert!(
                    step.span.start() >= edit.span.start()
                        && step.span.start() - edit.span.start() < 8
                );
                ticked += 1;
            }
            assert_ready(&engine, &case, &edits.apply(&case.bytes));
        }
    }
    println!("{ticked} boxes of manual steps ticked by their words");
    assert!(ticked > 0);
}
