//! Which findings are reported, and when a check fails.

use std::collections::BTreeSet;

use crate::folder::{DAY, Folder};

fn codes(folder: &Folder, arguments: &[&str]) -> BTreeSet<String> {
    let json = ["--output-format", "json"];
    let document = folder.check(&[arguments, &json].concat()).json();
    let files = document["files"].as_array().expect("files").iter();
    let findings = files.flat_map(|file| file["findings"].as_array().expect("findings"));
    findings
        .map(|finding| finding["code"].as_str().expect("a code").to_owned())
        .collect()
}

#[test]
fn words_select_codes_beginnings_names_formats_and_requirements() {
    let folder = Folder::with_plans();
    let all = codes(&folder, &[]);
    let one = all
        .iter()
        .find(|code| code.starts_with("GAT"))
        .expect("a rule of gates")
        .clone();
    assert_eq!(
        codes(&folder, &["--select", &one]),
        BTreeSet::from([one.clone()])
    );
    let gates = codes(&folder, &["--select", "gat"]);
    assert!(
        gates.iter().all(|code| code.starts_with("GAT")) && gates.contains(&one),
        "{gates:?}"
    );
    let others = codes(&folder, &["--ignore", "GAT"]);
    assert_eq!(others.union(&gates).cloned().collect::<BTreeSet<_>>(), all);
    assert!(others.is_disjoint(&gates));
    // The more precise word wins.
    assert_eq!(
        codes(&folder, &["--select", &one, "--ignore", "GAT"]),
        BTreeSet::from([one.clone()])
    );
    let without = codes(&folder, &["--select", "GAT", "--ignore", &one]);
    assert!(!without.contains(&one));
    let several = codes(
        &folder,
        &["--select", &format!("{one},STR"), "--select", "TSK"],
    );
    assert!(several.contains(&one) && several.iter().any(|code| code.starts_with("STR")));
    let document = folder.check(&["--output-format", "json"]).json();
    let formats: BTreeSet<&str> = document["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter_map(|file| file["format"].as_str())
        .collect();
    for format in formats {
        let document = folder
            .check(&["--select", format, "--output-format", "json"])
            .json();
        for file in document["files"].as_array().expect("files") {
            assert!(
                file["format"] == format || file["findings"].as_array().is_some_and(Vec::is_empty)
            );
        }
    }
    let asked = folder
        .check(&["--select", "P9", "--output-format", "json"])
        .json();
    for file in asked["files"].as_array().expect("files") {
        for finding in file["findings"].as_array().expect("findings") {
            assert!(
                finding["requirements"]
                    .as_array()
                    .is_some_and(|ids| ids.iter().any(|id| id == "P9"))
            );
        }
    }
    let wrong = folder.check(&["--select", "no-such-rule"]).exits(2);
    assert!(wrong.err.contains("no-such-rule"), "{}", wrong.err);
}

#[test]
fn what_is_not_reported_still_keeps_a_plan_from_its_gate() {
    let folder = Folder::with_plans();
    let document = folder
        .check(&["--select", "SUP", "--output-format", "json"])
        .exits(0)
        .json();
    let files = document["files"].as_array().expect("files");
    assert!(files.iter().any(|file| file["ready"] == false));
}

#[test]
fn a_check_fails_from_the_severity_that_was_named() {
    let folder = Folder::with_plans();
    folder.check(&[]).exits(1);
    folder.check(&["--fail-on", "never"]).exits(0);
    folder.write(
        ".stopgate/config.toml",
        "[rules]\nGAT = \"off\"\nALL = \"warning\"\n",
    );
    folder.check(&[]).exits(0);
    folder.check(&["--fail-on", "warning"]).exits(1);
    assert!(
        codes(&folder, &[])
            .iter()
            .all(|code| !code.starts_with("GAT"))
    );
}

#[test]
fn the_configuration_selects_and_paths_override_it() {
    let folder = Folder::with_plans();
    let all = codes(&folder, &[]);
    assert!(all.iter().any(|code| code.starts_with("STR")));
    folder.write(
        ".stopgate/config.toml",
        "[check]\nignore = [\"GAT\"]\nfail-on = \"never\"\n\n[[check.overrides]]\npaths = [\"plans/\"]\nignore = [\"STR\"]\nprofile = \"strict\"\n",
    );
    folder.check(&[]).exits(0);
    let selected = codes(&folder, &["plans"]);
    assert!(
        !selected
            .iter()
            .any(|code| code.starts_with("GAT") || code.starts_with("STR")),
        "{selected:?}"
    );
    folder.write(
        ".stopgate/config.toml",
        "[check]\nselect = [\"nothing-of-that-name\"]\n",
    );
    let wrong = folder.check(&[]).exits(2);
    assert!(
        wrong.err.contains("config.toml") && wrong.err.contains("nothing-of-that-name"),
        "{}",
        wrong.err
    );
}

#[test]
fn statistics_count_every_finding() {
    let folder = Folder::with_plans();
    let counted = folder
        .check(&["--statistics", "--output-format", "json"])
        .json();
    let counts = counted["statistics"].as_array().expect("counts");
    let counts: Vec<u64> = counts
        .iter()
        .map(|count| count["count"].as_u64().expect("a number"))
        .collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    let lines = folder
        .check(&["--output-format", "jsonl"])
        .out
        .lines()
        .count();
    assert_eq!(
        usize::try_from(counts.iter().sum::<u64>()).expect("small"),
        lines
    );
}

#[test]
fn standard_input_is_checked_under_the_name_that_is_given() {
    let folder = Folder::with_plans();
    let name = "plans/team-podcast-transcripts.md";
    let file = folder.check(&[name, "--output-format", "json"]);
    let arguments = [
        "check",
        "-",
        "--stdin-filename",
        name,
        "--as-of",
        DAY,
        "--output-format",
        "json",
    ];
    let input = folder.call(&arguments, &folder.read(name));
    assert_eq!((input.code, &input.out), (file.code, &file.out));
    folder.call(&["check", "-", name], "").exits(2);
}
