//! A new item in a list, in the manner of those that are there: marker, number, indentation, blank lines.

use stopgate_markdown::BlockId;
use stopgate_source::{Edit, Span};

use super::place;
use crate::lower::Reader;

/// The edit that adds an item behind the last one. Lines behind the first are indented to stand in it.
pub(crate) fn at_end(reader: Reader<'_>, list: BlockId, lines: &[String]) -> Edit {
    let tree = reader.tree;
    let items = &tree.block(list).children;
    let end = tree.block(list).span.end();
    let at = place::next_line(tree, end.saturating_sub(1));
    let ending = place::line_ending(tree, at);
    let text = tree.source().text();
    let gap = if place::ends_line(&text[..at]) {
        ""
    } else {
        ending
    };
    let blank = if is_loose(reader, items) { ending } else { "" };
    let marker = items
        .last()
        .map_or_else(|| "- ".to_owned(), |item| marker(reader, *item, 1));
    let entry = entry(&marker, lines, ending);
    Edit {
        span: Span::at(at),
        text: format!("{gap}{blank}{entry}"),
    }
}

/// The edit that adds an item in front of the first one.
pub(crate) fn at_start(reader: Reader<'_>, list: BlockId, lines: &[String]) -> Edit {
    let tree = reader.tree;
    let source = tree.source();
    let at = source
        .lines()
        .span(source.line(tree.block(list).span.start()))
        .start();
    let items = &tree.block(list).children;
    let ending = place::line_ending(tree, at);
    let blank = if is_loose(reader, items) { ending } else { "" };
    let marker = items
        .first()
        .map_or_else(|| "- ".to_owned(), |item| marker(reader, *item, 0));
    let entry = entry(&marker, lines, ending);
    Edit {
        span: Span::at(at),
        text: format!("{entry}{blank}"),
    }
}

/// The lines of an item, without line endings, behind this marker.
pub(crate) fn item_lines(marker: &str, lines: &[String]) -> Vec<String> {
    let indent = " ".repeat(marker.chars().count());
    let leads = std::iter::once(marker).chain(std::iter::repeat(indent.as_str()));
    let lines = lines.iter().zip(leads);
    lines.map(|(line, lead)| format!("{lead}{line}")).collect()
}

fn entry(marker: &str, lines: &[String], ending: &str) -> String {
    let lines = item_lines(marker, lines).into_iter();
    lines.map(|line| line + ending).collect()
}

/// The indentation and marker of an item, its number raised by `more` where it has one.
fn marker(reader: Reader<'_>, item: BlockId, more: u64) -> String {
    let source = reader.tree.source();
    let start = reader.tree.block(item).span.start();
    let line = source.lines().span(source.line(start));
    let indent = source.slice(Span::new(line.start(), start));
    let indent = if indent.trim().is_empty() { indent } else { "" };
    let rest = source.slice(Span::new(start, line.end()));
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let delimiter: String = rest[digits..].chars().take(1).collect();
    match rest[..digits].parse::<u64>() {
        Ok(number) => format!("{indent}{}{delimiter} ", number + more),
        Err(_) => format!("{indent}{delimiter} "),
    }
}

/// True when a blank line stands between the last two items.
fn is_loose(reader: Reader<'_>, items: &[BlockId]) -> bool {
    let [.., before, last] = items else {
        return false;
    };
    let end = reader.tree.block(*before).span.end();
    let gap = Span::new(end, reader.tree.block(*last).span.start());
    reader.tree.source().slice(gap).matches('\n').count() > 1
}
