//! How long a command may take, as the words beside it say.

use std::time::Duration;

use stopgate_expressions::pattern;
use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_source::Pattern;

/// Handles `Time limit: 20 minutes`, `It takes at most 2 hours.`, `# must end within 90 s`.
static LIMIT: [Pattern; 2] = [
    pattern!(
        r"(?i)\b(?:time[ -]?limit|time-?out)(?: of| is|:| =|=)? ?([0-9]{1,4}) ?(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?)\b"
    ),
    pattern!(
        r"(?i)\b(?:takes?|runs?(?: for)?|ends?|finish(?:es)?|completes?|lasts?) (?:at most|at the most|no longer than|not longer than|no more than|not more than|within|up to) ([0-9]{1,4}) ?(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?)\b"
    ),
];

/// The limit that the paragraph in front of a block, the one behind it, or a comment in it states; none
/// where they state none, or several that differ.
pub fn limit_beside(tree: &Tree, id: BlockId) -> Option<Duration> {
    let BlockKind::Code(code) = &tree.block(id).kind else {
        return None;
    };
    let lines = code.lines.iter().map(|line| tree.source().slice(*line));
    let comments = lines.filter_map(|line| line.split_once('#'));
    let comments = comments.map(|(_, comment)| comment.to_owned());
    let texts = comments.chain(beside(tree, id));
    let mut limits: Vec<u64> = texts.filter_map(|text| stated(&text)).collect();
    limits.dedup();
    match limits.as_slice() {
        [one] => Some(Duration::from_secs(*one)),
        _ => None,
    }
}

/// The texts of the paragraphs right before and behind a block.
fn beside(tree: &Tree, id: BlockId) -> Vec<String> {
    let block = tree.block(id);
    let siblings = match block.parent {
        Some(parent) => &tree.block(parent).children,
        None => &tree.section(block.section).blocks,
    };
    let at = siblings.partition_point(|other| *other < id);
    let before = at.checked_sub(1).and_then(|at| siblings.get(at));
    let near = before.into_iter().chain(siblings.get(at + 1));
    let paragraphs = near.filter(|id| tree.block(**id).kind == BlockKind::Paragraph);
    paragraphs
        .map(|id| tree.prose(*id).text().replace('\n', " "))
        .collect()
}

/// Seconds.
fn stated(text: &str) -> Option<u64> {
    let found = LIMIT.iter().find_map(|limit| limit.captures(text))?;
    let number: u64 = found[1].parse().ok()?;
    let unit = match found[2].to_lowercase().chars().next()? {
        'h' => 3600,
        'm' => 60,
        _ => 1,
    };
    (number > 0).then_some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_from_words() {
        for (text, seconds) in [
            ("Time limit: 20 minutes.", Some(1200)),
            ("It takes at most 2 hours.", Some(7200)),
            ("must end within 90 s", Some(90)),
            ("timeout 5m", Some(300)),
            ("It takes about 20 minutes.", None),
            ("The price list is 20 minutes old.", None),
            ("Time limit: 0 minutes", None),
        ] {
            assert_eq!(stated(text), seconds, "{text}");
        }
    }
}
