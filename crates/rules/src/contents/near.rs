//! What stands right beside a place of a text, so that nobody reads on to its end.

/// At most `length` bytes before `at`, and the blanks between them and `at`.
pub(crate) fn before(text: &str, at: usize, length: usize) -> &str {
    let before = &text[..at];
    let start = before.trim_end().len().saturating_sub(length);
    &before[boundary(before, start)..]
}

/// The blanks behind `at` and at most `length` bytes after them.
pub(crate) fn behind(text: &str, at: usize, length: usize) -> &str {
    let behind = &text[at..];
    let blanks = behind.len() - behind.trim_start().len();
    &behind[..boundary(behind, (blanks + length).min(behind.len()))]
}

/// The last place up to `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_ends_between_characters() {
        assert_eq!(before("äb  c", 5, 1), "b  ");
        assert_eq!(before("äb  c", 5, 2), "äb  ");
        assert_eq!(behind("a  bä", 1, 2), "  b");
        assert_eq!(behind("a  bä", 1, 9), "  bä");
    }
}
