//! Every line of a plan is in the result, and no byte of its code has changed.

use std::collections::HashMap;

use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::Source;

use crate::Case;

/// Every line stands in the result as often as in the plan, but for those that the report calls renamed.
/// How deep a heading is does not count.
pub fn are_kept(case: &Case<'_>) -> Result<(), String> {
    let mut left: HashMap<&[u8], usize> = HashMap::new();
    for line in lines(&case.converted.bytes) {
        *left.entry(line).or_default() += 1;
    }
    let source = case.before.source();
    let renamed: Vec<usize> = case
        .converted
        .report
        .renamed
        .iter()
        .map(|one| one.line)
        .collect();
    for (at, line) in lines(source.bytes()).enumerate() {
        let underline = line.iter().all(|byte| matches!(byte, b'=' | b'-' | b' '));
        let is_renamed = renamed.contains(&(at + 1)) || underline && renamed.contains(&at);
        if is_renamed || line.is_empty() {
            continue;
        }
        match left.get_mut(line).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => {
                return Err(format!(
                    "line {} is gone: {}",
                    at + 1,
                    String::from_utf8_lossy(line)
                ));
            }
        }
    }
    Ok(())
}

/// Lines without line endings, space at their ends and marks of headings.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = Source::new(bytes.to_owned());
    let count = text.lines().count();
    let spans: Vec<_> = (1..=count).map(|line| text.lines().span(line)).collect();
    spans.into_iter().map(|span| {
        let line = bytes[span.range()].trim_ascii();
        let marks = line.iter().take_while(|byte| **byte == b'#').count();
        line[marks..].trim_ascii()
    })
}

/// The same code blocks, byte for byte, in any order.
pub fn code_is_untouched(case: &Case<'_>) -> Result<(), String> {
    if code(case.before.source()) == code(case.after.source()) {
        Ok(())
    } else {
        Err("code has changed".to_owned())
    }
}

fn code(source: &Source) -> Vec<(Option<String>, Vec<Vec<u8>>)> {
    let tree = Tree::read(source.clone());
    let of_block = |block: &stopgate_markdown::Block| match &block.kind {
        BlockKind::Code(code) => {
            let lines = code
                .lines
                .iter()
                .map(|line| source.bytes()[line.range()].to_owned());
            Some((code.info.clone(), lines.collect()))
        }
        _ => None,
    };
    let mut all: Vec<_> = tree.blocks().iter().filter_map(of_block).collect();
    all.sort();
    all
}

/// A section that its format knows has another name now, or the target knows it by its own, or the
/// report says that it is kept.
pub fn sections_are_named(case: &Case<'_>) -> Result<(), String> {
    let report = &case.converted.report;
    let (Some(before), Some(after)) = (case.before.plan(), case.after.plan()) else {
        return Err("it is no plan".to_owned());
    };
    for section in before
        .sections
        .iter()
        .filter(|section| section.id.is_some())
    {
        let line = case.before.source().line(section.heading.start());
        let renamed = report
            .renamed
            .iter()
            .any(|one| one.what == "section" && one.line == line);
        let kept = report
            .kept
            .iter()
            .any(|one| one.what == "section" && one.line == line);
        let mut like_it = after
            .sections
            .iter()
            .filter(|other| other.title == section.title);
        let known = like_it.any(|other| other.id.is_some());
        if !renamed && !kept && !known {
            return Err(format!("nothing is said of section `{}`", section.title));
        }
        if renamed && kept {
            return Err(format!(
                "two things are said of section `{}`",
                section.title
            ));
        }
    }
    Ok(())
}
