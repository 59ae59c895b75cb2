//! Changes to a document that touch no byte they were not asked to touch.

use crate::Span;

/// Replace the bytes of `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes instead.
    pub text: String,
}

/// Two edits of one set want the same byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverlappingEdits;

impl std::fmt::Display for OverlappingEdits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("two edits of one set overlap")
    }
}

impl std::error::Error for OverlappingEdits {}

/// Edits of one document that are applied together: sorted, none overlapping another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSet {
    edits: Vec<Edit>,
}

impl EditSet {
    /// Sorts the edits.
    ///
    /// # Errors
    /// When two of them overlap.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, OverlappingEdits> {
        edits.sort_by_key(|edit| edit.span);
        let overlap = edits
            .windows(2)
            .any(|pair| pair[0].span.end() > pair[1].span.start());
        if overlap {
            Err(OverlappingEdits)
        } else {
            Ok(Self { edits })
        }
    }

    /// A set of one.
    pub fn one(edit: Edit) -> Self {
        Self { edits: vec![edit] }
    }

    /// The edits in document order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// True when nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The document with all edits made; ranges past its end append.
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut result = Vec::with_capacity(bytes.len());
        let mut done = 0;
        for edit in &self.edits {
            let start = edit.span.start().clamp(done, bytes.len());
            result.extend_from_slice(&bytes[done..start]);
            result.extend_from_slice(edit.text.as_bytes());
            done = edit.span.end().clamp(start, bytes.len());
        }
        result.extend_from_slice(&bytes[done..]);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit {
            span: range.into(),
            text: text.into(),
        }
    }

    #[test]
    fn edits_apply_together_whatever_their_order() {
        let set = EditSet::new(vec![edit(4..5, "E"), edit(0..1, "AA")]).unwrap_or_default();
        assert_eq!(set.apply(b"abcdef"), b"AAbcdEf");
    }

    #[test]
    fn overlapping_edits_are_refused() {
        assert_eq!(
            EditSet::new(vec![edit(0..3, ""), edit(2..4, "")]),
            Err(OverlappingEdits)
        );
    }
}
