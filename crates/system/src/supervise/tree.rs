//! The processes below this one. As the reaper of orphans it keeps all of them below itself, whatever
//! sessions and groups they make.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::time::{Duration, Instant};

use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, WaitStatus, getpgrp, getpid, kill_process_group,
    pidfd_open, pidfd_send_signal, wait,
};

/// Most looks at the process table before what has been stopped is killed.
const MAX_LOOKS: usize = 8;

/// How long everything is looked for that is left.
const KILL_FOR: Duration = Duration::from_secs(5);

/// How often.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A process that lives, told from a later one with the same id by when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Process {
    pid: Pid,
    began: u64,
    /// Its process group; none where that is one of another namespace.
    group: Option<Pid>,
}

/// Whether there are processes below this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// At least one lives.
    Some,
    /// None, so that no step has left anything.
    None,
}

/// Takes note of all processes that have ended; `ended` is told of each.
pub(super) fn reap(ended: &mut dyn FnMut(Pid, WaitStatus)) -> Below {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some((pid, status))) => ended(pid, status),
            Err(rustix::io::Errno::CHILD) => return Below::None,
            Err(rustix::io::Errno::INTR) => {}
            Ok(None) | Err(_) => return Below::Some,
        }
    }
}

/// All processes below this one that live.
pub(super) fn descendants() -> Vec<Process> {
    descendants_but(&[])
}

/// The same without these, and what is below them.
fn descendants_but(spared: &[Pid]) -> Vec<Process> {
    let mut table = process_table();
    table.retain(|pid, _| !spared.contains(pid));
    let me = getpid();
    let mut below = HashSet::from([me]);
    // A parent may stand behind its child in the table.
    loop {
        let known = below.len();
        let children = table
            .iter()
            .filter(|(_, entry)| below.contains(&entry.parent));
        let children: Vec<Pid> = children.map(|(pid, _)| *pid).collect();
        below.extend(children);
        if below.len() == known {
            break;
        }
    }
    let lives = |pid: &Pid| table.get(pid).filter(|entry| entry.lives);
    let below = below.iter().filter(|pid| **pid != me);
    below
        .filter_map(|pid| {
            lives(pid).map(|entry| Process {
                pid: *pid,
                began: entry.began,
                group: entry.group,
            })
        })
        .collect()
}

/// Sends signals to processes, each unless another process has its id by now.
pub(super) fn signal(processes: &[Process], signals: &[Signal]) {
    for process in processes {
        let Ok(handle) = pidfd_open(process.pid, PidfdFlags::empty()) else {
            continue;
        };
        // The handle is bound to whatever has the id now, so the look behind it is decisive.
        let is_same = entry(process.pid).is_some_and(|entry| entry.began == process.began);
        if is_same {
            for signal in signals {
                let _ = pidfd_send_signal(&handle, *signal);
            }
        }
    }
}

/// Kills everything below this process, as it is found now: first all are stopped, so that none can start
/// another while it is looked for.
pub(super) fn kill() {
    kill_but(&[]);
}

/// The same without these, and what is below them.
fn kill_but(spared: &[Pid]) {
    let mut stopped = HashSet::new();
    for _ in 0..MAX_LOOKS {
        let mut fresh = descendants_but(spared);
        fresh.retain(|process| stopped.insert(*process));
        if fresh.is_empty() {
            break;
        }
        signal(&fresh, &[Signal::STOP]);
        signal_groups(&fresh, Signal::STOP);
    }
    let stopped: Vec<Process> = stopped.into_iter().collect();
    signal(&stopped, &[Signal::KILL]);
    signal_groups(&stopped, Signal::KILL);
}

/// Sends a signal to the groups of processes, but not to this one's: the kernel sends it to all of a group at
/// once, and a process that has a signal to take starts no other. What forks and ends all the time is gone
/// before a signal for itself comes.
fn signal_groups(processes: &[Process], signal: Signal) {
    let groups = processes.iter().filter_map(|process| process.group);
    let groups: HashSet<Pid> = groups.filter(|group| *group != getpgrp()).collect();
    for group in groups {
        let _ = kill_process_group(group, signal);
    }
}

/// Kills everything below this process but these, and what is below them, until nothing is left of it: what
/// forks and ends all the time is not found in every look.
pub(super) fn kill_all_but(spared: &[Pid]) {
    let begun = Instant::now();
    let is_left = || match spared {
        [] => reap(&mut |_, _| {}) == Below::Some,
        _ => !descendants_but(spared).is_empty(),
    };
    while is_left() && begun.elapsed() < KILL_FOR {
        kill_but(spared);
        std::thread::sleep(LOOK_EVERY);
    }
}

struct Entry {
    parent: Pid,
    group: Option<Pid>,
    began: u64,
    lives: bool,
}

fn process_table() -> HashMap<Pid, Entry> {
    let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
    folders
        .filter_map(|folder| {
            let pid = Pid::from_raw(folder.file_name().to_str()?.parse().ok()?)?;
            Some((pid, entry(pid)?))
        })
        .collect()
}

/// A line of the process table.
///
/// `4711 (bash) S 4710 4711 4711 0 -1 …`
fn entry(pid: Pid) -> Option<Entry> {
    let stat = fs::read(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // The name stands in parentheses and may hold anything, parentheses and invalid text too.
    let behind_name = stat.iter().rposition(|byte| *byte == b')')? + 1;
    let text = str::from_utf8(&stat[behind_name..]).ok()?;
    let mut fields = text.split_ascii_whitespace();
    let state = fields.next()?;
    let parent = Pid::from_raw(fields.next()?.parse().ok()?)?;
    let group = Pid::from_raw(fields.next()?.parse().ok()?);
    let began = fields.nth(16)?.parse().ok()?;
    Some(Entry {
        parent,
        group,
        began,
        lives: !matches!(state, "Z" | "X"),
    })
}
