//! What git is let commit, through its own hook: only the plan while it is planned, and no forged evidence.

use std::process::Command;

use stopgate_tests::repository::{Done, Repository};

use crate::program::program;
use crate::world::{bare, in_state};

/// A repository of git with the hook of Stopgate, and everything in it committed.
fn committed(repository: Repository, hooks: &[&str]) -> Repository {
    let _ = std::fs::remove_dir_all(repository.root().join("nested"));
    git(&repository, &["init", "-q", "-b", "main"]).exits(0);
    git(&repository, &["add", "-A"]).exits(0);
    git(&repository, &["commit", "-q", "-m", "all"]).exits(0);
    for hook in hooks {
        connect(&repository, hook);
    }
    repository
}

/// Connects a hook as the page about the guard says.
pub fn connect(repository: &Repository, hook: &str) {
    let text = repository.run(&["hook", hook, "--print"]).exits(0).stdout;
    let name = hook.strip_prefix("git-").expect("a hook of git");
    let path = repository.root().join(".git/hooks").join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, text).expect("a hook");
    let done = Command::new("chmod").arg("+x").arg(&path).status();
    assert!(done.expect("chmod").success());
}

/// What git does, with the binary on its path.
pub fn git(repository: &Repository, arguments: &[&str]) -> Done {
    let mut command = repository.command_of("git".as_ref(), arguments);
    let folder = program().parent().expect("a folder").to_string_lossy();
    let path = std::env::var("PATH").expect("a path");
    command.env("PATH", format!("{folder}:{path}"));
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Jonna");
        command.env(format!("GIT_{role}_EMAIL"), "jonna@pumps.example");
    }
    Done::of(arguments, command.output().expect("git"))
}

const HOOK: &[&str] = &["git-pre-commit"];

fn add(repository: &Repository, name: &str, content: &str) {
    repository.write(name, content.as_bytes());
    git(repository, &["add", "-f", name]).exits(0);
}

fn commit(repository: &Repository) -> Done {
    git(repository, &["commit", "-q", "-m", "x"])
}

/// A commit that is not made, and what git says of it.
fn refused(repository: &Repository, said: &str) {
    let newest = || git(repository, &["rev-parse", "--verify", "-q", "HEAD"]).stdout;
    let before = newest();
    let done = commit(repository);
    assert_eq!(done.code, 1, "{said}: {}", done.stderr);
    assert!(done.stderr.contains(said), "{said}: {}", done.stderr);
    assert_eq!(newest(), before);
}

#[test]
fn while_a_plan_is_planned_nothing_else_is_committed() {
    let repository = committed(in_state("planning"), HOOK);
    add(&repository, "src/main.rs", "fn main() { }\n");
    refused(&repository, "src/main.rs");
    git(&repository, &["reset", "-q"]).exits(0);
    let text = repository.read("plan.md") + "\n";
    add(&repository, "plan.md", &text);
    add(&repository, "notes.md", "# Other notes\n");
    commit(&repository).exits(0);
}

#[test]
fn a_file_that_goes_counts_as_written() {
    let repository = committed(in_state("planning"), HOOK);
    git(&repository, &["rm", "-q", "src/deep/lib.rs"]).exits(0);
    refused(&repository, "src/deep/lib.rs");
}

#[test]
fn the_first_commit_of_a_repository_is_looked_at_too() {
    let repository = in_state("planning");
    std::fs::remove_dir_all(repository.root().join("nested")).expect("a folder");
    git(&repository, &["init", "-q", "-b", "main"]).exits(0);
    connect(&repository, HOOK[0]);
    git(&repository, &["add", "src/main.rs"]).exits(0);
    refused(&repository, "src/main.rs");
}

#[test]
fn work_is_committed_where_nothing_is_planned() {
    let repository = committed(in_state("outside"), HOOK);
    add(&repository, "src/main.rs", "fn main() { }\n");
    commit(&repository).exits(0);
    let repository = committed(in_state("waiting"), HOOK);
    add(&repository, "src/main.rs", "fn main() { }\n");
    commit(&repository).exits(0);
}

/// The evidence of a run is committed as it is, and no other way.
#[test]
fn evidence_that_holds_is_committed() {
    let repository = in_state("waiting");
    std::fs::remove_dir_all(repository.root().join("nested")).expect("a folder");
    git(&repository, &["init", "-q", "-b", "main"]).exits(0);
    connect(&repository, HOOK[0]);
    git(&repository, &["add", "-A"]).exits(0);
    commit(&repository).exits(0);
    let listed = git(&repository, &["ls-files", ".stopgate"]).stdout;
    assert!(listed.contains("journal.jsonl"), "{listed}");
}

fn evidence(repository: &Repository, ending: &str) -> String {
    let files = stopgate_tests::files(&repository.root().join(".stopgate"), ending);
    let name = files[0].strip_prefix(repository.root()).expect("below it");
    name.to_string_lossy().into_owned()
}

/// What somebody forges and adds.
type Forgery = fn(&Repository);

#[test]
fn forged_evidence_is_not_committed() {
    let forgeries: [(&str, Forgery); 6] = [
        ("is no approval", |repository| {
            let signature = evidence(repository, ".json.sig");
            add(repository, &signature, "no signature\n");
        }),
        ("is no approval", |repository| {
            add(repository, ".stopgate/approvals/plan-0.json", "{}\n");
        }),
        ("is not what was written", |repository| {
            let journal = evidence(repository, "journal.jsonl");
            let text = repository.read(&journal).replacen("a1", "a9", 1);
            add(repository, &journal, &text);
        }),
        ("otherwise than it lies on the disk", |repository| {
            let journal = evidence(repository, "journal.jsonl");
            let text = repository.read(&journal);
            add(repository, &journal, &text.replacen("a1", "a9", 1));
            git(
                repository,
                &["update-index", "--assume-unchanged", &journal],
            )
            .exits(0);
            repository.write(&journal, text.as_bytes());
        }),
        ("do not come in one commit", |repository| {
            let stranger = bare("x");
            let signers = stranger.read(".stopgate/allowed_signers");
            add(repository, ".stopgate/allowed_signers", &signers);
            add(repository, ".stopgate/approvals/plan-0.json", "{}\n");
        }),
        ("on this machine alone", |repository| {
            add(repository, ".stopgate/session.json", "{}\n");
            std::fs::remove_file(repository.root().join(".stopgate/session.json")).expect("a file");
        }),
    ];
    for (said, forge) in forgeries {
        let repository = committed(in_state("waiting"), HOOK);
        forge(&repository);
        refused(&repository, said);
    }
}
