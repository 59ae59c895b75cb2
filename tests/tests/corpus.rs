//! Real plans: every one is read without loss, and recognised as what it is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use stopgate_tests::{Folder, engine, options, shared};

/// Least share of the real ExecPlans that must be recognised as such (issue text).
const RECOGNISED: f64 = 0.95;
/// Confidence that counts as high.
const HIGH: f32 = 0.8;

struct Real {
    kind: String,
    path: PathBuf,
}

/// The files of the corpus, each with the kind that the manifest gives it: the name of its folder.
fn corpus() -> Vec<Real> {
    let Some(shared) = shared() else {
        return Vec::new();
    };
    let corpus = shared.join("corpus");
    let files = stopgate_tests::files(&corpus, "")
        .into_iter()
        .filter(|path| path.parent() != Some(corpus.as_path()));
    let real = |path: PathBuf| Real {
        kind: path
            .parent()
            .and_then(|folder| folder.file_name())
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        path,
    };
    files.map(real).collect()
}

#[test]
fn every_real_plan_is_read_checked_and_projected_without_loss() {
    let engine = engine();
    for real in corpus() {
        let bytes = std::fs::read(&real.path).expect("the corpus can be read");
        let folder = Folder(PathBuf::from("/nonexistent"));
        for format in [
            None,
            Some("platform"),
            Some("execplan"),
            Some("spec"),
            Some("team"),
            Some("technical"),
        ] {
            let options = options(format, "2026-06-01");
            let document = engine.read("plan.md", bytes.clone(), &options, &folder);
            assert_eq!(document.source().bytes(), bytes, "{}", real.path.display());
            let lines = document.source().lines().count();
            for finding in document.check(&options, &folder).findings {
                assert!(document.source().line(finding.span.start()) <= lines);
                assert!(
                    finding.span.end() <= bytes.len(),
                    "{} {}",
                    real.path.display(),
                    finding.code
                );
            }
            document.steps();
        }
    }
}

#[test]
fn real_execplans_are_recognised_and_nothing_else_is_claimed() {
    let engine = engine();
    let mut claims: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut plans, mut recognised, mut wrong) = (0, 0, Vec::new());
    for real in corpus() {
        let bytes = std::fs::read(&real.path).expect("the corpus can be read");
        let name = real.path.to_string_lossy().into_owned();
        let document = engine.read(
            &name,
            bytes,
            &options(None, "2026-06-01"),
            &Folder(PathBuf::new()),
        );
        let format = document.plan().map(|plan| plan.format.clone());
        let confidence = format.as_ref().map_or(0.0, |format| format.confidence);
        let id = format.map_or_else(|| "none".to_owned(), |format| format.id);
        let is_execplan = real.kind == "execplan";
        plans += usize::from(is_execplan);
        recognised += usize::from(is_execplan && id == "execplan");
        let same_plan = real.kind == "execplan-history" && id == "execplan";
        if !is_execplan && !same_plan && confidence >= HIGH {
            wrong.push(format!("{name}: {id} {confidence:.2}"));
        }
        if is_execplan && id != "execplan" {
            println!("not recognised: {name}");
        }
        let high = if confidence >= HIGH { "high" } else { "low" };
        *claims
            .entry((real.kind, format!("{id} {high}")))
            .or_default() += 1;
    }
    for ((kind, claim), count) in &claims {
        println!("{kind:18} {claim:18} {count}");
    }
    println!("{recognised} of {plans} ExecPlans recognised");
    assert!(recognised as f64 >= RECOGNISED * plans as f64);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
