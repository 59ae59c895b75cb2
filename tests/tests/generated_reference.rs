//! The reference of formats, the schemas and the site of rules, generated from what the code says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize as _;
use serde_json::Value;
use stopgate_system::config_schema;
use stopgate_tests::{engine, files, root};
use stopgate_workspace::rules::{all, page_of};
use stopgate_workspace::{
    Format, Profile, Rule, SectionKind, columns_of, format_faults, format_schema,
};

#[path = "support/written.rs"]
mod written;

/// Tables of a format file in the order in which they are explained: their name in the schema, how they
/// are written, what they are.
const TABLES: &[(&str, &str, &str)] = &[
    ("", "the file", "What the format is."),
    (
        "Recognition",
        "`[recognise]`",
        "How documents are told from others.",
    ),
    (
        "SignSpec",
        "`[[recognise.sign]]`",
        "Signs besides titles of sections.",
    ),
    (
        "FieldSpec",
        "`[[header]]`, `[[section.field]]`, `[[phases.field]]`",
        "Labelled lines.",
    ),
    ("SectionSpec", "`[[section]]`", "A section."),
    (
        "ColumnSpec",
        "`[[section.column]]`, `[[phases.column]]`",
        "Columns of tables, which are keys of items as well.",
    ),
    ("PointSpec", "`[[section.point]]`", "Points of a checklist."),
    ("PhaseSpec", "`[phases]`", "How phases look."),
    ("SpecFile", "`[spec]`", "The spec that a plan translates."),
    (
        "RuleDetails",
        "`[rules] NAME = { … }`",
        "One rule; a bare severity is short for `standard`.",
    ),
];

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// A description on one line.
fn line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
        .replace('<', "\\<")
}

/// What may stand behind a key.
fn kind(schema: &Value) -> String {
    if let Some(path) = schema["$ref"].as_str() {
        return format!("`{}`", path.rsplit('/').next().unwrap_or_default());
    }
    if let Some(several) = schema["anyOf"].as_array() {
        let kinds = several.iter().filter(|one| one["type"] != "null").map(kind);
        return kinds.collect::<Vec<_>>().join(" or ");
    }
    let of = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str().unwrap_or_default(),
        other => other.as_str().unwrap_or_default(),
    };
    match of {
        "array" => format!("list of {}", kind(&schema["items"])),
        "string" => "text".to_owned(),
        "boolean" => "true, false".to_owned(),
        "object" => "table".to_owned(),
        other => other.to_owned(),
    }
}

fn keys(page: &mut String, schema: &Value) {
    page.push_str("\n## Keys of format files\n\nA key is needed where it says so; a format that `extends` another inherits it.\n");
    for (name, written, about) in TABLES {
        let table = if name.is_empty() {
            schema
        } else {
            &schema["$defs"][name]
        };
        let needed = if name.is_empty() {
            &schema["then"]["required"]
        } else {
            &table["required"]
        };
        let needed: Vec<&str> = needed
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let _ = write!(
            page,
            "\n### In {written}\n\n{about}\n\n| key | holds | |\n|---|---|---|\n"
        );
        let properties = table["properties"].as_object().expect("a table has keys");
        for (key, about) in properties {
            let mark = if needed.contains(&key.as_str()) {
                " (needed)"
            } else {
                ""
            };
            let _ = writeln!(
                page,
                "| `{key}` | {} | {}{mark} |",
                kind(about),
                line(text(about, "description"))
            );
        }
    }
}

fn kinds(page: &mut String, schema: &Value) {
    page.push_str("\n## Kinds of sections\n\nA closed set: what the engine reads out of a section, and the ids of the columns or keys that it reads there. Give\nthem titles with `column = [{ id = \"…\", titles = [\"…\"] }]`.\n\n| kind | what is read | columns and keys |\n|---|---|---|\n");
    let kinds = schema["$defs"]["SectionKind"]["oneOf"]
        .as_array()
        .expect("kinds");
    assert!(kinds.len() >= 20, "{} kinds", kinds.len());
    for kind in kinds {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            text(kind, "const"),
            line(text(kind, "description")),
            columns(text(kind, "const"))
        );
    }
}

fn columns(kind: &str) -> String {
    let kind = SectionKind::deserialize(Value::from(kind)).expect("a kind of the schema");
    let ids = columns_of(kind).iter().map(|id| format!("`{id}`"));
    ids.collect::<Vec<_>>().join(", ")
}

fn format(page: &mut String, format: &Format) {
    let _ = write!(
        page,
        "\n## {}: {}\n\n{}.",
        format.id, format.name, format.summary
    );
    if let Some(base) = &format.extends {
        let _ = write!(page, " Builds upon `{base}`.");
    }
    let _ = write!(
        page,
        "\n\nNew plans go to `{}`. Recognised by:\n\n",
        format.default_path
    );
    for way in format.told_by() {
        let _ = writeln!(page, "- {}", line(&way));
    }
    let labels: Vec<String> = format
        .header_labels()
        .into_iter()
        .map(|(label, required)| {
            if required {
                label
            } else {
                format!("{label} (optional)")
            }
        })
        .collect();
    if !labels.is_empty() {
        let _ = writeln!(page, "\nHeader lines: {}.", labels.join(", "));
    }
    if let Some(phases) = format.phases_described() {
        let _ = writeln!(page, "\nPhases: {phases}.");
    }
    let sections = format.described_sections();
    if sections.is_empty() {
        return;
    }
    page.push_str("\n| section | kind | also known as | columns or lines |\n|---|---|---|---|\n");
    for section in sections {
        let mut marks = vec![section.kind.clone()];
        marks.extend((!section.required).then(|| "optional".to_owned()));
        marks.extend(section.living.then(|| "living".to_owned()));
        marks.extend(section.role.map(|role| format!("commands {role}")));
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            line(&section.title),
            marks.join(", "),
            line(&section.aliases.join("; ")),
            line(&[section.columns, section.fields].concat().join("; "))
        );
    }
}

