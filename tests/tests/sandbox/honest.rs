//! Honest work that must go on in a cell.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use stopgate_model::Sandbox;
use stopgate_runner::{Ending, Variable};

use crate::Test;
use crate::scene::{Outside, Scene, has_walls, job, run};

pub const TESTS: &[Test] = &[
    (
        "honest_work_goes_on_in_a_cell",
        honest_work_goes_on_in_a_cell,
    ),
    (
        "a_root_in_the_temporary_directory_is_seen",
        a_root_in_the_temporary_directory_is_seen,
    ),
    (
        "what_is_left_in_the_temporary_directory_is_there_for_the_next_run",
        what_is_left_in_the_temporary_directory,
    ),
    (
        "a_plan_that_is_replaced_meanwhile_stays_protected",
        a_plan_that_is_replaced_meanwhile_stays_protected,
    ),
    (
        "a_plan_that_is_saved_all_the_time_keeps_no_step_from_starting",
        a_plan_that_is_saved_all_the_time_keeps_no_step_from_starting,
    ),
    (
        "a_step_on_the_host_is_not_shut_in",
        a_step_on_the_host_is_not_shut_in,
    ),
];

/// A command, and whether it writes below the root.
const WORK: &[(&str, bool)] = &[
    ("ls -la . && cat notes.txt | grep -c notes | sort", false),
    (
        "git status --short && git log --oneline -1 && git diff --stat",
        false,
    ),
    ("ps -ef | grep -c bash", false),
    (
        "seq 200000 | sort -S 1M -R | sort -n -S 1M | tail -1 | grep -x 200000",
        false,
    ),
    (
        "diff <(echo a) <(echo a) && echo x > /dev/null && head -c 8 /dev/urandom | wc -c",
        false,
    ),
    (
        "t=$(mktemp) && echo x > $t && cp $t $t.2 && mv $t.2 $t && rm $t",
        false,
    ),
    (
        "/usr/bin/python3 -c 'import tempfile; tempfile.TemporaryFile().write(b\"x\")'",
        false,
    ),
    ("printf 'a\\n' | tee /dev/stderr | cat > /dev/stdout", false),
    ("(sleep 5 & kill $!; wait $!) || true", false),
    (
        "mkdir -p out/deep && echo x > out/deep/file && mv out/deep/file out/file && rm -r out",
        true,
    ),
    (
        "echo x > top && chmod 600 top && ln -s top link && ln top hard && rm top link hard",
        true,
    ),
    (
        "printf 'all:\\n\\techo made > built\\n' > Makefile && make -s && grep -q made built",
        true,
    ),
    (
        "printf 'import unittest\\nclass T(unittest.TestCase):\\n  def test_a(self): pass\\n' > test_a.py && /usr/bin/python3 -m unittest -q test_a",
        true,
    ),
    (
        "mkfifo pipe && (cat pipe > got & echo x > pipe; wait) && grep -q x got",
        true,
    ),
    (
        "git init -q nested && cd nested && git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m x",
        true,
    ),
    (
        "/usr/bin/python3 -c 'import multiprocessing as m; print(m.Pool(2).map(abs, [-1, -2]))'",
        false,
    ),
    (
        "/usr/bin/python3 -c 'import socket; s=socket.create_server((\"127.0.0.1\",0)); c=socket.create_connection(s.getsockname()); print(1)'",
        true,
    ),
    (
        "/usr/bin/python3 -c 'import socket; s=socket.socket(socket.AF_UNIX); s.bind(\"own.sock\"); s.listen(); socket.socket(socket.AF_UNIX).connect(\"own.sock\")'",
        true,
    ),
];

/// Only where the program is there.
const BY_PROGRAM: &[(&str, &str)] = &[
    (
        "node",
        "node -e 'setTimeout(() => require(\"fs\").writeFileSync(\"by-node\", \"x\"), 1)'",
    ),
    (
        "gcc",
        "printf 'int main(){return 0;}' > a.c && gcc -o a.out a.c && ./a.out",
    ),
    (
        "cargo",
        "mkdir -p crate/src && printf '[package]\\nname = \"a\"\\nversion = \"0.1.0\"\\n[workspace]\\n' > crate/Cargo.toml && echo 'fn main(){}' > crate/src/main.rs && cd crate && cargo build -q --offline && ./target/debug/a",
    ),
];

/// Where the tools of Rust lie, which are asked for in the home that the tests do not have.
fn tools() -> Vec<Variable> {
    let home = std::env::var(crate::AT_HOME).unwrap();
    let tools = [("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")];
    let variable = |(name, folder): (&str, &str)| Variable {
        name: name.to_owned(),
        value: std::env::var(name).unwrap_or_else(|_| format!("{home}/{folder}")),
        secret: false,
    };
    tools.into_iter().map(variable).collect()
}

