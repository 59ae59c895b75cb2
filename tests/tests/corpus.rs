//! Real plans: every one is read without loss, and recognised as what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use stopgate_source::Severity;
use stopgate_tests::{Folder, engine, options, shared};

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
        let ids = engine
            .formats()
            .iter()
            .map(|format| Some(format.id.as_str()));
        for format in ids.chain([None]) {
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

/// The formats as which the documents of a folder may be recognised, and the least share of them, in
/// percent, that must be.
const EXPECTED: &[(&str, &[&str], usize)] = &[
    ("execplan", &["execplan"], 100),
    ("execplan-history", &["execplan"], 90),
    ("execplan-standard", &[], 0),
    ("execplan-variant", &["execplan-brief", "execplan"], 0),
    ("humanlayer", &["phased"], 90),
    // These are plans of a relative of Spec Kit, by their sections.
    ("implplan", &["speckit-plan"], 90),
    ("openspec", &["openspec"], 90),
    ("planning-session", &[], 0),
    ("speckit", &["speckit-plan", "speckit-tasks"], 90),
    ("superpowers", &["superpowers"], 90),
];

/// Documents that lie in a folder and are of another kind: a status page, an agreement between agents, an
/// audit, a plan in the shape of another tool, a list of issues.
const STRAY: &[&str] = &[
    "visual-reconstruct-next.md",
    "phase-c-deconstruct-coordination.md",
    "strategy-platform-gap-analysis-and-roadmap.md",
    "docs_pt-BR_superpowers_plans_2026-03-23-materialize-new-project-config.md",
    "visual-companion-issues.md",
];

/// What is known of one folder.
#[derive(Default)]
struct Tally {
    plans: usize,
    recognised: usize,
    sure: usize,
    failing: usize,
    as_other: Vec<String>,
    missed: Vec<String>,
    errors: BTreeMap<&'static str, usize>,
    tasks: usize,
    with_tasks: usize,
    commands: usize,
    expecting: usize,
    runnable: usize,
}

#[test]
fn every_folder_is_recognised_as_its_format_and_as_no_other() {
    let engine = engine();
    let options = options(None, "2026-09-01");
    let nowhere = Folder(PathBuf::from("/nonexistent"));
    let mut folders: BTreeMap<String, Tally> = BTreeMap::new();
    for real in corpus() {
        let name = real.path.to_string_lossy().into_owned();
        if STRAY.iter().any(|stray| name.ends_with(stray)) {
            continue;
        }
        let bytes = std::fs::read(&real.path).expect("the corpus can be read");
        let document = engine.read(&name, bytes, &options, &nowhere);
        let format = document.plan().map(|plan| plan.format.clone());
        let id = format.as_ref().map_or("none", |format| format.id.as_str());
        let (_, allowed, _) = EXPECTED
            .iter()
            .find(|(folder, _, _)| *folder == real.kind)
            .expect("every folder is expected to be something");
        let tally = folders.entry(real.kind.clone()).or_default();
        tally.plans += 1;
        if allowed.contains(&id) {
            tally.recognised += 1;
            let confidence = format.as_ref().map_or(0.0, |format| format.confidence);
            tally.sure += usize::from(confidence >= HIGH);
            let plan = document.plan().expect("it is recognised");
            tally.tasks += plan.tasks().count();
            tally.with_tasks += usize::from(plan.tasks().next().is_some());
            tally.commands += plan.commands.len();
            let expecting = plan.commands.iter().filter(|one| one.outcome.is_some());
            tally.expecting += expecting.count();
            tally.runnable += document
                .steps()
                .iter()
                .filter(|step| step.unfit.is_none())
                .count();
            let findings = document.check(&options, &nowhere).findings;
            let errors = findings
                .iter()
                .filter(|one| one.severity == Severity::Error);
            let codes: BTreeSet<&str> = errors.map(|one| one.code).collect();
            tally.failing += usize::from(!codes.is_empty());
            for code in codes {
                *tally.errors.entry(code).or_default() += 1;
            }
        } else if id == "none" {
            tally.missed.push(name);
        } else {
            tally.as_other.push(format!("{name}: {id}"));
        }
    }
    for (folder, tally) in &folders {
        println!(
            "{folder:18} {} of {} recognised, {} surely; {} with an error: {:?}",
            tally.recognised, tally.plans, tally.sure, tally.failing, tally.errors
        );
        println!(
            "    {} tasks in {} documents; {} commands, {} with an outcome, {} runnable",
            tally.tasks, tally.with_tasks, tally.commands, tally.expecting, tally.runnable
        );
        for line in tally.missed.iter().chain(&tally.as_other) {
            println!("    not: {line}");
        }
    }
    for (folder, allowed, least) in EXPECTED {
        let Some(tally) = folders.get(*folder) else {
            continue;
        };
        assert!(tally.as_other.is_empty(), "{folder}: {:#?}", tally.as_other);
        let enough = tally.recognised * 100 >= least * tally.plans;
        assert!(
            enough,
            "{folder} as {allowed:?}: {} of {}",
            tally.recognised, tally.plans
        );
    }
}
