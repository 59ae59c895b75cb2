//! Adding a rule touches one Rust file and its page; adding a format touches one file of data.
//!
//! The proof is made in a copy of the workspace below the target directory. It stays there, and only
//! what changed is copied again, so that a second run builds little.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use stopgate_tests::root;

#[path = "../support/cargo.rs"]
mod cargo;

/// The files that somebody adds: where to, and what.
const ADDED: &[(&str, &str)] = &[
    (
        "crates/rules/src/rules/sample_rule.rs",
        include_str!("sample_rule.rs"),
    ),
    (
        "crates/rules/src/rules/sample_rule.md",
        include_str!("sample_rule.md"),
    ),
    (
        "crates/formats/builtin/sample.toml",
        include_str!("sample.toml"),
    ),
];

/// The folder of the copy in which the packages lie. Cargo knows a package by its path from the root
/// of its workspace: with the same path, copy and original would overwrite each other's artefacts.
const PACKAGES: &str = "copy";

/// The name of the binary in the copy, so that it does not take the place of the real one.
const BINARY: &str = "stopgate-sample";

/// A test of nothing: with a test in the build, cargo chooses the features that it chose for
/// `cargo test --workspace`, so that no dependency is built again.
const ANCHOR: (&str, &str) = ("tests/tests/anchor.rs", "//! Nothing.\n");

/// The manifest in which the binary has another name in the copy.
const RENAMED: &str = "crates/cli/Cargo.toml";

#[test]
fn a_rule_is_one_file_with_its_page_and_a_format_one_file() {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffold");
    copy_workspace(&copy);
    let program = build(&copy);
    let run = |arguments: &[&str]| run(&program, &copy, arguments);

    let page = run(&["explain", "SMP001"]);
    assert_eq!(page["name"], "sample-rule", "{page}");
    let formats = run(&["formats"]);
    let mut ids = formats["formats"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|format| &format["id"]);
    assert!(ids.any(|id| id == "sample"), "{formats}");
    let check = run(&["check", "plan.md"]);
    assert_eq!(check["files"][0]["format"], "sample", "{check}");
    assert_eq!(
        check["files"][0]["findings"][0]["code"], "SMP001",
        "{check}"
    );
}

/// Brings the copy to the state of the workspace, with the added files.
fn copy_workspace(copy: &Path) {
    let packages = copy.join(PACKAGES);
    let added: Vec<PathBuf> = ADDED.iter().map(|(path, _)| packages.join(path)).collect();
    // The last one is a test that the manifest names.
    for folder in ["crates", "tests/src", "tests/tests/sandbox"] {
        sync(&root().join(folder), &packages.join(folder), &added);
    }
    for file in ["clippy.toml", "tests/Cargo.toml"] {
        write(&packages.join(file), &read(&root().join(file)));
    }
    for (path, (_, text)) in added.iter().zip(ADDED) {
        write(path, text.as_bytes());
    }
    write(&packages.join(ANCHOR.0), ANCHOR.1.as_bytes());
    write(&copy.join("plan.md"), include_bytes!("plan.md"));
    write(&copy.join("Cargo.lock"), &read(&root().join("Cargo.lock")));
    write(&copy.join("Cargo.toml"), manifest().as_bytes());
    let original = String::from_utf8(read(&root().join(RENAMED))).expect("UTF-8");
    let renamed = original.replace("\"stopgate\"", &format!("\"{BINARY}\""));
    write(&packages.join(RENAMED), renamed.as_bytes());
}

/// The manifest of the workspace with all paths one folder deeper.
fn manifest() -> String {
    let text = String::from_utf8(read(&root().join("Cargo.toml"))).expect("UTF-8");
    let mut manifest: toml::Table = text.parse().expect("TOML");
    let workspace = &mut manifest["workspace"];
    let deeper = |path: &mut toml::Value| {
        *path = format!("{PACKAGES}/{}", path.as_str().expect("a path")).into();
    };
    workspace["members"]
        .as_array_mut()
        .expect("members")
        .iter_mut()
        .for_each(deeper);
    let dependencies = workspace["dependencies"]
        .as_table_mut()
        .expect("dependencies");
    dependencies
        .iter_mut()
        .filter_map(|(_, need)| need.get_mut("path"))
        .for_each(deeper);
    manifest.to_string()
}

/// Makes one folder like another: files that are gone are removed, equal ones keep their times.
fn sync(from: &Path, to: &Path, keep: &[PathBuf]) {
    std::fs::create_dir_all(to).expect("a folder");
    let entries = |folder: &Path| std::fs::read_dir(folder).expect("a folder").flatten();
    for entry in entries(to) {
        let (path, original) = (entry.path(), from.join(entry.file_name()));
        if path.is_dir() && !original.is_dir() {
            std::fs::remove_dir_all(path).expect("it can be removed");
        } else if path.is_file() && !original.is_file() && !keep.contains(&path) {
            std::fs::remove_file(path).expect("it can be removed");
        }
    }
    for entry in entries(from) {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            sync(&path, &copy, keep);
        } else if !path.ends_with(RENAMED) {
            write(&copy, &read(&path));
        }
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Writes what is not there already.
fn write(path: &Path, bytes: &[u8]) {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return;
    }
    std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Builds the command line of the copy; where the binary is.
fn build(copy: &Path) -> PathBuf {
    let targets = ["--workspace", "--bin", BINARY, "--test", "anchor"];
    let format = ["--message-format", "json-render-diagnostics"];
    let arguments = [&["build"][..], &targets, &format].concat();
    let output = cargo::cargo(copy, &arguments, &[]).unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output);
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = messages
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .find(|path| path.file_stem() == Some(OsStr::new(BINARY)));
    program.expect("cargo says where the binary is")
}

/// Runs the binary; the JSON that it writes.
fn run(program: &Path, copy: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(program);
    command
        .current_dir(copy)
        .args(arguments)
        .args(["--output-format", "json", "--root", "."]);
    let output = command.output().expect("the binary starts");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("stopgate {}: {error}\n{said}", arguments.join(" "))
    })
}
