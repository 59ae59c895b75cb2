//! Where three parsers read a code block differently, nothing in it is runnable (ATTACK-1).
//!
//! Every example of the CommonMark specification stands in a section with commands, once as it is and
//! once with its words made commands; so do the hidden commands and our own plans. pulldown-cmark, which
//! Stopgate reads with, comrak, which GitHub's reading is nearest to, and markdown-rs have the say about
//! what is code on the page: neither quoted nor in a footnote.

use std::collections::BTreeSet;

use comrak::nodes::NodeValue;
use comrak::{Arena, parse_document};
use markdown::mdast::Node;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use stopgate_tests::{Folder, engine, files, matrix, options, root};
use stopgate_workspace::{Engine, Step};

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

/// The lines of all code that a parser shows, white space trimmed.
type Lines = BTreeSet<String>;

fn insert(lines: &mut Lines, code: &str) {
    lines.extend(code.lines().map(|line| line.trim().to_owned()));
}

fn code_of_comrak(document: &str) -> Lines {
    let mut parser = comrak::Options::default();
    parser.extension.table = true;
    parser.extension.strikethrough = true;
    parser.extension.footnotes = true;
    let arena = Arena::new();
    let mut open = vec![parse_document(&arena, document, &parser)];
    let mut lines = Lines::new();
    while let Some(node) = open.pop() {
        match &node.data.borrow().value {
            NodeValue::BlockQuote | NodeValue::FootnoteDefinition(_) => continue,
            NodeValue::CodeBlock(code) => insert(&mut lines, &code.literal),
            NodeValue::Code(code) => insert(&mut lines, &code.literal),
            _ => {}
        }
        open.extend(node.children());
    }
    lines
}

fn code_of_pulldown(document: &str) -> Lines {
    let extensions =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let (mut lines, mut code, mut aside) = (Lines::new(), None::<String>, 0);
    for event in Parser::new_ext(document, extensions) {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => aside += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => aside -= 1,
            Event::Start(Tag::CodeBlock(_)) => code = Some(String::new()),
            Event::End(TagEnd::CodeBlock) => {
                let code = code.take().unwrap_or_default();
                insert(&mut lines, if aside == 0 { &code } else { "" });
            }
            Event::Text(text) => {
                if let Some(code) = &mut code {
                    code.push_str(&text);
                }
            }
            Event::Code(text) if aside == 0 => insert(&mut lines, &text),
            _ => {}
        }
    }
    lines
}

fn code_of_markdown_rs(document: &str) -> Lines {
    let tree = markdown::to_mdast(document, &markdown::ParseOptions::gfm());
    let mut open = vec![tree.expect("Markdown has no errors")];
    let mut lines = Lines::new();
    while let Some(mut node) = open.pop() {
        match &node {
            Node::Blockquote(_) | Node::FootnoteDefinition(_) => continue,
            Node::Code(code) => insert(&mut lines, &code.value),
            // A line end in inline code is shown as a blank.
            Node::InlineCode(code) => insert(&mut lines, &code.value.replace('\n', " ")),
            _ => {}
        }
        open.extend(node.children_mut().map(std::mem::take).unwrap_or_default());
    }
    lines
}

/// The documents with their names.
fn documents() -> Vec<(String, String)> {
    let mut documents = Vec::new();
    for (number, example) in examples().iter().enumerate() {
        for (nth, body) in [example.clone(), with_commands(example)].iter().enumerate() {
            let name = format!("example {}, reading {nth}", number + 1);
            documents.push((name, format!("{HEAD}{body}")));
        }
    }
    assert!(documents.len() >= 1_300, "{} documents", documents.len());
    for folder in [
        "tests/hidden",
        "tests/plans",
        "tests/plans-second",
        "examples",
    ] {
        for path in files(&root().join(folder), ".md") {
            let bytes = std::fs::read(&path).expect("a document");
            if let Ok(text) = String::from_utf8(bytes) {
                documents.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    documents
}

#[test]
fn what_runs_is_code_on_the_page_to_all_parsers() {
    let documents = documents();
    let looked = Engine::in_parallel(&documents, |(name, document)| {
        let steps = runnable(document);
        let parsers = [
            ("comrak", code_of_comrak as fn(&str) -> Lines),
            ("pulldown-cmark", code_of_pulldown),
            ("markdown-rs", code_of_markdown_rs),
        ];
        let mut faults = Vec::new();
        for (parser, code_of) in parsers.iter().filter(|_| !steps.is_empty()) {
            let code = code_of(document);
            let known = |line: &str| code.iter().any(|code| code.contains(line.trim()));
            let unknown = steps.iter().filter(|step| !step.command.lines().all(known));
            faults.extend(unknown.map(|step| format!("{name}: {parser}: {:?}", step.command)));
        }
        (!steps.is_empty(), faults)
    });
    let with_steps = looked.iter().filter(|(steps, _)| *steps).count();
    println!("{with_steps} documents with steps");
    assert!(with_steps >= 20, "{with_steps}: the test would see nothing");
    let faults: Vec<String> = looked.into_iter().flat_map(|(_, faults)| faults).collect();
    matrix::report(
        "ATTACK-1",
        (documents.len() * 3, "readings by three parsers"),
        0,
        &faults,
    );
}
