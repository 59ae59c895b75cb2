//! Repositories that are looked at: whatever the hook is told, it is told of the right ones, above and below.

use std::path::Path;
use std::process::Command;

use serde_json::json;
use stopgate_tests::repository::{Done, Repository};

use crate::commits::git;
use crate::program::program;
use crate::world::{answered, in_state, told};

/// A call from the folder above a repository; the agent says that it works in `cwd`.
fn asked_above(repository: &Repository, arguments: &[&str], (text, cwd): (&str, &Path)) -> Done {
    let mut command = repository.command(arguments);
    command.current_dir(repository.root().join(".."));
    answered(command, arguments, &asks(text, cwd))
}

fn asks(text: &str, cwd: &Path) -> Vec<u8> {
    let given = json!({ "command": text });
    let input = told("claude-code", "Bash", &given, &cwd.to_string_lossy());
    input.to_string().into_bytes()
}

const HOOK: [&str; 2] = ["hook", "claude-code"];

#[test]
fn a_relative_root_is_one_too() {
    let repository = in_state("planning");
    let elsewhere = Path::new("/tmp");
    let arguments = [&["--root", "repo"][..], &HOOK].concat();
    let done = asked_above(&repository, &arguments, ("make", elsewhere)).exits(2);
    assert!(
        done.stderr.contains("nothing is executed"),
        "{}",
        done.stderr
    );
}

/// The folder in which a person opened the agent may be relative as well.
#[test]
fn a_relative_folder_of_the_agent_is_one_too() {
    let repository = in_state("planning");
    let mut command = repository.command(&HOOK);
    command.current_dir(repository.root().join(".."));
    command.env("CLAUDE_PROJECT_DIR", "repo");
    Done::handed(command, &HOOK, &asks("make", Path::new("/tmp"))).exits(2);
}

/// A folder that leads nowhere could be in any repository.
#[test]
fn a_folder_that_nobody_can_find_is_a_no() {
    let repository = in_state("outside");
    let nowhere = repository.root().join("dangling.md");
    let done = asked_above(&repository, &HOOK, ("make", &nowhere)).exits(2);
    assert!(done.stderr.contains("for certain"), "{}", done.stderr);
}

/// An agent that was opened above names the repository to its shell.
#[test]
fn a_repository_below_is_looked_at_where_a_shell_text_names_it() {
    let repository = in_state("planning");
    let above = repository
        .root()
        .join("..")
        .canonicalize()
        .expect("a folder");
    for text in [
        "cd repo && make",
        "make --directory=repo",
        "cp x repo/src/main.rs",
    ] {
        asked_above(&repository, &HOOK, (text, &above)).exits(2);
    }
    asked_above(&repository, &HOOK, ("make", &above)).exits(0);
}

/// A repository of git around a repository of Stopgate, with the hooks of the page.
fn mono(state: &str) -> Repository {
    let repository = in_state(state);
    let _ = std::fs::remove_dir_all(repository.root().join("nested"));
    above(&repository, &["init", "-q", "-b", "main"]).exits(0);
    std::fs::write(repository.root().join("../other.txt"), "x\n").expect("a file");
    above(&repository, &["add", "repo", "other.txt"]).exits(0);
    above(&repository, &["commit", "-q", "-m", "all"]).exits(0);
    for (hook, name) in [
        ("git-pre-commit", "pre-commit"),
        ("git-pre-push", "pre-push"),
    ] {
        let text = repository.run(&["hook", hook, "--print"]).exits(0).stdout;
        let path = repository.root().join("../.git/hooks").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a hook");
        let done = Command::new("chmod").arg("+x").arg(&path).status();
        assert!(done.expect("chmod").success());
    }
    repository
}

fn above(repository: &Repository, arguments: &[&str]) -> Done {
    git(repository, &[&["-C", ".."], arguments].concat())
}

#[test]
fn a_commit_is_looked_at_from_the_repositories_below_too() {
    let repository = mono("planning");
    repository.write("src/main.rs", b"fn main() { }\n");
    above(&repository, &["add", "repo/src/main.rs"]).exits(0);
    let refused = above(&repository, &["commit", "-q", "-m", "x"]);
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("repo/src/main.rs"),
        "{}",
        refused.stderr
    );
    above(&repository, &["reset", "-q"]).exits(0);
    // What lies beside it is not planned there.
    std::fs::write(repository.root().join("../other.txt"), "y\n").expect("a file");
    let text = repository.read("plan.md") + "\n";
    repository.write("plan.md", text.as_bytes());
    above(&repository, &["add", "other.txt", "repo/plan.md"]).exits(0);
    above(&repository, &["commit", "-q", "-m", "x"]).exits(0);
}

#[test]
fn a_push_is_looked_at_from_the_repositories_below_too() {
    let repository = mono("waiting");
    let bare = ["init", "-q", "--bare", "elsewhere.git"];
    above(&repository, &bare).exits(0);
    above(&repository, &["remote", "add", "origin", "elsewhere.git"]).exits(0);
    above(&repository, &["push", "-q", "origin", "main"]).exits(0);
    let text = repository.read("plan.md").replace("echo b1", "echo b2");
    repository.write("plan.md", text.as_bytes());
    above(&repository, &["commit", "-q", "-a", "-m", "x"]).exits(0);
    let refused = above(&repository, &["push", "-q", "origin", "main"]);
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("otherwise than it was approved"),
        "{}",
        refused.stderr
    );
}

/// A merge makes a commit as well; git asks another hook before it, which the page connects.
#[test]
fn a_merge_is_held_as_a_commit_is() {
    let repository = in_state("planning");
    let _ = std::fs::remove_dir_all(repository.root().join("nested"));
    git(&repository, &["init", "-q", "-b", "main"]).exits(0);
    git(&repository, &["add", "-A"]).exits(0);
    git(&repository, &["commit", "-q", "-m", "all"]).exits(0);
    git(&repository, &["checkout", "-q", "-b", "other"]).exits(0);
    repository.write("src/main.rs", b"fn main() { }\n");
    git(&repository, &["commit", "-q", "-a", "-m", "code"]).exits(0);
    git(&repository, &["checkout", "-q", "main"]).exits(0);
    connect_as_the_page_says(&repository);
    let refused = git(&repository, &["merge", "-q", "--no-ff", "other", "-m", "x"]);
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("src/main.rs"), "{}", refused.stderr);
}

fn connect_as_the_page_says(repository: &Repository) {
    let page = stopgate_tests::root().join("docs/guard.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let lines = page.lines().filter_map(|line| line.strip_prefix("$ "));
    let folder = program().parent().expect("a folder").to_string_lossy();
    let path = std::env::var("PATH").expect("a path");
    let lines: Vec<&str> = lines.filter(|line| line.contains(".git/hooks/")).collect();
    assert!(lines.len() > 1);
    for line in lines {
        let mut command = repository.command_of("sh".as_ref(), &["-c", line]);
        command.env("PATH", format!("{folder}:{path}"));
        assert!(command.status().expect("a shell").success(), "{line}");
    }
}
