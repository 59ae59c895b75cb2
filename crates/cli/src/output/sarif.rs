//! SARIF 2.1.0: findings with regions, fixes, fingerprints, and the pages of their rules.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};
use stopgate_source::{Finding, Fix, Position, Severity};
use stopgate_workspace::rules;

use super::{CheckedFile, Item, Results};
use crate::json as documents;

/// Where the schema is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What the paths of a report begin at.
const ROOT: &str = "ROOT";
/// The name and version of our fingerprints.
const FINGERPRINT: &str = "stopgate/v1";

pub(super) fn write(results: &Results) -> String {
    let found: BTreeSet<(&str, &str)> = results
        .files
        .iter()
        .flat_map(|file| &file.items)
        .map(|item| (item.finding.code, item.finding.name))
        .collect();
    let index: HashMap<&str, usize> = found
        .iter()
        .enumerate()
        .map(|(at, (code, _))| (*code, at))
        .collect();
    let items = results.files.iter().flat_map(|file| {
        let index = &index;
        file.items.iter().map(move |item| result(file, item, index))
    });
    documents::text(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Stopgate",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": found.iter().map(|(code, name)| rule(code, name)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: {
                "description": { "text": "The root of the repository" },
            }},
            "invocations": [{
                "executionSuccessful": true,
                "exitCode": results.exit as u8,
            }],
            "results": items.collect::<Vec<_>>(),
        }],
    }))
}

/// A rule with its page, so that a viewer needs no network to explain a finding.
fn rule(code: &str, name: &str) -> Value {
    let help = format!("stopgate explain {code}");
    let Some(rule) = rules::by_code_or_name(code) else {
        return json!({
            "id": code,
            "name": name,
            "shortDescription": { "text": "No plan format recognises the document" },
            "helpUri": help_uri(code),
            "help": { "text": help },
        });
    };
    let page = rules::page_of(rule);
    json!({
        "id": code,
        "name": name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "helpUri": help_uri(code),
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": rule.requirements,
            "requirements": rule.requirements,
            "protected": rule.is_protected(),
        },
    })
}

/// A name and no address: the page itself is in the report, and `stopgate explain` prints it.
fn help_uri(code: &str) -> String {
    format!("urn:stopgate:rule:{code}")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(file: &CheckedFile, item: &Item, index: &HashMap<&str, usize>) -> Value {
    let finding = &item.finding;
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": index.get(finding.code),
        "level": level(finding.severity),
        "message": { "text": format!("{}\n{}", finding.message, finding.help) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact(file),
            "region": region(item.start, item.end),
        }}],
        "properties": {
            "requirements": finding.requirements,
            "format": file.format,
            "question": finding.fix.as_ref().and_then(|fix| fix.question()),
        },
    });
    if let Some(print) = &item.fingerprint {
        result["partialFingerprints"] = json!({ FINGERPRINT: print.id() });
    }
    if let Some(fix) = fix(file, item) {
        result["fixes"] = json!([fix]);
    }
    result
}

fn artifact(file: &CheckedFile) -> Value {
    json!({ "uri": uri(&file.path), "uriBaseId": ROOT })
}

fn region(start: Position, end: Position) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// None where only a person knows what belongs there.
fn fix(file: &CheckedFile, item: &Item) -> Option<Value> {
    if item.edits.is_empty() {
        return None;
    }
    let replacement = |edit: &super::PlacedEdit| {
        json!({
            "deletedRegion": region(edit.start, edit.end),
            "insertedContent": { "text": edit.text },
        })
    };
    let replacements: Vec<Value> = item.edits.iter().map(replacement).collect();
    Some(json!({
        "description": { "text": description(&item.finding) },
        "artifactChanges": [{
            "artifactLocation": artifact(file),
            "replacements": replacements,
        }],
    }))
}

fn description(finding: &Finding) -> String {
    match &finding.fix {
        Some(Fix::Unsafe(_)) => {
            format!("{} (may change what the plan means: read it)", finding.help)
        }
        _ => finding.help.clone(),
    }
}

/// A path as a relative reference: everything but unreserved characters and `/` is escaped (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("docs/mein plan#1.md"), "docs/mein%20plan%231.md");
    }
}