fn honest_work_goes_on_in_a_cell() {
    if !has_walls() {
        return;
    }
    let mut failed = Vec::new();
    let mut count = 0;
    for sandbox in [Sandbox::ReadOnly, Sandbox::WorkspaceWrite, Sandbox::Network] {
        let scene = Scene::new();
        let mut supervisor = scene.supervisor("as it is");
        let is_there = |program: &str| {
            let found = std::process::Command::new("which").arg(program).output();
            found.is_ok_and(|found| found.status.success())
        };
        let by_program = BY_PROGRAM.iter().filter(|(program, _)| is_there(program));
        let by_program = by_program.map(|(_, command)| (*command, true));
        for (command, writes) in WORK.iter().copied().chain(by_program) {
            if writes && sandbox == Sandbox::ReadOnly {
                continue;
            }
            count += 1;
            let outcome = run(&mut supervisor, &job(command, sandbox, &tools())).unwrap();
            if outcome.ending != Ending::Exit(0) {
                failed.push(format!("{}: {command}\n{:?}", sandbox.name(), outcome));
            }
        }
    }
    println!("{count} pieces of honest work, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn a_root_in_the_temporary_directory_is_seen() {
    let scene = Scene::at(tempfile::tempdir().unwrap());
    let work = job(
        "echo x > new && cat notes.txt",
        Sandbox::WorkspaceWrite,
        &[],
    );
    let mut supervisor = scene.supervisor("as it is");
    if let Ok(outcome) = run(&mut supervisor, &work) {
        assert_eq!(outcome.ending, Ending::Exit(0), "{outcome:?}");
        assert!(scene.root.path().join("new").exists());
        let write = job("echo x > newer", Sandbox::ReadOnly, &[]);
        let outcome = run(&mut supervisor, &write).unwrap();
        assert_ne!(outcome.ending, Ending::Exit(0), "{outcome:?}");
        assert!(!scene.root.path().join("newer").exists());
    }
}

fn what_is_left_in_the_temporary_directory() {
    let scene = Scene::new();
    let (leave, find) = (
        "echo left > /tmp/left",
        "grep -x left /tmp/left && rm /tmp/left",
    );
    for command in [leave, find] {
        let work = job(command, Sandbox::WorkspaceWrite, &[]);
        if let Ok(outcome) = run(&mut scene.supervisor("as it is"), &work) {
            assert_eq!(outcome.ending, Ending::Exit(0), "{outcome:?}");
        }
    }
}

fn a_plan_that_is_replaced_meanwhile_stays_protected() {
    if !has_walls() {
        return;
    }
    let scene = Scene::new();
    let mut supervisor = scene.supervisor("as it is");
    let plan = scene.root.path().join("plans/plan.md");
    let work = job(
        "echo escaped >> plans/plan.md",
        Sandbox::WorkspaceWrite,
        &[],
    );
    for round in 0..3 {
        let outcome = run(&mut supervisor, &work).unwrap();
        assert_ne!(
            outcome.ending,
            Ending::Exit(0),
            "round {round}: {outcome:?}"
        );
        let new = scene.root.path().join("plans/new");
        fs::write(&new, format!("# Plan: round {round}\n")).unwrap();
        fs::rename(&new, &plan).unwrap();
        let seen = run(
            &mut supervisor,
            &job("cat plans/plan.md", Sandbox::WorkspaceWrite, &[]),
        );
        assert_eq!(
            seen.unwrap().output.head,
            format!("# Plan: round {round}\n")
        );
    }
}

/// Editors save by giving a new file the name of the plan, which takes away the mount that protects it.
fn a_plan_that_is_saved_all_the_time_keeps_no_step_from_starting() {
    if !has_walls() {
        return;
    }
    let scene = Scene::new();
    let plans = scene.root.path().join("plans");
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut saves = 0;
            while !over.load(Ordering::Relaxed) {
                fs::write(plans.join("new"), "# Plan: saved\n").unwrap();
                fs::rename(plans.join("new"), plans.join("plan.md")).unwrap();
                saves += 1;
            }
            saves
        });
        let faults: Vec<String> = (0..20)
            .filter_map(|_| {
                let work = job("true", Sandbox::WorkspaceWrite, &[]);
                let outcome = run(&mut scene.supervisor("as it is"), &work);
                let is_fine = matches!(&outcome, Ok(outcome) if outcome.ending == Ending::Exit(0));
                (!is_fine).then(|| format!("{outcome:?}"))
            })
            .collect();
        over.store(true, Ordering::Relaxed);
        assert!(editor.join().unwrap() > 20);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    });
}

fn a_step_on_the_host_is_not_shut_in() {
    let (scene, outside) = (Scene::new(), Outside::new());
    let mut supervisor = scene.supervisor("as it is");
    let inside = job("true", Sandbox::WorkspaceWrite, &[]);
    let outcome = run(
        &mut supervisor,
        &job("echo x > $OUT/new", Sandbox::Host, &outside.variables()),
    );
    assert_eq!(outcome.unwrap().ending, Ending::Exit(0));
    let _ = run(&mut supervisor, &inside);
    assert!(outside.folder.path().join("new").exists());
}
