//! Which section of one format is which of another: by what they mean, else by a kind that each has once.

use stopgate_markdown::Tree;
use stopgate_model::SectionKind;
use stopgate_source::Source;

use super::piece::Home;
use crate::file::{FieldSpec, SectionSpec};
use crate::lower::{Reader, read_outline};
use crate::{Format, title};

/// Kinds that say little about what a section is for.
const VAGUE: &[SectionKind] = &[
    SectionKind::Prose,
    SectionKind::Fields,
    SectionKind::Checklist,
    SectionKind::Criteria,
    SectionKind::Snapshot,
];

/// What a section is about, in the word that formats share.
pub(super) fn meaning(spec: &SectionSpec) -> &str {
    spec.means.as_deref().unwrap_or(&spec.id)
}

/// What a labelled line is about, in the word that formats share.
pub(super) fn field_meaning(spec: &FieldSpec) -> &str {
    spec.means.as_deref().unwrap_or(&spec.id)
}

/// The counterparts of the sections of one format in another.
pub(super) struct Counterparts<'f> {
    from: &'f Format,
    pub(super) to: &'f Format,
    of: Vec<Option<usize>>,
}

impl<'f> Counterparts<'f> {
    pub(super) fn of(from: &'f Format, to: &'f Format) -> Self {
        let by_meaning: Vec<Option<usize>> = from
            .sections
            .iter()
            .map(|spec| by_meaning(spec, to))
            .collect();
        let by_kind = |(at, found): (usize, &Option<usize>)| {
            found.or_else(|| by_kind(at, (from, to)).filter(|to| !by_meaning.contains(&Some(*to))))
        };
        let of = by_meaning.iter().enumerate().map(by_kind).collect();
        Self { from, to, of }
    }

    /// The home of a section of the source format.
    pub(super) fn home_of(&self, spec: usize) -> Option<Home> {
        self.of[spec].map(Home::Section)
    }

    /// The home of a phase that stands on its own.
    pub(super) fn home_of_phases(&self) -> Home {
        let Some(phases) = &self.to.phases else {
            return Home::End;
        };
        let holds = |spec: &&SectionSpec| phases.within.contains(&spec.id);
        let mut holding = self.to.sections.iter().filter(holds);
        let works = |spec: &&SectionSpec| spec.role.is_some();
        let best = holding.clone().find(works).or_else(|| holding.next());
        let index = |best: &SectionSpec| {
            let same = |spec: &SectionSpec| spec.id == best.id;
            self.to.sections.iter().position(same)
        };
        best.and_then(index).map_or(Home::Phases, Home::Within)
    }

    /// The home of a section that holds phases, where phases of the target stand on their own.
    pub(super) fn home_of_container(&self) -> Option<Home> {
        let stand_alone = |format: &Format| {
            let phases = format.phases.as_ref();
            phases.is_some_and(|phases| phases.within.is_empty())
        };
        (stand_alone(self.to) && !stand_alone(self.from)).then_some(Home::Phases)
    }
}

fn by_meaning(spec: &SectionSpec, to: &Format) -> Option<usize> {
    let same = |at: &usize| meaning(&to.sections[*at]) == meaning(spec);
    let likeness = |at: &usize| {
        let other = &to.sections[*at];
        (other.role != spec.role, other.kind != spec.kind)
    };
    (0..to.sections.len()).filter(same).min_by_key(likeness)
}

fn by_kind(at: usize, (from, to): (&Format, &Format)) -> Option<usize> {
    let kind = from.sections[at].kind;
    if VAGUE.contains(&kind) {
        return None;
    }
    let only_one = |format: &Format| {
        let mut all = (0..format.sections.len()).filter(|&at| format.sections[at].kind == kind);
        all.next().filter(|_| all.next().is_none())
    };
    only_one(from).and(only_one(to))
}

/// The index of the section of a format behind which its phases stand on their own, as its template has it.
pub(super) fn phases_stand_behind(format: &Format) -> Option<usize> {
    let tree = Tree::read(Source::new(
        format.template.trim_start().as_bytes().to_vec(),
    ));
    let outline = read_outline(Reader {
        tree: &tree,
        format,
    });
    let first = outline.phases.iter().position(Option::is_some)?;
    outline.specs[..first].iter().rev().find_map(|spec| *spec)
}

/// What the titles of a format's documents begin with, as its template has it: `Plan: `.
pub(super) fn title_prefix(format: &Format) -> &str {
    let first = format.template.trim_start().lines().next();
    let heading = first
        .and_then(|line| line.strip_prefix("# "))
        .unwrap_or_default();
    heading.split("{{").next().unwrap_or_default()
}

/// The beginning of a title that only says which kind of plan it is, with what separates it from the rest.
pub(super) fn kind_in_title<'t>(format: &Format, text: &'t str) -> Option<&'t str> {
    let names = format.recognise.titles.iter().map(String::as_str);
    let names = names.chain([title_prefix(format).trim_end_matches([' ', ':'])]);
    let longest_first = |name: &&str| !name.is_empty() && !title::normalised(name).is_empty();
    let mut names: Vec<&str> = names.filter(longest_first).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.into_iter().find_map(|name| {
        let start = text.get(..name.len())?;
        let rest = &text[name.len()..];
        let behind = rest.trim_start_matches([' ', ':', '–', '—', '-']);
        let separated = rest.trim_start().starts_with([':', '–', '—', '-']);
        let is_it = start.eq_ignore_ascii_case(name) && separated && !behind.trim().is_empty();
        is_it.then(|| &text[..text.len() - behind.len()])
    })
}
