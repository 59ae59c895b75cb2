//! What is written, to the byte: in the manner of the list or the table that is there, in a section that is
//! opened, in front of nothing that a person wrote.

use stopgate_tests::engine;
use stopgate_workspace::{Living, Note, NoteKind, Settlement};

use crate::documents::Case;
use crate::wishes::{WHEN, note};

/// The lines that an edit adds to a plan, and how it changes others.
fn added(text: &str, format: &str, living: &Living) -> Vec<String> {
    let engine = engine();
    let case = Case::of("plan.md", text.as_bytes().to_vec(), Some(format));
    let document = case.read(&engine, &case.bytes);
    let made = document
        .living(living)
        .unwrap_or_else(|why| panic!("{why:?}"));
    let after = String::from_utf8(made.edits.apply(&case.bytes)).expect("UTF-8");
    let before: Vec<&str> = text.split('\n').collect();
    let lines = after.split('\n').filter(|line| !before.contains(line));
    lines.map(str::to_owned).collect()
}

fn refused(text: &str, format: &str, living: &Living) -> String {
    let engine = engine();
    let case = Case::of("plan.md", text.as_bytes().to_vec(), Some(format));
    let document = case.read(&engine, &case.bytes);
    format!("{:?}", document.living(living).expect_err("it is refused"))
}

fn settle(question: &str, settlement: Settlement) -> Living {
    Living::Settle {
        question: question.to_owned(),
        settlement,
    }
}

fn answered(question: &str, text: &str) -> Living {
    let day = "2026-06-01".parse().expect("a day");
    let (text, who) = (text.to_owned(), "Ruth".to_owned());
    settle(question, Settlement::Answered { text, who, day })
}

fn deferred(question: &str, owner: &str) -> Living {
    settle(
        question,
        Settlement::Deferred {
            owner: owner.to_owned(),
            until: "2026-07-01".parse().expect("a day"),
            reason: "it blocks nothing".to_owned(),
        },
    )
}

fn ticked(item: &str) -> Living {
    Living::Tick {
        item: item.to_owned(),
        ticked: true,
        when: WHEN.to_owned(),
    }
}

const PROGRESS: &str = "# Move\n\n## Progress\n\n* [x] (2026-05-31 09:10Z) Plan written.\n* [ ] Load the rows\n  * [ ] May\n\n## Decision Log\n\n- Decision: One table.\n  Rationale: joins.\n  Date/Author: 2026-05-31, Ada\n";

/// E2: an entry of progress is a box with its time.
#[test]
fn progress_is_a_box_with_its_time_in_the_manner_of_the_list() {
    assert_eq!(
        added(
            PROGRESS,
            "execplan",
            &note(NoteKind::Progress, "Loaded `a|b` *now*")
        ),
        ["* [x] (2026-06-01 03:44Z) Loaded `a|b` \\*now\\*"]
    );
    let rest = Living::Note(Note {
        kind: NoteKind::Progress,
        text: "Half of the rows".to_owned(),
        when: WHEN.to_owned(),
        who: "Ruth".to_owned(),
        details: vec![("remaining", "rows of June".to_owned())],
    });
    assert_eq!(
        added(PROGRESS, "execplan", &rest),
        ["* [ ] (2026-06-01 03:44Z) Half of the rows (remaining: rows of June)"]
    );
}

/// E2, and a parent is not ticked before its parts.
#[test]
fn a_tick_of_progress_gets_its_time() {
    assert_eq!(
        added(PROGRESS, "execplan", &ticked("may")),
        ["  * [x] (2026-06-01 03:44Z) May"]
    );
    assert!(refused(PROGRESS, "execplan", &ticked("Load the rows")).contains("OpenPart"));
}

/// E3: decision, rationale, date and author.
#[test]
fn a_decision_has_its_rationale_date_and_author() {
    assert_eq!(
        added(
            PROGRESS,
            "execplan",
            &note(NoteKind::Decision, "Two tables")
        ),
        [
            "- Decision: Two tables",
            "  Rationale: it is smaller",
            "  Date/Author: 2026-06-01, Ruth"
        ]
    );
    let table = "# Planning Session: 2026-05-01\n\n## Decisions Made\n| Decision | Rationale | Made By | Date |\n|:---|:---|:---|:---|\n| One table | joins | Ada | 2026-05-31 |\n";
    assert_eq!(
        added(table, "team", &note(NoteKind::Decision, "Two | three")),
        ["| Two \\| three | it is smaller | Ruth    | 2026-06-01 |"]
    );
}

/// E1: a section that the plan lacks is opened where the format has it.
#[test]
fn a_section_that_is_missing_is_opened_in_its_place() {
    let lines = added(
        PROGRESS,
        "execplan",
        &note(NoteKind::Surprise, "One test fails"),
    );
    assert_eq!(
        lines,
        [
            "## Surprises & Discoveries",
            "- Observation: One test fails",
            "  Evidence: `make test` prints 3 of 4"
        ]
    );
    assert!(refused(PROGRESS, "execplan", &note(NoteKind::Risk, "Rain")).contains("NoHome"));
}

