//! The rows FAULT-1 to FAULT-6 of the fault matrix: journals, runs and plans on a disk that fails, is cut off
//! from its power or says what is not so, and under a clock that jumps.

mod disk;

mod life;

mod judge;

mod torn_journals;

mod crash_states;

mod failing_requests;

mod lost_syncs;

mod clocks;

mod one_layer;

mod real_binary;

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../support/small_disk.rs"]
mod small_disk;

use stopgate_tests::repository::Repository;

/// Does one thing for each number below a count, on as many threads as there are processors.
fn on_all_threads<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let done = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    let result = work(at);
                    done.lock().expect("nobody panicked").push(result);
                }
            });
        }
    });
    done.into_inner().expect("nobody panicked")
}
