//! JSON Lines: one finding a line, each with its file.

use serde::Serialize;

use super::Results;
use crate::json::{self, FindingJson, SCHEMA};

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    path: &'a str,
    format: Option<&'a str>,
    #[serde(flatten)]
    finding: FindingJson,
}

pub(super) fn write(results: &Results) -> String {
    let mut text = String::new();
    for file in &results.files {
        for item in &file.items {
            let line = Line {
                schema: SCHEMA,
                path: &file.path,
                format: file.format.as_deref(),
                finding: FindingJson::of(item),
            };
            text.push_str(&json::line(&line));
        }
    }
    text
}
