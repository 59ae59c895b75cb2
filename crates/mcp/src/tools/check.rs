//! `check`: what is wrong with plans, finding by finding.

use rmcp::model::Tool;
use serde_json::{Value, json};

use super::{Call, Called, Touch, more, text, tool};
use crate::frame::Frame;
use crate::vector::{Reach, Vector};

pub(super) const NAME: &str = "check";

pub(super) fn definition() -> Tool {
    let description = "What is wrong with a plan or with all plans below a directory, where, and what to do. Findings of \
severity error keep a plan from its gate. `asks` is a question only a person can answer: use the tool `ask`.";
    let properties = json!({
        "path": { "type": "string", "description": "plan or directory below the root; all plans if left out" },
        "format": text(),
        "profile": { "enum": ["strict", "standard", "lenient"] },
        "severity": { "enum": ["error", "warning", "info"], "description": "leave out what weighs less; default warning" },
        "more": more(),
    });
    tool(NAME, Touch::Reads, description, (properties, &[]))
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let given = &call.given;
    let path = given.path("path")?.unwrap_or(".");
    let severity = given.word("severity", &["error", "warning", "info"])?;
    let vector = Vector::of(Reach::Check)
        .maybe("format", given.name("format")?)
        .maybe(
            "profile",
            given.word("profile", &["strict", "standard", "lenient"])?,
        )
        .about(&[path]);
    let from = given.more()?;
    let mut frame = call.framed(vector).await?;
    flatten(&mut frame, severity.unwrap_or("warning"));
    Ok(frame.result(from).into())
}

/// Findings in one list, in the place of files with lists of their own.
fn flatten(frame: &mut Frame, severity: &str) {
    let mut findings = Vec::new();
    let mut files = Vec::new();
    for file in frame.taken("files") {
        let found = file["findings"].as_array().cloned().unwrap_or_default();
        files.push(json!({
            "path": file["path"], "format": file["format"], "ready": file["ready"], "findings": found.len(),
        }));
        let kept = found
            .iter()
            .filter(|finding| weight(&finding["severity"]) >= weight(&json!(severity)));
        findings.extend(kept.map(|finding| brief(&file["path"], finding)));
    }
    if files.is_empty() {
        return;
    }
    frame.lists.push(("files".to_owned(), files));
    frame.lists.push(("findings".to_owned(), findings));
}

fn weight(severity: &Value) -> u8 {
    match severity.as_str() {
        Some("error") => 2,
        Some("warning") => 1,
        _ => 0,
    }
}

/// A finding without what only editors need.
fn brief(path: &Value, finding: &Value) -> Value {
    let mut brief = json!({
        "path": path,
        "code": finding["code"],
        "name": finding["name"],
        "severity": finding["severity"],
        "line": finding["line"],
        "message": finding["message"],
        "help": finding["help"],
    });
    let fix = &finding["fix"];
    if let Some(question) = fix["question"].as_str() {
        brief["asks"] = json!(question);
    } else if let Some(safety) = fix["safety"].as_str() {
        brief["fix"] = json!(safety);
    }
    brief
}
