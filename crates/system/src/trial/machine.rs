//! What a selftest asks of the machine: time, chance, its own program, its kernel and file system.

use std::io::{Read as _, Result};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has been.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Does nothing for a while.
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Bytes that nobody can guess.
///
/// # Errors
/// When the kernel gives none.
pub fn noise() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// This program, to be called again.
///
/// # Errors
/// When the kernel does not say where it lies.
pub fn own_program() -> Result<PathBuf> {
    std::env::current_exe()
}

/// The kernel: `Linux 6.12.1`.
pub fn kernel() -> String {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("Linux {}", release.trim())
}

/// The kind of file system on which a folder lies: `ext4`; `unknown` where the kernel does not say.
pub fn file_system_of(folder: &Path) -> String {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
    let mount = |line: &str| {
        let (place, kind) = line.split_once(" - ")?;
        let point = place.split(' ').nth(4)?.replace("\\040", " ");
        let is_above = folder.starts_with(&point);
        is_above.then(|| {
            (
                point.len(),
                kind.split(' ').next().unwrap_or_default().to_owned(),
            )
        })
    };
    // Of several at one place the last one is seen.
    let nearest = mounts
        .lines()
        .filter_map(mount)
        .max_by_key(|(length, _)| *length);
    nearest.map_or_else(|| "unknown".to_owned(), |(_, kind)| kind)
}
