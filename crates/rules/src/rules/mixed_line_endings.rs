//! `mixed-line-endings`: some lines end in another way than the others.
//!
//! Line endings inside code are bytes of the code and are not looked at.

use stopgate_source::{Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT011",
    name: "mixed-line-endings",
    summary: "Some lines end in CR LF and others in LF",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Layout(look),
};

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let text = laid.tree.source().text();
    if !text.contains("\r\n") {
        return;
    }
    let is_windows = |at: usize| text[..at].ends_with('\r');
    let ends = text.match_indices('\n').map(|(at, _)| at);
    let (windows, unix): (Vec<usize>, Vec<usize>) = ends
        .filter(|&at| laid.may_change(Span::new(at, at + 1)))
        .partition(|&at| is_windows(at));
    if windows.is_empty() || unix.is_empty() {
        return;
    }
    let (odd, message, edits): (&[usize], _, Vec<_>) = if windows.len() > unix.len() {
        let edits = unix.iter().map(|&at| edit(Span::at(at), "\r"));
        (
            &unix,
            "Most lines end in CR LF and some in LF, the first one here",
            edits.collect(),
        )
    } else {
        let edits = windows.iter().map(|&at| edit(Span::new(at - 1, at), ""));
        (
            &windows,
            "Most lines end in LF and some in CR LF, the first one here",
            edits.collect(),
        )
    };
    let line = laid
        .tree
        .source()
        .lines()
        .span(laid.tree.source().line(odd[0]));
    let finding = report.find(
        laid.tree.source().trim(line),
        format!("{message}, so changes show that nobody made"),
        "Save the file with one kind of line ending",
    );
    if let Some(edits) = set(edits) {
        finding.fix_safely(edits);
    }
}
