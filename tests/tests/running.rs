//! The contract of approving and running, command by command: exit codes, JSON, refusals (S7, R1 to R8).

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository, SIGNER};

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

const PLAN: &str = "plans/tally.md";

/// A plan of two phases that passes its gate. `first` is the command of its first task.
fn plan(first: &str, environments: &str) -> String {
    format!(
        "# Plan: Count the crates in the cold store\n\n\
         **Date:** 2026-11-02\n**Author:** Ilse Brandt\n**Status:** Ready\n\n\
         ## 1. Objective\n\nThe shift leader reads the number of crates in `work/count.txt` on 2026-11-02, before the lorry leaves.\n\n\
         ## 2. Context & Constraints\n\n| Item | Detail |\n|---|---|\n\
         | GCP Project(s) | none is touched |\n| Environment(s) | {environments} |\n| Key Services | a POSIX shell |\n\
         | Existing resources | none |\n| Upstream Dependencies | none |\n| Downstream Consumers | the shift leader |\n\
         | Constraints / Risks | none |\n| Error handling | stop on first error |\n\n\
         All commands run from the repository root.\n\n\
         ## 3. Current State\n\nNobody counts. There is no directory `work/`.\n\n\
         ## 4. Target State\n\n`work/count.txt` holds one line with the number of crates.\n\n\
         ## 5. Phases & Tasks\n\n\
         ### Phase 1: Count\n\n> **Goal:** the count is written down once.\n> **Stop-gate:** Ilse looks at the file and says go or no-go.\n\n\
         | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
         | 1.1 | Make the directory | `mkdir -p work` | Ilse | exit code 0 |\n\
         | 1.2 | Count | `{first}` | Ilse | exit code 0 |\n\n\
         ### Phase 2: Hand over\n\n> **Goal:** the shift leader has the number.\n> **Stop-gate:** the shift leader nods.\n\n\
         | # | Task | Detail / Command | Owner | Expected |\n|---|---|---|---|---|\n\
         | 2.1 | Copy it | `cp work/count.txt work/handed.txt` | Ilse | exit code 0 |\n\
         | 2.2 | Tell the shift leader | ring the bell twice | Ilse | |\n\n\
         ## 6. Validation & Testing\n\n| Phase | Check | Method | Expected Result |\n|---|---|---|---|\n\
         | 1 | It is there | `cat work/count.txt` | `42 crates` |\n\
         | 2 | Copy is the same | `cmp work/count.txt work/handed.txt` | exit code 0, no output |\n\n\
         ## 7. Rollback Plan\n\nNewest phase first:\n\n- Phase 2: `rm -f work/handed.txt`\n- Phase 1: `rm -rf work`\n\n\
         ## 8. Open Questions\n\n- [x] Are broken crates counted? Resolved 2026-11-01 by Ilse: yes.\n"
    )
}

const COUNT: &str = "echo '42 crates' >> work/count.txt";

/// A repository with the plan, not approved.
fn repository(first: &str) -> Repository {
    let repository = Repository::new(program::program());
    repository.write(PLAN, plan(first, "local").as_bytes());
    repository.json(&["gate", PLAN]).exits(0);
    repository
}

/// The same, approved.
fn approved(first: &str) -> Repository {
    let repository = repository(first);
    repository.sign(&["approve", PLAN]).exits(0);
    repository
}

fn edit(repository: &Repository, from: &str, to: &str) {
    let text = repository.read(PLAN);
    assert!(text.contains(from), "{from}");
    repository.write(PLAN, text.replacen(from, to, 1).as_bytes());
}

fn step<'v>(shown: &'v Value, command: &str) -> &'v Value {
    let steps = shown["steps"].as_array().expect("steps");
    let found = steps.iter().find(|step| step["command"] == command);
    found.unwrap_or_else(|| panic!("{command}: {shown}"))
}

fn says(done: &Done, text: &str) {
    let said = format!("{}{}", done.stdout, done.stderr);
    assert!(said.contains(text), "{text}: {said}");
}

#[test]
fn nothing_runs_that_nobody_approved() {
    let repository = repository(COUNT);
    let refused = repository.json(&["run", PLAN]).exits(3);
    says(&refused, "nobody approved");
    assert!(!repository.root().join("work").exists());
    let gate = repository.json(&["gate", PLAN]).exits(0).document();
    assert_eq!(
        (&gate["verdict"], &gate["approved"]),
        (&"pass".into(), &"no".into())
    );
}

