//! What example documents have in common.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use stopgate_markdown::{Section as TreeSection, Tree};
use stopgate_model::{Role, SectionKind};

use super::kinds;
use crate::lower::run_record_sections;
use crate::title;

/// What the examples share.
#[derive(Debug)]
pub(super) struct Common {
    /// Words with which all document titles begin, normalised.
    pub(super) title: Option<String>,
    /// Labels above the first section of every example.
    pub(super) labels: Vec<String>,
    /// Sections, in the order in which they mostly stand.
    pub(super) sections: Vec<Shared>,
    /// First words of numbered headings, with their level.
    pub(super) phases: Vec<(String, u8)>,
    /// How many examples there are.
    pub(super) examples: usize,
}

/// A section that several examples have.
#[derive(Debug)]
pub(super) struct Shared {
    /// How it is written, the most frequent first.
    pub(super) titles: Vec<String>,
    /// Level of its heading.
    pub(super) level: u8,
    /// True where every example has it.
    pub(super) required: bool,
    /// What seems to be read out of it.
    pub(super) kind: SectionKind,
    /// What commands in it are for.
    pub(super) role: Option<Role>,
    /// Column titles of its tables.
    pub(super) columns: Vec<String>,
}

/// One heading of one example.
struct Seen {
    example: usize,
    place: usize,
    title: String,
    plain: String,
    level: u8,
    kind: SectionKind,
    role: Option<Role>,
    columns: Vec<String>,
}

/// Reads the examples.
pub(super) fn common(examples: &[Tree]) -> Common {
    let mut seen = Vec::new();
    let mut phases: BTreeMap<String, (HashSet<usize>, u8)> = BTreeMap::new();
    for (example, tree) in examples.iter().enumerate() {
        let recorded = run_record_sections(tree);
        let mut phase_end = 0;
        let mut titled = false;
        for (place, section) in tree.sections().iter().enumerate() {
            let is_title = !titled && section.level == 1 && section.heading.is_some();
            titled |= is_title;
            let inside = section.span.start() < phase_end;
            if section.heading.is_none() || is_title || recorded.get(place) == Some(&true) || inside
            {
                continue;
            }
            if let Some(word) = numbered(&section.title) {
                let entry = phases
                    .entry(word)
                    .or_insert((HashSet::new(), section.level));
                entry.0.insert(example);
                phase_end = section.span.end();
                continue;
            }
            seen.push(look(tree, section, (example, place)));
        }
    }
    let least = half(examples.len());
    let enough = |(word, (holders, level)): (String, (HashSet<usize>, u8))| {
        (holders.len() >= least).then_some((word, level))
    };
    Common {
        title: common_title(examples),
        labels: common_labels(examples),
        sections: sections(seen, examples.len()),
        phases: phases.into_iter().filter_map(enough).collect(),
        examples: examples.len(),
    }
}

fn half(count: usize) -> usize {
    count.div_ceil(2)
}

fn look(tree: &Tree, section: &TreeSection, (example, place): (usize, usize)) -> Seen {
    let content = kinds::content(tree, section);
    let (kind, role) = kinds::guess(&section.title, &content);
    Seen {
        example,
        place,
        plain: title::normalised(&section.title),
        title: without_number(&section.title),
        level: section.level,
        kind,
        role,
        columns: content.columns,
    }
}

/// `Phase` of `Phase 2: Swap`.
fn numbered(heading: &str) -> Option<String> {
    let (word, rest) = heading.trim().split_once(' ')?;
    let label: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let is_word = word.chars().all(char::is_alphabetic) && word.chars().count() >= 3;
    let is_label = label.len() <= 3 && label.starts_with(|c: char| c.is_ascii_digit());
    (is_word && is_label).then(|| word.to_owned())
}

fn without_number(title: &str) -> String {
    let rest = title
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '§' | ')' | ' '));
    let rest = rest.trim_end_matches([':', ' ']);
    if rest.is_empty() { title.trim() } else { rest }.to_owned()
}

