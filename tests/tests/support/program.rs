//! Binaries of this workspace, built as they are.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use stopgate_tests::root;

use crate::cargo::cargo;

/// The binary `stopgate`, built where it is not yet; a test asks cargo once, however often it calls it.
pub fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| built("stopgate"))
}

/// A binary, built where it is not yet. A test is built beside it, so that its dependencies have the features
/// that tests ask for: after `cargo test --workspace` nothing is built twice.
pub fn built(name: &str) -> PathBuf {
    let targets = ["--workspace", "--bin", name, "--test", "races"];
    let build = [&["build", "--quiet", "--locked"][..], &targets].concat();
    cargo(&root(), &build, &[]).unwrap_or_else(|error| panic!("{error}"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it lies in the target");
    target
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