#[test]
fn a_plan_that_fails_its_gate_is_neither_approved_nor_run() {
    let repository = repository(COUNT);
    edit(&repository, "ring the bell twice", "TBD");
    repository.sign(&["approve", PLAN]).exits(3);
    assert!(!repository.root().join(".stopgate/approvals").exists());
    repository.json(&["run", PLAN]).exits(3);
}

#[test]
fn an_approval_is_verified_by_ssh_keygen_and_says_what_it_binds() {
    let repository = repository(COUNT);
    let approval = repository.sign(&["approve", PLAN]).exits(0).document();
    assert_eq!(approval["signer"], SIGNER);
    assert_eq!(approval["plan"], PLAN);
    assert!(
        approval["phases"]
            .as_array()
            .is_some_and(|phases| phases.len() >= 2)
    );
    let file = approval["approval"].as_str().expect("a path");
    let line = format!(
        "ssh-keygen -Y verify -f .stopgate/allowed_signers -I {SIGNER} -n stopgate-approval@v1 -s {file}.sig < {file}"
    );
    let verified = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(repository.root())
        .status();
    assert!(verified.expect("a shell").success(), "{line}");
}

#[test]
fn a_change_of_meaning_voids_an_approval_and_diff_names_it() {
    let repository = approved(COUNT);
    edit(&repository, "Nobody counts.", "Nobody  counts.");
    edit(&repository, "**Status:** Ready", "**Status:** In progress");
    assert_eq!(
        repository.json(&["diff", PLAN]).exits(0).document()["void"],
        false
    );
    edit(
        &repository,
        "cp work/count.txt work/handed.txt",
        "cp -f work/count.txt work/handed.txt",
    );
    let diff = repository.json(&["diff", PLAN]).exits(3).document();
    assert_eq!(diff["void"], true);
    let changes = diff["changes"].as_array().expect("changes");
    assert!(changes.iter().any(|change| {
        let after = change["after"].as_str().unwrap_or_default();
        change["kind"] == "meaning" && after.contains("cp -f")
    }));
    let refused = repository.json(&["run", PLAN]).exits(3);
    says(&refused, "changed since it was approved");
    assert_eq!(
        repository.json(&["gate", PLAN]).exits(0).document()["approved"],
        "void"
    );
    repository.sign(&["approve", PLAN]).exits(0);
    repository.json(&["run", PLAN]).exits(10);
}

#[test]
fn without_a_key_and_a_terminal_nobody_decides() {
    let repository = approved(COUNT);
    let refused = repository.run(&["approve", PLAN]).exits(4);
    says(&refused, "--as NAME --key FILE");
    repository.json(&["run", PLAN]).exits(10);
    repository.run(&["go"]).exits(4);
    repository.run(&["rollback"]).exits(4);
    std::fs::remove_file(repository.root().join(".stopgate/allowed_signers"))
        .expect("it was there");
    repository.run(&["approve", PLAN]).exits(4);
    let usage = repository.sign(&["approve", PLAN]).exits(2);
    says(&usage, "allowed_signers");
}

#[test]
fn a_step_of_a_run_cannot_decide() {
    let inner = "echo '42 crates' >> work/count.txt; stopgate-under-test go --as reviewer@example.org --key ../key >> work/said.txt 2>&1 || echo code $? >> work/said.txt";
    let repository = repository(COUNT);
    let program = program::program();
    let command = inner.replace("stopgate-under-test", &program.to_string_lossy());
    repository.write("steps/count.sh", command.as_bytes());
    edit(&repository, COUNT, "sh steps/count.sh");
    repository.sign(&["approve", PLAN]).exits(0);
    repository.json(&["run", PLAN]).exits(10);
    let said = repository.read("work/said.txt");
    assert!(
        said.contains("code 4") && said.contains("only people decide"),
        "{said}"
    );
    repository.json(&["resume"]).exits(10);
}

#[test]
fn a_key_that_nobody_allowed_signs_nothing() {
    let repository = approved(COUNT);
    let stranger = Repository::new(program::program());
    let key = stranger.key();
    let key = key.to_string_lossy();
    repository
        .run(&["approve", PLAN, "--as", SIGNER, "--key", &key])
        .exits(3);
    repository
        .run(&["approve", PLAN, "--as", "somebody", "--key", &key])
        .exits(3);
    repository.json(&["run", PLAN]).exits(10);
    repository
        .run(&["go", "--as", SIGNER, "--key", &key])
        .exits(3);
    repository.json(&["resume"]).exits(10);
}

