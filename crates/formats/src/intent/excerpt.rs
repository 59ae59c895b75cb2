//! The excerpt of an output, in a fence that nothing in it closes.

use super::shown;

/// Lines that an excerpt has at most.
const MOST_LINES: usize = 20;
/// Characters that an excerpt has at most.
const MOST_CHARACTERS: usize = 2_000;
/// Lines from the start of an output that is longer; the end says more.
const FIRST_LINES: usize = 5;

/// The lines of the fenced block; none where the output says nothing.
pub(crate) fn block(output: &str) -> Option<Vec<String>> {
    let lines = lines(output);
    if lines.is_empty() {
        return None;
    }
    let longest = lines.iter().map(|line| shown::longest_run(line, '`')).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let mut block = vec![format!("{fence}text")];
    block.extend(lines);
    block.push(fence);
    Some(block)
}

/// The lines that are shown: all, or the first and the last ones with `…` between.
fn lines(output: &str) -> Vec<String> {
    let all: Vec<&str> = output
        .trim_matches(['\n', '\r'])
        .lines()
        .skip_while(|line| line.trim().is_empty())
        .collect();
    let end = all.iter().rposition(|line| !line.trim().is_empty());
    let all = &all[..end.map_or(0, |end| end + 1)];
    let mut room = MOST_CHARACTERS;
    if all.len() <= MOST_LINES {
        let whole = fitting(all.iter(), &mut room);
        if whole.len() == all.len() {
            return whole;
        }
    }
    room = MOST_CHARACTERS / 4;
    let mut lines = fitting(all.iter().take(FIRST_LINES), &mut room);
    lines.push("…".to_owned());
    room += MOST_CHARACTERS - MOST_CHARACTERS / 4 - 2;
    let rest = all.iter().skip(lines.len() - 1).rev();
    let mut tail = fitting(rest.take(MOST_LINES - lines.len()), &mut room);
    tail.reverse();
    lines.extend(tail);
    lines
}

/// As many lines as there is room for; takes the room that they need.
fn fitting<'l>(lines: impl Iterator<Item = &'l &'l str>, room: &mut usize) -> Vec<String> {
    let mut fit = Vec::new();
    for line in lines {
        let line = shown::line(line);
        let Some(left) = room.checked_sub(line.chars().count() + 1) else {
            break;
        };
        *room = left;
        fit.push(line);
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::{MOST_CHARACTERS, MOST_LINES, block};

    fn shown(output: &str) -> Vec<String> {
        let block = block(output).unwrap_or_default();
        let inside = block.get(1..block.len().max(1) - 1);
        inside.unwrap_or_default().to_vec()
    }

    #[test]
    fn short_output_is_shown_whole() {
        assert_eq!(shown("\n\na\n\n b\r\n\n"), ["a", "", " b"]);
        assert_eq!(block("\n \n"), None);
    }

    #[test]
    fn long_output_shows_its_start_and_its_end() {
        let output: Vec<String> = (0..100).map(|n| format!("line {n}")).collect();
        let lines = shown(&output.join("\n"));
        assert_eq!(lines.len(), MOST_LINES);
        assert_eq!((lines[0].as_str(), lines[5].as_str()), ("line 0", "…"));
        assert_eq!(lines[19], "line 99");
    }

    #[test]
    fn no_excerpt_is_longer_than_it_may_be() {
        for (width, count) in [
            (400, 3),
            (150, 20),
            (99, 21),
            (10_000, 1),
            (1, 5_000),
            (161, 19),
        ] {
            let output = vec!["x".repeat(width); count].join("\n");
            let lines = shown(&output);
            let characters: usize = lines.iter().map(|line| line.chars().count() + 1).sum();
            assert!(
                lines.len() <= MOST_LINES,
                "{width} {count}: {}",
                lines.len()
            );
            assert!(
                characters <= MOST_CHARACTERS + 1,
                "{width} {count}: {characters}"
            );
            assert!(!lines.is_empty());
        }
    }

    #[test]
    fn nothing_in_it_closes_the_fence() {
        let block = block("```\n`````\nx").unwrap_or_default();
        assert_eq!(block.first().map(String::as_str), Some("``````text"));
        assert_eq!(block.last().map(String::as_str), Some("``````"));
    }
}
