//! Which heading is which section of the format, which is a phase, and what is missing.

use stopgate_markdown::{BlockId, Section as TreeSection, SectionId};
use stopgate_model::{Cell, Missing, Plan, Section, SectionKind, Sourced};
use stopgate_source::Span;

use super::{Reader, run_record};
use crate::file::SectionSpec;
use crate::title;

/// The headings of a document, by role.
#[derive(Debug)]
pub(crate) struct Outline {
    /// The document title.
    pub(crate) title: Option<Sourced<String>>,
    /// Where absent sections are reported.
    pub(crate) anchor: Span,
    /// One entry for each heading but the title, in document order.
    pub(crate) sections: Vec<Section>,
    /// For each of `sections`, its section in the tree.
    pub(crate) places: Vec<SectionId>,
    /// For each of `sections`, the index of its specification in the format.
    pub(crate) specs: Vec<Option<usize>>,
    /// For each of `sections`, the label behind the phase word where it is a phase heading.
    pub(crate) phases: Vec<Option<String>>,
    /// For each of `sections`, the index of the innermost phase around it among the phases.
    pub(crate) in_phase: Vec<Option<usize>>,
    /// For each of `sections`, whether it holds the automated criteria of a phase.
    pub(crate) automated: Vec<bool>,
    /// For each of `sections`, whether it is the run record or lies in it.
    pub(crate) recorded: Vec<bool>,
    phase_count: usize,
}

impl Outline {
    /// The sections of the plan that have this role id, with their place in the tree.
    pub(crate) fn with_kind(&self, kind: SectionKind) -> impl Iterator<Item = usize> {
        (0..self.sections.len())
            .filter(move |&at| self.specs[at].is_some() && self.sections[at].kind == kind)
    }

    /// The innermost section around a place.
    pub(crate) fn at(&self, span: Span) -> Option<usize> {
        let started = |section: &Section| section.span.start() <= span.start();
        let last = self.sections.partition_point(started).checked_sub(1)?;
        self.chain(last)
            .find(|&at| self.sections[at].span.holds(span.start()))
    }

    /// A section and the sections around it, from the inside out.
    pub(crate) fn chain(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(at), |&at| self.sections[at].parent)
    }

    /// The index among the phases of the innermost phase around a place.
    pub(crate) fn phase_at(&self, span: Span) -> Option<usize> {
        self.in_phase[self.at(span)?]
    }

    /// True where the innermost section around a place is the run record or lies in it.
    pub(crate) fn is_recorded(&self, span: Span) -> bool {
        self.at(span).is_some_and(|at| self.recorded[at])
    }
}

impl<'a> Reader<'a> {
    /// The specification of a section.
    pub(crate) fn spec(self, outline: &Outline, at: usize) -> Option<&'a SectionSpec> {
        self.format.sections.get(outline.specs[at]?)
    }

    /// The blocks at document level inside a section and the sections below it, without headings and
    /// without a run record below it.
    pub(crate) fn blocks_below(self, section: SectionId) -> Vec<BlockId> {
        let mut open = vec![section];
        let mut blocks = Vec::new();
        while let Some(id) = open.pop() {
            let section = self.tree.section(id);
            blocks.extend(&section.blocks);
            let children = section.children.iter().rev();
            open.extend(children.filter(|child| !self.is_run_record(**child)));
        }
        blocks
    }
}

/// Reads the outline.
pub(crate) fn read(reader: Reader<'_>) -> Outline {
    let sections = reader.tree.sections();
    let titled = sections
        .iter()
        .position(|section| is_title(reader, section));
    let title = titled.map(|at| {
        Sourced::new(
            sections[at].title.clone(),
            heading_span(reader, &sections[at]),
        )
    });
    let first = sections.iter().find(|section| section.heading.is_some());
    let anchor = title.as_ref().map(|title| title.origin);
    let mut outline = Outline {
        anchor: anchor
            .or(first.map(|section| heading_span(reader, section)))
            .unwrap_or_default(),
        title,
        sections: Vec::new(),
        places: Vec::new(),
        specs: Vec::new(),
        phases: Vec::new(),
        in_phase: Vec::new(),
        automated: Vec::new(),
        recorded: Vec::new(),
        phase_count: 0,
    };
    for (index, section) in sections.iter().enumerate() {
        if let Some(heading) = section.heading.filter(|_| Some(index) != titled) {
            outline.add(reader, reader.tree.block(heading).section, section);
        }
    }
    outline.keep_best_of_each_role(reader);
    outline
}

