//! From one state of a plan to another, as edits of the lines that differ.

use similar::{ChangeTag, TextDiff};
use stopgate_source::{Edit, EditSet, Span};

/// The edits that turn one text into the other; a text that is not UTF-8 is replaced as a whole.
pub(crate) fn edits(before: &[u8], after: &[u8]) -> EditSet {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(before), std::str::from_utf8(after)) else {
        return EditSet::one(Edit {
            span: Span::new(0, before.len()),
            text: String::from_utf8_lossy(after).into_owned(),
        });
    };
    let diff = TextDiff::from_lines(old, new);
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    for change in diff.iter_all_changes() {
        let line = change.value();
        match change.tag() {
            ChangeTag::Equal => at += line.len(),
            ChangeTag::Delete => {
                put(&mut edits, Span::new(at, at + line.len()), "");
                at += line.len();
            }
            ChangeTag::Insert => put(&mut edits, Span::at(at), line),
        }
    }
    EditSet::new(edits).unwrap_or_else(|error| unreachable!("changes are in order: {error}"))
}

/// Adds to the last edit where that ends here.
fn put(edits: &mut Vec<Edit>, span: Span, text: &str) {
    match edits
        .last_mut()
        .filter(|last| last.span.end() == span.start())
    {
        Some(last) => {
            last.span = last.span.join(span);
            last.text.push_str(text);
        }
        None => edits.push(Edit {
            span,
            text: text.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn the_edits_lead_from_one_to_the_other() {
        for (before, after) in [
            ("a\nb\nc\n", "a\nB\nc\nd"),
            ("", "x"),
            ("x\n", ""),
            ("a\n", "a\n"),
        ] {
            let set = edits(before.as_bytes(), after.as_bytes());
            assert_eq!(set.apply(before.as_bytes()), after.as_bytes());
        }
        assert_eq!(edits(b"a\nb\n", b"a\nc\n").edits().len(), 1);
        assert!(edits(b"a\n", b"a\n").is_empty());
    }
}
