//! The draft as a format file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use stopgate_model::{Role, RuleChoice, SectionKind};
use stopgate_source::Severity;

use super::gather::{Common, Shared};
use crate::file::ColumnSpec;
use crate::parts::hyphenated;
use crate::{Format, Formats, title};

/// Writes the file: what it is, how it is recognised, sections, phases, rules, template.
pub(super) fn format_file(id: &str, common: &Common, formats: &Formats) -> String {
    let name = named(id);
    let sections = with_ids(common);
    let mut text = format!(
        "# Drafted by `stopgate format init` from {} document{}. Read it, change what is wrong, then:\n# stopgate format check FILE\n",
        common.examples,
        if common.examples == 1 { "" } else { "s" }
    );
    let _ = writeln!(text, "id = {}", quoted(id));
    let _ = writeln!(text, "name = {}", quoted(&name));
    let _ = writeln!(
        text,
        "summary = {}",
        quoted(&format!("{name}, as the drafted examples have it"))
    );
    let _ = writeln!(text, "default_path = {}\n", quoted("plans/{slug}.md"));
    let _ = writeln!(text, "template = '''\n{}'''\n", template(common));
    recognition(&mut text, common, &sections);
    for label in &common.labels {
        let _ = writeln!(
            text,
            "[[header]]\nid = {}\ntitles = [{}]\nrequired = true\n",
            quoted(&slug(label)),
            quoted(label)
        );
    }
    for (id, section) in &sections {
        write_section(&mut text, (id, section), formats);
    }
    write_phases(&mut text, common);
    text.push_str("[rules]\n");
    for (rule, severity) in rules(common, formats) {
        let _ = writeln!(text, "{rule} = {}", quoted(severity));
    }
    text
}

/// Writes a file that builds upon the format as which all examples are read already: what they lack is
/// demanded no longer, what they have besides is known.
pub(super) fn extending_file(
    (id, base): (&str, &Format),
    common: &Common,
    lacking: &[&str],
    formats: &Formats,
) -> String {
    let name = named(id);
    let mut text = format!(
        "# Drafted by `stopgate format init`: the examples are read as `{0}` already, so this builds upon it.\n# stopgate explain {0} shows what is inherited.\nid = {1}\nname = {2}\nsummary = {3}\nextends = {4}\n\n",
        base.id,
        quoted(id),
        quoted(&name),
        quoted(&format!("{name}, built upon {}", base.id)),
        quoted(&base.id),
    );
    for id in lacking {
        let _ = writeln!(text, "[[section]]\nid = {}\nrequired = false\n", quoted(id));
    }
    let known: BTreeSet<&str> = base
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    for (id, section) in &with_ids(common) {
        let is_new = section
            .titles
            .iter()
            .all(|title| base.section_titled(&title::forms(title)).is_none());
        if is_new && section.required && section.level <= 2 {
            let id = if known.contains(id.as_str()) {
                format!("own-{id}")
            } else {
                id.clone()
            };
            write_section(&mut text, (&id, section), formats);
        }
    }
    text
}

fn named(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[String]) -> String {
    texts
        .iter()
        .map(|text| quoted(text))
        .collect::<Vec<_>>()
        .join(", ")
}

fn slug(title: &str) -> String {
    let slug = hyphenated(title);
    if slug.is_empty() {
        "section".to_owned()
    } else {
        slug
    }
}

/// Words that say too little to be an id.
const FILLER: &[&str] = &["what", "with", "this", "that", "which", "when", "where"];

/// The sections with ids: the first word of the title that no other section has, else all of it.
fn with_ids(common: &Common) -> Vec<(String, &Shared)> {
    let mut taken = BTreeSet::new();
    let mut named = Vec::new();
    for section in &common.sections {
        let whole = slug(&section.titles[0]);
        let first = whole.split('-').next().unwrap_or_default().to_owned();
        let says_something = first.len() > 3 && !FILLER.contains(&first.as_str());
        let mut id = if says_something { first } else { whole.clone() };
        if !taken.insert(id.clone()) {
            id = whole;
            while !taken.insert(id.clone()) {
                id.push_str("-2");
            }
        }
        named.push((id, section));
    }
    named
}

fn recognition(text: &mut String, common: &Common, sections: &[(String, &Shared)]) {
    let required = || sections.iter().filter(|(_, section)| section.required);
    let need: Vec<String> = required().map(|(id, _)| id.clone()).collect();
    let least = (need.len() * 2).div_ceil(3);
    let title = usize::from(common.title.is_some()) * 2;
    let _ = writeln!(text, "[recognise]\ncertain = {}", least + title);
    if let Some(title) = &common.title {
        let _ = writeln!(text, "titles = [{}]\ntitle_weight = 2", quoted(title));
    }
    let _ = writeln!(text, "need = [{}]\nneed_count = {least}\n", list(&need));
}

