//! Laws of `adopt` and `expect`, over every plan there is: steps stay what they are, names are their own, who
//! adopts twice adopts nothing new, and only those steps expect something else that were to.

use std::collections::BTreeSet;
use std::path::PathBuf;

use stopgate_tests::{Folder, engine, files, options, root, shared};
use stopgate_workspace::{Adopting, Document, Engine, Expectation, Observed, Step};

/// What became of one plan: how many blocks got attributes, and how many steps were left because their place
/// would have been read in another way.
type Counts = (usize, usize);

fn documents() -> Vec<PathBuf> {
    let own = [
        "tests/plans",
        "tests/plans-second",
        "tests/runs",
        "tests/hidden",
        "examples",
    ];
    let own = own.map(|folder| root().join(folder));
    let shared = shared().map(|shared| vec![shared.join("examples"), shared.join("corpus")]);
    let folders = own.into_iter().chain(shared.unwrap_or_default());
    folders.flat_map(|folder| files(&folder, ".md")).collect()
}

fn read<'e>(engine: &'e Engine, bytes: &[u8]) -> Document<'e> {
    let nowhere = Folder(PathBuf::from("/nonexistent"));
    let options = options(None, "2026-06-01");
    engine.read("plan.md", bytes.to_owned(), &options, &nowhere)
}

/// All by which two steps are the same, but for what attributes say.
fn facts(step: &Step) -> String {
    format!(
        "{} {:?} {:?} {} {:?} {:?} {:?} {:?}",
        step.id,
        step.phase,
        step.kind,
        step.command,
        step.directory,
        step.expectations,
        step.mends,
        step.unfit
    )
}

fn judge(engine: &Engine, bytes: &[u8], fence: bool) -> Result<Counts, String> {
    let document = read(engine, bytes);
    let adopting = Adopting {
        fence,
        ..Adopting::default()
    };
    let Some(adopted) = document.adopt(&adopting) else {
        return Ok((0, 0));
    };
    let adopted = adopted.map_err(|reason| reason.to_string())?;
    let after = adopted.edits.apply(bytes);
    let result = read(engine, &after);
    let told = |document: &Document<'_>| document.steps().iter().map(facts).collect::<Vec<_>>();
    if told(&document) != told(&result) {
        return Err("its steps are others".to_owned());
    }
    let names = adopted
        .proposals
        .iter()
        .filter_map(|proposal| proposal.attributes.name.clone());
    let names: Vec<String> = names.collect();
    if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
        return Err(format!("a name occurs twice: {names:?}"));
    }
    if !fence && !only_fences_changed(bytes, &after) {
        return Err("another line than that of a fence changed".to_owned());
    }
    let again = result.adopt(&adopting).ok_or("no plan any more")?;
    let again = again.map_err(|reason| reason.to_string())?;
    if !again.edits.is_empty() {
        return Err(format!("adopted twice: {:?}", again.edits));
    }
    let in_another_way = adopted
        .left
        .iter()
        .filter(|(_, why)| why.contains("in another way"));
    Ok((adopted.proposals.len(), in_another_way.count()))
}

fn only_fences_changed(before: &[u8], after: &[u8]) -> bool {
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        text.split('\n').map(str::to_owned).collect()
    };
    let (before, after) = (lines(before), lines(after));
    let is_fence = |line: &str| line.contains("```") || line.contains("~~~");
    let mut pairs = before.iter().zip(&after);
    before.len() == after.len() && pairs.all(|(old, new)| old == new || is_fence(old))
}

#[test]
fn whoever_adopts_changes_nothing_but_attributes() {
    let engine = engine();
    let documents = documents();
    assert!(documents.len() > 20, "{} documents", documents.len());
    let judged = Engine::in_parallel(&documents, |path| {
        let bytes = std::fs::read(path).expect("a document");
        [false, true].map(|fence| judge(&engine, &bytes, fence))
    });
    let (mut blocks, mut refused, mut faults) = (0, 0, Vec::new());
    for (path, outcomes) in documents.iter().zip(judged) {
        for outcome in outcomes {
            match outcome {
                Ok((adopted, left)) => {
                    blocks += adopted;
                    refused += left;
                }
                Err(fault) => faults.push(format!("{}: {fault}", path.display())),
            }
        }
    }
    println!(
        "{} documents, {blocks} blocks got attributes, {refused} steps stand where they cannot",
        documents.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(blocks > 10, "{blocks}");
}

/// What every step prints.
const PRINTED: &str = "14 passed";

/// How many steps got an expectation.
fn promoted(engine: &Engine, bytes: &[u8]) -> Result<usize, String> {
    let document = read(engine, bytes);
    let before = document.steps();
    let seen = |step: &Step| Observed {
        step: step.id.clone(),
        exit: Some(0),
        failed: false,
        printed: Some(format!("{PRINTED}\n")),
        before: Vec::new(),
    };
    let observed: Vec<Observed> = before.iter().map(seen).collect();
    let Some(promoted) = document.promote(&observed) else {
        return Ok(0);
    };
    let mut wanted = before;
    for promotion in &promoted.proposals {
        let step = wanted.iter_mut().find(|step| step.id == promotion.step.id);
        let step = step.ok_or("no such step")?;
        step.expectations = vec![Expectation::Line(PRINTED.to_owned())];
    }
    let result = read(engine, &promoted.edits.apply(bytes));
    let told = |steps: &[Step]| steps.iter().map(facts).collect::<Vec<_>>();
    if told(&wanted) != told(&result.steps()) {
        return Err("its steps are others".to_owned());
    }
    Ok(promoted.proposals.len())
}

#[test]
fn whoever_promotes_changes_nothing_but_what_is_expected() {
    let engine = engine();
    let documents = documents();
    let judged = Engine::in_parallel(&documents, |path| {
        promoted(&engine, &std::fs::read(path).expect("a document"))
    });
    let (mut steps, mut faults) = (0, Vec::new());
    for (path, outcome) in documents.iter().zip(judged) {
        match outcome {
            Ok(promoted) => steps += promoted,
            Err(fault) => faults.push(format!("{}: {fault}", path.display())),
        }
    }
    println!(
        "{} documents, {steps} steps got an expectation",
        documents.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(steps >= 5, "{steps}");
}
