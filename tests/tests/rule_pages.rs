//! Every rule page says the truth, and would not if its rule were switched off.

use stopgate_tests::{engine, options};
use stopgate_workspace::Rule;
use stopgate_workspace::rules::{Example, Page, Verdict, all, page_of};
use stopgate_workspace::{Engine, Options, Profile};

#[path = "support/told.rs"]
mod told;

use told::Told;

/// The lines on which a rule finds something in an example.
fn lines(engine: &Engine, rule: &Rule, example: &Example, off: Option<&str>) -> Vec<usize> {
    let profile = match example.profile.as_deref() {
        None => Profile::Standard,
        Some("strict") => Profile::Strict,
        Some(other) => panic!("{}: no page needs the profile {other}", rule.code),
    };
    let options = Options {
        format: example.format.clone(),
        profile,
        ..options(None, example.as_of.as_deref().unwrap_or("2026-06-01"))
    };
    let repository = Told::of(example);
    let document = engine.read(
        &repository.plan,
        example.text.clone().into_bytes(),
        &options,
        &repository,
    );
    let findings = document.check_without(&options, &repository, off).findings;
    let found = findings.iter().filter(|finding| finding.code == rule.code);
    found
        .map(|finding| document.source().line(finding.span.start()))
        .collect()
}

/// What is wrong with a page; nothing where every example behaves.
fn faults(engine: &Engine, rule: &Rule, off: Option<&str>) -> Vec<String> {
    let page = Page::read(page_of(rule));
    let mut faults = Vec::new();
    for (number, example) in page.examples.iter().enumerate() {
        let found = lines(engine, rule, example, off);
        let expected = match &example.verdict {
            Verdict::Bad(lines) => lines.clone(),
            Verdict::Good => Vec::new(),
        };
        if found != expected {
            faults.push(format!(
                "{} {}: example {}: expected lines {expected:?}, found {found:?}",
                rule.code,
                rule.name,
                number + 1
            ));
        }
    }
    let bad = page
        .examples
        .iter()
        .any(|example| matches!(example.verdict, Verdict::Bad(_)));
    let good = page
        .examples
        .iter()
        .any(|example| example.verdict == Verdict::Good);
    if !bad || !good {
        faults.push(format!(
            "{} {}: the page needs a bad and a good example",
            rule.code, rule.name
        ));
    }
    faults
}

#[test]
fn every_page_says_the_truth() {
    let engine = engine();
    let faults: Vec<String> = all().flat_map(|rule| faults(&engine, rule, None)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn switching_a_rule_off_reddens_its_page() {
    let engine = engine();
    let blind: Vec<&str> = all()
        .filter(|rule| faults(&engine, rule, Some(rule.code)).is_empty())
        .map(|rule| rule.name)
        .collect();
    assert!(blind.is_empty(), "{blind:?}");
}

#[test]
fn codes_and_names_are_unique_and_every_rule_is_used_by_a_format() {
    let mut codes: Vec<&str> = all().map(|rule| rule.code).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count, "two rules share a code");
    assert!(count >= 50, "{count} rules");
    let engine = engine();
    let used: Vec<String> = engine
        .formats()
        .iter()
        .flat_map(|format| format.rule_choices())
        .map(|choice| choice.rule)
        .collect();
    let unused: Vec<&str> = all()
        .map(|rule| rule.name)
        .filter(|name| !used.iter().any(|used| used == name))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
    let unknown: Vec<&String> = used
        .iter()
        .filter(|name| stopgate_workspace::rules::by_code_or_name(name).is_none())
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
