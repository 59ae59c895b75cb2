//! Which layers of the kernel walls are built of.

/// The layers that may be used; what the kernel does not have is not used either. Filters of system
/// calls and the loss of privileges belong to every cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// A view of the files, a network and shared memory of its own.
    pub namespaces: bool,
    /// Landlock: rules about files, signals and abstract sockets that a process sets itself.
    pub landlock: bool,
}

impl Layers {
    /// All of them.
    pub const ALL: Self = Self {
        namespaces: true,
        landlock: true,
    };
}
