//! A code quality report of GitLab: a list of findings, told apart by fingerprints.

use std::collections::HashMap;

use serde::Serialize;
use stopgate_source::Severity;

use super::{Item, Results, sentence};
use crate::json;

#[derive(Serialize)]
struct Degradation<'a> {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn write(results: &Results) -> String {
    let mut seen = HashMap::new();
    let mut report = Vec::new();
    let mut files: Vec<_> = results.files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for file in files {
        for item in &file.items {
            report.push(Degradation {
                description: sentence(&item.finding),
                check_name: format!("{} {}", item.finding.code, item.finding.name),
                fingerprint: unique(item, &mut seen),
                severity: severity(item.finding.severity),
                location: Location {
                    path: &file.path,
                    lines: Lines {
                        begin: item.start.line,
                        end: item.end.line,
                    },
                },
            });
        }
    }
    json::text(&report)
}

/// Two plans may have the same fault in the same words; GitLab keeps one finding per fingerprint.
fn unique(item: &Item, seen: &mut HashMap<String, usize>) -> String {
    let Some(print) = &item.fingerprint else {
        return String::new();
    };
    let count = seen.entry(print.id()).or_default();
    *count += 1;
    print.nth_id(*count)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
