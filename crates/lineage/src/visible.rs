//! Text of others on a page: what a reader would not see is spelled out.

/// Text in which controls, direction marks and unseen characters are spelled out as `\u{..}`.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push_str("    "),
            _ if is_unseen(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

/// What a terminal obeys, and what nobody sees. The two marks that choose how a sign is drawn stay: `✔️`.
pub fn is_unseen(c: char) -> bool {
    match c {
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' => true,
        '\u{fe00}'..='\u{fe0d}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{13430}'..='\u{1345f}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_how_a_page_reads_is_spelled_out() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202e}c\r\n\td"),
            "a\\u{1b}[31mb\\u{202e}c\\u{d}\n    d"
        );
        assert_eq!(visible("naïve – 漢字 ✓ ✔️"), "naïve – 漢字 ✓ ✔️");
    }
}
