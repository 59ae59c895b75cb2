//! What holds for every document, whatever it says.

mod documents;

mod laws;

mod mutations;

use stopgate_markdown::Tree;
use stopgate_source::Source;

#[test]
fn laws_hold_for_every_document_we_own() {
    for (name, bytes) in documents::own().chain(documents::shared()) {
        check(&name, &bytes);
    }
}

#[test]
fn laws_hold_for_every_example_of_the_specification() {
    let examples = documents::specification();
    assert_eq!(examples.len(), 652);
    for (index, example) in examples.iter().enumerate() {
        check(&format!("example {}", index + 1), example.as_bytes());
    }
}

#[test]
fn laws_hold_for_mutations_of_documents() {
    for bytes in mutations::of(&documents::specification()).take(6000) {
        check(&format!("{:?}", String::from_utf8_lossy(&bytes)), &bytes);
    }
}

fn check(name: &str, bytes: &[u8]) {
    for read in [Tree::read, Tree::read_strict] {
        laws::check(name, bytes, &read(Source::new(bytes.to_vec())));
    }
}
