//! Skips, deferrals, ways back and interruptions as the person meets them (P4, P5, P10, P11).

use std::process::{Command, Stdio};

use serde_json::Value;
use stopgate_interview::{Answer, Script};
use tempfile::TempDir;

use crate::program::program;
use crate::scripts::SCRIPTS;
use crate::world::{DAY, Kill, Left, Setting};

fn text(left: &Left) -> String {
    String::from_utf8(left.plan.clone()).expect("UTF-8")
}

#[test]
fn a_skipped_question_is_an_open_one_and_its_answer_closes_it() {
    let setting = Setting::of("platform");
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    let question = session.next().expect("a question");
    left.put(&mut session, &Answer::Skipped, Kill::Never)
        .expect("it is taken");
    let entry = format!("- [ ] {} (skipped by Ines Roth, {DAY})", question.text);
    assert!(text(&left).contains(&entry), "{}", text(&left));
    // In the next session it is asked again, once, for its section.
    let mut session = setting.session(left.plan.clone());
    let same = session
        .open()
        .into_iter()
        .filter(|one| one.text == question.text);
    assert_eq!(same.count(), 1);
    let again = session.next().expect("a question");
    assert_eq!(again.key, question.key);
    let answer = Answer::in_words(&again, "Reports read one day of orders in under 10 s.");
    left.put(&mut session, &answer, Kill::Never)
        .expect("it is taken");
    let settled = format!(
        "- [x] {} Resolved {DAY} (Ines Roth): see 1. Objective. (skipped by Ines Roth, {DAY})",
        question.text
    );
    assert!(text(&left).contains(&settled), "{}", text(&left));
    let open = session.open();
    assert!(
        open.iter().all(|one| one.text != question.text),
        "it is settled"
    );
}

#[test]
fn every_format_has_a_place_for_what_is_skipped() {
    for (format, _) in SCRIPTS {
        let setting = Setting::of(format);
        let mut left = Left::new(setting.blank());
        let mut session = setting.session(left.plan.clone());
        let question = session.next().expect("a question");
        let put = left.put(&mut session, &Answer::Skipped, Kill::Never);
        put.unwrap_or_else(|why| panic!("{format}: {why}"));
        assert!(
            text(&left).contains(&question.text),
            "{format}\n{}",
            text(&left)
        );
        let next = session.next().expect("another question");
        assert_ne!(next.key, question.key, "{format}");
    }
}

/// A list of open questions keeps its manner: numbers go on.
#[test]
fn a_skipped_question_joins_the_list_that_is_there() {
    let setting = Setting::of("platform");
    let blank = String::from_utf8(setting.blank()).expect("a text");
    let heading = blank
        .lines()
        .find(|line| line.starts_with("## ") && line.ends_with("Open Questions"));
    let heading = heading.expect("the format has open questions");
    let listed = format!("{heading}\n\n1. Which region is it?\n2. Which day is it?\n");
    let mut left = Left::new(blank.replace(heading, &listed).into_bytes());
    let mut session = setting.session(left.plan.clone());
    let question = session.next().expect("a question");
    left.put(&mut session, &Answer::Skipped, Kill::Never)
        .expect("it is taken");
    let after = text(&left);
    let listed = |line: &&str| line.contains(&question.text) && line.contains("(skipped by");
    let line = after.lines().find(listed);
    assert!(line.is_some_and(|line| line.starts_with("3. ")), "{after}");
}

#[test]
fn what_is_put_off_names_who_decides_and_is_not_asked_before_its_day() {
    let setting = Setting::of("platform");
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    let question = session.next().expect("a question");
    let put_off = |until: &str| Answer::Deferred {
        who: "Marta".to_owned(),
        until: until.parse().expect("a day"),
    };
    left.put(&mut session, &put_off("2026-12-31"), Kill::Never)
        .expect("it is taken");
    assert!(text(&left).contains("Deferred: Marta decides until 2026-12-31."));
    let later = setting.session(left.plan.clone()).open();
    assert!(later.iter().all(|one| one.key != question.key));
    // The gate still sees that the section is empty.
    assert!(
        setting
            .reasons(&left.plan)
            .iter()
            .any(|reason| reason.contains("Objective"))
    );
    let nobody = Answer::Deferred {
        who: " ".to_owned(),
        until: "2026-12-31".parse().expect("a day"),
    };
    assert!(session.answer(&nobody, &crate::world::stamp()).is_err());
}

