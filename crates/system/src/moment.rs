//! The points at which a journal is half written: where the tests end the process, to see what is lost.

use std::sync::OnceLock;

/// A point on the way of records to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Moment {
    /// Nothing is written yet.
    BeforeWrite,
    /// Half of the bytes are written.
    HalfWritten,
    /// All bytes are written, and not synced.
    Written,
    /// All bytes are durable.
    Synced,
}

static WATCHER: OnceLock<fn(Moment)> = OnceLock::new();

/// Has a function called at every moment from here on. For test programs: the first caller wins, and
/// the product installs none.
pub fn watch_moments(watcher: fn(Moment)) {
    let _ = WATCHER.set(watcher);
}

pub(crate) fn reached(moment: Moment) {
    if let Some(watcher) = WATCHER.get() {
        watcher(moment);
    }
}
