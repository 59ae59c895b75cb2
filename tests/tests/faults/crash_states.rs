//! FAULT-3: what a crash can leave of journal, plan, decisions and folders together, with what was not synced
//! lost, in part, or in another order. Recovering twice is recovering once.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use stopgate_tests::dice::Dice;
use stopgate_tests::matrix::{count, report};

use crate::disk::{Failing, Fault, Simulated, Spread};
use crate::judge::{Story, Verdict, ended_well};
use crate::life::{Life, Reader, Trouble, repository};
use crate::on_all_threads;

const SEED: u64 = 3;

/// How many states one piece of work tries.
const PIECE: usize = 250;

/// One in so many states is gone on with to the end of the run.
const TO_END: usize = 20;

/// A life that nothing disturbs, or whose process is killed before a request and goes on; with syncs that
/// work, or only say so.
pub fn story(reader: &Reader, killed_at: Option<u64>, lies: bool) -> Option<Story> {
    let before = repository();
    let disk = Simulated::with(before.clone());
    if lies {
        disk.lie();
    }
    let mut life = Life::new(reader, &disk, Vec::new());
    disk.set_fault(killed_at.map(|at| Fault {
        what: Failing::Kill,
        at,
        stays: false,
    }));
    let mut ended = life.lead();
    if killed_at.is_some() {
        if ended != Err(Trouble::Killed) {
            return None;
        }
        disk.bury();
        // A person who looks first is told what stands there, and can rely on it.
        ended = life.recover().and_then(|_| life.lead());
    }
    assert_eq!(ended, Ok(()), "killed at {killed_at:?}");
    ended_well(&life, &disk.cache()).unwrap_or_else(|why| panic!("killed at {killed_at:?}: {why}"));
    Some(Story::new(before, disk.log()))
}

/// Tries states until there are so many; what is wrong, and how many were refused.
fn explore(reader: &Reader, stories: &[Story], wanted: usize) -> (usize, Vec<String>, usize) {
    let known = Mutex::new(HashSet::new());
    let (tried, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = on_all_threads(wanted.div_ceil(PIECE), |piece| {
        let mut dice = Dice::new(SEED + piece as u64 * 7919);
        let (mut faults, mut left, mut chances) = (Vec::new(), PIECE, PIECE * 40);
        while left > 0 && chances > 0 {
            chances -= 1;
            let of = dice.below(stories.len());
            let story = &stories[of];
            let at = 1 + dice.below(story.log.len());
            let spread = *dice.pick(&Spread::ALL);
            let image = story.crash(at, spread, &mut dice);
            let mut hasher = DefaultHasher::new();
            (of, at, &image).hash(&mut hasher);
            if !known
                .lock()
                .expect("nobody panicked")
                .insert(hasher.finish())
            {
                continue;
            }
            left -= 1;
            tried.fetch_add(1, Ordering::Relaxed);
            match story.judge(at, image, (reader, left.is_multiple_of(TO_END))) {
                Verdict::Sound => {}
                Verdict::Refused => drop(refused.fetch_add(1, Ordering::Relaxed)),
                Verdict::Fault(why) => {
                    faults.push(format!("story {of}, entry {at}, {spread:?}: {why}"));
                }
            }
        }
        faults
    });
    (tried.into_inner(), found.concat(), refused.into_inner())
}

#[test]
fn a_crash_loses_nothing_that_somebody_was_told_and_mixes_no_document() {
    let reader = Reader::new();
    let mut stories: Vec<Story> = story(&reader, None, false).into_iter().collect();
    let entries = stories[0].log.len() as u64;
    let kills = (1..entries * 8).step_by(3);
    stories.extend(kills.map_while(|at| story(&reader, Some(at), false)));
    let (tried, faults, refused) = explore(&reader, &stories, count(50_000));
    println!(
        "{} lives, {refused} states refused: sectors lost within a write of several records",
        stories.len()
    );
    assert!(refused * 20 < tried, "{refused} refused");
    report("FAULT-3", (tried, "crash states"), SEED, &faults);
}

#[test]
fn a_disk_that_only_says_that_it_synced_is_found_out() {
    let reader = Reader::new();
    let stories: Vec<Story> = story(&reader, None, true).into_iter().collect();
    let (tried, faults, _) = explore(&reader, &stories, 500);
    println!(
        "{} of {tried} states show that nothing was synced",
        faults.len()
    );
    assert!(faults.len() > 50, "{faults:?}");
}
