//! A world that does not play along: plans that change while they run, journals and approvals that
//! somebody changed, directories that lead elsewhere, disks that are full or read-only (R2, R5, S7).

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use stopgate_tests::repository::{Done, Repository};
use stopgate_tests::{files, root};

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

#[path = "support/small_disk.rs"]
mod small_disk;

use small_disk::SmallDisk;

const PLAN: &str = "plan.md";

const DAY: &str = "2026-04-30";

/// Longest wait for anything here.
const PATIENCE: Duration = Duration::from_secs(30);

/// A repository with a plan of three phases in which text was replaced.
fn repository(replaced: &[(&str, &str)]) -> Repository {
    let repository = Repository::new(program::program());
    let text = fs::read_to_string(root().join("tests/runs/three-phases.md")).expect("a plan");
    let text = replaced.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    repository.write(PLAN, text.as_bytes());
    repository
}

fn approved(replaced: &[(&str, &str)]) -> Repository {
    let repository = repository(replaced);
    approve(&repository, PLAN);
    repository
}

fn approve(repository: &Repository, plan: &str) {
    repository.sign(&["approve", plan, "--as-of", DAY]).exits(0);
}

fn run(repository: &Repository, plan: &str) -> Done {
    repository.json(&["run", plan, "--as-of", DAY])
}

fn effects(repository: &Repository) -> Vec<String> {
    let text = repository.read("effects.txt");
    text.lines().map(str::to_owned).collect()
}

fn says(done: &Done, text: &str) {
    assert!(done.stderr.contains(text), "{text}: {}", done.stderr);
}

fn edit(repository: &Repository, from: &str, to: &str) {
    let text = repository.read(PLAN);
    assert!(text.contains(from), "{from}");
    repository.write(PLAN, text.replace(from, to).as_bytes());
}

fn wait(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what} does not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_plan_that_changes_while_it_runs_runs_as_it_was_approved_or_not_at_all() {
    let waits = "import os,time\nfor _ in range(2000):\n    if os.path.exists('go-on'): break\n    time.sleep(0.01)\n";
    let step = "echo a1 >> effects.txt";
    let repository = repository(&[(step, &format!("{step} && python3 wait.py"))]);
    repository.write("wait.py", waits.as_bytes());
    approve(&repository, PLAN);
    let child = repository.start(&["run", PLAN, "--as-of", DAY]);
    wait("the first step", || effects(&repository) == ["a1"]);
    edit(&repository, "echo check-a", "echo forged-a");
    edit(&repository, "echo b1", "echo forged-b");
    repository.write("go-on", b"");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(10));
    assert_eq!(effects(&repository), ["a1", "check-a"]);
    repository.sign(&["go"]).exits(0);
    let refused = repository.json(&["resume"]).exits(3);
    says(&refused, "stopgate diff plan.md");
    assert_eq!(effects(&repository), ["a1", "check-a"]);
    edit(&repository, "echo forged-a", "echo check-a");
    edit(&repository, "echo forged-b", "echo b1");
    repository.json(&["resume"]).exits(10);
    assert_eq!(effects(&repository), ["a1", "check-a", "b1", "check-b"]);
}

#[test]
fn nobody_ever_reads_half_a_plan_while_it_is_told_of_its_run() {
    let repository = approved(&[]);
    let path = repository.root().join(PLAN);
    let shortest = fs::metadata(&path).expect("a plan").len() as usize;
    let (done, looks) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&path).expect("a plan is always there");
                let whole = text.starts_with("# Plan: ") && text.len() >= shortest;
                assert!(whole && text.ends_with('\n'), "{text}");
                looks.fetch_add(1, Ordering::Relaxed);
                std::thread::yield_now();
            }
        });
        run(&repository, PLAN).exits(10);
        for phase in 1..=3 {
            let code = if phase == 3 { 0 } else { 10 };
            repository.sign(&["go"]).exits(0);
            repository.json(&["resume"]).exits(code);
        }
        repository.sign(&["rollback"]).exits(0);
        done.store(true, Ordering::Relaxed);
        reader.join().expect("no half plan was read");
    });
    println!("{looks:?} looks at a plan that was told of its run");
    assert!(looks.into_inner() > 0);
}

/// A run that waits at its second gate, with its records.
fn at_second_gate() -> (Repository, Vec<String>) {
    let repository = approved(&[]);
    run(&repository, PLAN).exits(10);
    repository.sign(&["go"]).exits(0);
    repository.json(&["resume"]).exits(10);
    let lines = fs::read_to_string(journal(&repository)).expect("a journal");
    let lines = lines.lines().map(str::to_owned).collect();
    (repository, lines)
}

fn journal(repository: &Repository) -> std::path::PathBuf {
    let runs = repository.root().join(".stopgate/runs");
    files(&runs, "journal.jsonl").pop().expect("a journal")
}

