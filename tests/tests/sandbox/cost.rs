//! What a cell costs: printed, and judged in `benches/README.md`.

use std::time::{Duration, Instant};

use stopgate_model::Sandbox;
use stopgate_runner::Ending;
use stopgate_tests::matrix;

use crate::Test;
use crate::scene::{Scene, job, run};

pub const TESTS: &[Test] = &[("what_a_cell_costs", what_a_cell_costs)];

/// Steps of one kind before the other has its turn.
const TURN: usize = 25;

fn what_a_cell_costs() {
    let scene = Scene::new();
    let sandboxes = [Sandbox::Host, Sandbox::WorkspaceWrite, Sandbox::ReadOnly];
    // Two supervisors of one lock wait for each other, so each sandbox has a lock of its own.
    let mut supervisors =
        sandboxes.map(|sandbox| scene.supervisor_with_lock("as it is", sandbox.name()));
    let mut times = sandboxes.map(|_| Vec::new());
    for _ in 0..matrix::count(4) {
        for ((supervisor, sandbox), times) in supervisors.iter_mut().zip(sandboxes).zip(&mut times)
        {
            for _ in 0..TURN {
                let begun = Instant::now();
                let Ok(outcome) = run(supervisor, &job("true", sandbox, &[])) else {
                    return;
                };
                times.push(begun.elapsed());
                assert_eq!(outcome.ending, Ending::Exit(0));
            }
        }
    }
    let medians = times.each_mut().map(|times| median(times));
    for (sandbox, median) in sandboxes.iter().zip(medians) {
        let more = median.as_secs_f64() / medians[0].as_secs_f64() - 1.0;
        let milliseconds = median.as_secs_f64() * 1000.0;
        println!(
            "{:16} {milliseconds:.3} ms a step, {:+.0} %",
            sandbox.name(),
            more * 100.0
        );
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
