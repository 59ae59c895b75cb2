//! What is wrong with a format file: everything in one pass, each with its place and a remedy.
//!
//! What needs the rules or other formats is added above, in `workspace`.

mod fault;

mod meaning;

mod reach;

use stopgate_source::{Finding, Source, Span};
use toml::Spanned;
use toml::de::DeTable;

pub use fault::{FormatFault, format_faults};
pub use reach::columns_of;

use crate::builtin::bases;
use crate::layer::{self, Bases, FormatFile, Misfit};
use crate::shape::{self, Departure};
use crate::{Format, MAX_FORMAT_BYTES};

/// A format file, looked at.
#[derive(Debug)]
pub struct Inspected {
    /// Its text and lines.
    pub source: Source,
    /// What is wrong with it, in the order of the file.
    pub findings: Vec<Finding>,
    /// The format, where it can be used at all.
    pub format: Option<Format>,
    /// Where things stand in it.
    pub places: FormatPlaces,
}

/// Where the parts of a format stand in its file.
#[derive(Debug, Default)]
pub struct FormatPlaces {
    sections: Vec<(String, Span)>,
    rules: Vec<(String, Span)>,
    keys: Vec<(String, Span)>,
}

impl FormatPlaces {
    fn of(root: &DeTable<'_>) -> Self {
        let span = |range: std::ops::Range<usize>| Span::new(range.start, range.end);
        let keys = root
            .iter()
            .map(|(key, _)| (key.get_ref().to_string(), span(key.span())));
        let list = |name: &str| layer::entry(root, name).map(|(_, value)| value.get_ref());
        let sections = list("section").and_then(|value| value.as_array());
        let sections = sections.into_iter().flatten().filter_map(|section| {
            let table = section.get_ref().as_table()?;
            let (_, id) = layer::entry(table, "id")?;
            Some((id.get_ref().as_str()?.to_owned(), span(id.span())))
        });
        let rules = list("rules").and_then(|value| value.as_table());
        let rules = rules.into_iter().flatten();
        Self {
            sections: sections.collect(),
            rules: rules
                .map(|(key, _)| (key.get_ref().to_string(), span(key.span())))
                .collect(),
            keys: keys.collect(),
        }
    }

    /// A top-level key; the beginning of the file where it is inherited or absent.
    pub fn key(&self, name: &str) -> Span {
        let inherited = || find(&self.keys, "extends");
        find(&self.keys, name)
            .or_else(inherited)
            .unwrap_or_default()
    }

    /// A section by its id.
    pub fn section(&self, id: &str) -> Span {
        find(&self.sections, id).unwrap_or_else(|| self.key("section"))
    }

    /// A rule by its name.
    pub fn rule(&self, name: &str) -> Span {
        find(&self.rules, name).unwrap_or_else(|| self.key("rules"))
    }
}

fn find(entries: &[(String, Span)], wanted: &str) -> Option<Span> {
    let mut known = entries.iter();
    known
        .find(|(name, _)| name == wanted)
        .map(|(_, span)| *span)
}

/// Looks at a format file that may extend built-in formats and these files, names and texts.
pub fn inspect(text: &str, others: &[(String, String)]) -> Inspected {
    let mut bases = bases();
    for (name, text) in others {
        if let Ok(root) = DeTable::parse(text) {
            let id = layer::text_of(root.get_ref(), "id").unwrap_or_default();
            bases.add(id, FormatFile { name, text });
        }
    }
    let source = Source::new(text.as_bytes().to_vec());
    if text.len() as u64 > MAX_FORMAT_BYTES {
        return only(source, fault::too_large(text.len()));
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let findings = errors.iter().map(fault::syntax).collect();
        return Inspected {
            source,
            findings,
            format: None,
            places: FormatPlaces::default(),
        };
    }
    look(&root, (&bases, source))
}

fn only(source: Source, finding: Finding) -> Inspected {
    Inspected {
        source,
        findings: vec![finding],
        format: None,
        places: FormatPlaces::default(),
    }
}

fn look(root: &Spanned<DeTable<'_>>, (bases, source): (&Bases<'_>, Source)) -> Inspected {
    let places = FormatPlaces::of(root.get_ref());
    let departures = shape::departures(root);
    let mut findings: Vec<Finding> = departures.iter().map(fault::of_shape).collect();
    let mut format = None;
    match layer::merged(root.get_ref(), bases) {
        Err(misfit) => findings.push(fault::of_base(&misfit)),
        Ok(Err(broken)) => findings.push(fault::of_broken_base(&broken, places.key("extends"))),
        // What departs from the shape is said already; the rest of it cannot be read.
        Ok(Ok(_)) if !departures.is_empty() => {}
        Ok(Ok(table)) => match table.try_into::<Format>() {
            Ok(mut read) => {
                read.complete(root.get_ref());
                findings.extend(meaning::faults(&read, &places));
                findings.extend(reach::faults(&read, &places));
                format = Some(read);
            }
            Err(error) => findings.push(fault::incomplete(error.message(), places.key("id"))),
        },
    }
    findings.sort_by_key(|finding| (finding.span, finding.code));
    Inspected {
        source,
        findings,
        format,
        places,
    }
}

/// The first place in which a file departs from the shape of format files.
pub(crate) fn first_misfit(root: &Spanned<DeTable<'_>>) -> Option<Misfit> {
    let mut departures = shape::departures(root);
    departures.sort_by_key(|(kind, misfit)| (*kind == Departure::MissingKey, misfit.span.start));
    departures.into_iter().next().map(|(_, misfit)| misfit)
}
