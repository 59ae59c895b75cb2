//! Every format says the same findings, in the words of its reader.

use std::collections::BTreeSet;

use quick_xml::events::Event;
use serde_json::Value;

use crate::folder::Folder;

/// A plan with errors, warnings and hints.
fn findings(folder: &Folder) -> Vec<Value> {
    let document = folder.check(&["--output-format", "json"]).exits(1).json();
    let files = document["files"].as_array().expect("files").iter();
    let findings = files.flat_map(|file| {
        let path = file["path"].clone();
        let findings = file["findings"].as_array().expect("findings").clone();
        findings.into_iter().map(move |mut finding| {
            finding["path"] = path.clone();
            finding
        })
    });
    findings.collect()
}

fn written(folder: &Folder, format: &str) -> String {
    folder.check(&["--output-format", format]).exits(1).out
}

#[test]
fn json_lines_are_the_findings_of_json() {
    let folder = Folder::with_plans();
    let lines = written(&folder, "jsonl");
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    let lines: Vec<Value> = lines
        .map(|mut line: Value| {
            let line = line.as_object_mut().expect("an object");
            assert_eq!(line.remove("schema"), Some(Value::from(1)));
            line.remove("format");
            Value::Object(line.clone())
        })
        .collect();
    assert_eq!(lines, findings(&folder));
    assert!(lines.len() > 20, "{}", lines.len());
}

#[test]
fn gitlab_gets_what_its_reports_must_have() {
    let folder = Folder::with_plans();
    let report: Value = serde_json::from_str(&written(&folder, "gitlab")).expect("JSON");
    let report = report.as_array().expect("a list");
    assert_eq!(report.len(), findings(&folder).len());
    let mut prints = BTreeSet::new();
    for entry in report {
        for key in ["description", "check_name", "fingerprint"] {
            assert!(
                entry[key].as_str().is_some_and(|text| !text.is_empty()),
                "{entry}"
            );
        }
        let severity = entry["severity"].as_str().expect("a severity");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let location = &entry["location"];
        assert!(
            folder
                .path(location["path"].as_str().expect("a path"))
                .is_file()
        );
        assert!(location["lines"]["begin"].as_u64() <= location["lines"]["end"].as_u64());
        assert!(
            prints.insert(entry["fingerprint"].to_string()),
            "twice: {entry}"
        );
    }
}

/// Elements with their attributes, for one name.
fn elements(xml: &str, name: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.expect("a sound attribute");
                    let key = attribute.key.0.to_owned();
                    let value = attribute.value.into_owned();
                    (key, value)
                });
                let attributes = attributes.collect();
                if element.name().0 == name {
                    found.push(attributes);
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn checkstyle_has_every_finding() {
    let folder = Folder::with_plans();
    let xml = written(&folder, "checkstyle");
    let places = |errors: Vec<Vec<(String, String)>>| -> Vec<String> {
        let value = |error: &[(String, String)], key: &str| {
            error
                .iter()
                .find(|(name, _)| name == key)
                .expect(key)
                .1
                .clone()
        };
        let place = |error: Vec<(String, String)>| {
            format!(
                "{}:{} {}",
                value(&error, "line"),
                value(&error, "column"),
                value(&error, "severity")
            )
        };
        errors.into_iter().map(place).collect()
    };
    let wanted: Vec<String> = findings(&folder)
        .iter()
        .map(|finding| {
            let severity = finding["severity"].as_str().expect("text");
            format!("{}:{} {severity}", finding["line"], finding["column"])
        })
        .collect();
    assert_eq!(places(elements(&xml, "error")), wanted);
}

#[test]
fn junit_fails_for_errors_and_passes_for_the_rest() {
    let folder = Folder::with_plans();
    let xml = written(&folder, "junit");
    let findings = findings(&folder);
    let count = |severity: &str| {
        findings
            .iter()
            .filter(|one| one["severity"] == severity)
            .count()
    };
    assert_eq!(elements(&xml, "failure").len(), count("error"));
    assert_eq!(elements(&xml, "system-out").len(), count("warning"));
    let total = &elements(&xml, "testsuites")[0];
    let cases = elements(&xml, "testcase").len().to_string();
    assert!(total.contains(&("tests".to_owned(), cases)), "{total:?}");
}

#[test]
fn services_get_one_command_for_each_finding_that_people_see() {
    let folder = Folder::with_plans();
    let seen = findings(&folder);
    let seen = seen
        .iter()
        .filter(|finding| finding["severity"] != "info")
        .count();
    let github = written(&folder, "github");
    assert!(
        github
            .lines()
            .all(|line| line.starts_with("::error ") || line.starts_with("::warning "))
    );
    assert_eq!(github.lines().count(), seen);
    let azure = written(&folder, "azure");
    assert!(
        azure
            .lines()
            .all(|line| line.starts_with("##vso[task.logissue type="))
    );
    assert_eq!(azure.lines().count(), seen);
}

#[test]
fn a_job_summary_has_a_verdict_for_each_plan() {
    let folder = Folder::with_plans();
    let summary = written(&folder, "markdown");
    let document = folder.check(&["--output-format", "json"]).json();
    let files = document["files"].as_array().expect("files");
    let ready = files.iter().filter(|file| file["ready"] == true).count();
    assert!(summary.starts_with(&format!(
        "## Stopgate: {ready} of {} plans ready\n",
        files.len()
    )));
    assert_eq!(summary.matches("✅ PASS").count(), ready);
    assert_eq!(summary.matches("❌ FAIL").count(), files.len() - ready);
    let errors = findings(&folder)
        .iter()
        .filter(|one| one["severity"] == "error")
        .count();
    let table = summary
        .split("### Errors")
        .nth(1)
        .expect("a table of errors");
    let table = table.split("### ").next().expect("text");
    assert_eq!(
        table.lines().filter(|line| line.starts_with("| ")).count(),
        errors + 1
    );
}

#[test]
fn a_report_goes_to_a_file_where_one_is_named() {
    let folder = Folder::with_plans();
    let called = folder.check(&[
        "--output-format",
        "sarif",
        "--output-file",
        "out/report.sarif",
    ]);
    let called = called.exits(1);
    assert_eq!(called.out, "");
    let report: Value = serde_json::from_str(&folder.read("out/report.sarif")).expect("JSON");
    assert_eq!(report["version"], "2.1.0");
}

#[test]
fn formats_of_check_are_refused_by_other_commands() {
    let folder = Folder::with_plans();
    let called = folder
        .call(&["rules", "--output-format", "sarif"], "")
        .exits(2);
    assert!(
        called.err.contains("full, concise or json"),
        "{}",
        called.err
    );
}
