//! Facts that the names of folders show: layers, services.

use std::collections::{BTreeMap, BTreeSet};

use crate::detector::Folders;
use crate::{Certainty, Fact, Place, Proof};

/// Folders of tests are laid out like what they test, and do not show it.
pub(crate) const OF_TESTS: [&str; 7] = [
    "test",
    "tests",
    "Tests",
    "spec",
    "specs",
    "__tests__",
    "e2e",
];

/// The facts that folders show which lie side by side.
pub(crate) fn facts(paths: &[String], order: &[usize], wanted: &[Folders]) -> Vec<Fact> {
    let known: BTreeSet<&str> = wanted
        .iter()
        .flat_map(|folders| &folders.all)
        .flat_map(|names| names.split('|'))
        .collect();
    let beside = side_by_side(paths, order, &known);
    let mut facts = Vec::new();
    for folders in wanted {
        let all = beside.iter().filter_map(|(parent, children)| {
            let is_there = folders
                .below
                .as_deref()
                .is_none_or(|name| parent.rsplit('/').next() == Some(name));
            let found: Option<Vec<(&str, usize)>> = folders
                .all
                .iter()
                .map(|names| {
                    names
                        .split('|')
                        .find_map(|name| Some((name, *children.get(name)?)))
                })
                .collect();
            let found = found.filter(|_| is_there)?;
            Some((*parent, fact(folders, parent, (&found, paths))))
        });
        facts.extend(outermost(all));
    }
    facts
}

/// The fact of the folder fewest folders deep, with the number of the others: parts are laid out like the whole.
fn outermost<'p>(all: impl Iterator<Item = (&'p str, Fact)>) -> Option<Fact> {
    let depth = |parent: &str| match parent {
        "" => 0,
        parent => parent.matches('/').count() + 1,
    };
    let mut all: Vec<(&str, Fact)> = all.collect();
    all.sort_by_key(|(parent, _)| (depth(parent), *parent));
    let more = all.len().saturating_sub(1);
    let (_, fact) = all.into_iter().next()?;
    Some(Fact { more, ..fact })
}

/// Per folder those below it that somebody looks for, each with the first file in it.
fn side_by_side<'p>(
    paths: &'p [String],
    order: &[usize],
    known: &BTreeSet<&str>,
) -> BTreeMap<&'p str, BTreeMap<&'p str, usize>> {
    let mut beside: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for &at in order {
        let path = paths[at].as_str();
        if path.split('/').any(|name| OF_TESTS.contains(&name)) {
            continue;
        }
        let mut start = 0;
        for (end, _) in path.match_indices('/') {
            let name = &path[start..end];
            if known.contains(name) {
                let parent = path[..start].trim_end_matches('/');
                beside.entry(parent).or_default().entry(name).or_insert(at);
            }
            start = end + 1;
        }
    }
    beside
}

fn fact(folders: &Folders, parent: &str, (found, paths): (&[(&str, usize)], &[String])) -> Fact {
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    let place = if parent.is_empty() { "." } else { parent };
    let first = found.first().map_or(0, |(_, at)| *at);
    Fact {
        kind: folders.kind,
        name: folders.name.clone(),
        value: Some(format!("{} in {place}", names.join(", "))),
        version: None,
        locked: None,
        certainty: Certainty::Likely,
        proof: Proof::Line(Place {
            path: paths[first].clone(),
            line: 1,
            excerpt: String::new(),
        }),
        more: 0,
    }
}
