//! The detectors in use: those that come with Stopgate, and those of the repository.

use std::collections::HashMap;

use globset::{Candidate, GlobSet, GlobSetBuilder};

use crate::detector::{Detector, Find, Folders, glob, globs, package};
use crate::packages::Ecosystem;
use crate::{BrokenDetector, Kind};

include!(concat!(env!("OUT_DIR"), "/detectors.rs"));

/// All detectors, ready to be held against paths.
#[derive(Debug)]
pub struct Detectors {
    pub(crate) finds: Vec<Find>,
    pub(crate) folders: Vec<Folders>,
    endings: HashMap<String, String>,
    packages: HashMap<(Ecosystem, String), Vec<(Kind, String)>>,
    /// Packages whose name begins so.
    families: Vec<(Ecosystem, String, Kind, String)>,
    aside: GlobSet,
    names: GlobSet,
    targets: Vec<Target>,
}

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    /// A detector looks at it: its place among [`Detectors::finds`].
    Find(usize),
    /// It declares packages.
    Manifest(Ecosystem),
    /// It pins versions of packages.
    Lock(Ecosystem),
}

impl Detectors {
    /// Those that come with Stopgate, and those of the repository: names and texts of files.
    ///
    /// # Errors
    /// When a file is not TOML, has a key that means nothing, or holds a pattern that cannot be used.
    pub fn new(of_user: &[(String, String)]) -> Result<Self, BrokenDetector> {
        let builtin = BUILTIN
            .iter()
            .map(|(name, text)| Detector::read(name, text));
        let own = of_user
            .iter()
            .map(|(name, text)| Detector::read(name, text)?.tried(name, text));
        let detectors: Vec<Detector> = builtin.chain(own).collect::<Result<_, _>>()?;
        let broken = |reason| BrokenDetector {
            name: "detectors".to_owned(),
            reason,
        };
        Self::of(detectors).map_err(broken)
    }

    fn of(detectors: Vec<Detector>) -> Result<Self, String> {
        let mut all = Self {
            finds: Vec::new(),
            folders: Vec::new(),
            endings: HashMap::new(),
            packages: HashMap::new(),
            families: Vec::new(),
            aside: GlobSet::empty(),
            names: GlobSet::empty(),
            targets: Vec::new(),
        };
        let mut aside = Vec::new();
        for detector in detectors {
            aside.extend(detector.aside);
            all.endings.extend(detector.endings);
            all.finds.extend(detector.find);
            all.folders.extend(detector.folders);
            for (kind, packages) in detector.packages {
                let Some(kind) = Kind::named(&kind) else {
                    continue;
                };
                for (name, shows) in packages {
                    all.learn(&name, kind, shows);
                }
            }
        }
        all.aside = globs(&aside)?;
        all.name_targets()?;
        Ok(all)
    }

    fn learn(&mut self, name: &str, kind: Kind, shows: String) {
        let Some((ecosystem, name)) = package(name) else {
            return;
        };
        match name.strip_suffix('*') {
            Some(head) => self
                .families
                .push((ecosystem, head.to_owned(), kind, shows)),
            None => {
                let key = (ecosystem, name.to_owned());
                let shown = self.packages.entry(key).or_default();
                if !shown.contains(&(kind, shows.clone())) {
                    shown.push((kind, shows));
                }
            }
        }
    }

    fn name_targets(&mut self) -> Result<(), String> {
        let mut names = GlobSetBuilder::new();
        for (at, find) in self.finds.iter().enumerate() {
            for pattern in &find.files {
                names.add(glob(pattern)?);
                self.targets.push(Target::Find(at));
            }
        }
        for ecosystem in Ecosystem::ALL {
            for pattern in ecosystem.manifests() {
                names.add(glob(pattern)?);
                self.targets.push(Target::Manifest(ecosystem));
            }
            for pattern in ecosystem.locks() {
                names.add(glob(pattern)?);
                self.targets.push(Target::Lock(ecosystem));
            }
        }
        self.names = names.build().map_err(|error| error.to_string())?;
        Ok(())
    }

    /// True for a file that says nothing of the repository itself: a fixture, an example, a copy of others.
    pub(crate) fn is_aside(&self, path: &Candidate<'_>) -> bool {
        self.aside.is_match_candidate(path)
    }

    /// What is done with a file of this name, each once, sorted.
    pub(crate) fn targets(&self, path: &Candidate<'_>, found: &mut Vec<Target>) {
        let matched = self.names.matches_candidate(path);
        found.extend(matched.into_iter().filter_map(|at| self.targets.get(at)));
        found.retain(|target| match target {
            Target::Find(at) => {
                let excluded = self.finds[*at].excluded.as_ref();
                !excluded.is_some_and(|globs| globs.is_match_candidate(path))
            }
            Target::Manifest(_) | Target::Lock(_) => true,
        });
        found.sort_unstable();
        found.dedup();
    }

    /// The language that the ending of a file name shows.
    pub(crate) fn language(&self, path: &str) -> Option<&str> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (stem, ending) = name.rsplit_once('.')?;
        let known = self.endings.get(ending).filter(|_| !stem.is_empty());
        known.map(String::as_str)
    }

    /// What a package shows; with the beginning of its name where a family (`@acme/*`) shows it.
    pub(crate) fn shown_by(
        &self,
        ecosystem: Ecosystem,
        name: &str,
    ) -> Vec<(Kind, &str, Option<&str>)> {
        let exact = self.packages.get(&(ecosystem, name.to_owned()));
        let exact = exact.into_iter().flatten();
        let mut shown: Vec<(Kind, &str, Option<&str>)> =
            exact.map(|(kind, shows)| (*kind, &**shows, None)).collect();
        for (of, head, kind, shows) in &self.families {
            let is_new = !shown
                .iter()
                .any(|known| (known.0, known.1) == (*kind, shows));
            if *of == ecosystem && name.starts_with(head.as_str()) && is_new {
                shown.push((*kind, shows, Some(head)));
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_detector_that_comes_along_can_be_used() {
        let texts: Vec<(String, String)> = BUILTIN
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let mut ids: Vec<String> = Vec::new();
        for (name, text) in &texts {
            let read = Detector::read(name, text).and_then(|read| read.tried(name, text));
            let detector = read.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(format!("{}.toml", detector.id), *name);
            ids.push(detector.id);
        }
        assert!(ids.len() >= 15, "{ids:?}");
        Detectors::new(&[]).unwrap();
    }

    #[test]
    fn what_is_wrong_with_a_detector_is_said() {
        let find = "id = \"x\"\nsummary = \"x\"\n[[find]]\nkind = \"lint\"\nname = \"X\"\n";
        for (more, wanted) in [
            ("files = [\"[a\"]", "no pattern for files"),
            ("files = []", "names no files"),
            ("files = [\"a\"]\ntext = '('", "line 7"),
            ("files = [\"a\"]\ntext = 'x*'", "empty text"),
            ("files = [\"a\"]\nkey = 'a..b'", "is no key"),
            ("files = [\"a\"]\nrun = 'a'", "unknown field"),
            (
                "files = [\"a\"]\n[packages.lint]\n\"cpan:X\" = \"X\"",
                "is no package",
            ),
            (
                "files = [\"a\"]\n[packages.lent]\n\"npm:x\" = \"X\"",
                "no kind",
            ),
        ] {
            let text = format!("{find}{more}");
            let own = [("own.toml".to_owned(), text)];
            let error = Detectors::new(&own).unwrap_err().to_string();
            assert!(error.starts_with("own.toml: "), "{error}");
            assert!(error.contains(wanted), "{error}");
        }
    }
}