/// P10: what is said last stands first, so that whoever reads the question knows how it stands.
#[test]
fn an_answer_stands_in_front_of_a_delay_whose_day_has_passed() {
    let delay = "Deferred: Marta decides until 2025-01-10; it blocks nothing";
    for (entry, settled) in [
        (
            format!("- [ ] Who keeps the disk? {delay}"),
            format!(
                "- [x] Who keeps the disk? Resolved {DAY} (Ines Roth): `stores|cellar`. {delay}"
            ),
        ),
        (
            format!("| Question | Status |\n|---|---|\n| Who keeps the disk? | {delay} |"),
            format!(
                "| Who keeps the disk? | Resolved {DAY} (Ines Roth): `stores\\|cellar`. {delay} |"
            ),
        ),
    ] {
        let setting = Setting::of("platform");
        let plan = format!("# Plan: A\n\n## Open Questions\n\n{entry}\n");
        let mut left = Left::new(plan.into_bytes());
        let mut session = setting.session(left.plan.clone());
        let open = session.open();
        let about_disk = |one: &&stopgate_interview::Question| one.text.contains("disk");
        let question = open.iter().find(about_disk).expect("it is asked");
        while session.next().is_some_and(|next| next.key != question.key) {
            session.leave();
        }
        let answer = Answer::in_words(question, "`stores|cellar`");
        left.put(&mut session, &answer, Kill::Never)
            .expect("it is taken");
        assert!(text(&left).contains(&settled), "{}", text(&left));
        assert!(
            !setting
                .session(left.plan.clone())
                .open()
                .iter()
                .any(|one| about_disk(&one))
        );
    }
}

#[test]
fn going_back_changes_one_answer_and_keeps_the_others() {
    let setting = Setting::of("platform");
    let (_, script) = SCRIPTS[0];
    let mut script = Script::read(script).expect("a sound script");
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    let mut first = None;
    for _ in 0..4 {
        let question = left.follow(&mut session, &mut script).expect("a question");
        first.get_or_insert(question);
    }
    let first = first.expect("a question");
    let before = text(&left);
    (0..4).for_each(|_| assert!(session.go_back()));
    assert!(!session.go_back());
    let asked = session.next().expect("the first question");
    assert_eq!(asked.key, first.key);
    let earlier = asked.earlier.clone().expect("what was answered");
    assert!(before.contains(&earlier));
    let answer = Answer::in_words(&asked, "Nothing is read twice.");
    left.put(&mut session, &answer, Kill::Never)
        .expect("it is taken");
    assert_eq!(
        text(&left),
        before.replace(&earlier, "Nothing is read twice.")
    );
    assert_eq!(
        left.records().last().and_then(|record| record.replaces),
        Some(2)
    );
    assert!(session.next().is_some_and(|next| next.key != first.key));
}

/// What stands behind an answer that became longer has moved, and an answer that is changed there goes with it.
#[test]
fn going_back_twice_changes_each_answer_where_it_stands_now() {
    let setting = Setting::of("platform");
    let mut script = Script::read(SCRIPTS[0].1).expect("a sound script");
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    for _ in 0..4 {
        left.follow(&mut session, &mut script).expect("a question");
    }
    let mut expected = text(&left);
    for (back, words) in [
        (
            4,
            "Nothing is read twice, by nobody, whatever they ask for.",
        ),
        (1, "Another one."),
    ] {
        (0..back).for_each(|_| assert!(session.go_back()));
        let asked = session.next().expect("an earlier question");
        let earlier = asked.earlier.clone().expect("what was answered");
        assert_eq!(expected.matches(&earlier).count(), 1, "{earlier}");
        expected = expected.replace(&earlier, words);
        left.put(&mut session, &Answer::in_words(&asked, words), Kill::Never)
            .expect("it is taken");
        assert_eq!(text(&left), expected);
    }
}

