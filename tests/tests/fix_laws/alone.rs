//! Every fix alone, as the rule gives it.

use std::collections::BTreeMap;

use stopgate_source::{EditSet, Finding, Fix};
use stopgate_workspace::{Document, Engine};

use crate::documents::{Case, faults};
use stopgate_tests::same::{REVEALING, changes, counts, new_codes};

#[test]
fn a_fix_alone_ends_its_finding_and_brings_no_other() {
    let faults = faults(|engine, case| {
        let document = case.read(engine, case.bytes.clone());
        let findings = case.findings(&document);
        let tried = tried(&findings);
        let faults = tried.iter().flat_map(|finding| {
            let faults = faults_of(engine, case, (&document, &findings), finding);
            let line = document.source().line(finding.span.start());
            faults
                .into_iter()
                .map(move |fault| format!("line {line}: {} {fault}", finding.name))
        });
        faults.collect()
    });
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

/// Of each rule one finding that has edits, another one in every document.
fn tried(findings: &[Finding]) -> Vec<&Finding> {
    let mut by_code: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        if finding
            .fix
            .as_ref()
            .is_some_and(|fix| fix.edits().is_some())
        {
            by_code.entry(finding.code).or_default().push(finding);
        }
    }
    let all = by_code.into_values();
    all.map(|of_rule| of_rule[findings.len() % of_rule.len()])
        .collect()
}

fn faults_of(
    engine: &Engine,
    case: &Case,
    (document, findings): (&Document<'_>, &[Finding]),
    finding: &Finding,
) -> Vec<String> {
    let Some(edits) = finding.fix.as_ref().and_then(Fix::edits) else {
        return Vec::new();
    };
    let mut faults = faults_of_edits(edits, &case.bytes);
    let after = case.read(engine, edits.apply(&case.bytes));
    let left = case.findings(&after);
    let count = |findings: &[Finding]| counts(findings).get(finding.code).copied().unwrap_or(0);
    if count(&left) >= count(findings) {
        faults.push("is still there".to_owned());
    }
    for code in new_codes(findings, &left) {
        if code != finding.code && !REVEALING.contains(&finding.code) {
            faults.push(format!("brings {code}"));
        }
    }
    if matches!(finding.fix, Some(Fix::Safe(_))) {
        let changed = changes(document, &after).into_iter();
        faults.extend(changed.map(|what| format!("is called safe and changes {what}")));
    }
    faults
}

/// Edits change something, and are no larger than the change.
fn faults_of_edits(edits: &EditSet, bytes: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    if edits.is_empty() || edits.apply(bytes) == bytes {
        faults.push("has a fix that changes nothing".to_owned());
    }
    let past = |end: usize| end > bytes.len();
    if edits.edits().iter().any(|edit| past(edit.span.end())) {
        faults.push("has a fix behind the end of the document".to_owned());
    }
    faults
}