/// The required sections, header fields and checklist points that the plan lacks. Header fields have
/// the id `header:NAME`, points `point:NAME`.
pub(crate) fn missing(reader: Reader<'_>, outline: &Outline, plan: &Plan) -> Vec<Missing> {
    let format = reader.format;
    let mut missing = Vec::new();
    for (index, spec) in format.sections.iter().enumerate() {
        let there = outline.specs.contains(&Some(index));
        if spec.required && !there {
            missing.push(absent(
                spec.id.clone(),
                &spec.titles,
                spec.requirement.as_ref(),
            ));
        }
        for point in spec.points.iter().filter(|_| there) {
            let known =
                |item: &stopgate_model::ChecklistItem| item.point.as_ref() == Some(&point.id);
            if !plan.checklist.iter().any(known) {
                let titles = std::slice::from_ref(&point.title);
                missing.push(absent(
                    format!("point:{}", point.id),
                    titles,
                    spec.requirement.as_ref(),
                ));
            }
        }
    }
    let in_sections = format
        .sections
        .iter()
        .filter(|spec| spec.header)
        .flat_map(|spec| &spec.fields);
    for field in format
        .header
        .iter()
        .chain(in_sections)
        .filter(|field| field.required)
    {
        let filled = plan
            .header(&field.id)
            .is_some_and(|known| !matches!(known.value, Cell::Empty(_)));
        if !filled {
            missing.push(absent(
                format!("header:{}", field.id),
                &field.titles,
                field.requirement.as_ref(),
            ));
        }
    }
    missing
}

fn absent(id: String, titles: &[String], requirement: Option<&String>) -> Missing {
    Missing {
        id,
        title: titles.first().cloned().unwrap_or_default(),
        requirement: requirement.cloned(),
    }
}

impl Outline {
    fn add(&mut self, reader: Reader<'_>, id: SectionId, section: &TreeSection) {
        let parent = self.at(section.span);
        let recorded = parent.is_some_and(|parent| self.recorded[parent])
            || run_record::is_title(&section.title);
        let around = parent
            .and_then(|parent| self.in_phase[parent])
            .filter(|_| !recorded);
        let phase = self
            .phase_label(reader, section, parent)
            .filter(|_| !recorded);
        let forms = title::forms(&section.title);
        let inside_phase = phase.is_some() || around.is_some();
        let spec = reader
            .format
            .section_titled(&forms)
            .filter(|_| !inside_phase && !recorded);
        let known = spec.map(|index| &reader.format.sections[index]);
        self.sections.push(Section {
            id: known.map(|spec| spec.id.clone()),
            kind: known.map_or(SectionKind::Prose, |spec| spec.kind),
            title: section.title.clone(),
            heading: heading_span(reader, section),
            level: section.level,
            template_level: known.map(|spec| spec.level),
            span: section.span,
            body: Span::new(heading_span(reader, section).end(), section.span.end()),
            requirement: known.and_then(|spec| spec.requirement.clone()).or_else(|| {
                let phases = reader.format.phases.as_ref().filter(|_| inside_phase)?;
                phases.requirement.clone()
            }),
            living: recorded || known.is_some_and(|spec| spec.living),
            required: known.is_some_and(|spec| spec.required),
            role: known.and_then(|spec| spec.role),
            empty: is_empty(reader, id, known),
            parent,
        });
        let own = phase.is_some().then_some(self.phase_count);
        self.phase_count += usize::from(phase.is_some());
        self.in_phase.push(own.or(around));
        self.automated
            .push(!recorded && is_automated(reader, &forms));
        self.recorded.push(recorded);
        self.places.push(id);
        self.specs.push(spec);
        self.phases.push(phase);
    }

