//! `stopgate new` before there is a plan: opening questions, and what is understood of files (X1, X3, P4).

use serde_json::Value;

use crate::folder::{DAY, Folder};

const TICKET: &str = "# Move old invoices\n\nUsers must find invoices of 2019.\n\n- FR1: search by number\n- [ ] Who pays for the storage?\n\nAt most 2 s per search.\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("tickets/PAY-7.md", TICKET);
    folder.write(
        "src/invoices.py",
        "class InvoiceError(Exception):\n    pass\n",
    );
    folder.write("tests/test_invoices.py", "def test_a():\n    assert True\n");
    folder.write("db/schema.sql", "create table invoices (id int);\n");
    folder.write("pyproject.toml", "[project]\nrequires-python = \">=3.12\"\ndependencies = [\"fastapi>=0.115\", \"psycopg\"]\n");
    folder
}

fn questions(document: &Value) -> Vec<&str> {
    let questions = document["questions"].as_array().expect("questions").iter();
    questions
        .filter_map(|one| one["question"].as_str())
        .collect()
}

#[test]
fn without_a_title_the_four_opening_questions_are_asked() {
    let folder = folder();
    let asked = folder.call(&["new", "technical"]).exits(0);
    for number in 1..=4 {
        assert!(
            asked.out.contains(&format!("\n{number}. ")),
            "{}",
            asked.out
        );
    }
    assert_eq!(asked.out.matches('?').count(), 4, "{}", asked.out);
    let json = folder
        .call(&["new", "technical", "--output-format", "json"])
        .json();
    assert_eq!(json["questions"].as_array().expect("questions").len(), 4);
    let other = folder.call(&["new", "execplan"]).exits(2);
    assert!(other.err.contains("a plan needs a title"), "{}", other.err);
    assert!(!folder.path("plans").exists());
}

#[test]
fn what_comes_next_is_to_be_asked() {
    let folder = folder();
    let begun = folder
        .call(&["new", "technical", "Move", "-o", "p.md"])
        .exits(0);
    let ask = begun.err.find("stopgate ask p.md");
    let check = begun.err.find("stopgate check p.md");
    assert!(ask.is_some() && ask < check, "{}", begun.err);
}

#[test]
fn files_are_read_whole_in_their_order_and_only_what_nobody_says_is_asked() {
    let folder = folder();
    let files = [
        "db/schema.sql",
        "tests/test_invoices.py",
        "src/invoices.py",
        "tickets/PAY-7.md",
    ];
    let arguments = [
        &["new", "technical"][..],
        &files,
        &["--output-format", "json"],
    ]
    .concat();
    let document = folder.call(&arguments).exits(0).json();
    let papers = document["papers"].as_array().expect("papers");
    let kinds: Vec<&str> = papers.iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["ticket", "code", "test", "schema"]);
    assert_eq!(papers[0]["lines"], TICKET.lines().count());
    assert_eq!(papers[0]["demands"][1]["line"], 5);
    assert_eq!(papers[0]["limits"]["line"], 8);
    let asked = questions(&document);
    // The ticket says what and which limits, but not until when.
    assert!(
        asked.iter().any(|it| it.starts_with("Until when")),
        "{asked:?}"
    );
    assert!(
        !asked.iter().any(|it| it.starts_with("What is to be built")),
        "{asked:?}"
    );
    assert!(
        !asked.iter().any(|it| it.starts_with("What must hold")),
        "{asked:?}"
    );
    // What the ticket asks is asked; what the repository shows is not.
    assert!(asked.contains(&"Who pays for the storage?"), "{asked:?}");
    assert!(asked.iter().any(|it| it.contains("deployed")), "{asked:?}");
    assert!(!asked.iter().any(|it| it.contains("language")), "{asked:?}");
    assert!(!asked.iter().any(|it| it.contains("errors")), "{asked:?}");
    let facts = document["facts"].as_array().expect("facts");
    assert!(
        facts.iter().any(|fact| fact["name"] == "FastAPI"),
        "{document}"
    );
}

#[test]
fn nothing_that_is_understood_is_written_into_the_plan() {
    let folder = folder();
    let plain = folder
        .call(&["new", "technical", "A", "-o", "a.md", "--as-of", DAY])
        .exits(0);
    assert!(!plain.out.contains("My understanding"));
    let arguments = [
        "new",
        "technical",
        "A",
        "tickets/PAY-7.md",
        "-o",
        "b.md",
        "--as-of",
        DAY,
    ];
    let with = folder.call(&arguments).exits(0);
    assert!(with.out.contains("My understanding"), "{}", with.out);
    assert_eq!(folder.read("a.md"), folder.read("b.md"));
    let alone = folder
        .call(&["new", "technical", "tickets/PAY-7.md"])
        .exits(0);
    assert!(
        alone
            .out
            .contains("demands: - FR1: search by number  line 5"),
        "{}",
        alone.out
    );
    assert!(alone.err.contains("nothing was written"), "{}", alone.err);
    assert!(!folder.path("plans").exists());
}

#[test]
fn a_word_that_is_no_file_is_told() {
    let folder = folder();
    let wrong = folder
        .call(&["new", "technical", "A", "tickets/PAY-8.md"])
        .exits(2);
    assert!(
        wrong.err.contains("`tickets/PAY-8.md` is no file"),
        "{}",
        wrong.err
    );
    let two = folder.call(&["new", "execplan", "Night", "shift"]).exits(2);
    assert!(two.err.contains("quotation marks"), "{}", two.err);
    assert!(!folder.path("plans").exists());
}

#[test]
fn a_hostile_ticket_makes_a_terminal_do_nothing() {
    let folder = folder();
    folder.write(
        "issues/1.md",
        "# \u{1b}[2JTitle\n\nIt must \u{202e}hold\n\u{7}Why?\n",
    );
    let shown = folder.call(&["new", "technical", "issues/1.md"]).exits(0);
    let json = ["new", "technical", "issues/1.md", "--output-format", "json"];
    let json = folder.call(&json).exits(0);
    for out in [shown.out, json.out] {
        let obeyed = |c: char| matches!(c, '\u{1b}' | '\u{7}' | '\u{202e}');
        assert!(!out.contains(obeyed), "{out:?}");
    }
}
