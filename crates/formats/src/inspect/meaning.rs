//! Format files that say something twice, or name what is not there.

use std::collections::HashMap;

use stopgate_source::{Finding, Span};

use super::FormatPlaces;
use super::fault::{self, error, warning};
use crate::file::SectionSpec;
use crate::nearest::suggestion;
use crate::{Format, title};

/// Ids that occur twice, titles that are missing or shared, sections that are not there, paths that
/// lead out.
pub(super) fn faults(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let mut found = ids(format, places);
    found.extend(titles(format, places));
    found.extend(references(format, places));
    found.extend(format.unsafe_path().map(|reason| {
        error(
            fault::PLACE,
            places.key(reason.key),
            reason.message,
            reason.help,
        )
    }));
    found
}

fn ids(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let sections = format.sections.iter().map(|section| section.id.as_str());
    let mut found: Vec<Finding> = twice(sections)
        .into_iter()
        .map(|id| said_twice("section", id, places.section(id)))
        .collect();
    for section in &format.sections {
        let span = places.section(&section.id);
        let columns = twice(section.columns.iter().map(|column| column.id.as_str()));
        let fields = twice(section.fields.iter().map(|field| field.id.as_str()));
        let points = twice(section.points.iter().map(|point| point.id.as_str()));
        for (kind, ids) in [("column", columns), ("field", fields), ("point", points)] {
            found.extend(ids.into_iter().map(|id| said_twice(kind, id, span)));
        }
    }
    found
}

fn said_twice(kind: &str, id: &str, span: Span) -> Finding {
    let message = format!("Two entries of `{kind}` have the id `{id}`");
    error(
        fault::TWICE,
        span,
        message,
        "Give one of them another id, or make one entry of them",
    )
}

fn twice<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::HashSet::new();
    ids.filter(|id| !seen.insert(*id)).collect()
}

fn titles(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut owners: HashMap<String, &SectionSpec> = HashMap::new();
    for section in &format.sections {
        let span = places.section(&section.id);
        let known: Vec<&String> = section.titles.iter().chain(&section.aliases).collect();
        if !known
            .iter()
            .any(|title| !title::normalised(title).is_empty())
        {
            let message = format!(
                "The section `{}` has no title, so no document can have it",
                section.id
            );
            found.push(error(
                fault::UNTITLED,
                span,
                message,
                "Write titles = [\"…\"], the canonical one first",
            ));
        }
        for written in known {
            let plain = title::normalised(written);
            match owners.get(&plain) {
                Some(owner) if owner.id != section.id => {
                    let message = format!(
                        "The sections `{}` and `{}` share the title \"{written}\": every such heading becomes `{0}`",
                        owner.id, section.id
                    );
                    found.push(error(
                        fault::SHARED,
                        span,
                        message,
                        "Keep the title in one of them",
                    ));
                }
                Some(_) => {
                    let message = format!(
                        "\"{written}\" is among the titles of `{}` already, but for case, numbers or punctuation",
                        section.id
                    );
                    found.push(warning(fault::SHARED, span, message, "Take it out"));
                }
                None => {
                    owners.insert(plain, section);
                }
            }
        }
    }
    found
}

fn references(format: &Format, places: &FormatPlaces) -> Vec<Finding> {
    let ids: Vec<&str> = format
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    let mut found = Vec::new();
    let mut look = |key: &str, names: &mut dyn Iterator<Item = &String>| {
        for name in names.filter(|name| !ids.contains(&name.as_str())) {
            let near = suggestion(name, ids.iter().copied());
            let message =
                format!("`{key}` names a section `{name}` that the format does not have{near}");
            let help = format!("Sections are {}", ids.join(", "));
            found.push(error(fault::UNKNOWN, places.key(key), message, help));
        }
    };
    look("recognise", &mut format.recognise.need.iter());
    look(
        "phases",
        &mut format.phases.iter().flat_map(|phases| &phases.within),
    );
    look("evidence", &mut format.evidence.iter());
    look("outcomes", &mut format.outcomes.iter());
    for (key, id) in [
        ("evidence", &format.evidence),
        ("outcomes", &format.outcomes),
    ] {
        let section = format
            .sections
            .iter()
            .find(|section| Some(&section.id) == id.as_ref());
        if let Some(section) = section.filter(|section| !section.living) {
            let message = format!(
                "Runs would write into `{}`, which is no living section",
                section.id
            );
            found.push(error(
                fault::UNKNOWN,
                places.key(key),
                message,
                "Give the section living = true",
            ));
        }
    }
    found
}
