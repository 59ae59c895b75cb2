//! Pages that are generated: rules, command line, formats. A page that differs is written anew, and
//! the test fails once, so that whoever changed the binary sees and commits the new page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use tempfile::TempDir;

#[path = "support/cargo.rs"]
mod cargo;

#[path = "support/stopgate.rs"]
mod stopgate;

#[path = "support/written.rs"]
mod written;

/// The families of rules, by the letters of their codes. A heading that is only "Risks" would make the
/// page look like a plan.
const FAMILIES: &[(&str, &str)] = &[
    ("STR", "structure and placeholders"),
    ("GAT", "gates, questions and checklists"),
    ("RBK", "rollback"),
    ("EVD", "evidence and validation"),
    ("EXE", "execution"),
    ("TSK", "phases and tasks"),
    ("RSK", "risks"),
    ("OPT", "options"),
    ("TRC", "spec and traceability"),
    ("LIV", "living sections"),
    ("REQ", "wording of requirements"),
    ("STK", "technical stack"),
    ("PCK", "check packs"),
    ("PTH", "paths"),
    ("FMT", "Markdown"),
    ("SEC", "secrets and deception"),
    ("SUP", "suppressions"),
];

/// What the binary prints in a folder without formats of its own.
fn printed(arguments: &[&str]) -> String {
    let folder = TempDir::new().expect("a temporary directory");
    let mut command = stopgate::command("stopgate", stopgate::program(), folder.path());
    let output = command.args(arguments).output().expect("the binary starts");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(command: &str) -> Value {
    serde_json::from_str(&printed(&[command, "--output-format", "json"])).expect("JSON")
}

/// Compares a page with what it has to be, and writes that.
fn hold(page: &str, body: &str) {
    written::hold(&[(page.to_owned(), written::page(body))]);
}

/// A text as a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}

/// `error: execplan, platform; warning: team`, `error: all`
fn severities(rule: &Value, formats: usize) -> String {
    let mut by_severity: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for applied in rule["formats"].as_array().into_iter().flatten() {
        let text = |key: &str| applied[key].as_str().unwrap_or_default();
        by_severity
            .entry(text("severity"))
            .or_default()
            .push(text("format"));
    }
    let names = |names: &[&str]| match names.len() {
        all if all == formats => "all".to_owned(),
        _ => names.join(", "),
    };
    let parts = by_severity
        .iter()
        .map(|(severity, formats)| format!("{severity}: {}", names(formats)));
    parts.collect::<Vec<_>>().join("; ")
}

#[test]
fn the_list_of_rules_is_that_of_the_binary() {
    let catalogue = json("rules");
    let rules = catalogue["rules"].as_array().expect("rules");
    let code = |rule: &Value| rule["code"].as_str().unwrap_or_default().to_owned();
    let mut page = format!(
        "# Rules\n\n{} rules. `stopgate explain CODE` prints the page of one, with a bad and a good example.\nSeverities are those of the profile `standard`; a rule speaks in the formats named. Protected rules\n(marked \u{1f512}) cannot be suppressed. `STR004` (no format recognises the document) is reported without a rule.\n",
        rules.len()
    );
    let formats = json("formats")["formats"].as_array().map_or(0, Vec::len);
    let mut listed = 0;
    for (letters, family) in FAMILIES {
        let of_family: Vec<&Value> = rules
            .iter()
            .filter(|rule| code(rule).starts_with(letters))
            .collect();
        if of_family.is_empty() {
            continue;
        }
        listed += of_family.len();
        let _ = write!(
            page,
            "\n## {letters}: rules about {family}\n\n| code | name | finds | severity and formats |\n|---|---|---|---|\n"
        );
        for rule in of_family {
            let lock = if rule["protected"] == true {
                " \u{1f512}"
            } else {
                ""
            };
            let (name, summary) = (
                rule["name"].as_str().unwrap_or_default(),
                rule["summary"].as_str().unwrap_or_default(),
            );
            let _ = writeln!(
                page,
                "| {}{lock} | `{name}` | {} | {} |",
                code(rule),
                cell(summary),
                severities(rule, formats)
            );
        }
    }
    assert_eq!(
        listed,
        rules.len(),
        "a code begins with letters that no family has"
    );
    hold("docs/rules.md", &page);
}

/// A help text: what stands before `Options:`, and its options.
fn parts(help: &str) -> (String, Vec<String>) {
    let (before, options) = help.split_once("\nOptions:\n").unwrap_or((help, ""));
    let mut entries: Vec<String> = Vec::new();
    for line in options.lines() {
        let is_option = line.trim_start().starts_with('-') && !line.starts_with("          ");
        match entries.last_mut() {
            Some(entry) if !is_option => {
                entry.push_str(line.trim_end());
                entry.push('\n');
            }
            _ => entries.push(format!("{}\n", line.trim_end())),
        }
    }
    let entries = entries
        .iter()
        .map(|entry| entry.trim_end().to_owned())
        .collect();
    let lines: Vec<&str> = before.lines().map(str::trim_end).collect();
    (lines.join("\n").trim_end().to_owned(), entries)
}

#[test]
fn the_command_line_reference_is_the_help_of_the_binary() {
    let help = printed(&["--help"]);
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let (_, common) = parts(&help);
    let mut page = format!(
        "# Command line\n\nWhat `stopgate --help` and `stopgate COMMAND --help` print. Options that every command takes stand\nonly here:\n\n```text\n{}\n```\n",
        lines.join("\n")
    );
    let named = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let commands = named
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next());
    let mut count = 0;
    for command in commands.filter(|command| *command != "help") {
        count += 1;
        let (text, options) = parts(&printed(&[command, "--help"]));
        let own: Vec<String> = options
            .into_iter()
            .filter(|option| !common.contains(option))
            .collect();
        let options = if own.is_empty() {
            String::new()
        } else {
            format!("\n\nOptions:\n{}", own.join("\n\n"))
        };
        let _ = write!(
            page,
            "\n## stopgate {command}\n\n```text\n{text}{options}\n```\n"
        );
    }
    assert!(count >= 10, "{count} commands");
    hold("docs/cli.md", &page);
}
