//! `fmt` changes the layout and nothing else.

use stopgate_markdown::Tree;
use stopgate_source::{Finding, Severity};
use stopgate_tests::{engine, shared};
use stopgate_workspace::Fixing;

use crate::documents::{documents, faults};
use stopgate_tests::same::{changes, code, counts, tree};

#[test]
fn formatting_keeps_everything_but_layout_and_twice_is_once() {
    let faults = faults(|engine, case| {
        let formatted = |bytes| {
            engine.fixed(
                ("plan.md", bytes),
                Fixing::Layout,
                &case.options,
                &case.around,
            )
        };
        let once = formatted(case.bytes.clone());
        let mut faults = Vec::new();
        if formatted(once.bytes.clone()).bytes != once.bytes {
            faults.push("twice is not once".to_owned());
        }
        let before = case.read(engine, case.bytes.clone());
        let after = case.read(engine, once.bytes);
        let changed = changes(&before, &after).into_iter();
        faults.extend(changed.map(|what| format!("changes {what}")));
        let errors = [before, after].map(|document| {
            let mut errors = case.findings(&document);
            errors.retain(|finding| finding.severity == Severity::Error);
            counts(&errors)
        });
        if errors[0] != errors[1] {
            faults.push("changes errors".to_owned());
        }
        let dropped = once.dropped.iter();
        let dropped = dropped.map(|(finding, why): &(Finding, _)| {
            format!("{} is dropped: {}", finding.name, why.describe())
        });
        faults.extend(dropped);
        faults
    });
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn formatting_does_something() {
    let engine = engine();
    let case = &documents()[0];
    let text = b"# Plan\nText \n* one\n- two\n\n|a|b|\n|-|-|\n|cc|d|".to_vec();
    let done = engine.fixed(
        ("plan.md", text),
        Fixing::Layout,
        &case.options,
        &case.around,
    );
    let wanted =
        "# Plan\n\nText\n\n* one\n\n- two\n\n| a   | b   |\n| --- | --- |\n| cc  | d   |\n";
    assert_eq!(String::from_utf8_lossy(&done.bytes), wanted);
}

#[test]
fn the_box_diagram_of_the_source_document_stays_intact_on_both_readings() {
    let Some(shared) = shared() else { return };
    let path = shared.join("source/technical-plan.md");
    let bytes = std::fs::read(path).expect("the document can be read");
    let case = &documents()[0];
    let done = engine().fixed(
        ("plan.md", bytes.clone()),
        Fixing::Layout,
        &case.options,
        &case.around,
    );
    assert_eq!(code(&tree(&bytes)), code(&tree(&done.bytes)));
    let [strict, after] =
        [bytes, done.bytes].map(|bytes| Tree::read_strict(stopgate_source::Source::new(bytes)));
    assert_eq!(code(&strict), code(&after));
    let drawn = |tree: &Tree| {
        let lines = tree.source().text().lines().map(str::to_owned);
        let is_drawn = |line: &String| line.contains(['│', '┌', '└', '├', '─', '▼']);
        lines.filter(is_drawn).collect::<Vec<_>>()
    };
    assert!(drawn(&strict).len() > 5, "the diagram is there");
    assert_eq!(drawn(&strict), drawn(&after));
}
