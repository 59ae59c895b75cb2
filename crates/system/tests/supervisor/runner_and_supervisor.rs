//! How runner and supervisor find each other, lose each other, and follow each other.

use std::fs::File;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use stopgate_runner::{Ending, Steps as _, StepsFailure};
use stopgate_system::{Supervisor, wait_for_former_supervisor};

use crate::play::{LOCK, LONG, Place, run, wait_until};

pub const TESTS: &[crate::Test] = &[
    ("one_supervisor_holds_all_steps_of_a_runner", one_for_all),
    ("a_supervisor_that_dies_leaves_the_step_unknown", lost),
    (
        "a_program_that_is_no_supervisor_runs_nothing",
        no_supervisor,
    ),
    ("the_next_supervisor_waits_for_the_former_one", former),
    (
        "a_former_supervisor_that_stays_keeps_the_next_one_out",
        kept_out,
    ),
    (
        "signals_for_the_runners_group_do_not_reach_the_step",
        other_session,
    ),
];

fn one_for_all() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    assert_eq!(supervisor.process_id(), None);
    let mut ids = Vec::new();
    for number in 0..50 {
        let outcome = run(
            &mut supervisor,
            &place.job(&format!("echo {number}; echo $PPID >&2")),
        );
        let id = supervisor.process_id().unwrap();
        assert!(
            outcome.output.head.contains(&format!("{id}\n")),
            "{outcome:?}"
        );
        ids.push(id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    drop(supervisor);
    assert_eq!(place.marked(None), Vec::<u32>::new());
}

fn lost() {
    let place = Place::new();
    let mut supervisor = place.supervisor();
    run(&mut supervisor, &place.job("true"));
    let id = i32::try_from(supervisor.process_id().unwrap()).unwrap();
    let (killed, job) = (
        Pid::from_raw(id).unwrap(),
        place.job("touch began; sleep 300"),
    );
    std::thread::scope(|scope| {
        scope.spawn(|| {
            place.wait_for("began");
            kill_process(killed, Signal::KILL).unwrap();
        });
        let failure = supervisor.run(&job, &mut |_| {}).unwrap_err();
        assert!(matches!(failure, StepsFailure::Lost(_)), "{failure}");
    });
    for id in place.marked(None) {
        let id = i32::try_from(id).ok().and_then(Pid::from_raw).unwrap();
        let _ = kill_process(id, Signal::KILL);
    }
    let outcome = run(&mut supervisor, &place.job("true"));
    assert_eq!(outcome.ending, Ending::Exit(0), "another one is started");
}

fn no_supervisor() {
    let place = Place::new();
    for program in ["/bin/false", "/bin/cat", "/nowhere/program"] {
        let mut supervisor =
            Supervisor::new(place.root(), LOCK, Vec::new()).with_program(program.as_ref(), &[]);
        let failure = supervisor.run(&place.job("touch began"), &mut |_| {});
        assert!(
            matches!(failure, Err(StepsFailure::NoSupervisor(_))),
            "{program}: {failure:?}"
        );
    }
    assert!(!place.path("began").exists());
}

fn former() {
    let place = Place::new();
    assert!(
        wait_for_former_supervisor(place.root(), LOCK, Duration::ZERO),
        "there was none"
    );
    let mut first = place.supervisor();
    run(&mut first, &place.job("true"));
    assert!(!wait_for_former_supervisor(
        place.root(),
        LOCK,
        Duration::ZERO
    ));
    assert!(wait_for_former_supervisor(
        place.root(),
        "other",
        Duration::ZERO
    ));
    drop(first);
    assert!(wait_for_former_supervisor(place.root(), LOCK, LONG));
    // Killed while its step ignores SIGTERM: the next one begins when nothing of it is left.
    let job = place.job("trap '' TERM; touch began; while :; do sleep 1; done");
    let mut runner = place.runner(&job, |_| {});
    place.wait_for("began");
    runner.process().kill().unwrap();
    runner.process().wait().unwrap();
    let mut next = place.supervisor();
    run(&mut next, &place.job("true"));
    assert_eq!(place.marked(next.process_id()), Vec::<u32>::new());
}

fn kept_out() {
    let place = Place::new();
    std::fs::create_dir_all(place.path(".stopgate/locks")).unwrap();
    let lock = File::create(place.path(".stopgate/locks/supervisor-test.lock")).unwrap();
    lock.lock().unwrap();
    let failure = place
        .supervisor()
        .run(&place.job("touch began"), &mut |_| {})
        .unwrap_err();
    assert!(
        matches!(&failure, StepsFailure::NoSupervisor(why) if why.contains("earlier run")),
        "{failure}"
    );
    assert!(!place.path("began").exists());
}

fn other_session() {
    let place = Place::new();
    let mut runner = place.runner(&place.job("touch began; sleep 1; touch ended"), |_| {});
    place.wait_for("began");
    let group = Pid::from_child(runner.process());
    // The runner is stopped with all of its group; the step goes on.
    rustix::process::kill_process_group(group, Signal::STOP).unwrap();
    place.wait_for("ended");
    rustix::process::kill_process_group(group, Signal::CONT).unwrap();
    wait_until("the runner has reported", || {
        runner.process().try_wait().unwrap().is_some()
    });
    assert!(runner.process().wait().unwrap().success());
}
