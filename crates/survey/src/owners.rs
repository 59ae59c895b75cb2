//! Who works on a repository, as its history says. What CODEOWNERS says is a detector's business.

use crate::files::Author;
use crate::{Certainty, Fact, Kind, Proof};

/// People that are named at most.
const MOST: usize = 5;
/// One in so many commits has to be of somebody who is named.
const SHARE: usize = 20;

/// One fact a person.
pub(crate) fn facts(authors: &[Author]) -> Vec<Fact> {
    let all: usize = authors.iter().map(|author| author.commits).sum();
    let named = authors.iter().filter(|author| {
        let is_program = author.name.ends_with("[bot]");
        author.commits * SHARE >= all && !is_program
    });
    let fact = |author: &Author| Fact {
        kind: Kind::Owner,
        name: author.name.clone(),
        value: Some(format!("{} of the last {all} commits", author.commits)),
        version: None,
        locked: None,
        certainty: Certainty::Likely,
        proof: Proof::Commit {
            id: author.newest.clone(),
        },
        more: 0,
    };
    named.take(MOST).map(fact).collect()
}
