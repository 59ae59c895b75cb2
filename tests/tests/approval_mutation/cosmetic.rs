//! Edits of the layout: line wrapping, blanks, blank lines, list markers, heading style, line endings.

use std::ops::Range;

use stopgate_markdown::{Block, BlockKind, InlineKind};
use stopgate_tests::matrix;

use crate::Edit;
use crate::places::Places;
use crate::plans::PlanFile;
use crate::spelling::{Change, applied, spread};

/// All kinds of them.
pub const KINDS: &[&str] = &[
    "line broken",
    "lines joined",
    "blanks at the end of a line",
    "blanks between words",
    "blank line added",
    "blank line removed",
    "list marker",
    "item number",
    "heading style",
    "line ending",
    "all line endings",
];

/// Edits of one kind in one plan.
const EDITS: usize = 90;

/// The edits of one plan.
pub fn edits(plan: &PlanFile) -> Vec<Edit> {
    let tree = plan.tree();
    let places = Places::of(&tree);
    let (added, removed) = blank_lines(&places);
    let of_kinds = [
        ("line broken", broken(&places)),
        ("lines joined", joined(&places)),
        ("blanks at the end of a line", ends(&places)),
        ("blanks between words", doubled(&places)),
        ("blank line added", added),
        ("blank line removed", removed),
        ("list marker", markers(&places)),
        ("item number", numbers(&places)),
        ("heading style", headings(&places)),
        ("line ending", line_endings(&places)),
    ];
    let mut edits = Vec::new();
    for (kind, changes) in of_kinds {
        edits.extend(spread(&changes, matrix::count(EDITS)).map(|change| Edit {
            kind,
            bytes: applied(plan.text(), change),
        }));
    }
    let other = if is_crlf(plan.text()) {
        plan.text().replace("\r\n", "\n")
    } else {
        plan.text().replace('\n', "\r\n")
    };
    edits.push(Edit {
        kind: "all line endings",
        bytes: other.into_bytes(),
    });
    edits
}

/// A line that begins with a label is a line of its own to those who read fields.
fn begins_with_label(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let start: Vec<&str> = line.split_whitespace().take(4).collect();
    line.starts_with(['*', '_', '[']) || start.iter().any(|word| word.contains([':', '：']))
}

/// The end of its line is the end of the value of a status or gate line.
fn holds_living_line(text: &str) -> bool {
    let text = text.to_lowercase();
    ["status", "gate"].iter().any(|label| {
        let labels = text.match_indices(label).map(|(at, _)| at + label.len());
        let mut behind = labels.map(|at| text[at..].trim_start_matches(['*', '_', ' ']));
        behind.any(|rest| rest.starts_with(':'))
    })
}

/// Paragraphs that may be wrapped in another way.
fn paragraphs<'t>(places: &Places<'t>) -> impl Iterator<Item = &'t Block> {
    let text = places.text();
    let all = places.blocks(|kind| *kind == BlockKind::Paragraph);
    let blocks = all.map(|(_, block)| block);
    blocks.filter(move |block| !holds_living_line(&text[block.span.range()]))
}

/// Blanks of running text with text on both sides.
fn blanks<'t>(places: &Places<'t>, block: &Block) -> Vec<Range<usize>> {
    let text = &places.text()[block.span.range()];
    let inner = text.match_indices(' ').map(|(at, _)| at);
    let inner = inner.filter(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        before.is_some_and(|c| !c.is_whitespace() && c != '>')
            && after.is_some_and(|c| c.is_alphabetic())
    });
    let start = block.span.start();
    let ranges = inner.map(|at| start + at..start + at + 1);
    ranges
        .filter(|range| places.is_free(range.clone()))
        .collect()
}

fn broken(places: &Places<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for block in paragraphs(places) {
        let start = block.span.start();
        let line = places.text()[..start].rfind('\n').map_or(0, |end| end + 1);
        let marks = places.text()[line..start].chars();
        let prefix: String = marks.map(|c| if c == '>' { '>' } else { ' ' }).collect();
        let ends = blanks(places, block).into_iter();
        let ends = ends.filter(|range| !begins_with_label(&places.text()[range.end..]));
        changes.extend(ends.map(|range| (range, format!("\n{prefix}"))));
    }
    changes
}

fn joined(places: &Places<'_>) -> Vec<Change> {
    let wrapped = places.blocks(|kind| *kind == BlockKind::Paragraph);
    let wrapped =
        wrapped.filter(|(_, block)| !holds_living_line(&places.text()[block.span.range()]));
    let breaks = wrapped.flat_map(|(id, _)| places.tree.inlines(id));
    let breaks = breaks.filter(|inline| inline.kind == InlineKind::Break);
    let ranges = breaks.map(|inline| inline.span.range());
    let ranges = ranges.filter(|range| {
        let mark = &places.text()[range.clone()];
        mark.chars().all(|c| c.is_whitespace() || c == '>')
            && !begins_with_label(&places.text()[range.end..])
    });
    ranges.map(|range| (range, " ".to_owned())).collect()
}

fn ends(places: &Places<'_>) -> Vec<Change> {
    let lines = places.lines().into_iter();
    let ends = lines.filter(|line| !places.text()[line.clone()].ends_with('\\'));
    let ends = ends.map(|line| line.end..line.end);
    let ends = ends.filter(|end| places.is_free(end.clone()));
    let mut changes = Vec::new();
    for (nth, end) in ends.enumerate() {
        // A tab behind the delimiter row of a table is one of the places where readers differ.
        let blanks = if places.text()[..end.start].ends_with(['|', '-', ':']) {
            [" ", "  "]
        } else {
            ["   ", "\t"]
        };
        changes.push((end, blanks[nth % blanks.len()].to_owned()));
    }
    changes
}

