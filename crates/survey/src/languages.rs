//! Languages by the endings of file names.

use std::collections::HashMap;

use crate::{Certainty, Fact, Kind, Place, Proof};

/// One in so many files has to be of a language, or …
const SHARE: usize = 50;
/// … so many files, before it is called a language of the repository.
const ENOUGH: usize = 5;

/// One fact a language: how many files, and the first of them.
pub(crate) fn facts(paths: &[String], counted: &HashMap<String, (usize, usize)>) -> Vec<Fact> {
    let all: usize = counted.values().map(|(count, _)| count).sum();
    let is_spoken = |count: usize| count * SHARE >= all || count >= ENOUGH;
    let spoken = counted.iter().filter(|(_, (count, _))| is_spoken(*count));
    let fact = |(name, &(count, first)): (&String, &(usize, usize))| Fact {
        kind: Kind::Language,
        name: name.clone(),
        value: Some(if count == 1 {
            "1 file".to_owned()
        } else {
            format!("{count} files")
        }),
        version: None,
        locked: None,
        certainty: Certainty::Shown,
        proof: Proof::Line(Place {
            path: paths[first].clone(),
            line: 1,
            excerpt: String::new(),
        }),
        more: count - 1,
    };
    spoken.map(fact).collect()
}
