//! Where two parsers read a code block differently, nothing in it is runnable.
//!
//! Every example of the CommonMark specification stands in a section with commands, once as it is and
//! once with its words made commands; comrak, which GitHub's reading is nearest to, has the say about
//! what is code.

use std::collections::BTreeSet;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use stopgate_tests::{Folder, engine, options, root};
use stopgate_workspace::Step;

/// Where the examples begin in a plan.
const HEAD: &str = "# Plan\n\n## Concrete Steps\n\nRun all commands from the repository root.\n\n";

fn examples() -> Vec<String> {
    let file = root().join("crates/markdown/tests/data/commonmark-0.31.2.txt");
    let text = std::fs::read_to_string(file).expect("the specification is there");
    let fence = "`".repeat(32);
    let open = format!("{fence} example");
    let mut examples = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_end() == open {
            let input = lines.by_ref().take_while(|line| *line != fence);
            let markdown: Vec<String> = input
                .take_while(|line| *line != ".")
                .map(|line| line.replace('→', "\t"))
                .collect();
            examples.push(markdown.join("\n") + "\n");
            // The HTML of the example is of no interest here.
            lines.by_ref().find(|line| *line == fence);
        }
    }
    examples
}

/// The example with its plain words made commands, and its languages made a shell.
fn with_commands(example: &str) -> String {
    let mut text = String::new();
    for line in example.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>', '-', '*', '+', '1', '.']);
        let fence = bare.starts_with("```") || bare.starts_with("~~~");
        let word = |word: &str| {
            word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic() || c == ' ')
        };
        let info = bare.trim_start_matches(['`', '~']).trim();
        match () {
            () if fence && !info.is_empty() && word(info) => {
                text.push_str(&line.replace(info, "sh"))
            }
            () if fence && info.is_empty() => text.push_str(&line.replacen(
                bare.trim_end(),
                &format!("{} sh", bare.trim_end()),
                1,
            )),
            () if word(bare.trim()) => {
                text.push_str(&line.replacen(bare.trim(), &format!("make {}", bare.trim()), 1))
            }
            () => text.push_str(line),
        }
    }
    text
}

fn runnable(document: &str) -> Vec<Step> {
    let engine = engine();
    let options = options(Some("execplan"), "2026-06-01");
    let steps = engine
        .read("plan.md", document.into(), &options, &Folder(root()))
        .steps();
    steps
        .into_iter()
        .filter(|step| step.unfit.is_none())
        .collect()
}

/// The lines of all code that the second parser sees, white space trimmed.
fn code_of_second_parser(document: &str) -> BTreeSet<String> {
    let mut parser = Options::default();
    parser.extension.table = true;
    parser.extension.strikethrough = true;
    parser.extension.footnotes = true;
    let arena = Arena::new();
    let tree = parse_document(&arena, document, &parser);
    let mut lines = BTreeSet::new();
    for node in tree.descendants() {
        match &node.data.borrow().value {
            NodeValue::CodeBlock(code) => {
                lines.extend(code.literal.lines().map(|line| line.trim().to_owned()))
            }
            NodeValue::Code(code) => {
                lines.insert(code.literal.trim().to_owned());
            }
            _ => {}
        }
    }
    lines
}

#[test]
fn what_runs_is_code_to_both_parsers() {
    let (mut examples_with_steps, mut faults) = (0, Vec::new());
    let examples = examples();
    assert!(examples.len() >= 650, "{} examples", examples.len());
    for (number, example) in examples.iter().enumerate() {
        for body in [example.clone(), with_commands(example)] {
            let document = format!("{HEAD}{body}");
            let code = code_of_second_parser(&document);
            let steps = runnable(&document);
            examples_with_steps += usize::from(!steps.is_empty());
            for step in steps {
                let known = step
                    .command
                    .lines()
                    .all(|line| code.iter().any(|code| code.contains(line.trim())));
                if !known {
                    faults.push(format!(
                        "example {}: {:?} in {body:?}",
                        number + 1,
                        step.command
                    ));
                }
            }
        }
    }
    println!(
        "{} examples, {examples_with_steps} documents with steps",
        examples.len()
    );
    assert!(
        examples_with_steps >= 20,
        "{examples_with_steps}: the test would see nothing"
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
