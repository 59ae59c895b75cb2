//! The binary, built as it is.

use std::path::{Path, PathBuf};

use stopgate_tests::root;

use crate::cargo::cargo;

/// The binary of this workspace, built where it is not yet.
pub fn program() -> PathBuf {
    let build = [
        "build",
        "--quiet",
        "--locked",
        "--workspace",
        "--bin",
        "stopgate",
    ];
    cargo(&root(), &build, &[]).unwrap_or_else(|error| panic!("{error}"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it lies in the target");
    target
        .join("debug")
        .join(format!("stopgate{}", std::env::consts::EXE_SUFFIX))
}
