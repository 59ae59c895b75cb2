//! Characters that make a command something else than what a reader sees.

/// Blanks in a row that still show what stands behind them.
const MOST_BLANKS: usize = 40;

/// The first thing in the bytes of a command that a reader does not see or takes for something else.
pub(crate) fn found(raw: &str) -> Option<String> {
    let disguised = raw.chars().find(|&c| is_disguise(c));
    if let Some(c) = disguised {
        return Some(format!("the character U+{:04X}", u32::from(c)));
    }
    let off_screen = raw
        .lines()
        .any(|line| line.trim_start().contains(&" ".repeat(MOST_BLANKS)) && !line.contains('#'));
    if off_screen || raw.lines().any(|line| line.trim().contains("\t\t\t")) {
        return Some("blanks that push a part of it out of sight".to_owned());
    }
    let broken_continuation = raw.split('\n').any(|line| {
        let trimmed = line.trim_end_matches([' ', '\t', '\r']);
        trimmed.ends_with('\\') && line.trim_end_matches('\r').len() != trimmed.len()
    });
    broken_continuation.then(|| "a backslash in front of blanks at a line end".to_owned())
}

/// True where a carriage return stands alone: one line for some readers, two for others.
pub(crate) fn has_lone_return(raw: &str) -> bool {
    raw.match_indices('\r')
        .any(|(at, _)| !raw[at + 1..].starts_with('\n'))
}

/// Controls, invisible and direction characters, and blanks that no shell takes for one.
pub(crate) fn is_disguise(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' | ' ' => false,
        '\u{ad}' | '\u{2800}' | '\u{34f}' | '\u{61c}' | '\u{ffa0}' | '\u{180e}' | '\u{feff}'
        | '\u{fffd}' | '\u{2028}' | '\u{2029}' | '\u{3164}' => true,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{13430}'..='\u{1345f}' => true,
        '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{115f}'..='\u{1160}' => true,
        _ => c.is_control() || (c.is_whitespace() && !c.is_ascii()),
    }
}
