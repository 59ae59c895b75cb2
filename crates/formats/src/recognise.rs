//! Which format a document is, and how sure that is.

use std::collections::BTreeSet;

use stopgate_markdown::{Section, Tree};

use crate::convert::target_of;
use crate::file::SectionSpec;
use crate::lower::run_record_sections;
use crate::{Format, Formats, title};

/// Confidence from which a format claims a document that nobody named.
const CLAIMED: f32 = 0.5;

/// A format that recognises a document.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'f> {
    /// The format.
    pub format: &'f Format,
    /// How sure it is, 0 to 1.
    pub confidence: f32,
}

/// The format that is surest of a document, where one is sure enough.
pub fn best_claim<'f>(tree: &Tree, path: &str, formats: &'f Formats) -> Option<Claim<'f>> {
    let sure = |claim: &Claim<'_>| claim.confidence >= CLAIMED;
    claims(tree, path, formats).into_iter().find(sure)
}

/// What every format says of a document, the surest first. A converted plan says itself what it is,
/// since it keeps sections of the format that it came from.
pub fn claims<'f>(tree: &Tree, path: &str, formats: &'f Formats) -> Vec<Claim<'f>> {
    let recorded = run_record_sections(tree);
    let sections = tree.sections().iter().zip(recorded);
    let of_plan = sections.filter(|(_, recorded)| !recorded);
    let headings: Vec<Heading> = of_plan
        .filter_map(|(section, _)| Heading::of(section))
        .collect();
    let claim = |format: &'f Format| Claim {
        format,
        confidence: confidence(format, &headings, path),
    };
    let mut claims: Vec<Claim<'_>> = formats.all().iter().map(claim).collect();
    claims.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let target = target_of(tree);
    let is_target = |claim: &Claim<'_>| Some(&claim.format.id) == target.as_ref();
    if let Some(at) = claims.iter().position(is_target) {
        claims[..=at].rotate_right(1);
        claims[0].confidence = 1.0;
    }
    claims
}

struct Heading {
    level: u8,
    forms: Vec<String>,
}

impl Heading {
    fn of(section: &Section) -> Option<Self> {
        section.heading?;
        Some(Self {
            level: section.level,
            forms: title::forms(&section.title),
        })
    }
}

fn confidence(format: &Format, headings: &[Heading], path: &str) -> f32 {
    let rule = &format.recognise;
    let known = headings
        .iter()
        .filter_map(|heading| format.section_titled(&heading.forms));
    let found: BTreeSet<usize> = known.collect();
    let found: Vec<&SectionSpec> = found.iter().map(|index| &format.sections[*index]).collect();
    let needed = found
        .iter()
        .filter(|section| rule.need.contains(&section.id))
        .count();
    if needed < rule.need_count {
        return 0.0;
    }
    let titled = headings
        .iter()
        .filter(|heading| heading.level == 1)
        .any(|heading| {
            let whole = heading.forms.first().map_or("", String::as_str);
            rule.titles
                .iter()
                .any(|title| whole.starts_with(title.as_str()))
        });
    let placed = rule.paths.iter().any(|name| path.ends_with(name.as_str()));
    let mut weight: f32 = found.iter().map(|section| section.weight).sum();
    weight += if titled { rule.title_weight } else { 0.0 };
    weight += if placed { rule.path_weight } else { 0.0 };
    (weight / rule.certain).min(1.0)
}