/// What somebody does to record number `at`, counted from 0, and the record that is bad then, counted
/// from 1.
fn changes(lines: &[String], at: usize) -> Vec<(Vec<String>, usize)> {
    let (mut other, mut twice) = (lines.to_vec(), lines.to_vec());
    other[at] = other[at].replacen("\"at\":\"20", "\"at\":\"19", 1);
    twice.insert(at, lines[at].clone());
    let mut changes = vec![(other, at + 1), (twice, at + 2)];
    // That the end is missing cannot be seen in what is left.
    if at + 1 < lines.len() {
        let (mut gone, mut swapped) = (lines.to_vec(), lines.to_vec());
        gone.remove(at);
        swapped.swap(at, at + 1);
        changes.extend([(gone, at + 1), (swapped, at + 1)]);
    }
    changes
}

#[test]
fn a_journal_that_was_changed_by_hand_is_refused_and_the_record_named() {
    let (repository, lines) = at_second_gate();
    let path = journal(&repository);
    let before = effects(&repository);
    let mut count = 0;
    for (text, bad) in (0..lines.len()).flat_map(|at| changes(&lines, at)) {
        fs::write(&path, text.join("\n") + "\n").expect("a journal");
        says(
            &repository.json(&["resume"]).exits(4),
            &format!("record {bad} of"),
        );
        repository.sign(&["go"]).exits(4);
        let verified = repository.json(&["verify"]).exits(1).document();
        assert_eq!(verified["first_bad"], bad, "{}", text.join("\n"));
        repository.json(&["runs"]).exits(0);
        repository.json(&["status"]).exits(0);
        count += 1;
    }
    fs::write(&path, lines.join("\n") + "\n").expect("a journal");
    repository.json(&["resume"]).exits(10);
    assert_eq!(effects(&repository), before);
    println!("{count} changes of {} records: all refused", lines.len());
}

/// The approval of a repository with one plan: the file.
fn approval(repository: &Repository) -> std::path::PathBuf {
    let folder = repository.root().join(".stopgate/approvals");
    files(&folder, ".json").pop().expect("an approval")
}

fn sign_with(key: &std::path::Path, file: &std::path::Path) {
    let _ = fs::remove_file(format!("{}.sig", file.display()));
    let signed = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", "stopgate-approval@v1", "-f"])
        .args([key, file])
        .output()
        .expect("ssh-keygen is installed");
    assert!(signed.status.success());
}

#[test]
fn a_forged_approval_runs_nothing() {
    type Forgery = fn(&Repository);
    let edited: Forgery = |repository| {
        let file = approval(repository);
        let text = fs::read_to_string(&file).expect("an approval");
        fs::write(&file, text.replace("echo b1", "echo forged")).expect("an approval");
        edit(repository, "echo b1", "echo forged");
    };
    let other_key: Forgery = |repository| {
        let other = Repository::new(program::program());
        sign_with(&other.key(), &approval(repository));
    };
    let other_namespace: Forgery = |repository| {
        let file = approval(repository);
        let _ = fs::remove_file(format!("{}.sig", file.display()));
        let signed = Command::new("ssh-keygen")
            .args(["-q", "-Y", "sign", "-n", "stopgate-decision@v1", "-f"])
            .args([&repository.key(), &file])
            .output()
            .expect("ssh-keygen is installed");
        assert!(signed.status.success());
    };
    let unsigned: Forgery = |repository| {
        let file = approval(repository);
        fs::remove_file(format!("{}.sig", file.display())).expect("a signature");
    };
    let other_plan: Forgery = |repository| {
        let file = approval(repository);
        let plan = repository.read(PLAN);
        repository.write("other.md", plan.replace("echo a1", "echo other").as_bytes());
        approve(repository, "other.md");
        let others = files(file.parent().expect("a folder"), ".json");
        let other = others.iter().find(|other| **other != file).expect("it");
        for ending in ["", ".sig"] {
            let name = |file: &std::path::Path| format!("{}{ending}", file.display());
            fs::rename(name(other), name(&file)).expect("renamed");
        }
    };
    let nobody: Forgery = |repository| repository.write(".stopgate/allowed_signers", b"");
    let forgeries = [
        edited,
        other_key,
        other_namespace,
        unsigned,
        other_plan,
        nobody,
    ];
    for (number, forge) in forgeries.iter().enumerate() {
        let repository = approved(&[]);
        forge(&repository);
        let refused = run(&repository, PLAN);
        assert_eq!(refused.code, 3, "{number}: {}", refused.stderr);
        says(&refused, "stopgate approve plan.md");
        assert_eq!(effects(&repository).len(), 0, "{number}");
        let begun = files(&repository.root().join(".stopgate/runs"), "");
        assert!(begun.is_empty(), "{number}: {begun:?}");
    }
    println!("{} forgeries: nothing ran", forgeries.len());
}

#[test]
fn an_approval_does_not_hold_for_a_copy_of_its_plan() {
    let repository = approved(&[]);
    repository.write("copy.md", repository.read(PLAN).as_bytes());
    says(
        &run(&repository, "copy.md").exits(3),
        "nobody approved copy.md",
    );
    assert_eq!(effects(&repository).len(), 0);
}

