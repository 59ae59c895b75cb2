//! Which files are looked at, for what, and which are not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use globset::Candidate;
use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};

use crate::Detectors;
use crate::detectors::Target;
use crate::note::Notes;

/// Files that are read for one detector at most: conventions show in fewer.
const MOST_READ: usize = 1_000;

/// The files of a repository by what is done with them.
pub(crate) struct Sorted {
    /// Per file its targets, each with the number of further files that show the same.
    pub(crate) work: BTreeMap<usize, Vec<(Target, usize)>>,
    /// Per language the number of its files, and the first of them.
    pub(crate) languages: HashMap<String, (usize, usize)>,
    /// The files that count, as places among the paths: few folders deep first, then by name.
    pub(crate) order: Vec<usize>,
}

/// Sorts files; in parallel, with the same result on any number of cores.
pub(crate) fn sorted(paths: &[String], detectors: &Detectors, notes: &mut Notes) -> Sorted {
    let looked: Vec<Option<Vec<Target>>> = paths
        .par_iter()
        .with_min_len(256)
        .map(|path| {
            let candidate = Candidate::new(path.as_str());
            if detectors.is_aside(&candidate) {
                return None;
            }
            let mut targets = Vec::new();
            detectors.targets(&candidate, &mut targets);
            Some(targets)
        })
        .collect();
    let mut order: Vec<usize> = (0..paths.len())
        .filter(|&at| looked[at].is_some())
        .collect();
    order.sort_by_cached_key(|&at| (paths[at].matches('/').count(), paths[at].as_str()));
    for (path, targets) in paths.iter().zip(&looked) {
        if targets.is_none() {
            notes.add(
                "left aside: fixtures, examples, samples and copies of others",
                path,
            );
        }
    }
    let mut sorted = Sorted {
        work: BTreeMap::new(),
        languages: HashMap::new(),
        order,
    };
    sorted.divide(paths, &looked, (detectors, notes));
    sorted
}

impl Sorted {
    fn divide(
        &mut self,
        paths: &[String],
        looked: &[Option<Vec<Target>>],
        (detectors, notes): (&Detectors, &mut Notes),
    ) {
        let mut files: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
        for &at in &self.order {
            for &target in looked[at].iter().flatten() {
                files.entry(target).or_default().push(at);
            }
            if let Some(language) = detectors.language(&paths[at]) {
                let counted = self.languages.entry(language.to_owned());
                counted.or_insert((0, at)).0 += 1;
            }
        }
        let mut left: BTreeSet<usize> = BTreeSet::new();
        for (target, files) in files {
            let reads = match target {
                Target::Find(find) => detectors.finds[find].reads(),
                Target::Manifest(_) | Target::Lock(_) => true,
            };
            let most = if reads { MOST_READ } else { 1 };
            let more = if reads { 0 } else { files.len() - 1 };
            for &at in files.iter().take(most) {
                self.work.entry(at).or_default().push((target, more));
            }
            left.extend(files.iter().skip(most).filter(|_| reads));
        }
        // Each once, however many detectors leave it.
        let text = format!(
            "not read for one of the detectors: it reads {MOST_READ} files, those fewest folders deep first"
        );
        for at in left {
            notes.add(&text, &paths[at]);
        }
    }
}
