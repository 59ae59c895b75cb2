//! Workflow commands of GitHub Actions: annotations beside the lines of a pull request.
//!
//! Values are escaped as the runner reads them, so that no plan can give a command of its own.

use std::fmt::Write as _;

use stopgate_source::Severity;

use super::{Item, Results, sentence};
use crate::arguments::Common;

pub(super) fn write(common: &Common, results: &Results) -> String {
    let mut text = String::new();
    for file in &results.files {
        for item in file.told(common) {
            let finding = &item.finding;
            let _ = writeln!(
                text,
                "::{} title={},file={},{}::{}",
                level(finding.severity),
                property(&format!("{} {}", finding.code, finding.name)),
                property(&file.path),
                place(item),
                data(&sentence(finding)),
            );
        }
    }
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// Columns mean something within one line only.
fn place(item: &Item) -> String {
    let (start, end) = (item.start, item.end);
    if start.line == end.line {
        let last = end.column.saturating_sub(1).max(start.column);
        format!("line={},col={},endColumn={last}", start.line, start.column)
    } else {
        format!("line={},endLine={}", start.line, last_line(item))
    }
}

/// The last line that the finding covers: an end at column 1 covers nothing of its line.
fn last_line(item: &Item) -> usize {
    let covers_nothing = item.end.column == 1 && item.end.line > item.start.line;
    item.end.line - usize::from(covers_nothing)
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_ends_its_command() {
        assert_eq!(
            data("50 %\n::set-env name=A::b"),
            "50 %25%0A::set-env name=A::b"
        );
        assert_eq!(property("a,line=1::b"), "a%2Cline=1%3A%3Ab");
    }
}
