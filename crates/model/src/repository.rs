//! What a rule may know of the repository around a plan.

/// A read-only view of the repository; paths are relative to its root, with `/`.
pub trait Repository: Send + Sync {
    /// True when a file or directory is there.
    fn exists(&self, path: &str) -> bool;

    /// The bytes of a file inside the root, where it can be read and is not unreasonably large.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// True when this is a version-controlled or initialised repository, so that its absence of a
    /// file means something.
    fn is_repository(&self) -> bool;
}
