//! Whether a change needs a plan, from a real history (E11).

use stopgate_tests::repository::Repository;

use crate::program::program;

fn git(repository: &Repository, arguments: &[&str]) {
    repository.git("Ruth", arguments).exits(0);
}

fn commit(repository: &Repository, files: &[(&str, &str)]) {
    for (name, text) in files {
        repository.write(name, text.as_bytes());
    }
    git(repository, &["add", "-A"]);
    git(repository, &["commit", "-q", "-m", "change"]);
}

#[test]
fn a_change_needs_a_plan_where_it_hits_a_trigger() {
    let repository = Repository::new(program());
    git(&repository, &["init", "-q", "-b", "main"]);
    commit(&repository, &[("README.md", "# A thing\n")]);
    repository.write("src/app.py", b"print(1)\n");
    let no = repository
        .json(&["need", "--exit-code"])
        .exits(0)
        .document();
    assert_eq!(
        (&no["schema"], &no["needed"], &no["files"]),
        (&1.into(), &false.into(), &1.into())
    );
    commit(
        &repository,
        &[("infra/main.tf", "x\n"), ("etl/ingest/a.py", "x\n")],
    );
    let yes = repository
        .json(&["need", "HEAD~1..HEAD"])
        .exits(0)
        .document();
    assert_eq!(yes["needed"], true);
    assert_eq!(yes["triggers"].as_array().map(Vec::len), Some(1), "{yes}");
    assert_eq!(yes["triggers"][0]["trigger"], "provisioning");
    assert_eq!(
        yes["triggers"][0]["files"],
        serde_json::json!(["infra/main.tf"])
    );
    let told = repository
        .run(&["need", "HEAD~1..", "--exit-code"])
        .exits(1);
    assert!(
        told.stdout
            .starts_with("yes: this change needs a plan, and none"),
        "{}",
        told.stdout
    );
    let plan = std::fs::read_to_string(stopgate_tests::root().join("tests/runs/milestones.md"));
    commit(&repository, &[("docs/plan.md", &plan.expect("a plan"))]);
    let with = repository
        .json(&["need", "HEAD~2..HEAD", "--exit-code"])
        .exits(0)
        .document();
    assert_eq!(
        (&with["needed"], &with["plans"]),
        (&true.into(), &serde_json::json!(["docs/plan.md"]))
    );
    repository.run(&["need", "no-such-branch"]).exits(2);
}

#[test]
fn a_repository_has_triggers_of_its_own() {
    let repository = Repository::new(program());
    git(&repository, &["init", "-q", "-b", "main"]);
    commit(&repository, &[("README.md", "# A thing\n")]);
    let config = "[need]\noff = [\"delivery\"]\n\n[[need.trigger]]\nid = \"payments\"\ntitle = \"money moves\"\npaths = [\"pay/**\"]\n";
    commit(
        &repository,
        &[(".stopgate/config.toml", config), ("Dockerfile", "x\n")],
    );
    assert_eq!(
        repository
            .json(&["need", "HEAD~1..HEAD"])
            .exits(0)
            .document()["needed"],
        false
    );
    commit(&repository, &[("pay/a.rs", "x\n")]);
    let yes = repository
        .run(&["need", "HEAD~1..HEAD", "--output-format", "concise"])
        .exits(0);
    assert_eq!(yes.stdout, "pay/a.rs: payments\n");
    repository.write(".stopgate/config.toml", b"[need]\noff = [\"deliveries\"]\n");
    let why = repository.run(&["need"]).exits(2);
    assert!(why.stderr.contains("no built-in trigger"), "{}", why.stderr);
}

/// Three dots are what a branch did since it left the other one, as for `git diff`.
#[test]
fn three_dots_compare_with_where_a_branch_began() {
    let repository = Repository::new(program());
    git(&repository, &["init", "-q", "-b", "main"]);
    commit(&repository, &[("README.md", "# A thing\n")]);
    git(&repository, &["checkout", "-q", "-b", "topic"]);
    commit(&repository, &[("notes.md", "x\n")]);
    git(&repository, &["checkout", "-q", "main"]);
    commit(&repository, &[("infra/main.tf", "x\n")]);
    git(&repository, &["checkout", "-q", "topic"]);
    let needed = |revisions: &str| {
        let done = repository.json(&["need", revisions]).exits(0).document();
        (done["needed"].clone(), done["files"].clone())
    };
    assert_eq!(needed("main..topic"), (true.into(), 2.into()));
    assert_eq!(needed("main...topic"), (false.into(), 1.into()));
    assert_eq!(needed("main..."), (false.into(), 1.into()));
    assert_eq!(needed("...main"), (true.into(), 1.into()));
    let strange = Repository::new(program());
    git(&strange, &["init", "-q", "-b", "main"]);
    commit(&strange, &[("a", "x\n")]);
    git(&strange, &["checkout", "-q", "--orphan", "other"]);
    commit(&strange, &[("b", "x\n")]);
    let why = strange.run(&["need", "main...other"]).exits(2);
    assert!(why.stderr.contains("in common"), "{}", why.stderr);
}