#[test]
fn an_answer_on_record_is_written_by_the_next_session() {
    let program = program();
    let folder = TempDir::new().expect("a folder");
    let root = folder.path();
    std::fs::create_dir(root.join(".stopgate")).expect("a folder");
    let setting = Setting::of("platform");
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    let question = session.next().expect("a question");
    let answer = Answer::in_words(&question, "Reports read one day of orders in under 10 s.");
    let whole = left
        .put(&mut session, &answer, Kill::BeforePlan)
        .expect("it is taken");
    assert!(!whole && !text(&left).contains("one day of orders"));
    std::fs::create_dir_all(root.join(".stopgate/provenance")).expect("a folder");
    std::fs::write(root.join("plan.md"), &left.plan).expect("a plan");
    // A record that was being written when the process ended counts for nothing.
    let lines = format!("{}{}", left.lines, &left.lines[..40]);
    std::fs::write(root.join(".stopgate/provenance/plan.md.jsonl"), lines).expect("a file");
    let call = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .args(["--as-of", DAY])
            .current_dir(root);
        command
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .expect("it starts")
    };
    let output = call(&["ask", "plan.md", "--json"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let plan = std::fs::read_to_string(root.join("plan.md")).expect("a plan");
    assert!(plan.contains("Reports read one day of orders"), "{plan}");
    let blamed = call(&["blame", "plan.md", "--output-format", "json"]);
    assert_eq!(blamed.status.code(), Some(0), "{blamed:?}");
    let blamed: Value = serde_json::from_slice(&blamed.stdout).expect("JSON");
    let parts = blamed["parts"].as_array().expect("a list");
    let part = parts
        .iter()
        .find(|part| part["key"] == "objective")
        .expect("the answer");
    assert_eq!(part["who"], "Ines Roth");
    assert_eq!(part["kind"], "given");
    assert_eq!(part["trust"], "exact");
    assert_eq!(
        part["text"],
        "Reports read one day of orders in under 10 s."
    );
    let shown = call(&["blame", "plan.md"]);
    let shown = String::from_utf8(shown.stdout).expect("UTF-8");
    assert!(shown.contains("Ines Roth given objective"), "{shown}");
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let program = program();
    let folder = TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join(".stopgate")).expect("a folder");
    std::fs::write(
        folder.path().join("plan.md"),
        Setting::of("platform").blank(),
    )
    .expect("a plan");
    let call = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::null());
        command.output().expect("it starts")
    };
    for arguments in [
        &["ask", "plan.md"][..],
        &["new", "platform", "Title", "--ask"][..],
    ] {
        let output = call(arguments);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("terminal"));
    }
    assert!(!folder.path().join("plans").exists(), "nothing was written");
}

#[test]
fn options_are_listed_without_a_preference_and_the_choice_is_kept_with_its_reason() {
    let mut setting = Setting::of("platform");
    setting.options.profile = stopgate_workspace::Profile::Strict;
    let mut left = Left::new(setting.blank());
    let mut session = setting.session(left.plan.clone());
    let question = loop {
        let question = session.next().expect("the choice is asked");
        if question.key == "context.errors" {
            break question;
        }
        session.leave();
    };
    assert_eq!(question.options.len(), 2);
    assert!(
        question
            .options
            .iter()
            .all(|option| !option.trade_off.is_empty())
    );
    assert!(question.offers.is_empty());
    let choice = |choice| Answer::Chosen {
        choice,
        reason: Some("nobody watches at night".to_owned()),
    };
    assert!(session.answer(&choice(2), &crate::world::stamp()).is_err());
    left.put(&mut session, &choice(0), Kill::Never)
        .expect("it is taken");
    let line = "| Error handling | stop on first error, because nobody watches at night |";
    assert!(text(&left).contains(line), "{}", text(&left));
    assert_eq!(
        left.records().last().map(|record| record.kind.name()),
        Some("chosen")
    );
}

#[test]
fn what_is_inferred_is_written_after_a_yes_alone() {
    let setting = Setting::of("spec");
    let blank = String::from_utf8(setting.blank()).expect("UTF-8");
    let header = "|-----------|----------------|----------|-------|\n";
    let row = "| Router | finds the way of a refund | holds no money | |\n";
    let plan = blank.replacen(header, &format!("{header}{row}"), 1);
    assert_ne!(plan, blank);
    let mut left = Left::new(plan.into_bytes());
    let mut session = setting.session(left.plan.clone());
    while session
        .next()
        .is_some_and(|question| question.key != "architecture.1.owner")
    {
        session.leave();
    }
    let question = session.next().expect("the owner is asked");
    let offered: Vec<&str> = question
        .offers
        .iter()
        .map(|offer| offer.value.as_str())
        .collect();
    assert_eq!(offered, ["Ines Roth"]);
    assert!(
        !text(&left).contains("Ines"),
        "nothing is written before a yes"
    );
    left.put(&mut session, &Answer::Confirmed(0), Kill::Never)
        .expect("it is taken");
    let filled = row.replace("| |", "| Ines Roth |");
    assert!(text(&left).contains(&filled), "{}", text(&left));
    assert_eq!(
        left.records().last().map(|record| record.kind.name()),
        Some("confirmed")
    );
}