fn doubled(places: &Places<'_>) -> Vec<Change> {
    let leaves = places.blocks(|kind| {
        matches!(
            kind,
            BlockKind::Paragraph | BlockKind::Cell | BlockKind::Heading(_)
        )
    });
    let ranges = leaves.flat_map(|(_, block)| blanks(places, block));
    // A label is known by its letters, blanks included.
    let ranges = ranges.filter(|range| !begins_with_label(&places.text()[range.end..]));
    ranges.map(|range| (range, "  ".to_owned())).collect()
}

/// A blank line more behind a blank line, a heading or an item; one less where there are two, or
/// behind a heading.
fn blank_lines(places: &Places<'_>) -> (Vec<Change>, Vec<Change>) {
    let text = places.text();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    let headings = places.blocks(|kind| matches!(kind, BlockKind::Heading(_)));
    let headings = headings.filter(|(_, block)| block.parent.is_none());
    let headings: Vec<Range<usize>> = headings.map(|(_, block)| block.span.range()).collect();
    for line in places.lines() {
        let after = line.end + 1;
        let Some(next) = text.get(after..).and_then(|rest| rest.lines().next()) else {
            continue;
        };
        let is_heading = headings.contains(&line);
        let is_blank = text[line.clone()].trim().is_empty();
        if is_heading || is_blank {
            added.push((after..after, "\n".to_owned()));
        }
        if next.trim().is_empty() && (is_heading || is_blank) {
            removed.push((after..after + next.len() + 1, String::new()));
        }
    }
    let items = places.blocks(|kind| matches!(kind, BlockKind::Item(_)));
    for (id, block) in items {
        let list = block.parent.map(|list| places.tree.block(list));
        let is_first = list.is_none_or(|list| list.children.first() == Some(&id));
        let prefix = places.prefix(block.span.start());
        if !is_first && prefix.is_some_and(|prefix| !prefix.contains('>')) {
            let start = block.span.start() - prefix.map_or(0, str::len);
            added.push((start..start, "\n".to_owned()));
        }
    }
    removed.retain(|(range, _)| range.end <= text.len());
    (added, removed)
}

/// All marks of one list. A list beside it keeps its own, so that they stay two.
fn markers(places: &Places<'_>) -> Vec<Change> {
    let text = places.text();
    let lists = places.blocks(|kind| matches!(kind, BlockKind::List(_)));
    let mut changes = Vec::new();
    for (_, block) in lists {
        let range = block.span.range();
        let mut list = text[range.clone()].to_owned();
        let starts = block
            .children
            .iter()
            .map(|item| places.tree.block(*item).span.start());
        for start in starts {
            let at = start - range.start;
            let at = at + list[at..].chars().take_while(char::is_ascii_digit).count();
            let other = match &list[at..=at] {
                "-" => "*",
                "*" => "+",
                "+" => "-",
                "." => ")",
                _ => ".",
            };
            list.replace_range(at..=at, other);
        }
        changes.push((range, list));
    }
    changes
}

/// Numbers behind the first one of a list say nothing.
fn numbers(places: &Places<'_>) -> Vec<Change> {
    let text = places.text();
    let lists = places.blocks(|kind| matches!(kind, BlockKind::List(Some(_))));
    let items = lists.flat_map(|(_, block)| block.children.iter().skip(1));
    let mut changes = Vec::new();
    for item in items {
        let start = places.tree.block(*item).span.start();
        let digits = text[start..]
            .chars()
            .take_while(char::is_ascii_digit)
            .count();
        changes.push((start..start + digits, "7".repeat(digits)));
    }
    changes
}

fn headings(places: &Places<'_>) -> Vec<Change> {
    let text = places.text();
    let headings = places.blocks(|kind| matches!(kind, BlockKind::Heading(_)));
    let mut changes = Vec::new();
    for (_, block) in headings.filter(|(_, block)| block.parent.is_none()) {
        let BlockKind::Heading(level) = block.kind else {
            continue;
        };
        let range = block.span.range();
        let marks = "#".repeat(usize::from(level));
        let Some(title) = text[range.clone()].strip_prefix(&marks).map(str::trim) else {
            continue;
        };
        changes.push((range.end..range.end, format!(" {marks}")));
        changes.push((range.clone(), format!("{marks}   {title}")));
        let stands_alone = text[..range.start].is_empty() || text[..range.start].ends_with("\n\n");
        if level <= 2 && stands_alone && title.starts_with(char::is_alphabetic) {
            let line = if level == 1 { "===" } else { "---" };
            changes.push((range, format!("{title}\n{line}")));
        }
    }
    changes
}

fn line_endings(places: &Places<'_>) -> Vec<Change> {
    let text = places.text();
    if is_crlf(text) {
        let returns = text.match_indices('\r').map(|(at, _)| at..at + 1);
        return returns.map(|range| (range, String::new())).collect();
    }
    let ends = text.match_indices('\n').map(|(at, _)| at);
    ends.map(|at| (at..at, "\r".to_owned())).collect()
}

fn is_crlf(text: &str) -> bool {
    text.contains("\r\n")
}