#[test]
fn a_run_stops_at_every_gate_and_goes_on_after_a_go_only() {
    let repository = approved(COUNT);
    let first = repository.json(&["run", PLAN]).exits(10).document();
    assert_eq!(first["state"], "waiting");
    assert_eq!(first["waiting_for"], "go");
    assert_eq!(first["exit"], 10);
    says(&repository.json(&["run", PLAN]).exits(2), "resume");
    repository.json(&["resume"]).exits(10);
    repository
        .sign(&["no-go", "--reason", "the count is off"])
        .exits(3);
    assert_eq!(
        repository.json(&["resume"]).exits(3).document()["state"],
        "stopped"
    );
    repository
        .sign(&["go", "--reason", "counted again"])
        .exits(0);
    repository.json(&["resume"]).exits(10);
    says(&repository.sign(&["go"]).exits(2), "ring the bell twice");
    let last = repository
        .sign(&["go", "--confirm-all"])
        .exits(0)
        .document();
    assert_eq!(last["state"], "passed");
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
    let shown = repository.json(&["show"]).exits(0).document();
    let decisions: Vec<&str> = shown["decisions"]
        .as_array()
        .expect("decisions")
        .iter()
        .filter_map(|made| made["decision"].as_str())
        .collect();
    assert_eq!(decisions, ["no-go", "go", "go"]);
    assert_eq!(
        step(&shown, "Tell the shift leader: ring the bell twice")["state"],
        "passed"
    );
    let again = repository.json(&["run", PLAN]).exits(0);
    assert_eq!(again.document()["state"], "passed");
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
    repository.json(&["verify"]).exits(0);
}

#[test]
fn a_failed_step_stops_the_run_and_is_tried_again_by_resume() {
    let repository = approved("grep -c crate stock.txt >> work/count.txt");
    let failed = repository.json(&["run", PLAN]).exits(1).document();
    assert_eq!(failed["state"], "failed");
    let shown = repository.json(&["show"]).exits(0).document();
    assert_eq!(step(&shown, "cat work/count.txt")["state"], "pending");
    repository.write("stock.txt", b"nothing\n");
    repository.json(&["resume"]).exits(1);
    let shown = repository.json(&["show"]).exits(0).document();
    let tried = step(&shown, "grep -c crate stock.txt >> work/count.txt");
    assert_eq!((&tried["attempts"], &tried["exit"]), (&2.into(), &1.into()));
    repository.sign(&["rollback"]).exits(0);
    assert!(!repository.root().join("work").exists());
}

#[test]
fn a_step_that_takes_too_long_is_ended() {
    let repository = repository(COUNT);
    let text = plan(COUNT, "local").replace(
        "## 6. Validation",
        "Then:\n\n```sh {timeout=1s}\nsleep 300\n```\n\n## 6. Validation",
    );
    repository.write(PLAN, text.as_bytes());
    repository.sign(&["approve", PLAN]).exits(0);
    repository.json(&["run", PLAN]).exits(10);
    repository.sign(&["go"]).exits(0);
    repository.json(&["resume"]).exits(1);
    let shown = repository.json(&["show"]).exits(0).document();
    assert_eq!(step(&shown, "sleep 300")["ending"], "timed out");
}

#[test]
fn a_plan_for_several_environments_asks_which() {
    let repository = Repository::new(program::program());
    repository.write(PLAN, plan(COUNT, "stage, then production").as_bytes());
    repository.sign(&["approve", PLAN]).exits(0);
    says(&repository.json(&["run", PLAN]).exits(2), "--target");
    repository
        .json(&["run", PLAN, "--target", "stage", "--exists", "bucket a"])
        .exits(10);
    assert_eq!(
        repository.json(&["show"]).exits(0).document()["target"],
        "stage"
    );
}

#[test]
fn a_dry_run_does_nothing() {
    let repository = approved(COUNT);
    says(
        &repository.run(&["run", PLAN, "--dry-run"]).exits(0),
        "Phase 2: Hand over",
    );
    assert!(!repository.root().join(".stopgate/runs").exists());
    assert!(!repository.root().join("work").exists());
}

