//! Which format a document is, and how sure that is.

use std::collections::BTreeSet;

use stopgate_markdown::{Section, Tree};

use crate::convert::target_of;
use crate::file::SectionSpec;
use crate::lower::run_record_sections;
use crate::sign::Scene;
use crate::{Format, Formats, title};

/// Confidence from which a format claims a document that nobody named.
pub(crate) const CLAIMED: f32 = 0.5;

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
    let scene = Scene::new(tree);
    let claim = |format: &'f Format| (format, likeness(format, (&headings, &scene), path));
    let mut claims: Vec<(&Format, f32)> = formats.all().iter().map(claim).collect();
    let sure = claims.iter().filter(|(_, likeness)| *likeness >= CLAIMED);
    let claimed: Vec<&str> = sure.map(|(format, _)| format.id.as_str()).collect();
    let yields = |format: &Format| {
        let mut first = format.recognise.yields_to.iter();
        first.any(|other| claimed.contains(&other.as_str()))
    };
    let yielding: Vec<bool> = claims.iter().map(|(format, _)| yields(format)).collect();
    for (claim, _) in claims
        .iter_mut()
        .zip(yielding)
        .filter(|(_, yields)| *yields)
    {
        claim.1 = 0.0;
    }
    // What builds upon a format and is as sure as it, is at least as much of it.
    for at in 0..claims.len() {
        let (heir, likeness) = claims[at];
        let base = claims
            .iter()
            .find(|(format, _)| heir.extends.as_ref() == Some(&format.id))
            .map_or(0.0, |(_, likeness)| *likeness);
        if likeness.min(1.0) >= base.min(1.0) {
            claims[at].1 = likeness.max(base);
        }
    }
    // Of two that are equally sure, the later one is the more special: it extends the other, or a
    // repository brought it.
    claims.reverse();
    claims.sort_by(|a, b| b.1.total_cmp(&a.1));
    let capped = |(format, likeness): (&'f Format, f32)| Claim {
        format,
        confidence: likeness.min(1.0),
    };
    let mut claims: Vec<Claim<'_>> = claims.into_iter().map(capped).collect();
    prefer_target(tree, &mut claims);
    claims
}

/// A plan that was converted is what it was converted to, whatever it still holds of its old format.
fn prefer_target(tree: &Tree, claims: &mut [Claim<'_>]) {
    let target = target_of(tree);
    let is_target = |claim: &Claim<'_>| Some(&claim.format.id) == target.as_ref();
    if let Some(at) = claims.iter().position(is_target) {
        claims[..=at].rotate_right(1);
        claims[0].confidence = 1.0;
    }
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

/// How much of a format a document shows; 1 is certainty, and more is more of the same.
fn likeness(format: &Format, (headings, scene): (&[Heading], &Scene<'_>), path: &str) -> f32 {
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
    let mut weight = 0.0;
    for sign in &rule.signs {
        let shown = scene.shows(sign);
        if sign.needed && !shown {
            return 0.0;
        }
        weight += if shown { sign.weight } else { 0.0 };
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
    let about_plans = headings
        .iter()
        .filter(|heading| heading.level == 1)
        .any(|heading| {
            let whole = heading.forms.first().map_or("", String::as_str);
            let mut words = rule.unless_titled.iter();
            words.any(|words| whole.contains(words.as_str()))
        });
    if about_plans {
        return 0.0;
    }
    let placed = rule.paths.iter().any(|name| path.ends_with(name.as_str()));
    weight += found.iter().map(|section| section.weight).sum::<f32>();
    weight += if titled { rule.title_weight } else { 0.0 };
    weight += if placed { rule.path_weight } else { 0.0 };
    weight / rule.certain
}