    /// The label of a phase heading: `Phase 2 – Swap` gives `2`, `Milestone B1: x` gives `b1`.
    fn phase_label(
        &self,
        reader: Reader<'_>,
        section: &TreeSection,
        parent: Option<usize>,
    ) -> Option<String> {
        let phases = reader.format.phases.as_ref()?;
        let names_it = |at: usize| {
            let id = self.sections[at].id.as_ref();
            id.is_some_and(|id| phases.within.contains(id))
        };
        let mut around = parent.into_iter().flat_map(|parent| self.chain(parent));
        let stands_right = phases.within.is_empty() || around.any(names_it);
        let in_phase = parent.is_some_and(|parent| self.in_phase[parent].is_some());
        if !stands_right || section.level > 4 || in_phase {
            return None;
        }
        let heading = section
            .title
            .trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = phases.words.iter().find(|word| {
            heading
                .get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        });
        let rest = match word {
            Some(word) => heading[word.len()..]
                .strip_prefix([' ', '\u{a0}'])?
                .trim_start(),
            None if phases.numbered => numbered(heading)?,
            None => return None,
        };
        let label: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '.')
            .collect();
        let label = label.trim_end_matches('.').to_lowercase();
        let is_label = label.len() <= 4
            && (label.len() == 1
                || label.contains(|c: char| c.is_ascii_digit())
                || is_roman(&label));
        (is_label && !label.is_empty()).then_some(label)
    }

    /// Where several headings could be one section, the one at the level of the template wins; the
    /// others stay in the role only at the same level as the winner.
    fn keep_best_of_each_role(&mut self, reader: Reader<'_>) {
        for (index, spec) in reader.format.sections.iter().enumerate() {
            let claimed: Vec<usize> = (0..self.specs.len())
                .filter(|&at| self.specs[at] == Some(index))
                .collect();
            let level = |at: &usize| self.sections[*at].level;
            let Some(best) = claimed
                .iter()
                .map(level)
                .min_by_key(|level| level.abs_diff(spec.level))
            else {
                continue;
            };
            for at in claimed {
                if self.sections[at].level != best {
                    self.specs[at] = None;
                    let section = &mut self.sections[at];
                    (section.id, section.living, section.required, section.role) =
                        (None, false, false, None);
                    section.kind = SectionKind::Prose;
                    section.template_level = None;
                }
            }
        }
    }
}

/// A heading that begins with a number and goes on: `2. Data layer`.
fn numbered(heading: &str) -> Option<&str> {
    let digits = heading.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &heading[..heading.len() - digits.len()];
    let begins = number.starts_with(|c: char| c.is_ascii_digit());
    (begins && digits.starts_with([' ', ')', ':'])).then_some(heading)
}

fn is_automated(reader: Reader<'_>, forms: &[String]) -> bool {
    let titles = reader
        .format
        .phases
        .iter()
        .flat_map(|phases| &phases.automated);
    titles
        .map(|known| title::normalised(known))
        .any(|known| forms.contains(&known))
}

fn is_title(reader: Reader<'_>, section: &TreeSection) -> bool {
    let whole = [title::normalised(&section.title)];
    section.level == 1
        && reader.format.section_titled(&whole).is_none()
        && !run_record::is_title(&section.title)
}

fn heading_span(reader: Reader<'_>, section: &TreeSection) -> Span {
    section
        .heading
        .map_or(Span::default(), |heading| reader.tree.block(heading).span)
}

/// True where nothing but comments stands in a section and below it. A run record counts only in the
/// section that the format keeps evidence in.
fn is_empty(reader: Reader<'_>, id: SectionId, spec: Option<&SectionSpec>) -> bool {
    use stopgate_markdown::BlockKind::{Html, Rule};
    let says_something =
        |block: &BlockId| !matches!(reader.tree.block(*block).kind, Html(true) | Rule);
    let is_evidence = spec.is_some_and(|spec| reader.format.evidence.as_ref() == Some(&spec.id));
    let has_record = || {
        let children = &reader.tree.section(id).children;
        children.iter().any(|child| {
            reader.is_run_record(*child) && reader.blocks_below(*child).iter().any(says_something)
        })
    };
    let says_itself = reader.blocks_below(id).iter().any(says_something);
    !(says_itself || is_evidence && has_record())
}

fn is_roman(label: &str) -> bool {
    label.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
}
