//! Many cases, some at the same time: most of the time they wait.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does the work for every case, in so many threads; what came of each, in the order of the cases.
pub fn at_once<C: Sync, R: Send>(
    lanes: usize,
    cases: &[C],
    work: impl Fn(usize, &C) -> R + Sync,
) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(number) else {
                        return;
                    };
                    let result = work(number, case);
                    done.lock()
                        .expect("no case panicked")
                        .insert(number, result);
                }
            });
        }
    });
    let done = done.into_inner().expect("no case panicked");
    done.into_values().collect()
}