/// T5: an action item has owner and due date.
#[test]
fn an_action_item_has_its_owner_and_its_day() {
    let empty = "# Planning Session: 2026-05-01\n\n## Action Items\n\n| Action | Owner | Due Date |\n|--------|-------|----------|\n";
    let row = "| Ask the archive | Ruth  | 2026-07-01 |";
    assert_eq!(
        added(empty, "team", &note(NoteKind::Action, "Ask the archive")),
        [row]
    );
    let with_row = format!("{empty}{}\n", row.replace("Ruth ", "     "));
    let assign = Living::Assign {
        item: "archive".to_owned(),
        owner: "Ruth".to_owned(),
        due: Some("2026-07-02".parse().expect("a day")),
    };
    let lines = added(&with_row, "team", &assign);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("Ruth") && lines[0].ends_with("| 2026-07-02 |"),
        "{lines:?}"
    );
}

const QUESTIONS: &str = "# Plan: Move\n\n## 8. Open Questions\n\n- [ ] How many attempts?\n- [ ] **Which region?** Deferred: Ada decides until 2026-06-30.\n";

/// P10: a question is answered, or put off with who and until when.
#[test]
fn a_question_is_settled_behind_its_mark() {
    assert_eq!(
        added(QUESTIONS, "platform", &answered("attempts", "five")),
        ["- [x] How many attempts? Resolved 2026-06-01 (Ruth): five"]
    );
    assert_eq!(
        added(QUESTIONS, "platform", &answered("2", "eu")),
        [
            "- [x] **Which region?** Resolved 2026-06-01 (Ruth): eu. Deferred: Ada decides until 2026-06-30."
        ]
    );
    assert_eq!(
        added(QUESTIONS, "platform", &deferred("1", "Ruth")),
        ["- [ ] How many attempts? Deferred: Ruth decides until 2026-07-01; it blocks nothing"]
    );
    assert!(refused(QUESTIONS, "platform", &deferred("1", "ruth")).contains("NobodyNamed"));
    assert!(refused(QUESTIONS, "platform", &answered("o", "x")).contains("several: true"));
    assert!(refused(QUESTIONS, "platform", &answered("nothing", "x")).contains("several: false"));
}

/// P5: a question in a spec is a gap of it, a risk has the columns of its table.
#[test]
fn tables_keep_their_own_columns() {
    let spec = "# Plan\n\n## Spec Gaps & Assumptions\n\n| No. | Gap | Proposed Fix | Owner | Status |\n|:---:|:----|:----|:----|:----|\n| 1 | Who wins? | | Ada | Open |\n";
    assert_eq!(
        added(spec, "spec", &note(NoteKind::Question, "Who loses?")),
        ["| 2   | Who loses? |              |       | Open   |"]
    );
    assert_eq!(
        added(spec, "spec", &answered("wins", "the first")),
        ["| 1 | Who wins? | | Ada | Resolved 2026-06-01 (Ruth): the first |"]
    );
    let risks = "# Plan\n\n## Risk Mitigation\n\n| Risk | Mitigation | Contingency |\n|---|---|---|\n| Rain | roof | |\n";
    let lines = added(risks, "technical", &note(NoteKind::Risk, "Snow"));
    assert_eq!(lines, ["| Snow |            |             |"]);
    let likely = Living::Note(Note {
        kind: NoteKind::Risk,
        text: "Hail".to_owned(),
        when: WHEN.to_owned(),
        who: "Ruth".to_owned(),
        details: vec![("likelihood", "High".to_owned())],
    });
    assert!(refused(risks, "technical", &likely).contains("NoColumn"));
}

/// A comment that stands for entries stays, and what is typed is never something else than meant.
#[test]
fn words_are_read_as_they_are_meant_or_refused() {
    let new = "# Move\n\n## Progress\n\n<!-- - [ ] Milestone. -->\n\n## Surprises & Discoveries\n\nNone yet.\n\n## Decision Log\n";
    assert_eq!(
        added(new, "execplan", &note(NoteKind::Progress, "# Began")),
        ["- [x] (2026-06-01 03:44Z) # Began"]
    );
    for text in ["…", "  \r\n"] {
        let why = refused(new, "execplan", &note(NoteKind::Surprise, text));
        assert!(why.contains("SaysNothing"), "{text:?}: {why}");
    }
    for text in [
        "None",
        "Who pays? Resolved by Ada: she does",
        "No open questions",
    ] {
        let why = refused(QUESTIONS, "platform", &note(NoteKind::Question, text));
        assert!(why.contains("ReadOtherwise"), "{text:?}: {why}");
    }
    let key = "One table. Rationale: none";
    assert!(refused(new, "execplan", &note(NoteKind::Decision, key)).contains("ReadOtherwise"));
    let secret = format!("DB_{}=Autumn!Rain7", "PASSWORD");
    assert!(refused(new, "execplan", &note(NoteKind::Progress, &secret)).contains("Secret"));
}
