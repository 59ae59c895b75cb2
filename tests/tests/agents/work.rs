//! What an agent may do, and what becomes of it.

use stopgate_gate::sha256;

use crate::scene::{PLAN, TASK, Texts, repository, run, says, shown, step, transcripts};

const HELLO: &str = "echo hello > src/greeting.txt";

#[test]
fn an_agent_does_the_work_and_its_transcript_is_kept() {
    let repository = repository(&Texts::default(), HELLO, "");
    says(&run(&repository, &[]).exits(10), "1 for the agent");
    let shown = shown(&repository);
    let work = step(&shown, TASK);
    assert_eq!(
        (&work["kind"], &work["state"]),
        (&"work".into(), &"passed".into())
    );
    assert_eq!(step(&shown, "cat src/greeting.txt")["state"], "passed");
    let [transcript] = &transcripts(&repository)[..] else {
        panic!("one agent works once")
    };
    let digest = sha256(transcript.as_bytes());
    assert_eq!(work["output_sha256"], digest.as_str());
    for line in [
        "Brief of Stopgate",
        "| Write the greeting: one line, the word hello, in src/greeting.txt",
        "| Phase 1: Greet",
        "| the greeting lies in the repository.",
        "| cat src/greeting.txt",
        "|   expected: the line hello",
    ] {
        assert!(
            transcript.lines().any(|one| one == line),
            "{line}: {transcript}"
        );
    }
    repository.sign(&["go"]).exits(0);
    repository.json(&["resume"]).exits(10);
    repository.sign(&["go"]).exits(0);
    repository.json(&["verify"]).exits(0);
}

#[test]
fn the_word_of_an_agent_does_not_decide() {
    let repository = repository(&Texts::default(), "echo everything is done", "");
    run(&repository, &[]).exits(1);
    let shown = shown(&repository);
    assert_eq!(step(&shown, TASK)["state"], "passed");
    assert_eq!(step(&shown, "cat src/greeting.txt")["state"], "failed");
    repository.sign(&["go"]).exits(2);
}

#[test]
fn what_an_agent_may_not_write_is_named() {
    let script = format!("{HELLO}; echo x > notes.txt; mkdir -p more; echo y > more/deep.txt");
    let repository = repository(&Texts::default(), &script, "writable = [\"src\"]");
    run(&repository, &[]).exits(1);
    let shown = shown(&repository);
    let work = step(&shown, TASK);
    let ending = work["ending"].as_str().expect("an ending");
    assert_eq!(work["state"], "failed");
    assert!(
        ending.ends_with("more, more/deep.txt, notes.txt"),
        "{ending}"
    );
    assert_eq!(step(&shown, "cat src/greeting.txt")["state"], "pending");
}

#[test]
fn whatever_may_be_written_the_ground_of_decisions_may_not() {
    for (change, named) in [
        (
            "echo '# x' >> .stopgate/allowed_signers",
            ".stopgate/allowed_signers",
        ),
        (
            "echo '# x' >> .stopgate/config.toml",
            ".stopgate/config.toml",
        ),
        (
            "echo '{}' > .stopgate/approvals/mine.json",
            ".stopgate/approvals/mine.json",
        ),
        (
            "for run in .stopgate/runs/*; do echo '{}' > $run/held-7.json; done",
            "held-7.json",
        ),
        (
            "mkdir -p .git/hooks; echo x > .git/hooks/post-commit",
            ".git/hooks/post-commit",
        ),
    ] {
        let script = format!("{HELLO}; {change}");
        let repository = repository(&Texts::default(), &script, "");
        repository.tampered();
        std::fs::create_dir(repository.root().join(".git")).expect("a folder");
        run(&repository, &[]).exits(1);
        let shown = shown(&repository);
        let ending = step(&shown, TASK)["ending"].to_string();
        assert!(ending.contains(named), "{change}: {ending}");
    }
}

#[test]
fn a_plan_that_an_agent_changes_stops_its_run() {
    let script = format!("{HELLO}; sed -i 's/cp src/cp -f src/' {PLAN}");
    let repository = repository(&Texts::default(), &script, "");
    let before = repository.read(PLAN);
    for more in [&[][..], &["--on-error", "continue"]] {
        says(&run(&repository, more).exits(3), "stopgate diff");
        assert_eq!(
            step(&shown(&repository), "cat src/greeting.txt")["state"],
            "pending"
        );
        says(&repository.run(&["resume"]).exits(3), "stopgate diff");
        repository.json(&["diff", PLAN]).exits(3);
        repository.write(PLAN, before.as_bytes());
        repository.sign(&["rollback"]).exits(0);
        repository.write(PLAN, before.as_bytes());
    }
    repository.write("tools/agent.sh", HELLO.as_bytes());
    run(&repository, &[]).exits(10);
}

