//! What holds for every document, whatever it says.

mod documents;

mod laws;

use stopgate_markdown::Tree;
use stopgate_source::Source;

#[test]
fn laws_hold_for_every_document_we_own() {
    for (name, bytes) in documents::own().chain(documents::shared()) {
        for tree in [Tree::read, Tree::read_strict].map(|read| read(Source::new(bytes.clone()))) {
            laws::check(&name, &bytes, &tree);
        }
    }
}
