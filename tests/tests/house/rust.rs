//! Rust files: formatted, without warnings, documented, of a length that can be read.

use std::path::{Path, PathBuf};
use std::process::Command;

use stopgate_tests::{files, root, rust_text};

use crate::cargo::cargo;

/// Lines of a file, tests and tables apart.
const FILE: usize = 500;
/// Lines of a function.
const FUNCTION: usize = 60;

/// Every Rust file that belongs to the project.
fn rust_files() -> Vec<PathBuf> {
    let folders = ["crates", "tests", "benches"];
    let found = folders
        .iter()
        .flat_map(|folder| files(&root().join(folder), ".rs"));
    found.collect()
}

/// The Rust files of the crates themselves with their texts, tests left out.
fn sources() -> impl Iterator<Item = (String, String)> {
    let sources = files(&root().join("crates"), ".rs").into_iter();
    sources
        .map(|path| (name(&path), read(&path)))
        .filter(|(name, _)| name.contains("/src/"))
}

fn name(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Rule files are modules that a build script names, so `cargo fmt` does not reach them.
#[test]
fn every_file_is_formatted() {
    let rustfmt = Path::new(env!("CARGO")).with_file_name("rustfmt");
    let mut command = Command::new(rustfmt);
    command
        .current_dir(root())
        .args(["--edition", "2024", "--check", "--files-with-diff"]);
    let output = command
        .args(rust_files())
        .output()
        .expect("rustfmt lies beside cargo");
    let mut unformatted: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| name(Path::new(line)))
        .collect();
    unformatted.sort();
    unformatted.dedup();
    let said = String::from_utf8_lossy(&output.stderr);
    let list = unformatted.join(" ");
    assert!(
        output.status.success(),
        "{said}\nrun: rustfmt --edition 2024 {list}"
    );
}

#[test]
fn clippy_has_nothing_to_say() {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    cargo(&root(), &arguments, &[]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn documentation_builds_without_warnings() {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked"];
    let strict = [("RUSTDOCFLAGS", "-D warnings")];
    cargo(&root(), &arguments, &strict).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let silent = rust_files()
        .into_iter()
        .filter(|path| !read(path).starts_with("//! "));
    let silent: Vec<String> = silent.map(|path| name(&path)).collect();
    assert!(
        silent.is_empty(),
        "no `//!` on the first line:\n{}",
        silent.join("\n")
    );
}

#[test]
fn files_are_short() {
    let length = |text: &str| {
        let text = rust_text::without_tables(&rust_text::without_tests(text));
        rust_text::filled_lines(&text)
    };
    let lengths = sources().map(|(name, text)| (name, length(&text)));
    let long: Vec<String> = lengths
        .filter(|(_, length)| *length > FILE)
        .map(|(name, length)| format!("{name} has {length} lines, at most {FILE} are read"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn functions_are_short() {
    let mut long = Vec::new();
    for (file, text) in sources() {
        let functions = rust_text::functions(&rust_text::without_tests(&text)).into_iter();
        long.extend(
            functions
                .filter(|function| function.length > FUNCTION)
                .map(|function| {
                    format!(
                        "{file}:{}: `{}` has {} lines",
                        function.line, function.name, function.length
                    )
                }),
        );
    }
    assert!(
        long.is_empty(),
        "at most {FUNCTION} lines are read:\n{}",
        long.join("\n")
    );
}
