//! A repository in which there is nothing, for what is judged by itself.

use stopgate_model::Repository;

/// No repository: rules about one are silent.
pub(crate) struct Bare;

impl Repository for Bare {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn read(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn is_repository(&self) -> bool {
        false
    }
}
