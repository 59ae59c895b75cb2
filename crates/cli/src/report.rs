//! Findings as people read them: source line, mark, why, and what to do.

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use stopgate_source::{Finding, Severity, Source};

use crate::terminal::{faint, harmless, width};

/// Lines of a finding that are shown at most.
const SHOWN_LINES: usize = 3;
/// Characters of a source line that are shown at most.
const SHOWN_CHARACTERS: usize = 300;

/// One finding in full.
pub(crate) fn full(path: &str, source: &Source, finding: &Finding) -> String {
    let (text, first_line, range) = excerpt(source, finding);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let code = format!("{} {}", finding.code, finding.name);
    let title = level.primary_title(harmless(&finding.message)).id(code);
    let snippet = Snippet::source(text)
        .line_start(first_line)
        .path(harmless(path))
        .annotation(AnnotationKind::Primary.span(range));
    let asked = finding.requirements.join(", ");
    let mut report = vec![
        Group::with_title(title)
            .element(snippet)
            .element(Level::HELP.message(harmless(&finding.help))),
    ];
    if !asked.is_empty() {
        let last = report.pop().map(|group| {
            group.element(Level::NOTE.message(format!(
                "asked for by {asked}; stopgate explain {}",
                finding.code
            )))
        });
        report.extend(last);
    }
    let renderer = Renderer::styled()
        .decor_style(DecorStyle::Unicode)
        .term_width(width());
    renderer.render(&report) + "\n\n"
}

/// One finding in one line.
pub(crate) fn concise(path: &str, source: &Source, finding: &Finding) -> String {
    let (at, faint) = (source.position(finding.span.start()), faint());
    format!(
        "{}:{}:{}: {} {faint}{}{faint:#} {}\n",
        harmless(path),
        at.line,
        at.column,
        finding.severity,
        finding.code,
        harmless(&finding.message)
    )
}

/// The lines around a finding as harmless text, the number of the first, and the range to mark.
///
/// Long findings show their first lines only; the renderer looks at nothing but these lines.
fn excerpt(source: &Source, finding: &Finding) -> (String, usize, std::ops::Range<usize>) {
    let first = source.line(finding.span.start());
    let last = source
        .line(
            finding
                .span
                .end()
                .saturating_sub(1)
                .max(finding.span.start()),
        )
        .min(first + SHOWN_LINES - 1);
    let mut text = String::new();
    let (mut start, mut end) = (None, 0);
    for line in first..=last {
        let span = source.lines().span(line);
        let content = source.slice(span).trim_end_matches(['\n', '\r']);
        let mut at = span.start();
        for c in content.chars().take(SHOWN_CHARACTERS) {
            if at >= finding.span.start() && start.is_none() {
                start = Some(text.len());
            }
            text.push_str(&harmless(c.encode_utf8(&mut [0; 4])));
            at += c.len_utf8();
            if at <= finding.span.end() {
                end = text.len();
            }
        }
        if content.chars().count() > SHOWN_CHARACTERS {
            text.push('…');
        }
        if line < last {
            text.push('\n');
        }
    }
    let start = start.unwrap_or(text.len()).min(text.len());
    (text, first, start..end.max(start))
}

/// A table with aligned columns; the last one is not padded.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
