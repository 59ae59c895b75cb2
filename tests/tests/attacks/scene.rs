//! A finished run with signed decisions beside another one, as a forger finds them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use stopgate_gate::sha256;
use stopgate_tests::files;
use stopgate_tests::repository::Repository;

use crate::program::program;
use crate::world::{DAY, PLAN, approved, plan};

/// The files below `.stopgate`, by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A run with signed decisions, beside another one, as a forger finds them.
pub(crate) struct Scene {
    pub(crate) files: Files,
    pub(crate) run: String,
    pub(crate) other: String,
    /// The approval of the plan, and of the other plan.
    pub(crate) approvals: [String; 2],
    /// Lines of the journal, and numbers of its records that a person signed.
    pub(crate) lines: Vec<String>,
    pub(crate) decided: Vec<u64>,
    /// Signatures of the approval by another key, and for another use.
    pub(crate) wrong_signatures: [Vec<u8>; 2],
    /// The public key of somebody else under the name of the signer.
    pub(crate) usurper: Vec<u8>,
}

fn whole_run(repository: &Repository, plan: &str) {
    repository.json(&["run", plan, "--as-of", DAY]).exits(10);
    for code in [10, 10, 0] {
        repository
            .sign(&["go", "--confirm-all", "--reason", "looked"])
            .exits(0);
        repository.json(&["resume"]).exits(code);
    }
}

pub(crate) fn scene() -> (Repository, Scene) {
    let repository = approved(&plan(&[]));
    repository.tampered();
    whole_run(&repository, PLAN);
    // The checks of the other plan count the lines of its own run.
    repository.write("effects.txt", b"");
    repository.write("other.md", plan(&[("echo c1", "echo d1")]).as_bytes());
    repository
        .sign(&["approve", "other.md", "--as-of", DAY])
        .exits(0);
    whole_run(&repository, "other.md");
    let folder = repository.root().join(".stopgate");
    let mut found = Files::new();
    for path in files(&folder, "") {
        let name = path
            .strip_prefix(&folder)
            .expect("below it")
            .to_string_lossy()
            .into_owned();
        if !name.starts_with("locks") {
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
    let journals: Vec<&String> = found
        .keys()
        .filter(|name| name.ends_with("journal.jsonl"))
        .collect();
    let runs: Vec<String> = journals
        .iter()
        .filter_map(|name| Some(name.split('/').nth(1)?.to_owned()))
        .collect();
    let text = String::from_utf8(found[journals[0]].clone()).expect("UTF-8");
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let decided = (1..)
        .zip(&lines)
        .filter(|(_, line)| line.contains("\"kind\":\"decided\""));
    let decided = decided.map(|(number, _)| number).collect();
    let of = |plan: &str| {
        let stem = format!("approvals/{plan}-");
        let name = found
            .keys()
            .find(|name| name.starts_with(&stem) && name.ends_with(".json"));
        name.expect("an approval").clone()
    };
    let approvals = [of("plan"), of("other")];
    let stranger = Repository::new(program());
    let approval = &found[&approvals[0]];
    let wrong_signatures = [
        signed(&stranger.key(), "stopgate-approval@v1", approval),
        signed(&repository.key(), "stopgate-decision@v1", approval),
    ];
    let usurper = stranger.read(".stopgate/allowed_signers").into_bytes();
    let scene = Scene {
        run: runs[0].clone(),
        other: runs[1].clone(),
        approvals,
        lines,
        decided,
        wrong_signatures,
        usurper,
        files: found,
    };
    (repository, scene)
}

fn signed(key: &Path, namespace: &str, message: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("message");
    std::fs::write(&file, message).expect("a file");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
        .args([key, &file])
        .output()
        .expect("ssh-keygen is installed");
    assert!(made.status.success());
    std::fs::read(folder.path().join("message.sig")).expect("a signature")
}

/// A line of a journal with its hash computed anew, behind a line with this hash.
pub(crate) fn rehashed(line: &str, before: &str) -> String {
    let (body, _) = line.split_once(",\"hash\":").expect("a record");
    let at = body.find("\"prev\":\"").expect("a record") + "\"prev\":\"".len();
    let body = format!("{}{before}{}", &body[..at], &body[at + before.len()..]);
    let hash = sha256(body.as_bytes());
    format!("{body},\"hash\":\"{hash}\"}}")
}