#[test]
fn nothing_runs_in_a_directory_behind_a_link() {
    let place = [("run from the repository root", "run from `sub`")];
    for inside in [true, false] {
        let repository = repository(&place);
        let target = if inside { "repo/real" } else { "outside" };
        let target = repository.key().with_file_name(target);
        fs::create_dir_all(&target).expect("a folder");
        fs::create_dir(repository.root().join("sub")).expect("a folder");
        approve(&repository, PLAN);
        fs::remove_dir(repository.root().join("sub")).expect("a folder");
        symlink(&target, repository.root().join("sub")).expect("a link");
        let failed = repository.run(&["run", PLAN, "--as-of", DAY]).exits(1);
        says(&failed, "sub");
        says(&failed, "link");
        assert_eq!(fs::read_dir(&target).expect("a folder").count(), 0);
        // With a directory in its place it goes on.
        fs::remove_file(repository.root().join("sub")).expect("a link");
        fs::create_dir(repository.root().join("sub")).expect("a folder");
        repository.json(&["resume"]).exits(10);
        assert_eq!(repository.read("sub/effects.txt"), "a1\ncheck-a\n");
    }
}

#[test]
fn a_plan_behind_a_link_out_of_the_root_is_not_touched() {
    let repository = approved(&[]);
    let outside = repository.key().with_file_name("outside.md");
    fs::rename(repository.root().join(PLAN), &outside).expect("renamed");
    symlink(&outside, repository.root().join(PLAN)).expect("a link");
    let before = fs::read(&outside).expect("a plan");
    says(&run(&repository, PLAN).exits(4), "outside of the root");
    assert_eq!(fs::read(&outside).expect("a plan"), before);
    assert_eq!(effects(&repository).len(), 0);
}

#[test]
fn a_read_only_stopgate_folder_runs_nothing_and_says_why() {
    let repository = approved(&[]);
    let Some(disk) = SmallDisk::read_only(&repository) else {
        return println!("skipped: no mounts here");
    };
    let refused = disk.json(&["run", PLAN, "--as-of", DAY]).exits(2);
    says(&refused, ".stopgate");
    says(&refused, "Read-only file system");
    assert_eq!(effects(&repository).len(), 0);
    disk.json(&["status"]).exits(0);
}

/// Leads a run on a disk that was full to its end.
fn finish_with_room(disk: &SmallDisk<'_>, effects: impl Fn() -> Vec<String>) -> Value {
    for _ in 0..40 {
        let shown = disk.json(&["show"]);
        if shown.code == 2 {
            disk.json(&["run", PLAN, "--as-of", DAY]).exits(10);
            continue;
        }
        let shown = shown.exits(0).document();
        match shown["state"].as_str().expect("a state") {
            "passed" => return shown,
            "waiting" => drop(disk.sign(&["go"]).exits(0)),
            "unknown" => {
                let steps = shown["steps"].as_array().expect("steps");
                let step = steps.iter().find(|step| step["state"] == "unknown");
                let step = step.expect("a step");
                let command = step["command"].as_str().expect("text");
                let done = |effect: &String| command.contains(&format!("echo {effect} "));
                let happened = effects().iter().any(done);
                let answer = if happened {
                    "--happened"
                } else {
                    "--did-not-happen"
                };
                let id = step["id"].as_str().expect("an id");
                let resolve = ["resolve", id, answer, "--reason", "looked"];
                drop(disk.sign(&resolve).exits(0));
            }
            _ => drop(disk.json(&["resume"])),
        }
    }
    panic!("it does not end");
}

#[test]
fn a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_room() {
    let (mut full, mut sizes) = (0, 0);
    for room in (0..=48).step_by(4) {
        let repository = approved(&[]);
        let before = repository.read(PLAN);
        let Some(disk) = SmallDisk::with_room(&repository, room) else {
            return println!("skipped: no mounts here");
        };
        let mut last = disk.json(&["run", PLAN, "--as-of", DAY]);
        for _ in 0..2 {
            if last.code == 10 {
                last = disk.sign(&["go"]);
            }
            if last.code == 0 {
                last = disk.json(&["resume"]);
            }
        }
        sizes += 1;
        if last.code != 10 {
            full += 1;
            assert!([2, 11].contains(&last.code), "{room} KiB: {}", last.stderr);
            assert!(
                last.code == 11 || last.stderr.contains("No space left"),
                "{}",
                last.stderr
            );
        }
        assert!(
            repository.read(PLAN).starts_with(before.trim_end()),
            "{room} KiB"
        );
        disk.make_room();
        finish_with_room(&disk, || effects(&repository));
        let all = ["a1", "check-a", "b1", "check-b", "c1"];
        assert_eq!(effects(&repository), all, "{room} KiB");
        disk.json(&["verify"]).exits(0);
    }
    println!("{sizes} sizes of a disk, {full} of them too small: 0 lost, 0 repeated");
    assert!(full > 3, "{full}");
}
