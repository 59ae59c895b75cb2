//! Facts that several places show become one.

use std::collections::BTreeMap;

use crate::{Certainty, Fact, Kind, Proof};

/// Facts of one name with another version or value each, at most.
const MOST: usize = 8;

/// One fact for each kind, name, value and version: the best proof stands, the others are counted. What says
/// less than another one of its name (no version, no value) goes into that one.
pub(crate) fn merged(facts: Vec<Fact>, languages: Vec<Fact>) -> Vec<Fact> {
    let mut groups: BTreeMap<(Kind, String), Vec<Fact>> = BTreeMap::new();
    for fact in facts {
        let key = (fact.kind, fact.name.to_lowercase());
        groups.entry(key).or_default().push(fact);
    }
    for counted in languages {
        let key = (counted.kind, counted.name.to_lowercase());
        count(groups.entry(key).or_default(), counted);
    }
    let mut merged: Vec<Fact> = groups.into_values().flat_map(one_name).collect();
    merged.sort_by(|a, b| {
        let key = |fact: &Fact| (fact.kind, fact.name.to_lowercase(), fact.certainty);
        key(a).cmp(&key(b)).then_with(|| rank(a).cmp(&rank(b)))
    });
    merged
}

/// How many files a language has belongs to what is known of it.
fn count(known: &mut Vec<Fact>, counted: Fact) {
    if known.is_empty() {
        known.push(counted);
        return;
    }
    for fact in known {
        if fact.value.is_none() {
            fact.value.clone_from(&counted.value);
        }
    }
}

fn one_name(mut facts: Vec<Fact>) -> Vec<Fact> {
    facts.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let mut kept: Vec<Fact> = Vec::new();
    for fact in facts {
        let same = kept
            .iter_mut()
            .find(|known| known.value == fact.value && known.version == fact.version);
        match same {
            Some(known) => {
                known.more += fact.more + 1;
                known.locked = known.locked.take().or(fact.locked);
            }
            None => kept.push(fact),
        }
    }
    absorb(&mut kept);
    take_in_companions(&mut kept);
    kept.truncate(MOST);
    kept
}

/// Facts without version, or without value, are part of those that have more to say.
fn absorb(kept: &mut Vec<Fact>) {
    let says_more = |one: &Fact, other: &Fact| {
        let version = one.version.is_some() || other.version.is_none();
        let value = one.value.is_some() || other.value.is_none();
        let gains = (one.version.is_some() && other.version.is_none())
            || (one.value.is_some() && other.value.is_none());
        let pinned = |fact: &Fact| fact.locked.as_ref().map(|locked| locked.version.clone());
        let agree = (other.version.is_none() || one.version == other.version)
            && (other.locked.is_none() || pinned(one) == pinned(other));
        version && value && gains && agree && (other.value.is_none() || other.value == one.value)
    };
    let mut at = 0;
    while at < kept.len() {
        let richer = (0..kept.len()).find(|&other| says_more(&kept[other], &kept[at]));
        match richer {
            None => at += 1,
            Some(richer) => {
                let poor = kept.remove(at);
                let rich = &mut kept[if richer > at { richer - 1 } else { richer }];
                rich.more += poor.more + 1;
                rich.certainty = rich.certainty.min(poor.certainty);
            }
        }
    }
}

/// Where the package itself is declared with its version, those that go with it (`koa-router` of Koa) are further
/// places of it, and their versions are not its. A client of a store says nothing of the store, so each stands.
fn take_in_companions(kept: &mut Vec<Fact>) {
    let is_itself = |fact: &Fact| {
        let is_of_package = matches!(fact.kind, Kind::Database | Kind::Data);
        !is_of_package && fact.value.is_none() && fact.version.is_some()
    };
    let Some(main) = kept.iter().position(is_itself) else {
        return;
    };
    let goes_with = |fact: &Fact| {
        let value = fact.value.as_deref().unwrap_or_default();
        // Artifacts of Maven of one name may be different generations of a thing.
        value.starts_with("package") && !value.contains(':')
    };
    let companions: Vec<usize> = kept
        .iter()
        .filter(|fact| goes_with(fact))
        .map(|fact| fact.more + 1)
        .collect();
    kept[main].more += companions.iter().sum::<usize>();
    kept.retain(|fact| !goes_with(fact));
}

/// The better proof first: sure, few folders deep, then by name.
fn rank(fact: &Fact) -> (Certainty, usize, &str, usize) {
    let (depth, path, line) = match &fact.proof {
        Proof::Line(place) => place.rank(),
        Proof::Commit { id } => (0, id.as_str(), 0),
    };
    (fact.certainty, depth, path, line)
}
