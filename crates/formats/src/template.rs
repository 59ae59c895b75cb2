//! New plans from the skeleton of a format.

use jiff::civil::Date;

use crate::Format;

/// The text of a new plan. Nothing in it is an answer: hints are HTML comments, cells are empty, so
/// that the checker asks for what is missing and no placeholder can be left over.
pub fn new_plan(format: &Format, title: &str, today: Date) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    format
        .template
        .replace("{{date}}", &today.to_string())
        .replace("{{title}}", &title)
}
