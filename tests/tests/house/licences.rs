//! What Stopgate is built from may be given to anybody.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use stopgate_tests::root;

use crate::cargo::cargo;

/// Licences that ask for no more than their text. MPL-2.0 is not among them: it asks for the source.
const PERMITTED: &[&str] = &[
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// True where one choice of every part is permitted.
///
/// `(MIT OR Apache-2.0) AND Unicode-3.0`, `MIT/Apache-2.0`
fn is_permitted(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    all_of(expression.trim())
}

/// AND binds tighter than OR, so OR is split first; neither is split inside parentheses.
fn all_of(expression: &str) -> bool {
    let any = split(expression, " OR ");
    if any.len() > 1 {
        return any.into_iter().any(all_of);
    }
    let all = split(expression, " AND ");
    if all.len() > 1 {
        return all.into_iter().all(all_of);
    }
    match expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        Some(inner) => all_of(inner.trim()),
        None => PERMITTED.contains(&expression),
    }
}

/// The parts between the words that stand outside of parentheses.
fn split<'a>(expression: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in expression.match_indices(word) {
        let before = &expression[..at];
        if before.matches('(').count() == before.matches(')').count() {
            parts.push(expression[start..at].trim());
            start = at + word.len();
        }
    }
    parts.push(expression[start..].trim());
    parts
}

/// The machine that the tests run on: the packages of others need not be there.
fn host() -> String {
    let rustc = Path::new(env!("CARGO")).with_file_name("rustc");
    let output = Command::new(rustc)
        .arg("-vV")
        .output()
        .expect("rustc lies beside cargo");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}

#[test]
fn every_dependency_may_be_given_to_anybody() {
    let host = host();
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        host.as_str(),
    ];
    let output = cargo(&root(), &arguments, &[]).unwrap_or_else(|error| panic!("{error}"));
    let metadata: Value = serde_json::from_slice(&output).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let mut faults = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("no licence");
        if !is_permitted(licence) {
            faults.push(format!("{}: {licence}", package["name"]));
        }
    }
    assert!(packages.len() > 10, "{} packages", packages.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn expressions_are_read_with_their_parentheses() {
    for expression in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(is_permitted(expression), "{expression}");
    }
    for expression in [
        "MPL-2.0",
        "MIT AND MPL-2.0",
        "(MIT OR ISC) AND GPL-3.0",
        "no licence",
        "",
    ] {
        assert!(!is_permitted(expression), "{expression}");
    }
}
