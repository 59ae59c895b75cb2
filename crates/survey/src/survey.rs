//! The survey as a whole: sort the files, read some, put together what they say.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::looking::{Looked, look};
use crate::note::Notes;
use crate::sorting::sorted;
use crate::{Detectors, Fact, Files, Kind, Note};
use crate::{folders, languages, merging, owners, packages};

/// What a repository says of itself.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The facts: by kind, then by name.
    pub facts: Vec<Fact>,
    /// How many files there are, those that were left out not counted.
    pub files: usize,
    /// How many of them were read.
    pub read: usize,
    /// What was not looked at, and why.
    pub notes: Vec<Note>,
}

impl Survey {
    /// The kinds of which the repository says nothing.
    pub fn silent(&self) -> impl Iterator<Item = Kind> {
        let told = |kind: &Kind| self.facts.iter().any(|fact| fact.kind == *kind);
        Kind::ALL.into_iter().filter(move |kind| !told(kind))
    }
}

/// Looks at a repository (X2). The result depends on the files alone, not on the order in which they are read.
pub fn survey(files: &dyn Files, detectors: &Detectors) -> Survey {
    let paths = files.paths();
    let mut notes = Notes::default();
    let sorted = sorted(paths, detectors, &mut notes);
    let work: Vec<(usize, &[_])> = sorted
        .work
        .iter()
        .map(|(at, targets)| (*at, targets.as_slice()))
        .collect();
    let looked: Vec<Looked> = work
        .into_par_iter()
        .map(|(at, targets)| look((files, at), targets, detectors))
        .collect();
    let read = looked
        .iter()
        .filter(|looked| looked.unread.is_none())
        .count();
    let mut facts = Vec::new();
    let (mut manifests, mut locks) = (Vec::new(), Vec::new());
    for looked in looked {
        if let Some(reason) = looked.unread {
            notes.add(reason, &looked.path);
        }
        facts.extend(looked.facts);
        manifests.extend(looked.manifests);
        locks.extend(looked.locks);
    }
    facts.extend(packages::facts(manifests, &locks, detectors));
    facts.extend(folders::facts(paths, &sorted.order, &detectors.folders));
    facts.extend(owners::facts(&files.authors()));
    let counted = languages::facts(paths, &sorted.languages);
    let mut left_out = files.left_out();
    left_out.extend(notes.into_notes());
    Survey {
        facts: merging::merged(facts, counted),
        files: paths.len(),
        read,
        notes: left_out,
    }
}
