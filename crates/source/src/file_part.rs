//! Names of documents: a path, or that of one of several plans in a file.

/// The path of the file in which a document stands: `plans.md` of `plans.md#move-the-orders`.
pub fn file_part(document: &str) -> &str {
    document.split('#').next().unwrap_or(document)
}
