//! Fingerprints are those of the same findings after lines were inserted, sections moved, rows
//! reordered and the file renamed.
//!
//! Which findings are the same is told without fingerprints: by where the bytes of a finding went.

use std::collections::{BTreeMap, HashMap};

use stopgate_source::Finding;
use stopgate_tests::dice::Dice;
use stopgate_tests::{Folder, engine, files, options, root, shared};
use stopgate_workspace::Fingerprint;

use crate::fingerprint_changes::{Change, changed};

const DAY: &str = "2026-11-02";
/// Changes made to each plan.
const CHANGES: u64 = 40;

fn plans() -> Vec<(String, String)> {
    let mut paths = files(&root().join("tests/plans"), ".md");
    paths.extend(
        shared()
            .into_iter()
            .flat_map(|shared| files(&shared.join("examples"), ".md")),
    );
    let plans = paths.into_iter().filter_map(|path| {
        let text = std::fs::read_to_string(&path).ok()?;
        Some((path.file_name()?.to_string_lossy().into_owned(), text))
    });
    plans.collect()
}

/// The findings of a text, each with its fingerprint. The day and the world stay the same.
fn look(
    engine: &stopgate_workspace::Engine,
    format: Option<&str>,
    name: &str,
    text: &str,
) -> Vec<(Finding, Fingerprint)> {
    let options = options(format, DAY);
    let world = Folder("nowhere".into());
    let document = engine.read(name, text.as_bytes().to_vec(), &options, &world);
    let findings = document.check(&options, &world).findings;
    let prints = document.fingerprints(&findings);
    findings.into_iter().zip(prints).collect()
}

/// What is compared: how many findings came through, and how many with another fingerprint.
#[derive(Default)]
struct Tally {
    findings: usize,
    survivors: usize,
    broken: Vec<String>,
}

fn compare(
    before: &[(Finding, Fingerprint)],
    after: &[(Finding, Fingerprint)],
    change: &Change,
    tally: &mut Tally,
) {
    let mut by_place: HashMap<(&str, usize, &str), Vec<&Fingerprint>> = HashMap::new();
    for (finding, print) in after {
        let place = (finding.code, finding.span.start(), finding.message.as_str());
        by_place.entry(place).or_default().push(print);
    }
    for (finding, print) in before {
        tally.findings += 1;
        let Some(start) = change.moved(finding.span) else {
            continue;
        };
        let place = (finding.code, start, finding.message.as_str());
        let Some(now) = by_place.get(&place) else {
            continue;
        };
        tally.survivors += 1;
        if !now.iter().any(|now| now.exact == print.exact) {
            tally.broken.push(format!(
                "{}: {} ({change:?})",
                finding.code, finding.message
            ));
        }
    }
    assert_unique(after);
}

fn assert_unique(findings: &[(Finding, Fingerprint)]) {
    let mut ids: Vec<String> = findings.iter().map(|(_, print)| print.id()).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "a fingerprint stands twice");
}

#[test]
fn fingerprints_stay_when_text_around_them_moves() {
    let engine = engine();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut cases = 0;
    for (number, (name, text)) in plans().iter().enumerate() {
        let document = engine.read(
            name,
            text.clone().into_bytes(),
            &options(None, DAY),
            &Folder("nowhere".into()),
        );
        let format = document.plan().map(|plan| plan.format.id.clone());
        let before = look(&engine, format.as_deref(), name, text);
        for turn in 0..CHANGES {
            let seed = u64::try_from(number).expect("a small number") * CHANGES + turn;
            let Some(change) = changed(text, &mut Dice::new(seed)) else {
                continue;
            };
            cases += 1;
            let after = look(&engine, format.as_deref(), "renamed.md", &change.text);
            let tally = tallies.entry(change.kind).or_default();
            let broken = tally.broken.len();
            compare(&before, &after, &change, tally);
            for text in &mut tally.broken[broken..] {
                *text = format!("{name}, seed {seed}: {text}");
            }
        }
    }
    for (kind, tally) in &tallies {
        let (kept, all) = (tally.survivors, tally.findings);
        println!(
            "{kind}: {kept} of {all} findings came through, {} changed their fingerprint",
            tally.broken.len()
        );
        assert!(
            kept * 2 > all,
            "{kind}: the changes destroy what is to be compared"
        );
        assert!(
            tally.broken.is_empty(),
            "{kind}:\n{}",
            tally.broken.join("\n")
        );
    }
    println!("{cases} changed plans");
    assert!(cases > 200 && tallies.len() == 3, "{cases}");
}

#[test]
fn a_renamed_file_has_the_same_fingerprints() {
    let engine = engine();
    let ids = |name: &str, text: &str| -> Vec<String> {
        let findings = look(&engine, None, name, text);
        findings.iter().map(|(_, print)| print.id()).collect()
    };
    for (name, text) in plans() {
        let format = engine.read(
            &name,
            text.clone().into_bytes(),
            &options(None, DAY),
            &Folder("nowhere".into()),
        );
        // A file whose name is part of how it is recognised says something else by another name.
        if format
            .plan()
            .is_none_or(|plan| plan.format.confidence < 0.99)
        {
            continue;
        }
        assert_eq!(
            ids(&name, &text),
            ids(&format!("archive/{name}"), &text),
            "{name}"
        );
    }
}
