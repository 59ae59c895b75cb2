//! The commands through the binary: what they write, print and refuse, and how they exit.

use stopgate_tests::repository::{Done, Repository};

use crate::program::program;

const PLAN: &str = "docs/move.md";

const TEXT: &str = "# Move the orders\n\n## Purpose / Big Picture\n\nClerks see orders.\n\n## Progress\n\n- [x] (2026-05-31 09:10Z) Plan written.\n- [ ] Load May.\n- [ ] Load June.\n\n## Surprises & Discoveries\n\nNone yet.\n\n## Decision Log\n\n- Decision: One table.\n  Rationale: joins.\n  Date/Author: 2026-05-31, Ada\n\n## Outcomes & Retrospective\n\nTo come.\n\n## Concrete Steps\n\nFrom the root:\n\n    make load\n";

fn repository() -> Repository {
    let repository = Repository::new(program());
    repository.write(PLAN, TEXT.as_bytes());
    repository
}

const AT: [&str; 4] = ["--as", "Ruth", "--at", "2026-06-01 03:44Z"];

#[test]
fn a_note_is_written_and_told_in_text_and_json() {
    let repository = repository();
    let words = ["note", "progress", PLAN, "Loaded", "May"];
    let dry = repository
        .run(&[&words[..], &AT, &["--dry-run"]].concat())
        .exits(0);
    assert!(
        dry.stdout.contains("+- [x] (2026-06-01 03:44Z) Loaded May"),
        "{}",
        dry.stdout
    );
    assert_eq!(repository.read(PLAN), TEXT);
    let done = repository
        .json(&[&words[..], &AT].concat())
        .exits(0)
        .document();
    assert_eq!(done["schema"], 1);
    assert_eq!(done["plan"], PLAN);
    assert_eq!(
        (&done["edit"], &done["kind"]),
        (&"note".into(), &"progress".into())
    );
    assert_eq!(
        (&done["changed"], &done["written"]),
        (&true.into(), &true.into())
    );
    assert_eq!(done["approval"], "none");
    let text = repository.read(PLAN);
    assert_eq!(
        text.len(),
        TEXT.len() + "- [x] (2026-06-01 03:44Z) Loaded May\n".len()
    );
    let decision = ["note", "decision", PLAN, "Two tables"];
    let why = repository.run(&[&decision[..], &AT].concat()).exits(2);
    assert!(why.stderr.contains("--rationale"), "{}", why.stderr);
    let why = repository
        .run(&["note", "progress", PLAN, "x", "--owner", "Ruth"])
        .exits(2);
    assert!(why.stderr.contains("--owner"), "{}", why.stderr);
    let concise = [
        "note",
        "outcome",
        PLAN,
        "All rows are there",
        "--output-format",
        "concise",
    ];
    let done = repository.run(&[&concise[..], &AT].concat()).exits(0);
    assert_eq!(done.stdout, format!("{PLAN}:28: note outcome\n"));
    assert!(
        repository
            .read(PLAN)
            .contains("\nTo come.\n\n(2026-06-01 03:44Z) All rows are there\n")
    );
}

#[test]
fn a_name_that_fits_several_lists_them() {
    let repository = repository();
    let why = repository.run(&["tick", PLAN, "load"]).exits(2);
    assert!(
        why.stderr.contains("2  line 10: [ ] Load May."),
        "{}",
        why.stderr
    );
    assert!(
        why.stderr.contains("3  line 11: [ ] Load June."),
        "{}",
        why.stderr
    );
    let done = repository
        .json(&[&["tick", PLAN, "june"][..], &AT].concat())
        .exits(0)
        .document();
    assert_eq!(done["item"]["number"], 3);
    assert!(
        repository
            .read(PLAN)
            .contains("- [x] (2026-06-01 03:44Z) Load June.\n")
    );
    let again = repository.json(&["tick", PLAN, "3"]).exits(0).document();
    assert_eq!(
        (&again["changed"], &again["written"]),
        (&false.into(), &false.into())
    );
    repository.run(&["tick", PLAN, "3", "--untick"]).exits(0);
    assert!(
        repository
            .read(PLAN)
            .contains("- [ ] (2026-06-01 03:44Z) Load June.\n")
    );
}

