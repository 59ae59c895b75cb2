//! The lock that a supervisor holds as long as it lives, so that the next one begins on clear ground.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

/// Most supervisors of one runner.
pub(super) const MOST_LANES: usize = 64;

/// What to say where a supervisor does not go.
pub(super) const STILL_THERE: &str = "the supervisor of an earlier run is still ending its step; run the command again when it is gone";

/// How often a lock that somebody holds is tried.
const TRY_EVERY: Duration = Duration::from_millis(5);

/// Waits until the supervisors of an earlier runner, if there are any, have ended what they held and are
/// gone. False where one is still there when the time is over.
pub fn wait_for_former_supervisor(root: &Path, lock_name: &str, patience: Duration) -> bool {
    let begun = Instant::now();
    let mut options = OpenOptions::new();
    let options = options.read(true).custom_flags(flags());
    let free = |path: &Path| match options.open(path) {
        Ok(file) => lock(&file, patience.saturating_sub(begun.elapsed())).is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    // Lanes are begun one after the other, so behind one that never was there is none.
    (0..MOST_LANES)
        .map(|lane| path(root, &lane_name(lock_name, lane)))
        .take_while(|path| path.exists())
        .all(|path| free(&path))
}

/// The lock name of the supervisor of a lane; that of the first is the one of the plan.
pub(super) fn lane_name(lock_name: &str, lane: usize) -> String {
    if lane == 0 {
        lock_name.to_owned()
    } else {
        format!("{lock_name}-{lane}")
    }
}

/// Takes the lock for as long as the file is open.
pub(super) fn take(root: &Path, lock_name: &str, patience: Duration) -> io::Result<File> {
    let path = path(root, lock_name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .custom_flags(flags())
        .open(&path)?;
    lock(&file, patience)?;
    Ok(file)
}

/// A repository may bring a link or a pipe of this name: neither is followed or waited for.
fn flags() -> i32 {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    i32::try_from(flags.bits()).unwrap_or_default()
}

fn path(root: &Path, lock_name: &str) -> PathBuf {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name: String = lock_name.chars().filter(|one| plain(*one)).collect();
    root.join(format!(".stopgate/locks/supervisor-{name}.lock"))
}

fn lock(file: &File, patience: Duration) -> io::Result<()> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => {
                return Err(io::Error::new(io::ErrorKind::WouldBlock, STILL_THERE));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(TRY_EVERY),
        }
    }
}