/// Headings that mean one thing, together: the same words, or mostly the same where no example has both.
fn sections(seen: Vec<Seen>, examples: usize) -> Vec<Shared> {
    let mut groups: Vec<Vec<Seen>> = Vec::new();
    for one in seen.into_iter().filter(|one| !one.plain.is_empty()) {
        match groups.iter_mut().find(|group| group[0].plain == one.plain) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(holders(group).len()));
    let mut merged: Vec<Vec<Seen>> = Vec::new();
    for group in groups {
        let fits = |other: &Vec<Seen>| {
            holders(other).is_disjoint(&holders(&group)) && alike(&other[0].plain, &group[0].plain)
        };
        match merged.iter_mut().find(|other| fits(other)) {
            Some(other) => other.extend(group),
            None => merged.push(group),
        }
    }
    let least = if examples < 3 {
        examples
    } else {
        half(examples)
    };
    merged.retain(|group| holders(group).len() >= least);
    merged.sort_by_key(|group| {
        let places: usize = group.iter().map(|one| one.place).sum();
        places * 1000 / group.len()
    });
    merged
        .iter()
        .map(|group| section(group, examples))
        .collect()
}

fn holders(group: &[Seen]) -> BTreeSet<usize> {
    group.iter().map(|one| one.example).collect()
}

fn alike(a: &str, b: &str) -> bool {
    let (a, b): (BTreeSet<&str>, BTreeSet<&str>) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 2 >= a.union(&b).count()
}

fn words(title: &str) -> BTreeSet<&str> {
    let filler = ["and", "of", "the", "for"];
    title
        .split(' ')
        .filter(|word| !filler.contains(word))
        .collect()
}

fn section(group: &[Seen], examples: usize) -> Shared {
    let mut titles: Vec<String> = Vec::new();
    for one in group {
        let known = |title: &String| title::normalised(title) == one.plain;
        if !titles.iter().any(known) {
            titles.push(one.title.clone());
        }
    }
    let kind = most(group.iter().map(|one| one.kind)).unwrap_or_default();
    let of_kind = || group.iter().filter(|one| one.kind == kind);
    let mut columns: Vec<String> = Vec::new();
    for column in of_kind().flat_map(|one| &one.columns) {
        let known = |other: &String| title::normalised(other) == title::normalised(column);
        if !columns.iter().any(known) {
            columns.push(column.clone());
        }
    }
    Shared {
        titles,
        level: most(group.iter().map(|one| one.level)).unwrap_or(2),
        required: holders(group).len() == examples,
        role: of_kind().find_map(|one| one.role),
        kind,
        columns,
    }
}

/// The value that occurs most, the first of several.
fn most<T: Copy + PartialEq>(values: impl Iterator<Item = T> + Clone) -> Option<T> {
    let mut best: Option<(T, usize)> = None;
    for value in values.clone() {
        let count = values.clone().filter(|other| *other == value).count();
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((value, count));
        }
    }
    best.map(|(value, _)| value)
}

/// The words in front of a colon with which all titles begin.
fn common_title(examples: &[Tree]) -> Option<String> {
    let titles = examples.iter().map(|tree| {
        let mut sections = tree.sections().iter();
        let title = sections.find(|section| section.level == 1 && section.heading.is_some())?;
        let (kind, _) = title.title.split_once([':', '–', '—'])?;
        Some(title::normalised(kind)).filter(|kind| !kind.is_empty())
    });
    let titles: Option<Vec<String>> = titles.collect();
    let titles = titles?;
    let first = titles.first()?.clone();
    titles.iter().all(|title| *title == first).then_some(first)
}

fn common_labels(examples: &[Tree]) -> Vec<String> {
    let of = |tree: &Tree| crate::sign::labels_above(tree);
    let mut examples = examples.iter().map(of);
    let first = examples.next().unwrap_or_default();
    let rest: Vec<Vec<String>> = examples.collect();
    let everywhere = |label: &String| {
        let plain = title::normalised(label);
        rest.iter()
            .all(|labels| labels.iter().any(|other| title::normalised(other) == plain))
    };
    first.into_iter().filter(everywhere).collect()
}
