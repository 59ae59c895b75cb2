//! Runs that are killed at every moment on the way of their records to the disk, and gone on with: no
//! effect is lost, none is repeated (R5, R6; FAULT-1).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use stopgate_tests::matrix::{count, report};
use stopgate_tests::repository::Repository;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/program.rs"]
mod program;

#[path = "support/life.rs"]
mod life;

use life::{Binaries, Call, Life, Script};

/// How many kills there are (FAULT-1).
const KILLS: usize = 2_000;

/// More moments than any command has.
const MOMENTS: u64 = 60;

/// How often one life is killed at most.
const KILLS_A_LIFE: usize = 24;

/// The lives of so many scripts are killed at every moment; those of all again and again.
const AT_EVERY_MOMENT: usize = 6;

const DAY: &str = "2026-04-30";

/// A pump station of three phases, each with its check and its way back.
const PHASES: Script = Script {
    plan: "tests/runs/three-phases.md",
    day: DAY,
    forward: &["a1", "check-a", "b1", "check-b", "c1"],
    back: &["undo-c", "undo-b", "undo-a"],
    revision: None,
    no_go: false,
    opening: None,
    resolves_first: false,
    changes: &[],
};

const SCRIPTS: &[Script] = &[
    // After it has passed, a step is changed, and the plan is run again.
    Script {
        revision: Some(("echo c1", "echo c2", "c2")),
        ..PHASES
    },
    // A person says no-go before every go; the first step has no known outcome.
    Script {
        no_go: true,
        opening: Some(12),
        ..PHASES
    },
    // One phase with a step that fails until its cause is mended, in the rollback as well.
    Script {
        plan: "tests/runs/mended.md",
        forward: &["a1", "a2", "a4", "check-a"],
        back: &["undo-a"],
        ..PHASES
    },
    // Points that people confirm.
    Script {
        plan: "tests/runs/manual-checks.md",
        forward: &["a1", "a2", "b1"],
        back: &["undo-b", "undo-a"],
        ..PHASES
    },
    // A plan with places for progress and evidence; its check stands behind the last phase.
    Script {
        plan: "tests/runs/milestones.md",
        forward: &["a1", "a2", "b1", "check-a"],
        back: &["undo-a"],
        opening: Some(15),
        resolves_first: true,
        ..PHASES
    },
    // Nothing but work of people.
    Script {
        plan: "tests/plans/team-room-change-notices.md",
        day: "2026-08-31",
        forward: &[],
        back: &[],
        ..PHASES
    },
    // Output that is longer than what the journal keeps of it.
    Script {
        changes: &[
            (
                "`echo a1 >> effects.txt` | Jonna | exit code 0, no output",
                "`echo a1 >> effects.txt; seq 1 40000` | Jonna | exit code 0",
            ),
            (
                "`echo b1 >> effects.txt` | Jonna | exit code 0, no output",
                "`echo b1 >> effects.txt; seq 1 300` | Jonna | exit code 0",
            ),
        ],
        ..PHASES
    },
    // Lines that end as on Windows.
    Script {
        changes: &[("\n", "\r\n")],
        ..PHASES
    },
    // More steps in one phase, and output in several scripts.
    Script {
        changes: &[(
            "| 2.1 | Switch the first side pump | `echo b1 >> effects.txt` | Jonna | exit code 0, no output |",
            "| 2.1 | Switch the first side pump | `echo b1 >> effects.txt` | Jonna | exit code 0, no output |\n| 2.2 | Switch the second side pump | `echo b2 >> effects.txt && echo 日本 ünï` | Jonna | `日本 ünï` |\n| 2.3 | Switch the third side pump | `echo b3 >> effects.txt` | Jonna | exit code 0 |",
        )],
        forward: &["a1", "check-a", "b1", "b2", "b3", "check-b", "c1"],
        ..PHASES
    },
    // No way back but one for all phases.
    Script {
        changes: &[(
            "- Phase 3: `echo undo-c >> effects.txt`\n- Phase 2: `echo undo-b >> effects.txt`\n- Phase 1:",
            "- All phases:",
        )],
        back: &["undo-a"],
        no_go: true,
        ..PHASES
    },
    // Another plan with places for progress, and one more step behind a no-go.
    Script {
        plan: "tests/runs/milestones.md",
        changes: &[(
            "    echo b1 >> effects.txt\n\nExpected: exit code 0",
            "    echo b1 >> effects.txt\n\nExpected: exit code 0\n\n    echo b2 >> effects.txt\n\nExpected: exit code 0",
        )],
        forward: &["a1", "a2", "b1", "b2", "check-a"],
        back: &["undo-a"],
        no_go: true,
        ..PHASES
    },
    // A step that prints nothing where people confirm what they heard.
    Script {
        plan: "tests/runs/manual-checks.md",
        changes: &[(
            "echo a2 >> effects.txt && echo rung        # ✓ prints rung",
            "echo a2 >> effects.txt                     # ✓ exit code 0",
        )],
        forward: &["a1", "a2", "b1"],
        back: &["undo-b", "undo-a"],
        no_go: true,
        ..PHASES
    },
];

