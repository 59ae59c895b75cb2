//! What is made to go wrong, and at which request.

/// What the disk does at a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// The process is killed before the request.
    Kill,
    /// The request fails with this error.
    Error(i32),
    /// A write takes only some of its bytes; everything else works.
    Short,
    /// A sync fails, and what was to be synced is forgotten: later syncs succeed without it.
    Sync,
}

/// Which request it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happens.
    pub what: Failing,
    /// Number of the request, from 1; of the syncs of files for [`Failing::Sync`].
    pub at: u64,
    /// Whether it goes on until the disk is mended. A write on a disk that is full takes half of its bytes
    /// before it fails.
    pub stays: bool,
}

/// What a process that is killed unwinds with.
#[derive(Debug)]
pub struct Killed;