#[test]
fn rollback_undoes_only_what_was_begun_and_the_plan_runs_anew() {
    let repository = approved(COUNT);
    repository.json(&["run", PLAN]).exits(10);
    let undone = repository.sign(&["rollback"]).exits(0).document();
    assert_eq!(undone["state"], "rolled_back");
    let shown = repository.json(&["show"]).exits(0).document();
    assert_eq!(step(&shown, "rm -f work/handed.txt")["state"], "pending");
    assert_eq!(step(&shown, "rm -rf work")["state"], "passed");
    assert_eq!(step(&shown, "mkdir -p work")["state"], "undone");
    says(
        &repository.sign(&["rollback"]).exits(2),
        "rolled back already",
    );
    repository.json(&["run", PLAN]).exits(10);
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
    assert_eq!(
        repository.json(&["runs"]).exits(0).document()["runs"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[test]
fn an_amended_plan_does_not_repeat_what_an_earlier_run_did() {
    let repository = approved(COUNT);
    repository.json(&["run", PLAN]).exits(10);
    repository.sign(&["go"]).exits(0);
    repository.json(&["resume"]).exits(10);
    repository.sign(&["go", "--confirm-all"]).exits(0);
    edit(
        &repository,
        "the shift leader nods",
        "the shift leader nods twice",
    );
    repository.sign(&["approve", PLAN]).exits(0);
    says(
        &repository.run(&["run", PLAN]).exits(10),
        "done in an earlier run",
    );
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
}

#[test]
fn status_says_what_to_do_next() {
    let repository = repository(COUNT);
    let status = |repository: &Repository| {
        let document = repository.json(&["status"]).exits(0).document();
        let plan = document["plans"][0].clone();
        (
            plan["approved"].clone(),
            plan["next"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert!(status(&repository).1.contains("stopgate approve"));
    repository.sign(&["approve", PLAN]).exits(0);
    assert_eq!(status(&repository).0, "yes");
    assert!(status(&repository).1.contains("stopgate run"));
    repository.json(&["run", PLAN]).exits(10);
    assert!(status(&repository).1.contains("stopgate go"));
}

#[test]
fn commands_without_a_run_say_so() {
    let repository = repository(COUNT);
    for command in ["resume", "show", "verify"] {
        says(&repository.json(&[command]).exits(2), "no run");
    }
    says(
        &repository.json(&["diff", PLAN]).exits(3),
        "nobody approved",
    );
    assert_eq!(
        repository.json(&["runs"]).exits(0).document()["runs"],
        Value::Array(Vec::new())
    );
}

/// A journal in which somebody changed a text and computed all hashes anew.
fn forged(journal: &str, from: &str, to: &str) -> String {
    let mut forged = String::new();
    let mut before: Option<(String, String)> = None;
    for line in journal.lines() {
        let (hashed, hash) = line.split_once(",\"hash\":\"").expect("a record");
        let mut hashed = hashed.replace(from, to);
        if let Some((old, new)) = &before {
            hashed = hashed.replace(old, new);
        }
        let anew = stopgate_gate::sha256(hashed.as_bytes());
        forged.push_str(&format!("{hashed},\"hash\":\"{anew}\"}}\n"));
        before = Some((hash.trim_end_matches("\"}").to_owned(), anew));
    }
    forged
}

#[test]
fn a_journal_that_was_forged_with_sound_hashes_runs_nothing() {
    let repository = approved("grep -c crate stock.txt >> work/count.txt");
    repository.tampered();
    repository.json(&["run", PLAN]).exits(1);
    let path = stopgate_tests::files(&repository.root().join(".stopgate/runs"), "journal.jsonl");
    let journal = std::fs::read_to_string(&path[0]).expect("a journal");
    let evil = forged(
        &journal,
        "grep -c crate stock.txt",
        "touch evil; true crate stock",
    );
    assert_ne!(journal, evil);
    std::fs::write(&path[0], evil).expect("a file");
    says(
        &repository.json(&["resume"]).exits(4),
        "other steps than the approval",
    );
    repository.sign(&["rollback"]).exits(4);
    let found = repository.json(&["verify"]).exits(1).document();
    assert_eq!(
        (&found["ok"], &found["first_bad"]),
        (&false.into(), &1.into())
    );
    assert!(!repository.root().join("evil").exists());
}

#[test]
fn a_step_whose_supervisor_is_killed_is_unknown_and_does_not_live_on() {
    let repository = approved("sh steps/hold.sh");
    repository.write(
        "steps/hold.sh",
        b"trap '' TERM\nsleep 97531 &\nsleep 97531\n",
    );
    let mut child = repository.start(&["run", PLAN]);
    let marked = |mark: &str| -> Vec<String> {
        let processes = std::fs::read_dir("/proc").expect("Linux").flatten();
        let fits = |pid: &String| {
            let read =
                |what: &str| std::fs::read(format!("/proc/{pid}/{what}")).unwrap_or_default();
            let here = std::fs::read_link(format!("/proc/{pid}/cwd"))
                .is_ok_and(|cwd| cwd == repository.root());
            here && String::from_utf8_lossy(&read("cmdline")).contains(mark)
        };
        let names = processes.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(fits).collect()
    };
    for _ in 0..2_000 {
        if marked("97531").len() == 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(marked("97531").len(), 2, "both sleep");
    let supervisors = marked("__supervise");
    assert_eq!(supervisors.len(), 1);
    let killed = std::process::Command::new("kill")
        .args(["-9", &supervisors[0]])
        .status();
    assert!(killed.expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(11));
    assert_eq!(marked("97531"), Vec::<String>::new());
    repository.json(&["resume"]).exits(11);
}

#[test]
fn a_journal_that_was_cut_behind_a_signed_decision_is_named() {
    let repository = approved(COUNT);
    repository.tampered();
    repository.json(&["run", PLAN]).exits(10);
    repository.sign(&["go"]).exits(0);
    let path = stopgate_tests::files(&repository.root().join(".stopgate/runs"), "journal.jsonl");
    let journal = std::fs::read_to_string(&path[0]).expect("a journal");
    let kept: Vec<&str> = journal.split_inclusive('\n').take(4).collect();
    std::fs::write(&path[0], kept.concat()).expect("a file");
    says(
        &repository.json(&["resume"]).exits(4),
        "signed over records that are gone",
    );
    let found = repository.json(&["verify"]).exits(1).document();
    assert_eq!(found["first_bad"], 5);
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
}

#[test]
fn another_environment_than_the_approved_one_runs_nothing_not_even_the_way_back() {
    let repository = approved(COUNT);
    repository.json(&["run", PLAN]).exits(10);
    repository.write(
        ".stopgate/config.toml",
        b"[environment]\nPATH = \"/nowhere\"\n",
    );
    says(
        &repository.sign(&["rollback"]).exits(3),
        "another environment",
    );
    says(&repository.json(&["resume"]).exits(3), "environment");
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
    std::fs::remove_file(repository.root().join(".stopgate/config.toml")).expect("it was there");
    repository.sign(&["rollback"]).exits(0);
}

#[test]
fn a_journal_that_cannot_be_read_is_no_reason_to_begin_again() {
    let repository = approved(COUNT);
    repository.tampered();
    repository.json(&["run", PLAN]).exits(10);
    let path = stopgate_tests::files(&repository.root().join(".stopgate/runs"), "journal.jsonl");
    let journal = std::fs::read_to_string(&path[0]).expect("a journal");
    std::fs::write(
        &path[0],
        journal.replacen("Count the crates", "Count no crates", 1),
    )
    .expect("a file");
    repository.json(&["run", PLAN]).exits(4);
    assert_eq!(repository.read("work/count.txt"), "42 crates\n");
}

#[test]
fn a_copy_of_a_run_and_a_second_name_of_a_plan_are_not_run() {
    let repository = approved(COUNT);
    repository.tampered();
    repository.json(&["run", PLAN]).exits(10);
    let link = repository.root().join("plans/other.md");
    std::os::unix::fs::symlink("tally.md", link).expect("a link");
    says(
        &repository.json(&["run", "plans/other.md"]).exits(2),
        "has an open run",
    );
    let runs = repository.root().join(".stopgate/runs");
    let run = std::fs::read_dir(&runs).expect("runs").flatten().next();
    let run = run.expect("a run").path();
    let copy = runs.join("29991231-000000-000");
    std::fs::create_dir(&copy).expect("a folder");
    std::fs::copy(run.join("journal.jsonl"), copy.join("journal.jsonl")).expect("a copy");
    repository.json(&["resume", "2999"]).exits(4);
    repository.sign(&["go", "2999"]).exits(4);
    assert_eq!(
        repository.json(&["verify", "2999"]).exits(1).document()["first_bad"],
        1
    );
}