/// Kills by command and moment.
#[derive(Default)]
struct Tally(Mutex<BTreeMap<(String, String), usize>>);

impl Tally {
    fn count(&self, call: &Call, moment: &str) {
        let mut kills = self.0.lock().expect("nobody panicked");
        *kills
            .entry((call.name().to_owned(), moment.to_owned()))
            .or_default() += 1;
    }

    fn total(&self) -> usize {
        self.0.lock().expect("nobody panicked").values().sum()
    }

    /// Prints a table; fails where a kind of moment or a command was spared.
    fn close(self) {
        let kills = self.0.into_inner().expect("nobody panicked");
        let moments = ["BeforeWrite", "HalfWritten", "Written", "Synced"];
        let commands = ["run", "go", "no-go", "resume", "resolve", "rollback"];
        println!(
            "{:<10}{}",
            "killed",
            moments.map(|moment| format!("{moment:>13}")).concat()
        );
        for command in commands {
            let at = |moment: &str| {
                let key = (command.to_owned(), moment.to_owned());
                kills.get(&key).copied().unwrap_or_default()
            };
            println!(
                "{command:<10}{}",
                moments.map(|moment| format!("{:>13}", at(moment))).concat()
            );
            for moment in moments {
                assert!(at(moment) > 0, "{command} was never killed at {moment}");
            }
        }
        let total: usize = kills.values().sum();
        assert!(total >= count(KILLS), "only {total} kills");
        report("FAULT-1", (total, "kills"), 1, &[]);
    }
}

/// Numbers that look like chance and are the same in every run of the tests.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }
}

/// Leads one life to its end without a kill; a copy of it is killed at every moment of every command,
/// and comes to the stop to which the command leads. Every eighth of them goes on to the end.
fn kill_at_every_moment(script: &Script, binaries: &Binaries, tally: &Tally) {
    let mut trunk = Life::begin(script, binaries);
    if let Some(moment) = script.opening {
        let call = trunk.next().expect("the run");
        let killed = trunk.kill(&call, moment).expect("it is killed");
        tally.count(&call, &killed);
    }
    let mut calls = 0;
    while let Some(call) = trunk.next() {
        let before = trunk.fork();
        trunk.make(&call);
        let stop = trunk.next_stop();
        for moment in 1..MOMENTS {
            let mut copy = before.fork();
            let Some(killed) = copy.kill(&call, moment) else {
                break;
            };
            tally.count(&call, &killed);
            copy.go_on_to(&stop);
            // Not always the same of the four moments of a write.
            if (moment + moment / 4 + calls).is_multiple_of(8) {
                copy.look_after_kill();
                copy.finish();
            }
            assert!(moment + 1 < MOMENTS, "{call} has more moments");
        }
        calls += 1;
    }
    trunk.finish();
}

/// Leads a life to its end whose commands are killed again and again.
fn kill_again_and_again(script: &Script, seed: u64, binaries: &Binaries, tally: &Tally) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut life = Life::begin(script, binaries);
    let mut kills = 0;
    while let Some(call) = life.next() {
        if kills == KILLS_A_LIFE {
            break;
        }
        match life.kill(&call, 1 + dice.below(14)) {
            None => {}
            Some(moment) => {
                kills += 1;
                tally.count(&call, &moment);
                if kills % 8 == 0 {
                    life.look_after_kill();
                }
            }
        }
    }
    life.recover();
    life.finish();
}

#[test]
fn runs_that_are_killed_at_any_moment_lose_nothing_and_repeat_nothing() {
    // Copies: whoever builds anew while runs go on takes their binary away.
    let folder = tempfile::TempDir::new().expect("a temporary directory");
    let copy = |binary: &Path| {
        let copy = folder.path().join(binary.file_name().expect("a name"));
        std::fs::copy(binary, &copy).expect("a copy");
        copy
    };
    let binaries = Binaries {
        stopgate: copy(program::program()),
        crashing: copy(&program::built("stopgate-crashing")),
    };
    let tally = Tally::default();
    let every = SCRIPTS.iter().take(AT_EVERY_MOMENT);
    let every = every.map(|script| (script, None));
    let seeds = (1..).flat_map(|seed| SCRIPTS.iter().map(move |script| (script, Some(seed))));
    let (first, wanted) = (AT_EVERY_MOMENT + SCRIPTS.len(), count(KILLS));
    let lives = Mutex::new(every.chain(seeds));
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < first || tally.total() < wanted {
                    let life = lives.lock().expect("nobody panicked").next();
                    match life.expect("there is always one more") {
                        (script, None) => kill_at_every_moment(script, &binaries, &tally),
                        (script, Some(seed)) => {
                            kill_again_and_again(script, seed, &binaries, &tally);
                        }
                    }
                }
            });
        }
    });
    tally.close();
}
