//! What a format file says, in plain words, for whoever explains it.

use std::fmt::Write as _;

use serde::Serialize;
use stopgate_model::Role;

use crate::Format;
use crate::file::{ColumnSpec, FieldSpec, SectionSpec};
use crate::sign::{ItemShape, SignSpec};

/// A section of a format, as it is explained.
#[derive(Clone, Debug, Serialize)]
pub struct DescribedSection {
    /// The id of its role.
    pub id: String,
    /// Its canonical title.
    pub title: String,
    /// Other titles by which it is known.
    pub aliases: Vec<String>,
    /// Level of its heading in the template.
    pub level: u8,
    /// What is read out of it.
    pub kind: String,
    /// Whether the format demands it.
    pub required: bool,
    /// Whether it is kept current while work goes on.
    pub living: bool,
    /// What commands in it are for.
    pub role: Option<&'static str>,
    /// Canonical titles of its columns or keys.
    pub columns: Vec<String>,
    /// Canonical labels of its lines.
    pub fields: Vec<String>,
    /// The requirement that asks for it.
    pub requirement: Option<String>,
}

impl Format {
    /// Its sections, in the order of the template.
    pub fn described_sections(&self) -> Vec<DescribedSection> {
        self.sections.iter().map(described).collect()
    }

    /// Canonical labels of the header lines, with whether each is required.
    pub fn header_labels(&self) -> Vec<(String, bool)> {
        let fields = self.header.iter();
        let label = |field: &FieldSpec| Some((field.titles.first()?.clone(), field.required));
        fields.filter_map(label).collect()
    }

    /// How documents of the format are told from others, one sentence each.
    pub fn told_by(&self) -> Vec<String> {
        let rule = &self.recognise;
        let mut said = Vec::new();
        if rule.need_count > 0 {
            let titles: Vec<&str> = self
                .sections
                .iter()
                .filter(|section| rule.need.contains(&section.id))
                .filter_map(|section| section.titles.first().map(String::as_str))
                .collect();
            said.push(format!(
                "at least {} of these sections: {}",
                rule.need_count,
                titles.join(", ")
            ));
        }
        if !rule.titles.is_empty() {
            said.push(format!(
                "a title that begins with \"{}\"",
                rule.titles.join("\" or \"")
            ));
        }
        if !rule.paths.is_empty() {
            said.push(format!("a path that ends in {}", rule.paths.join(" or ")));
        }
        said.extend(rule.signs.iter().map(sign));
        if !rule.yields_to.is_empty() {
            said.push(format!("no claim by {}", rule.yields_to.join(" or ")));
        }
        said
    }

    /// How phases look, where the format has some.
    pub fn phases_described(&self) -> Option<String> {
        let phases = self.phases.as_ref()?;
        let mut text = format!(
            "headings that begin with {} and a number",
            phases.words.join(", ")
        );
        if phases.numbered {
            text.push_str(", and headings that begin with a number");
        }
        if !phases.within.is_empty() {
            let _ = write!(text, ", inside of {}", phases.within.join(" and "));
        }
        Some(text)
    }
}

fn described(section: &SectionSpec) -> DescribedSection {
    let known = || section.titles.iter().chain(&section.aliases);
    let columns = section.columns.iter();
    let fields = section.fields.iter();
    DescribedSection {
        id: section.id.clone(),
        title: known().next().cloned().unwrap_or_default(),
        aliases: known().skip(1).cloned().collect(),
        level: section.level,
        kind: section.kind.name(),
        required: section.required,
        living: section.living,
        role: section.role.map(role),
        columns: columns
            .filter_map(|column: &ColumnSpec| column.titles.first().cloned())
            .collect(),
        fields: fields
            .filter_map(|field| field.titles.first().cloned())
            .collect(),
        requirement: section.requirement.clone(),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Work => "work",
        Role::Check => "check",
        Role::Rollback => "rollback",
    }
}

fn sign(sign: &SignSpec) -> String {
    let mut parts = Vec::new();
    if !sign.headings.is_empty() {
        parts.push(format!("headings such as \"{}\"", sign.headings[0]));
    }
    let words: Vec<&str> = sign
        .numbered
        .iter()
        .map(|word| if word.is_empty() { "1." } else { word })
        .collect();
    if !words.is_empty() {
        parts.push(format!("numbered headings ({})", words.join(", ")));
    }
    if !sign.labels.is_empty() {
        parts.push(format!("lines labelled {}", sign.labels.join(", ")));
    }
    parts.extend(sign.items.map(|items| match items {
        ItemShape::Numbered => "check-boxes with numbers (1.2)".to_owned(),
        ItemShape::Coded => "check-boxes with ids (T012)".to_owned(),
        ItemShape::Steps => "check-boxes of steps (Step 3)".to_owned(),
        ItemShape::Boxed => "check-boxes".to_owned(),
    }));
    let least = if sign.least > 1 {
        format!(", {} or more", sign.least)
    } else {
        String::new()
    };
    let needed = if sign.needed {
        "; without it the format claims nothing"
    } else {
        ""
    };
    format!("{}{least}{needed}", parts.join(" or "))
}
