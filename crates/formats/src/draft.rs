//! A first version of a format, drafted from documents of its kind.
//!
//! What all examples have is demanded, what most have is known. The draft is meant to be read and
//! changed by a person; it is sound as it is, and recognises what it was drafted from.

mod gather;

mod kinds;

mod write;

use stopgate_markdown::Tree;

use crate::{Format, Formats, best_claim, title};

/// Why no format can be drafted.
#[derive(Debug, thiserror::Error)]
pub enum Undraftable {
    /// Nothing was given.
    #[error("a format is drafted from documents; name at least one, better three, with --from")]
    NoExamples,
    /// The documents have nothing in common.
    #[error(
        "the documents have no heading in common, so nothing would tell them from others; draft from plans of one kind"
    )]
    NothingInCommon,
    /// The id cannot be one.
    #[error(
        "`{0}` is no id; an id has lower-case letters, digits and hyphens, as in data-migration"
    )]
    BadId(String),
    /// There is such a format.
    #[error("there is a format `{0}` already; give the new one another --id")]
    Taken(String),
}

/// Drafts a format with this id from documents, the formats in use given.
///
/// # Errors
/// When there are no documents, or they have no heading in common, or the id is none or taken.
pub fn draft_format(id: &str, examples: &[Tree], formats: &Formats) -> Result<String, Undraftable> {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(is_id) {
        return Err(Undraftable::BadId(id.to_owned()));
    }
    if formats.by_id(id).is_some() {
        return Err(Undraftable::Taken(id.to_owned()));
    }
    if examples.is_empty() {
        return Err(Undraftable::NoExamples);
    }
    let common = gather::common(examples);
    if let Some(base) = base(examples, formats) {
        let lacking = lacking(base, examples);
        return Ok(write::extending_file(
            (id, base),
            &common,
            &lacking,
            formats,
        ));
    }
    if !common.sections.iter().any(|section| section.required) {
        return Err(Undraftable::NothingInCommon);
    }
    Ok(write::format_file(id, &common, formats))
}

/// The format as which all examples are read already.
fn base<'f>(examples: &[Tree], formats: &'f Formats) -> Option<&'f Format> {
    let claims = examples.iter().map(|tree| best_claim(tree, "", formats));
    let formats: Option<Vec<&Format>> = claims
        .map(|claim| claim.map(|claim| claim.format))
        .collect();
    let formats = formats?;
    let first = *formats.first()?;
    formats
        .iter()
        .all(|format| format.id == first.id)
        .then_some(first)
}

/// The sections that a format demands and not all examples have.
fn lacking<'f>(base: &'f Format, examples: &[Tree]) -> Vec<&'f str> {
    let has = |tree: &Tree, at: usize| {
        let mut sections = tree.sections().iter();
        sections.any(|section| base.section_titled(&title::forms(&section.title)) == Some(at))
    };
    let sections = base.sections.iter().enumerate();
    let demanded = sections.filter(|(_, section)| section.required);
    let lacking = demanded.filter(|(at, _)| !examples.iter().all(|tree| has(tree, *at)));
    lacking.map(|(_, section)| section.id.as_str()).collect()
}
