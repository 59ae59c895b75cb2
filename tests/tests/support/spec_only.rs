//! A repository that holds nothing but a spec beside the plan.

use stopgate_workspace::Repository;

/// The text of `active-spec.md`, where there is one.
pub struct SpecOnly(pub Option<String>);

impl Repository for SpecOnly {
    fn exists(&self, path: &str) -> bool {
        path == "active-spec.md" && self.0.is_some()
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0
            .as_ref()
            .filter(|_| path == "active-spec.md")
            .map(|text| text.clone().into_bytes())
    }

    fn is_repository(&self) -> bool {
        true
    }
}