/// What others typed is shown as text, on every way out.
#[test]
fn a_terminal_obeys_nothing_that_was_typed() {
    let repository = repository();
    let done = repository
        .run(&["note", "progress", PLAN, "a\u{1b}]0;x\u{7}b\u{202e}"])
        .exits(0);
    let said = format!("{}{}{}", done.stdout, done.stderr, repository.read(PLAN));
    let raw = said
        .chars()
        .find(|c| matches!(c, '\u{1b}' | '\u{7}' | '\u{202e}'));
    assert_eq!(raw, None, "{said}");
    let why = repository.run(&["tick", PLAN, "\u{1b}[2J"]).exits(2);
    assert!(!why.stderr.contains('\u{1b}'), "{}", why.stderr);
}

#[test]
fn what_is_kept_for_editors_is_out_of_version_control() {
    let repository = repository();
    repository.run(&["note", "progress", PLAN, "x"]).exits(0);
    assert_eq!(repository.read(".stopgate/kept/.gitignore"), "*\n");
    assert!(repository.read(".stopgate/.gitignore").contains("/locks/"));
}

/// A file may hold several plans: a note goes into the one that was named, and never behind its end.
#[test]
fn a_note_stays_in_its_plan_of_several() {
    let repository = Repository::new(program());
    let model = stopgate_tests::root().join("tests/runs/milestones.md");
    let model = std::fs::read_to_string(model).expect("a plan");
    let (_, rest) = model.split_once('\n').expect("a title");
    let second = format!("# Second row\n{rest}");
    let text = format!("# First row\n{}\n\n---\n\n{second}", rest.trim_end());
    repository.write("PLANS.md", text.as_bytes());
    let plan = "PLANS.md#first-row";
    repository
        .run(&[&["note", "progress", plan, "Began here"][..], &AT].concat())
        .exits(0);
    let done = repository.run(&["note", "question", plan, "Who pays for it?"]);
    // Opened behind the last line, a section of questions would become part of the plan behind it.
    assert_eq!(done.code, 2, "{}", done.stderr);
    assert!(done.stderr.contains("read otherwise"), "{}", done.stderr);
    let now = repository.read("PLANS.md");
    let (before, behind) = now.split_once("# Second row\n").expect("the second plan");
    assert!(before.contains("Began here"));
    assert!(!before.contains("Who pays"), "{before}");
    assert_eq!(behind, rest);
}

/// Who answers an open question by a command is on record as in an interview (P4).
#[test]
fn an_answer_is_on_record_with_who_gave_it() {
    let repository = repository();
    let question = ["note", "question", PLAN, "Which region is it?"];
    repository.run(&[&question[..], &AT].concat()).exits(0);
    let answer = ["answer", PLAN, "region", "Zürich, by contract"];
    let dry = [&answer[..], &AT, &["--dry-run"]].concat();
    repository.run(&dry).exits(0);
    let blame = ["blame", PLAN];
    let none = repository.json(&blame).exits(0).document();
    assert_eq!(none["records"], 0);
    repository.run(&[&answer[..], &AT].concat()).exits(0);
    let document = repository.json(&blame).exits(0).document();
    assert_eq!(document["records"], 2);
    let parts = document["parts"].as_array().expect("parts");
    let given = parts
        .iter()
        .filter(|part| part["who"] == "Ruth" && part["kind"] == "given");
    let given: Vec<_> = given.collect();
    let is_answer = |part: &&serde_json::Value| part["text"].to_string().contains("by contract");
    assert!(given.iter().any(is_answer), "{given:?}");
    for part in given {
        assert_eq!(part["question"], "Which region is it?");
        assert_eq!(part["trust"], "exact");
    }
    // So is who puts a question off. Nobody named: the name that git knows.
    let later = ["note", "question", PLAN, "Who pays for it?"];
    repository.run(&[&later[..], &AT].concat()).exits(0);
    repository.git("Ines Roth", &["init", "-q"]);
    repository.git("Ines Roth", &["config", "user.name", "Ines Roth"]);
    let defer = [
        "defer",
        PLAN,
        "pays",
        "--owner",
        "Ada",
        "--until",
        "2026-12-01",
    ];
    repository
        .run(&[&defer[..], &["--reason", "nothing is paid before"]].concat())
        .exits(0);
    let document = repository.json(&blame).exits(0).document();
    let parts = document["parts"].as_array().expect("parts");
    let put_off = parts
        .iter()
        .find(|part| part["kind"] == "deferred")
        .expect("a part");
    assert_eq!(
        (&put_off["who"], &put_off["question"]),
        (&"Ines Roth".into(), &"Who pays for it?".into())
    );
}

