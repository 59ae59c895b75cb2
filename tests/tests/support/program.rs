//! Binaries of this workspace, built as they are.

use std::path::{Path, PathBuf};

use stopgate_tests::root;

use crate::cargo::cargo;

/// The binary `stopgate`, built where it is not yet.
pub fn program() -> PathBuf {
    built("stopgate")
}

/// A binary, built where it is not yet.
pub fn built(name: &str) -> PathBuf {
    let build = ["build", "--quiet", "--locked", "--workspace", "--bin", name];
    cargo(&root(), &build, &[]).unwrap_or_else(|error| panic!("{error}"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it lies in the target");
    target
        .join("debug")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