#[test]
fn an_agent_may_note_progress() {
    let script = format!("{HELLO}; sed -i 's/Status:.. Ready/Status:** In progress/' {PLAN}");
    let repository = repository(&Texts::default(), &script, "");
    run(&repository, &[]).exits(10);
    assert!(repository.read(PLAN).contains("**Status:** In progress"));
}

#[test]
fn an_agent_mends_what_failed_and_is_asked_a_bounded_number_of_times() {
    let script = "brief=$(cat)\nprintf '%s\\n' \"$brief\"\ncase \"$brief\" in\n\
        *'A command of the plan failed'*) echo hello > src/greeting.txt;;\nesac\n";
    let texts = Texts::default;
    let mending = repository(&texts(), "", "attempts = 2");
    mending.write("tools/agent.sh", script.as_bytes());
    run(&mending, &["--on-error", "fix"]).exits(10);
    let shown_after = shown(&mending);
    let check = step(&shown_after, "cat src/greeting.txt");
    assert_eq!(
        (&check["state"], &check["attempts"]),
        (&"passed".into(), &2.into())
    );
    let briefs = transcripts(&mending);
    assert_eq!(briefs.len(), 2);
    let fix = briefs.iter().find(|brief| brief.contains("How it ended"));
    let fix = fix.expect("a brief about the failure");
    for line in [
        "| cat src/greeting.txt",
        "| exit 1",
        "This is attempt 1; after 2 the run stops.",
    ] {
        assert!(fix.lines().any(|one| one == line), "{line}: {fix}");
    }

    let idle = repository(&texts(), "true", "attempts = 2");
    let failed = run(&idle, &["--on-error", "fix"]).exits(1);
    says(
        &failed,
        "scribe tried 2 of 2 times to mend: cat src/greeting.txt",
    );
    assert_eq!(transcripts(&idle).len(), 3);
    idle.run(&["resume"]).exits(1);
    assert_eq!(transcripts(&idle).len(), 3, "it is not asked again");
}

#[test]
fn an_agent_that_takes_too_long_is_ended() {
    let repository = repository(&Texts::default(), "sleep 300", "timeout = \"1s\"");
    run(&repository, &[]).exits(1);
    assert_eq!(step(&shown(&repository), TASK)["ending"], "timed out");
}

#[test]
fn an_agent_gets_what_it_is_given_by_name() {
    let repository = repository(&Texts::default(), "true", "");
    let config = "[environment]\nREGION = \"north\"\nOTHER = \"south\"\n\
        [agents.scribe]\ncommand = \"sh tools/agent.sh\"\nsandbox = \"host\"\nenvironment = [\"REGION\"]\n";
    repository.write(".stopgate/config.toml", config.as_bytes());
    let script =
        "cat; echo \"region=$REGION other=$OTHER arguments=$*\"; echo hello > src/greeting.txt";
    repository.write("tools/agent.sh", script.as_bytes());
    run(&repository, &[]).exits(3);
    repository.sign(&["approve", PLAN]).exits(0);
    run(&repository, &[]).exits(10);
    let transcript = transcripts(&repository).remove(0);
    assert!(
        transcript.ends_with("region=north other= arguments=\n"),
        "{transcript}"
    );
}

#[test]
fn which_agent_works_is_approved_and_named() {
    let repository = repository(&Texts::default(), HELLO, "");
    let unknown = repository.run(&["run", PLAN, "--agent", "codex"]).exits(2);
    says(&unknown, "[agents.codex]");
    repository
        .run(&["run", PLAN, "--no-agent", "--agent", "scribe"])
        .exits(2);
    let config = repository.read(".stopgate/config.toml");
    let other = config.replace("sh tools/agent.sh", "sh tools/agent.sh --fast");
    repository.write(".stopgate/config.toml", other.as_bytes());
    run(&repository, &[]).exits(3);
    let diff = repository.run(&["diff", PLAN]).exits(3);
    says(&diff, "agent scribe");
    repository.write(
        ".stopgate/config.toml",
        format!("[run]\nagent = \"scribe\"\n{config}").as_bytes(),
    );
    repository.run(&["run", PLAN, "--no-agent"]).exits(1);
    assert_eq!(step(&shown(&repository), TASK)["state"], "pending");
    repository.sign(&["rollback"]).exits(0);
    repository.run(&["run", PLAN]).exits(10);
    assert_eq!(step(&shown(&repository), TASK)["state"], "passed");
}

#[test]
fn nothing_is_proven_of_an_agent_whose_runner_is_gone() {
    let script = format!("runner=$(cut -d' ' -f4 /proc/$PPID/stat); kill -9 $runner; {HELLO}");
    let repository = repository(&Texts::default(), &script, "");
    run(&repository, &[]).exits(-1);
    repository.json(&["resume"]).exits(11);
    assert_eq!(step(&shown(&repository), TASK)["state"], "unknown");
    let id = step(&shown(&repository), TASK)["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    repository
        .sign(&[
            "resolve",
            &id,
            "--happened",
            "--reason",
            "the file is there",
        ])
        .exits(0);
    repository.json(&["resume"]).exits(10);
}
