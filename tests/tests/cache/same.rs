//! Cold, warm and without a cache: the same bytes.

use std::path::Path;

use stopgate_tests::{files, root, shared};

use crate::world::{World, called, command};

/// Formats for people, for scripts and with all that there is.
const FORMATS: &[&str] = &["concise", "json", "sarif"];

/// Checks a folder in each format; how many files there were.
fn is_the_same(folder: &Path) -> usize {
    let world = World::new();
    let mut most = 0;
    for format in FORMATS {
        let arguments = [".", "--output-format", format];
        let check = |more: &[&str]| {
            let mut command = command(folder, &[&arguments, more].concat());
            command.env("STOPGATE_CACHE_DIR", world.cache());
            called(command)
        };
        let afresh = check(&["--no-cache"]);
        let first = check(&[]);
        let second = check(&[]);
        assert!(second.is_warm(), "{format}: {}", second.err);
        assert!(
            first.out == afresh.out,
            "{format}: a first check says something else"
        );
        assert!(
            second.out == afresh.out,
            "{format}: a second check says something else"
        );
        assert_eq!((first.code, second.code), (afresh.code, afresh.code));
        most = second.answered().expect("it says so").1;
    }
    most
}

#[test]
fn our_own_plans_are_told_the_same() {
    for folder in ["tests/plans", "tests/plans-second", "tests/hidden"] {
        assert!(is_the_same(&root().join(folder)) > 2, "{folder}");
    }
}

#[test]
fn plans_of_others_are_told_the_same() {
    let Some(shared) = shared() else { return };
    for folder in ["corpus", "examples"] {
        assert!(is_the_same(&shared.join(folder)) > 20, "{folder}");
    }
}

#[test]
fn what_a_person_reads_is_the_same() {
    let world = World::new();
    for plan in files(&root().join("tests/plans"), ".md") {
        let text = std::fs::read_to_string(&plan).expect("a plan");
        world.git.write(
            &format!("plans/{}", plan.file_name().expect("a name").display()),
            &text,
        );
    }
    for more in [&[][..], &["--statistics"], &["--output-format", "markdown"]] {
        let first = world.check(more);
        let second = world.check(more);
        assert!(second.is_warm());
        assert_eq!(second.out, first.out);
        assert_eq!(second.out, world.afresh(more).out);
        let summary = |err: &str| {
            err.lines()
                .filter(|line| !line.ends_with("from the cache"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(summary(&second.err), summary(&first.err));
    }
}

#[test]
fn what_is_selected_changes_no_fingerprint() {
    let world = World::new();
    let row = "- [x] Copied.\n- [x] Copied.\n";
    let text = format!(
        "# Move it\n\n## Purpose / Big Picture\n\nTBD TBD\n\nTBD\n\n## Progress\n\n{row}\n## Concrete Steps\n\nTBD\n"
    );
    world.git.write("plan.md", &text);
    let prints = |more: &[&str]| {
        let called = world.check(&[&["plan.md", "--output-format", "json"], more].concat());
        let document: serde_json::Value = serde_json::from_str(&called.out).expect("JSON");
        let findings = document["files"][0]["findings"].as_array().expect("a list");
        findings
            .iter()
            .map(|finding| (finding["code"].clone(), finding["fingerprint"].clone()))
            .collect::<Vec<_>>()
    };
    let all = prints(&[]);
    for (code, _) in &all {
        let code = code.as_str().expect("a code");
        let of_code: Vec<_> = all.iter().filter(|(of, _)| of == code).cloned().collect();
        assert_eq!(prints(&["--select", code]), of_code);
    }
    assert!(all.len() > 5, "{all:?}");
}

#[test]
fn several_that_check_at_once_say_the_same() {
    let folder = root().join("tests/plans");
    let world = World::new();
    let together = || -> Vec<_> {
        let start = |_| {
            let mut command = command(&folder, &[".", "--output-format", "json"]);
            command.env("STOPGATE_CACHE_DIR", world.cache());
            command.spawn().expect("the binary starts")
        };
        let children: Vec<_> = (0..4).map(start).collect();
        let ended = children
            .into_iter()
            .map(|child| child.wait_with_output().expect("it ends"));
        ended
            .map(|output| (output.status.code(), output.stdout))
            .collect()
    };
    let afresh = called(command(
        &folder,
        &[".", "--output-format", "json", "--no-cache"],
    ));
    for _ in 0..2 {
        for (code, out) in together() {
            assert_eq!(code, Some(afresh.code));
            assert!(out == afresh.out.as_bytes());
        }
    }
}
