//! FAULT-11: every subset of what undoes fails, after every part of what was to be undone.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::matrix;
use stopgate_formats::EditIntent;
use stopgate_journal::{
    Created, Ending, Event, Head, Journal, Status, StepKind, Store, StoreFailure, UndoPlan, Who,
};
use stopgate_runner::{
    Clock, Happening, Held, Job, Notebook, Runner, Steps, StepsFailure, Supplies, Written,
};

use crate::plans::{POLICIES, bare, phase_of, plain};
use crate::world::{Blind, outcome};

/// Up to so many steps are undone in every way.
const STEPS: usize = 8;

/// A case: how many steps there are, how many of them are done, which of their undoings fail and how
/// often, whether each undoes one step or the rollback is a list, and the error policy.
#[derive(Clone, Copy, Debug)]
struct Case {
    steps: usize,
    done: usize,
    failing: u32,
    fails: u32,
    pairs: bool,
    policy: &'static str,
}

#[test]
fn what_fails_to_be_undone_holds_up_the_rest_and_goes_on_once_it_is_mended() {
    let mut faults = Vec::new();
    let cases = cases();
    for case in &cases {
        let found = undone(case);
        let expected = expected(case);
        if found != expected {
            faults.push(format!("{case:?}: {found:?}, not {expected:?}"));
        }
    }
    matrix::report("FAULT-11", (cases.len(), "rollbacks"), 0, &faults);
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for steps in 1..=STEPS {
        // The policies share what undoes; the longest rollbacks are tried under the two that differ most.
        let policies = if steps > 5 { &POLICIES[..2] } else { &POLICIES };
        for policy in policies {
            for (done, failing) in
                (0..=steps).flat_map(|done| (0..1 << steps).map(move |f| (done, f)))
            {
                for (pairs, fails) in [(true, 1), (false, 1), (true, 2)] {
                    cases.push(Case {
                        steps,
                        done,
                        failing,
                        fails,
                        pairs,
                        policy,
                    });
                }
            }
        }
    }
    // What fails of what is never undone makes no other case.
    cases.retain(|case| !case.pairs || case.failing >> case.done == 0);
    cases
}

/// What is started, call by call.
fn expected(case: &Case) -> Vec<Vec<String>> {
    let order: Vec<usize> = if case.pairs {
        (0..case.done).rev().collect()
    } else {
        (0..case.steps).collect()
    };
    let mut calls = vec![Vec::new()];
    for at in order {
        let tries = if case.failing & 1 << at == 0 {
            0
        } else {
            case.fails
        };
        for _ in 0..tries {
            calls.last_mut().expect("a call").push(format!("undo-{at}"));
            calls.push(Vec::new());
        }
        calls.last_mut().expect("a call").push(format!("undo-{at}"));
    }
    calls
}

/// What a runner starts once the rollback began, call by call until everything is undone.
fn undone(case: &Case) -> Vec<Vec<String>> {
    let world = World::default();
    for at in 0..case.steps {
        let fails = if case.failing & 1 << at == 0 {
            0
        } else {
            case.fails
        };
        world.fails.borrow_mut().insert(format!("undo-{at}"), fails);
    }
    if case.done < case.steps {
        let failing = format!("step-{}", case.done);
        world.fails.borrow_mut().insert(failing, u32::MAX);
    }
    let first = Event::RunCreated(Box::new(created(case)));
    let (mut steps, mut notebook, mut observer) = (&world, &world, Blind);
    let supplies = Supplies {
        width: 1,
        ..Supplies::default()
    };
    let mut runner = Runner::new(
        Journal::create(Memory, "now", &first).expect("a plan"),
        (&world, &mut steps),
        (&mut notebook, &mut observer),
        &supplies,
    );
    runner.advance().expect("nothing dies");
    let who = Who {
        name: "ada".to_owned(),
        method: "ssh".to_owned(),
        signed: None,
    };
    runner
        .record(&Event::RollbackBegan { who })
        .expect("it may begin");
    let mut calls = Vec::new();
    loop {
        world.starts.borrow_mut().clear();
        let status = runner.advance().expect("nothing dies");
        calls.push(world.starts.borrow().clone());
        let most = case.steps * 2 + 2;
        if status != Status::Failed || calls.len() > most {
            let last = if status == Status::RolledBack {
                ""
            } else {
                status.name()
            };
            if !last.is_empty() {
                calls.push(vec![last.to_owned()]);
            }
            return calls;
        }
    }
}

/// Steps of which the last that is done is followed by one that fails, independent ones under `continue`.
fn created(case: &Case) -> Created {
    let mut steps = Vec::new();
    for at in 0..case.steps {
        let mut step = plain(&format!("step-{at}"), StepKind::Command);
        step.contract.name = Some(format!("name-{at}"));
        if at > 0 && case.policy == "continue" {
            step.contract.needs = vec![format!("name-{}", at - 1)];
        }
        steps.push(step);
    }
    let undo = |at: usize| UndoPlan {
        step: plain(&format!("undo-{at}"), StepKind::Rollback),
        phase: None,
        steps: case
            .pairs
            .then(|| format!("step-{at}"))
            .into_iter()
            .collect(),
    };
    let undoings = (0..case.steps).map(undo);
    let undoings: Vec<UndoPlan> = if case.pairs {
        undoings.rev().collect()
    } else {
        undoings.collect()
    };
    Created {
        on_error: case.policy.to_owned(),
        ..bare(vec![phase_of(0, steps)], undoings, Vec::new())
    }
}

/// Commands that fail as often as they are told to.
#[derive(Default)]
struct World {
    fails: RefCell<BTreeMap<String, u32>>,
    starts: RefCell<Vec<String>>,
    running: RefCell<Vec<String>>,
}

impl Steps for &World {
    fn start(&mut self, job: &Job) -> Result<(), StepsFailure> {
        self.starts.borrow_mut().push(job.step.clone());
        self.running.borrow_mut().push(job.step.clone());
        Ok(())
    }

    fn next(&mut self, _: Option<Duration>) -> Option<Happening> {
        let step = self.running.borrow_mut().pop()?;
        let mut fails = self.fails.borrow_mut();
        let left = fails.entry(step.clone()).or_default();
        let code = i32::from(*left > 0);
        *left = left.saturating_sub(1);
        Some(Happening::Ended {
            step,
            result: Ok(outcome(Ending::Exit(code))),
        })
    }

    fn held(&mut self, _: &str, _: u32) -> Option<Held> {
        None
    }
}

impl Clock for World {
    fn now(&self) -> String {
        "now".to_owned()
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn wait(&self, _: Duration) {}
}

impl Notebook for &World {
    fn write(&mut self, _: &[EditIntent]) -> Result<Written, String> {
        Err("nobody reads it".to_owned())
    }
}

/// Keeps nothing: these runners do not die.
struct Memory;

impl Store for Memory {
    fn append(&mut self, _: &Head, _: &str) -> Result<(), StoreFailure> {
        Ok(())
    }

    fn read_from(&self, _: u64) -> Result<Vec<u8>, StoreFailure> {
        Ok(Vec::new())
    }
}
