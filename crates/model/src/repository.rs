//! What a rule may know of the repository around a plan.

use std::sync::Arc;

use crate::History;

/// A read-only view of the repository; paths are relative to its root, with `/`.
///
/// What it does not know it leaves out, and rules are silent about it: no answer is an error.
pub trait Repository: Send + Sync {
    /// True when a file or directory is there.
    fn exists(&self, path: &str) -> bool;

    /// The bytes of a file inside the root, where it can be read and is not unreasonably large.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// True when this is a version-controlled or initialised repository, so that its absence of a
    /// file means something.
    fn is_repository(&self) -> bool;

    /// The names of what lies in a directory (the root is `""`), sorted; those of directories end with
    /// `/`. None where it is no directory inside the root, or cannot be listed.
    fn list(&self, _folder: &str) -> Option<Arc<[String]>> {
        None
    }

    /// The last commits; none where there is no version control, or it does not answer.
    fn history(&self) -> Option<&History> {
        None
    }

    /// The bytes that a [`crate::Change`] names by their id.
    fn content(&self, _id: &str) -> Option<Vec<u8>> {
        None
    }

    /// When the plan with this path was approved last, in seconds since 1970.
    fn approved(&self, _plan: &str) -> Option<i64> {
        None
    }

    /// How tickets of the team are called, as a regular expression, where its configuration says so.
    fn tickets(&self) -> Option<&str> {
        None
    }
}