/// What `note` is handed on standard input.
fn piped(repository: &Repository, arguments: &[&str], input: &[u8]) -> Done {
    Done::handed(repository.command(arguments), arguments, input)
}

#[test]
fn standard_input_is_read_for_text_and_evidence_alone() {
    let repository = repository();
    let surprise = ["note", "surprise", PLAN, "A test fails", "--evidence", "-"];
    piped(&repository, &surprise, b"line one\nline two\n").exits(0);
    assert!(repository.read(PLAN).contains("line one line two"));
    piped(
        &repository,
        &["note", "progress", PLAN, "-"],
        b"from the pipe\n",
    )
    .exits(0);
    let before = repository.read(PLAN);
    assert!(before.contains("from the pipe"), "{before}");
    let remaining = ["note", "progress", PLAN, "Half", "--remaining", "-"];
    let why = piped(&repository, &remaining, b"from the pipe").exits(2);
    assert!(why.stderr.contains("--remaining"), "{}", why.stderr);
    let both = ["note", "surprise", PLAN, "-", "--evidence", "-"];
    let why = piped(&repository, &both, b"x").exits(2);
    assert!(why.stderr.contains("one text"), "{}", why.stderr);
    assert_eq!(repository.read(PLAN), before);
}

#[test]
fn a_value_that_says_nothing_or_is_no_text_is_refused() {
    let repository = repository();
    for (option, value) in [
        ("--rationale", ""),
        ("--rationale", " \t"),
        ("--alternatives", ""),
    ] {
        let words = [
            "note",
            "decision",
            PLAN,
            "One",
            "--rationale",
            "r",
            option,
            value,
        ];
        let words = if option == "--rationale" {
            [&words[..4], &words[6..]].concat()
        } else {
            words.to_vec()
        };
        let why = repository.run(&words).exits(2);
        assert!(why.stderr.contains(option), "{}", why.stderr);
    }
    let why = piped(&repository, &["note", "progress", PLAN, "-"], b" \n").exits(2);
    assert!(why.stderr.contains("empty"), "{}", why.stderr);
    let why = piped(&repository, &["note", "progress", PLAN, "-"], b"caf\xe9").exits(2);
    assert!(why.stderr.contains("UTF-8"), "{}", why.stderr);
    assert_eq!(repository.read(PLAN), TEXT);
}

/// The day of an answer is the one by which the plan is judged, unless another is given.
#[test]
fn an_answer_is_dated_as_the_plan_is_judged() {
    let repository = repository();
    let words = ["note", "question", PLAN, "Who pays?", "--as", "Ruth"];
    repository.run(&words).exits(0);
    let answer = [
        "answer",
        PLAN,
        "1",
        "Ada",
        "--as",
        "Ruth",
        "--dry-run",
        "--as-of",
        "2026-02-03",
    ];
    let done = repository.run(&answer).exits(0);
    assert!(done.stdout.contains("2026-02-03"), "{}", done.stdout);
    let at = [&answer[..], &["--at", "2026-01-31 14:05Z"]].concat();
    let done = repository.run(&at).exits(0);
    assert!(done.stdout.contains("2026-01-31"), "{}", done.stdout);
}
