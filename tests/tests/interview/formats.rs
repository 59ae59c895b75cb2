//! Each built-in format: a blank plan reaches its gate by answers, and a complete one is asked nothing
//! (GOAL-I1, GOAL-I5, P2, P7).

use std::collections::BTreeSet;

use stopgate_interview::{Script, blame};
use stopgate_source::{Fix, Severity};

use crate::scripts::SCRIPTS;
use crate::world::{Kill, Left, Setting, is_well_put};

/// Questions that a new plan may take (GOAL-I5).
const MOST: usize = 40;
/// Characters of the median question (GOAL-I5).
const MEDIAN: usize = 140;

#[test]
fn answers_alone_take_a_blank_plan_of_each_format_to_its_gate() {
    for (format, script) in SCRIPTS {
        let setting = Setting::of(format);
        let mut script = Script::read(script).expect("the script is sound");
        let mut left = Left::new(setting.blank());
        let mut session = setting.session(left.plan.clone());
        let mut asked = BTreeSet::new();
        let mut lengths = Vec::new();
        while let Some(question) = session.next() {
            assert!(
                asked.insert(question.key.clone()),
                "{format}: {} twice",
                question.key
            );
            assert!(is_well_put(&question), "{format}: {question:#?}");
            lengths.push(question.text.chars().count());
            let answer = script.answer(&question).expect("an answer that fits");
            let answer = answer.unwrap_or_else(|| {
                panic!("{format}: no answer to {} {}", question.key, question.text)
            });
            let put = left.put(&mut session, &answer, Kill::Never);
            put.unwrap_or_else(|why| panic!("{format}: {}: {why}", question.key));
        }
        assert_eq!(script.unused(), Vec::<&str>::new(), "{format}");
        let text = String::from_utf8_lossy(&left.plan).into_owned();
        assert_eq!(
            setting.reasons(&left.plan),
            Vec::<String>::new(),
            "{format}\n{text}"
        );
        assert!(asked.len() <= MOST, "{format}: {}", asked.len());
        lengths.sort_unstable();
        assert!(
            lengths[lengths.len() / 2] <= MEDIAN,
            "{format}: {lengths:?}"
        );
        // A complete plan is asked nothing.
        assert!(
            setting.session(left.plan.clone()).next().is_none(),
            "{format}"
        );
        let parts = blame(&left.records(), &left.plan);
        let bytes: usize = parts.iter().map(|part| part.end - part.start).sum();
        assert_eq!(bytes, left.plan.len(), "{format}: every byte is on record");
    }
}

#[test]
fn the_questions_are_those_of_the_findings_that_keep_a_plan_from_its_gate() {
    for (format, _) in SCRIPTS {
        let setting = Setting::of(format);
        let blank = setting.blank();
        let document =
            setting
                .engine
                .read("plan.md", blank.clone(), &setting.options, &setting.folder);
        let findings = document.check(&setting.options, &setting.folder).findings;
        let unmet = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        let mut unmet: Vec<&str> = unmet
            .filter(|finding| matches!(finding.fix, Some(Fix::Question(_))))
            .map(|finding| finding.code)
            .collect();
        let errors = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        assert_eq!(
            errors.count(),
            unmet.len(),
            "{format}: an error of a blank plan asks nothing"
        );
        // The gate line says PASS when every point of its checklist is ticked (S6).
        let plan = document.plan().expect("a plan");
        let points = plan.gate.as_ref().map_or(0, |_| plan.checklist.len());
        unmet.extend(std::iter::repeat_n("GAT003", points));
        let open = setting.session(blank).open();
        assert!(
            open.iter().all(|question| !question.codes.is_empty()),
            "{format}"
        );
        let mut asked: Vec<&str> = open
            .iter()
            .flat_map(|question| question.codes.clone())
            .collect();
        unmet.sort_unstable();
        asked.sort_unstable();
        assert_eq!(asked, unmet, "{format}");
        let keys: BTreeSet<&str> = open.iter().map(|question| question.key.as_str()).collect();
        assert_eq!(
            keys.len(),
            open.len(),
            "{format}: one question for each place"
        );
    }
}

/// A gate says PASS when every point is ticked, whether its line is to be written or stands there (S6).
#[test]
fn an_open_point_of_the_checklist_keeps_the_gate_closed_and_is_asked_for_alone() {
    let setting = Setting::of("spec");
    let (_, script) = SCRIPTS
        .iter()
        .find(|(format, _)| *format == "spec")
        .expect("a script");
    let mut script = Script::read(script).expect("the script is sound");
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    while left.follow(&mut session, &mut script).is_some() {}
    let whole = String::from_utf8(left.plan).expect("a text");
    let open = whole.replacen("- [x]", "- [ ]", 1);
    assert!(open != whole && open.contains("Gate: FAIL"), "{open}");
    for (line, code) in [("Gate: FAIL — not yet", "GAT003"), ("Gate: PASS", "GAT003")] {
        let gate = open
            .lines()
            .find(|line| line.starts_with("Gate: "))
            .expect("a gate line");
        let plan = open.replace(gate, line).into_bytes();
        let reasons = setting.reasons(&plan);
        assert!(
            matches!(&reasons[..], [one] if one.starts_with(code)),
            "{line}: {reasons:?}"
        );
        let (options, folder) = (&setting.options, &setting.folder);
        let document = setting
            .engine
            .read("plan.md", plan.clone(), options, folder);
        let verdict = document.verdict(&document.check(options, folder).findings);
        assert_eq!(verdict.reasons().len(), 1, "{line}");
        let asked: Vec<String> = setting
            .session(plan)
            .open()
            .into_iter()
            .map(|one| one.key)
            .collect();
        assert_eq!(asked, ["readiness.owners"], "{line}");
    }
}

#[test]
fn current_and_target_state_are_settled_before_phases() {
    let setting = Setting::of("platform");
    let open = setting.session(setting.blank()).open();
    let at = |key: &str| {
        let found = open.iter().position(|question| question.key == key);
        found.unwrap_or_else(|| panic!("{key} is not asked"))
    };
    assert!(at("objective") < at("context.environment"));
    assert!(at("context.environment") < at("current"));
    assert!(at("current") < at("target"));
    assert!(at("target") < at("phase-1.goal"));
    assert!(at("phase-1.goal") < at("validation"));
    assert!(at("validation") < at("rollback"));
}
