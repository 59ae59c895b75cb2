//! Installations at the same time: each sees what those before it wrote, and none takes back what another counts on.

use std::process::{Child, Stdio};

use crate::folder::{AGENTS, Done, Folder};

/// How many are started at once.
const AT_ONCE: usize = 6;

/// Starts them all, then waits.
fn at_once(folder: &Folder, arguments: &[&str]) -> Vec<Done> {
    let start = |_| {
        let mut command = folder.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the binary starts")
    };
    let started: Vec<Child> = (0..AT_ONCE).map(start).collect();
    let ended = started.into_iter().map(Child::wait_with_output);
    ended
        .map(|done| Done::from(done.expect("it ends")))
        .collect()
}

#[test]
fn what_one_of_several_installations_reports_is_there() {
    let install = [&["agents", "install"][..], &AGENTS, &["--yes"]].concat();
    let remove = [&["agents", "remove"][..], &AGENTS, &["--yes"]].concat();
    for _ in 0..3 {
        let folder = Folder::with(&[("AGENTS.md", "# Rules\n")]);
        let before = folder.all();
        for done in at_once(&folder, &install) {
            done.exits(0);
        }
        let listed = folder.json(&["agents", "list"]);
        for agent in listed["agents"].as_array().expect("agents") {
            assert_eq!(agent["state"], "installed", "{agent}");
        }
        assert!(folder.root().join(".codex/hooks.json").is_file());
        for done in at_once(&folder, &remove) {
            done.exits(0);
        }
        assert_eq!(folder.all(), before);
    }
}