#[test]
fn the_format_reference_and_the_schemas_are_what_the_code_says() {
    let schema = format_schema();
    let mut page = "# Formats\n\nThe built-in formats, and what a format file may say. `stopgate explain FORMAT` prints the same for any\nformat, those of a repository included; [formats of your own](own-formats.md) shows how to write one. Titles are\ncompared without case, numbers and punctuation.\n".to_owned();
    let engine = engine();
    for one in engine.formats() {
        format(&mut page, one);
    }
    keys(&mut page, &schema);
    kinds(&mut page, &schema);
    page.push_str("\n## What `format check` finds\n\n| code | name | |\n|---|---|---|\n");
    for fault in format_faults() {
        let _ = writeln!(
            page,
            "| {} | `{}` | {} |",
            fault.code,
            fault.name,
            line(fault.page)
        );
    }
    written::hold(&[
        ("docs/formats.md".to_owned(), written::page(&page)),
        (
            "docs/schemas/format.json".to_owned(),
            format!("{schema:#}\n"),
        ),
        (
            "docs/schemas/config.json".to_owned(),
            format!("{:#}\n", config_schema()),
        ),
    ]);
}

/// The name of a page of the site.
fn file(rule: &Rule) -> String {
    format!("{}.md", rule.code.to_lowercase())
}

/// The formats that apply a rule, each with its severity in `standard`.
fn applying(rule: &Rule) -> Vec<(String, &'static str)> {
    let engine = engine();
    let mut found = Vec::new();
    for format in engine.formats() {
        let choices = format.rule_choices().into_iter();
        let severity = choices
            .filter(|choice| choice.rule == rule.name)
            .find_map(|choice| choice.severity(Profile::Standard));
        found.extend(severity.map(|severity| (format.id.clone(), severity.name())));
    }
    found
}

#[test]
fn the_site_of_rules_is_what_their_pages_say() {
    let mut rules: Vec<&Rule> = all().collect();
    rules.sort_by_key(|rule| rule.code);
    let mut pages = Vec::new();
    let mut groups: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    let mut formats: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut requirements: BTreeMap<(String, u32), Vec<String>> = BTreeMap::new();
    for rule in &rules {
        groups.entry(&rule.code[..3]).or_default().push(rule);
        let link = format!("[{}]({})", rule.code, file(rule));
        let applying = applying(rule);
        for (format, _) in &applying {
            formats
                .entry(format.clone())
                .or_default()
                .push(link.clone());
        }
        for requirement in requirements_of(rule) {
            requirements
                .entry(requirement)
                .or_default()
                .push(link.clone());
        }
        let applied: Vec<String> = applying
            .iter()
            .map(|(format, severity)| format!("{format} ({severity})"))
            .collect();
        let body = format!(
            "{}\n\n---\n\nApplied by {}. [All rules](README.md)\n",
            page_of(rule).trim_end(),
            applied.join(", ")
        );
        pages.push((format!("docs/rules/{}", file(rule)), written::page(&body)));
    }
    let mut index = "# The rules, one page each\n\nWhat `stopgate explain CODE` prints, to read in a browser. [The list of rules](../rules.md) has them on one page.\n\n## By group\n".to_owned();
    for (group, rules) in &groups {
        let _ = write!(index, "\n### {group}\n\n");
        for rule in rules {
            let _ = writeln!(
                index,
                "- [{}]({}) `{}`: {}",
                rule.code,
                file(rule),
                rule.name,
                line(rule.summary)
            );
        }
    }
    index.push_str("\n## By format\n\n");
    for (format, links) in &formats {
        let _ = writeln!(index, "- {format}: {}", links.join(" "));
    }
    index.push_str("\n## By requirement\n\n");
    for ((letter, number), links) in &requirements {
        let _ = writeln!(index, "- {letter}{number}: {}", links.join(" "));
    }
    pages.push(("docs/rules/README.md".to_owned(), written::page(&index)));
    for path in files(&root().join("docs/rules"), ".md") {
        let name = path
            .strip_prefix(root())
            .expect("below the root")
            .to_string_lossy()
            .into_owned();
        let known = pages.iter().any(|(path, _)| *path == name);
        assert!(
            known || std::fs::remove_file(&path).is_err(),
            "{name} had no rule and is removed"
        );
    }
    written::hold(&pages);
}

/// The requirements on which a rule rests, in any format.
fn requirements_of(rule: &Rule) -> Vec<(String, u32)> {
    let engine = engine();
    let mut found: Vec<String> = rule.requirements.iter().map(|&id| id.to_owned()).collect();
    for format in engine.formats() {
        let choices = format.rule_choices().into_iter();
        found.extend(
            choices
                .filter(|choice| choice.rule == rule.name)
                .flat_map(|choice| choice.requirements),
        );
    }
    let split = |id: &String| {
        let (letter, number) = id.split_at(1);
        Some((letter.to_owned(), number.parse().ok()?))
    };
    let mut ids: Vec<(String, u32)> = found.iter().filter_map(split).collect();
    ids.sort();
    ids.dedup();
    ids
}
