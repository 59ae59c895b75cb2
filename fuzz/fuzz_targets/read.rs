//! Any bytes can be read, and the tree of any bytes keeps the laws of `crates/markdown/tests/laws`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use stopgate_markdown::Tree;
use stopgate_source::Source;

#[path = "../../crates/markdown/tests/laws/laws.rs"]
mod laws;

fuzz_target!(|bytes: &[u8]| {
    for read in [Tree::read, Tree::read_strict] {
        laws::check("input", bytes, &read(Source::new(bytes.to_vec())));
    }
});
