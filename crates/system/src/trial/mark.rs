//! A mark that everything inherits which a program starts: by it a selftest knows what is still alive.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// A word that nothing else on the machine carries.
#[derive(Clone, Debug)]
pub struct Mark(String);

/// A process that carries it.
#[derive(Clone, Debug)]
pub struct Marked {
    /// Its id.
    pub id: u32,
    /// Its command line.
    pub line: String,
}

impl Mark {
    /// A mark from a word.
    pub fn new(word: &str) -> Self {
        Self(format!("stopgate-selftest-{}-{word}-", std::process::id()))
    }

    /// A `PATH` that carries it: steps inherit that variable.
    pub fn path(&self) -> String {
        let path = std::env::var("PATH").unwrap_or_default();
        format!("{path}:/{}", self.0)
    }

    /// Every process that carries it in its environment or arguments and lives.
    pub fn alive(&self) -> Vec<Marked> {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let marked = ids.filter(|id| self.is_carried_by(*id));
        let told = |id| {
            Some(Marked {
                id,
                line: line_of(id)?,
            })
        };
        marked.filter_map(told).collect()
    }

    fn is_carried_by(&self, id: u32) -> bool {
        let mark = self.0.as_bytes();
        let holds = |name: &str| {
            let bytes = fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
            bytes.windows(mark.len()).any(|part| part == mark)
        };
        id != std::process::id() && (holds("environ") || holds("cmdline"))
    }
}

impl Marked {
    /// Most memory that it ever took beside the pages of its program, KiB; none where that cannot be read.
    pub fn most_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id)).ok()?;
        let value = |name: &str| {
            let mut lines = status.lines();
            let line = lines.find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        Some(value("VmHWM:")?.saturating_sub(value("RssFile:")?))
    }

    /// Kills it.
    pub fn kill(&self) {
        let id = i32::try_from(self.id).ok().and_then(Pid::from_raw);
        if let Some(id) = id {
            let _ = kill_process(id, Signal::KILL);
        }
    }
}

/// The command line of a process; none of one that has ended and waits to be taken note of.
fn line_of(id: u32) -> Option<String> {
    let stat = fs::read(format!("/proc/{id}/stat")).ok()?;
    let behind = stat.iter().rposition(|byte| *byte == b')')?;
    if matches!(stat.get(behind + 2)?, b'Z' | b'X') {
        return None;
    }
    let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
    Some(String::from_utf8_lossy(&line).replace('\0', " "))
}