fn write_section(text: &mut String, (id, section): (&String, &Shared), formats: &Formats) {
    let _ = writeln!(
        text,
        "[[section]]\nid = {}\ntitles = [{}]",
        quoted(id),
        list(&section.titles)
    );
    if section.level != 2 {
        let _ = writeln!(text, "level = {}", section.level);
    }
    if section.required {
        text.push_str("required = true\n");
    }
    if section.kind != SectionKind::Prose {
        let _ = writeln!(text, "kind = {}", quoted(&section.kind.name()));
    }
    if matches!(
        section.kind,
        SectionKind::Progress | SectionKind::Decisions | SectionKind::Discoveries
    ) {
        text.push_str("living = true\n");
    }
    if let Some(role) = section.role {
        let role = match role {
            Role::Work => "work",
            Role::Check => "check",
            Role::Rollback => "rollback",
        };
        let _ = writeln!(text, "role = {}\ninline_commands = true", quoted(role));
    }
    for (id, titles) in columns(section, formats) {
        let _ = writeln!(
            text,
            "[[section.column]]\nid = {}\ntitles = [{}]",
            quoted(&id),
            list(&titles)
        );
    }
    text.push('\n');
}

/// The columns that the kind reads: as built-in formats call them, the title of the examples in front.
fn columns(section: &Shared, formats: &Formats) -> Vec<(String, Vec<String>)> {
    let mut known: Vec<(String, Vec<String>)> = Vec::new();
    let same_kind = formats.all().iter().flat_map(|format| &format.sections);
    for column in same_kind
        .filter(|other| other.kind == section.kind)
        .flat_map(|other| &other.columns)
    {
        add_column(&mut known, column);
    }
    for own in &section.columns {
        let plain = title::normalised(own);
        let named = known
            .iter_mut()
            .find(|(_, titles)| titles.iter().any(|title| title::normalised(title) == plain));
        if let Some((_, titles)) = named {
            titles.retain(|title| title::normalised(title) != plain);
            titles.insert(0, own.clone());
        }
    }
    known
}

fn add_column(known: &mut Vec<(String, Vec<String>)>, column: &ColumnSpec) {
    let at = known.iter().position(|(id, _)| *id == column.id);
    let taken: BTreeSet<String> = known
        .iter()
        .flat_map(|(_, titles)| titles.iter().map(|title| title::normalised(title)))
        .collect();
    let fresh = column
        .titles
        .iter()
        .filter(|title| !taken.contains(&title::normalised(title)));
    let fresh: Vec<String> = fresh.cloned().collect();
    match at {
        Some(at) => known[at].1.extend(fresh),
        None if !fresh.is_empty() => known.push((column.id.clone(), fresh)),
        None => {}
    }
}

fn write_phases(text: &mut String, common: &Common) {
    if common.phases.is_empty() {
        return;
    }
    let words: Vec<String> = common.phases.iter().map(|(word, _)| word.clone()).collect();
    let _ = writeln!(
        text,
        "[phases]\nwords = [{}]\nrole = \"work\"\nmarked_items = true\n",
        list(&words)
    );
}

/// The rules that every built-in format applies, and those that every one with such a section does.
fn rules(common: &Common, formats: &Formats) -> BTreeMap<String, &'static str> {
    let built_in: Vec<&Format> = formats
        .all()
        .iter()
        .filter(|format| format.extends.is_none())
        .collect();
    let kinds: BTreeSet<String> = common
        .sections
        .iter()
        .map(|section| section.kind.name())
        .collect();
    let mut found = BTreeMap::new();
    let mut add = |having: &[&Format]| {
        let Some((first, rest)) = having.split_first() else {
            return;
        };
        let shared = first.rule_choices().into_iter().filter(|choice| {
            let applies = |format: &&Format| {
                format
                    .rule_choices()
                    .iter()
                    .any(|other| other.rule == choice.rule)
            };
            rest.iter().all(applies)
        });
        found.extend(shared.filter_map(severity));
    };
    add(&built_in);
    for kind in kinds {
        let has = |format: &&&Format| {
            format
                .sections
                .iter()
                .any(|section| section.kind.name() == kind)
        };
        let having: Vec<&Format> = built_in.iter().filter(has).copied().collect();
        if kind != SectionKind::Prose.name() && having.len() > 1 {
            add(&having);
        }
    }
    for (rule, severity) in [
        ("missing-required-section", "error"),
        ("empty-section", "error"),
        ("duplicate-section", "warning"),
    ] {
        found.insert(rule.to_owned(), severity);
    }
    found
}

fn severity(choice: RuleChoice) -> Option<(String, &'static str)> {
    let severity = match choice.standard? {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    Some((choice.rule, severity))
}

/// A skeleton with the headings of all sections.
fn template(common: &Common) -> String {
    let title = common.title.as_deref().map(named);
    let mut text = match title {
        Some(kind) => format!("# {kind}: {{{{title}}}}\n"),
        None => "# {{title}}\n".to_owned(),
    };
    if !common.labels.is_empty() {
        text.push('\n');
    }
    for label in &common.labels {
        let _ = writeln!(text, "**{label}**:");
    }
    for section in &common.sections {
        let title = section.titles[0].replace("'''", "’");
        let _ = write!(
            text,
            "\n{} {title}\n",
            "#".repeat(usize::from(section.level.max(2)))
        );
    }
    for (word, level) in &common.phases {
        let _ = write!(
            text,
            "\n{} {word} 1: First\n",
            "#".repeat(usize::from(*level).max(2))
        );
    }
    text
}
