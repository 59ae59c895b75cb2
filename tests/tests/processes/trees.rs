//! FAULT-7: nothing that a step has started lives on when its runner, its supervisor or its time is gone.

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use stopgate_tests::matrix;
use stopgate_tests::repository::Repository;

use crate::alive::Watched;
use crate::escapes::{ESCAPES, Escape, LEAF, TEMPERS};
use crate::lanes::at_once;
use crate::place::{RUN, with_block};

/// How long something may live on (CONTRACT.md 10).
const MOST: Duration = Duration::from_secs(2);

/// Longest wait for a tree to grow, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// Cases at the same time.
const LANES: usize = 6;

/// What happens to a run.
#[derive(Clone, Copy, Debug)]
enum End {
    /// Its runner gets a signal.
    Runner(Signal),
    /// Its supervisor gets one.
    Supervisor(Signal),
    /// The time of the step is over.
    TimeOut,
}

/// A tree, and what ends it.
struct Case {
    escape: &'static Escape,
    temper: &'static str,
    end: End,
}

/// What was seen of a case.
struct Seen {
    fault: Option<String>,
    /// How long the last of it lived on.
    gone_after: Duration,
    has_group: bool,
}

fn trees() -> impl Iterator<Item = (&'static Escape, &'static str)> {
    let tempers = |escape| TEMPERS.into_iter().map(move |temper| (escape, temper));
    ESCAPES.iter().flat_map(tempers)
}

fn cases() -> Vec<Case> {
    let with = |end: End| {
        move |(escape, temper)| Case {
            escape,
            temper,
            end,
        }
    };
    let signals = [Signal::KILL, Signal::TERM, Signal::INT, Signal::HUP];
    let runner = signals
        .into_iter()
        .flat_map(|signal| trees().map(with(End::Runner(signal))));
    let supervisor = trees().step_by(3).map(with(End::Supervisor(Signal::KILL)));
    let asked = trees()
        .skip(1)
        .step_by(12)
        .map(with(End::Supervisor(Signal::TERM)));
    let times = trees().skip(2).step_by(5).map(with(End::TimeOut));
    runner.chain(supervisor).chain(asked).chain(times).collect()
}

#[test]
fn nothing_that_a_step_started_outlives_its_run() {
    let [untimed, timed] = ["", "{timeout=4s}"].map(|time| with_block(time, "bash tree.sh"));
    let place = |end: End| match end {
        End::TimeOut => timed.fork(),
        End::Runner(_) | End::Supervisor(_) => untimed.fork(),
    };
    let cases = cases();
    let rounds = matrix::count(cases.len()).div_ceil(cases.len());
    let (mut faults, mut tried, mut slowest) = (Vec::new(), 0, Duration::ZERO);
    for _ in 0..rounds {
        let mut seen = at_once(LANES, &cases, |_, case| watch(&place(case.end), case));
        // Two seconds are for a tree on its own. One that took longer beside others is tried once more.
        for (seen, case) in seen.iter_mut().zip(&cases) {
            if seen.fault.is_some() {
                println!("once more, alone: {:?}", seen.fault);
                *seen = watch(&place(case.end), case);
            }
        }
        tried += seen.len();
        let groups = seen.iter().filter(|seen| seen.has_group).count();
        println!(
            "{groups} of {} cases were seen through a control group too",
            seen.len()
        );
        slowest = seen
            .iter()
            .map(|seen| seen.gone_after)
            .max()
            .unwrap_or(slowest)
            .max(slowest);
        faults.extend(seen.into_iter().filter_map(|seen| seen.fault));
    }
    println!("the last process of the slowest tree was gone after {slowest:?}");
    matrix::report("FAULT-7", (tried, "process trees"), 0, &faults);
}

fn watch(repository: &Repository, case: &Case) -> Seen {
    let watched = Watched::new();
    let here = repository.root();
    let escape = case.escape;
    let script = format!(
        "export HERE='{}' TEMPER={} MARK={} LEAF=\"bash {0}/leaf.sh\"\n{}\ntouch ready\nsleep 300\n",
        here.display(),
        case.temper,
        watched.mark,
        escape.script
    );
    repository.write("leaf.sh", LEAF.as_bytes());
    repository.write("tree.sh", script.as_bytes());
    repository.write("alive", b"");
    let mut runner = watched.start(&repository.command(RUN));
    let name = format!("{}, {}, {:?}", escape.name, case.temper, case.end);
    let grown = until(PATIENCE, || is_grown(repository, escape.leaves));
    let has_time = !matches!(case.end, End::TimeOut);
    let mut fault = (has_time && !grown).then(|| format!("{name}: it did not grow"));
    let ended = end(case.end, &watched, &mut runner);
    let is_gone = |watched: &Watched| watched.alive().is_empty();
    // A runner that lost its supervisor, or whose step has no time left, goes on until it has said so.
    let gone = match case.end {
        End::Runner(_) => {
            runner.wait().expect("the runner ends");
            until(MOST.saturating_sub(ended.elapsed()), || is_gone(&watched))
        }
        End::Supervisor(_) | End::TimeOut => {
            until(PATIENCE, || matches!(runner.try_wait(), Ok(Some(_))));
            until(MOST, || is_gone(&watched))
        }
    };
    let gone_after = ended.elapsed();
    let alive = watched.alive();
    if !gone && !alive.is_empty() {
        fault = Some(format!(
            "{name}: {} live after {gone_after:?}: {alive:?}",
            alive.len()
        ));
    }
    let _ = runner.kill();
    let _ = runner.wait();
    let has_group = watched.has_group();
    let gone_after = match case.end {
        End::Runner(_) => gone_after,
        // Measured from the end of the runner, which had its own work to do.
        End::Supervisor(_) | End::TimeOut => Duration::ZERO,
    };
    Seen {
        fault,
        gone_after,
        has_group,
    }
}

/// Ends the run; when.
fn end(end: End, watched: &Watched, runner: &mut Child) -> Instant {
    let send = |id: u32, signal| {
        let id = i32::try_from(id).ok().and_then(Pid::from_raw);
        let _ = id.map(|id| kill_process(id, signal));
    };
    match end {
        End::Runner(signal) => send(runner.id(), signal),
        End::Supervisor(signal) => {
            if let Some(id) = watched.supervisor() {
                send(id, signal);
            }
        }
        // Everything but the runner itself, which goes on, is gone by then.
        End::TimeOut => {}
    }
    Instant::now()
}

fn is_grown(repository: &Repository, leaves: usize) -> bool {
    let alive = fs::read(repository.root().join("alive")).unwrap_or_default();
    let lines = alive.iter().filter(|byte| **byte == b'\n').count();
    lines >= leaves && repository.root().join("ready").exists()
}

fn until(most: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if begun.elapsed() >= most {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
