//! A job summary in Markdown: the verdict of each plan, what is open, and the errors.
//!
//! Whatever comes from a plan or its path is written so that it is text and nothing else: no markup, no
//! HTML, no link, no mention, and never the beginning of a line.

use std::fmt::Write as _;

use stopgate_source::Severity;

use super::{CheckedFile, Item, Results};
use crate::terminal;

/// Rows of a table at most: summaries of jobs are cut off when they are long.
const ROWS: usize = 200;
/// Characters of one text at most.
const CHARACTERS: usize = 400;

pub(super) fn write(results: &Results) -> String {
    let mut text = String::new();
    let ready = results.files.iter().filter(|file| file.ready).count();
    let all = results.files.len();
    let _ = writeln!(text, "## Stopgate: {ready} of {all} plans ready\n");
    write_plans(&mut text, results);
    write_errors(&mut text, results);
    write_questions(&mut text, results);
    if results.known > 0 {
        let _ = writeln!(
            text,
            "\n{} known findings are in the baseline.",
            results.known
        );
    }
    text
}

fn write_plans(text: &mut String, results: &Results) {
    if results.files.is_empty() {
        text.push_str("No plans were found.\n");
        return;
    }
    text.push_str("| Plan | Format | Verdict | Errors | Warnings | Open questions |\n");
    text.push_str("|---|---|---|---:|---:|---:|\n");
    let row = |file: &CheckedFile| {
        let verdict = if file.ready { "✅ PASS" } else { "❌ FAIL" };
        format!(
            "| {} | {} | {verdict} | {} | {} | {} |",
            inert(&file.path),
            inert(file.format.as_deref().unwrap_or("unknown")),
            file.count(Severity::Error),
            file.count(Severity::Warning),
            file.questions.len()
        )
    };
    write_rows(text, results.files.iter().map(row).collect());
}

fn write_errors(text: &mut String, results: &Results) {
    let errors = results.files.iter().flat_map(|file| {
        let errors = file.items.iter();
        errors
            .filter(|item| item.finding.severity == Severity::Error)
            .map(move |item| error(file, item))
    });
    let errors: Vec<String> = errors.collect();
    if errors.is_empty() {
        return;
    }
    text.push_str(
        "\n### Errors\n\n| Where | Rule | What is wrong | What to do |\n|---|---|---|---|\n",
    );
    write_rows(text, errors);
}

fn error(file: &CheckedFile, item: &Item) -> String {
    let finding = &item.finding;
    format!(
        "| {}:{} | {} {} | {} | {} |",
        inert(&file.path),
        item.start.line,
        finding.code,
        inert(finding.name),
        inert(&finding.message),
        inert(&finding.help)
    )
}

fn write_questions(text: &mut String, results: &Results) {
    let questions = results.files.iter().flat_map(|file| {
        let path = inert(&file.path);
        let row = move |question: &stopgate_workspace::OpenQuestion| {
            format!("- {path}:{}: {}", question.line, inert(&question.text))
        };
        file.questions.iter().map(row)
    });
    let questions: Vec<String> = questions.collect();
    if !questions.is_empty() {
        text.push_str("\n### Open questions\n\n");
        write_rows(text, questions);
    }
}

fn write_rows(text: &mut String, rows: Vec<String>) {
    let more = rows.len().saturating_sub(ROWS);
    for row in rows.into_iter().take(ROWS) {
        text.push_str(&row);
        text.push('\n');
    }
    if more > 0 {
        let _ = writeln!(text, "\n… and {more} more.");
    }
}

/// Text that means nothing to a Markdown reader.
fn inert(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = terminal::harmless(&line);
    let mut shown = String::with_capacity(line.len());
    for c in line.chars().take(CHARACTERS) {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            // A word joiner, so that nobody of that name is told.
            '@' => shown.push_str("\\@\u{2060}"),
            _ if c.is_ascii_punctuation() => shown.extend(['\\', c]),
            _ => shown.push(c),
        }
    }
    if line.chars().count() > CHARACTERS {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_plan_means_nothing_to_a_reader() {
        assert_eq!(inert("a | b\n# c"), "a \\| b \\# c");
        assert_eq!(inert("<img src=x>"), "&lt;img src\\=x&gt;");
        assert_eq!(
            inert("@team [x](http://a.b)"),
            "\\@\u{2060}team \\[x\\]\\(http\\:\\/\\/a\\.b\\)"
        );
    }
}
