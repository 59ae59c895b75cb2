//! Nothing that a step starts outlives it, nor its runner: every way of getting away, with every way of
//! ending.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use stopgate_runner::Ending;
use stopgate_system::wait_for_former_supervisor;

use crate::play::{LOCK, Place, run, wait_until};

pub const TESTS: &[crate::Test] = &[(
    "nothing_that_a_step_starts_survives_step_or_runner",
    nothing_survives,
)];

/// How long after the end a survivor counts as one.
const SURVIVED: Duration = Duration::from_secs(2);
/// Cases that run at the same time.
const AT_ONCE: usize = 4;

/// A way of getting away: its name, the command, and how many processes it leaves at least.
type Escape = (&'static str, &'static str, usize);

const ESCAPES: [Escape; 12] = [
    ("holds the pipe", "sleep 300 &", 1),
    (
        "new session",
        "setsid sleep 300 </dev/null >/dev/null 2>&1 &",
        1,
    ),
    ("double fork", "( ( sleep 300 & ) & )", 1),
    (
        "double fork, session",
        "( setsid bash -c '( sleep 300 & ) ; sleep 300' & )",
        2,
    ),
    ("nohup", "nohup sleep 300 >/dev/null 2>&1 &", 1),
    (
        "ignores TERM",
        "( trap '' TERM INT HUP; sleep 300; sleep 300 ) &",
        2,
    ),
    (
        "ignores TERM, session",
        "trap '' TERM; setsid sleep 300 & trap - TERM",
        1,
    ),
    ("stopped", "sleep 300 & kill -STOP $!", 1),
    (
        "stopped, ignores TERM",
        "( trap '' TERM; exec sleep 300 ) & kill -STOP $!",
        1,
    ),
    ("many", "for n in $(seq 150); do sleep 300 & done", 150),
    (
        "starts anew",
        "( trap '' TERM; while :; do ( trap '' TERM; sleep 0.01 ); done ) &",
        1,
    ),
    (
        "without environment",
        "env -i bash -c 'exec -a \"$0\" sleep 300' \"$TEST_MARK\" &",
        1,
    ),
];

/// A way of ending.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Step,
    TimeOut,
    Runner(Signal),
    /// As the terminal does it: the whole group of the runner gets the signal.
    RunnersGroup(Signal),
}

const ENDS: [End; 8] = [
    End::Step,
    End::TimeOut,
    End::Runner(Signal::KILL),
    End::Runner(Signal::TERM),
    End::Runner(Signal::INT),
    End::Runner(Signal::HUP),
    End::RunnersGroup(Signal::INT),
    End::RunnersGroup(Signal::KILL),
];

fn nothing_survives() {
    let cases: Vec<(Escape, End)> = ESCAPES
        .into_iter()
        .flat_map(|escape| ENDS.map(|end| (escape, end)))
        .collect();
    let next = AtomicUsize::new(0);
    let lines = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some((escape, end)) = cases.get(number) else {
                        return;
                    };
                    let line = case(*escape, *end);
                    lines.lock().unwrap().insert(number, line);
                }
            });
        }
    });
    let lines = lines.into_inner().unwrap();
    for (line, _) in lines.values() {
        println!("  {line}");
    }
    let survivors: usize = lines.values().map(|(_, survivors)| survivors).sum();
    println!("  {} cases, {survivors} survivors", lines.len());
    assert_eq!((lines.len(), survivors), (ESCAPES.len() * ENDS.len(), 0));
}

fn case((name, command, least): Escape, end: End) -> (String, usize) {
    let place = Place::new();
    let (before, survivors) = match end {
        End::Step => step_ends(&place, command, least),
        End::TimeOut => time_is_over(&place, command, least),
        End::Runner(signal) => runner_dies(&place, command, least, &|id| {
            kill_process(id, signal).unwrap();
        }),
        End::RunnersGroup(signal) => runner_dies(&place, command, least, &|id| {
            kill_process_group(id, signal).unwrap();
        }),
    };
    let end = match end {
        End::Step => "the step ends".to_owned(),
        End::TimeOut => "its time is over".to_owned(),
        End::Runner(signal) => format!("runner gets {}", signal_name(signal)),
        End::RunnersGroup(signal) => format!("runner's group gets {}", signal_name(signal)),
    };
    let line = format!("{name:22} | {end:24} | {before:3} processes | {survivors} survivors");
    (line, survivors)
}

fn signal_name(signal: Signal) -> &'static str {
    match signal {
        Signal::KILL => "KILL",
        Signal::TERM => "TERM",
        Signal::INT => "INT",
        _ => "HUP",
    }
}

fn step_ends(place: &Place, command: &str, least: usize) -> (usize, usize) {
    let mut supervisor = place.supervisor();
    let outcome = run(&mut supervisor, &place.job(command));
    assert_eq!(outcome.ending, Ending::Exit(0), "{command}: {outcome:?}");
    let left = usize::try_from(outcome.left_behind).unwrap();
    assert!(left >= least, "{command}: {left} of {least} were there");
    // The supervisor itself carries the mark in its arguments.
    (left, place.marked(supervisor.process_id()).len())
}

/// A busy machine needs longer until all have begun, so the time is prolonged until they have.
fn time_is_over(place: &Place, command: &str, least: usize) -> (usize, usize) {
    let mut supervisor = place.supervisor();
    let mut job = place.job(&format!("{command}\ntouch ready\nsleep 300"));
    for milliseconds in [700, 3_000, 15_000] {
        job.timeout = Duration::from_millis(milliseconds);
        let outcome = run(&mut supervisor, &job);
        assert_eq!(outcome.ending, Ending::TimedOut, "{command}: {outcome:?}");
        if place.path("ready").exists() {
            return (least, place.marked(supervisor.process_id()).len());
        }
    }
    panic!("{command}: had no time to begin");
}

fn runner_dies(place: &Place, command: &str, least: usize, kill: &dyn Fn(Pid)) -> (usize, usize) {
    let job = place.job(&format!("{command}\ntouch ready\nsleep 300"));
    let mut runner = place.runner(&job, |_| {});
    place.wait_for("ready");
    let mut before = 0;
    // Supervisor and shell are there beside what the escape leaves.
    wait_until("all have begun", || {
        before = place.marked(Some(runner.process().id())).len();
        before >= least + 2
    });
    kill(Pid::from_child(runner.process()));
    let killed = Instant::now();
    runner.process().wait().unwrap();
    let mut survivors = place.marked(None).len();
    while survivors > 0 && killed.elapsed() < SURVIVED {
        std::thread::sleep(Duration::from_millis(20));
        survivors = place.marked(None).len();
    }
    assert!(wait_for_former_supervisor(place.root(), LOCK, SURVIVED));
    (before, survivors)
}
