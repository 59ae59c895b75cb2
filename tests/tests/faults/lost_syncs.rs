//! FAULT-5: a sync that fails and forgets what it was to sync, so that the next one succeeds without it; and a
//! disk that only says that it synced.

use stopgate_journal::read;
use stopgate_tests::dice::Dice;
use stopgate_tests::matrix::{count, report};

use crate::crash_states::story;
use crate::disk::{Entry, Failing, Fault, Mark, Simulated, Spread};
use crate::judge::{Story, Verdict, ended_well};
use crate::life::{Life, Reader, journal_on, repository};
use crate::on_all_threads;

const SEED: u64 = 5;

/// A life in which one sync of a file fails; none where it has fewer.
fn with_failed_sync(reader: &Reader, at: u64) -> Option<Result<Story, String>> {
    let before = repository();
    let disk = Simulated::with(before.clone());
    let mut life = Life::new(reader, &disk, Vec::new());
    disk.set_fault(Some(Fault {
        what: Failing::Sync,
        at,
        stays: false,
    }));
    let first = life.lead();
    if disk.requests().1 < at {
        return None;
    }
    disk.mark(Mark::Ended);
    let rest = first.or_else(|_| life.lead()).and_then(|()| life.recover());
    let story = rest
        .map_err(|trouble| format!("it does not go on: {trouble:?}"))
        .and_then(|_| ended_well(&life, &disk.cache()))
        .map(|()| Story::new(before, disk.log()));
    Some(story.and_then(|story| never_synced_again(&story).map(|()| story)))
}

/// Nothing is synced again by the command whose sync failed.
fn never_synced_again(story: &Story) -> Result<(), String> {
    let mut failed = None;
    for entry in &story.log {
        match entry {
            Entry::Sync { node, failed: true } => failed = Some(*node),
            Entry::Sync { node, .. } if failed == Some(*node) => {
                return Err("a sync that failed was asked for again".to_owned());
            }
            Entry::Mark(Mark::Ended) => failed = None,
            _ => {}
        }
    }
    Ok(())
}

/// On a disk that lies everything can be lost; what is left is a beginning of what was written, or refused.
fn lied_to(reader: &Reader, story: &Story, dice: &mut Dice) -> Result<(), String> {
    let at = 1 + dice.below(story.log.len());
    let whole = story.crash(at, Spread::All, dice);
    let spread = *dice.pick(&Spread::ALL);
    let image = story.crash(at, spread, dice);
    let Some((_, written, _)) = journal_on(&whole) else {
        return Ok(());
    };
    let disk = Simulated::with(image.clone());
    let _ = Life::new(reader, &disk, Vec::new()).recover();
    let left = journal_on(&image)
        .map(|(_, bytes, _)| bytes)
        .unwrap_or_default();
    let valid = &left[..read(&left).valid];
    if written.starts_with(valid) {
        Ok(())
    } else {
        Err("a journal that never was".to_owned())
    }
}

#[test]
fn a_sync_that_failed_is_a_crash_and_is_never_asked_for_again() {
    let reader = Reader::new();
    let all = (1..200).map_while(|at| with_failed_sync(&reader, at));
    let (mut stories, mut faults) = (Vec::new(), Vec::new());
    for (at, story) in all.enumerate() {
        match story {
            Ok(story) => stories.push(story),
            Err(why) => faults.push(format!("sync {}: {why}", at + 1)),
        }
    }
    let wanted = count(500);
    let lying = story(&reader, None, true).expect("a story");
    let found = on_all_threads(wanted, |number| {
        let mut dice = Dice::new(SEED + number as u64);
        if number % 5 == 4 {
            return lied_to(&reader, &lying, &mut dice).err();
        }
        let of = number % stories.len();
        let story = &stories[of];
        // Most after the sync that failed: what it lost must not be missed then.
        let failed = story
            .log
            .iter()
            .position(|entry| matches!(entry, Entry::Sync { failed: true, .. }));
        let failed = failed.unwrap_or_default();
        let at = failed + 1 + dice.below(story.log.len() - failed);
        let spread = *dice.pick(&Spread::ALL);
        let image = story.crash(at.min(story.log.len()), spread, &mut dice);
        match story.judge(at.min(story.log.len()), image, (&reader, true)) {
            Verdict::Sound | Verdict::Refused => None,
            Verdict::Fault(why) => Some(format!("sync {}, entry {at}, {spread:?}: {why}", of + 1)),
        }
    });
    faults.extend(found.into_iter().flatten());
    println!("{} syncs of a run, each of them failed once", stories.len());
    report("FAULT-5", (wanted, "lost syncs"), SEED, &faults);
}
