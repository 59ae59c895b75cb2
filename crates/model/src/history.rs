//! What version control remembers of a repository.

use std::collections::HashMap;

/// The last commits that lead to what is checked out, newest first.
///
/// Commits without parents change nothing here: all of a repository comes into being with them, and a
/// shallow clone begins with one that says nothing of when a file was written.
#[derive(Clone, Debug, Default)]
pub struct History {
    commits: Vec<Commit>,
    /// Per path its changes, newest first: which commit, and which of its changes.
    changes: HashMap<String, Vec<(usize, usize)>>,
    places: HashMap<String, usize>,
}

/// A commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// When it was made, in seconds since 1970.
    pub time: i64,
    /// The ids of its parents.
    pub parents: Vec<String>,
    /// What it changed; nothing for a merge.
    pub changes: Vec<Change>,
}

/// A file that a commit changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Its path, relative to the root.
    pub path: String,
    /// Names its bytes before; none where the commit created it.
    pub before: Option<String>,
    /// Names its bytes afterwards; none where the commit removed it.
    pub after: Option<String>,
}

impl History {
    /// A history of these commits, newest first.
    pub fn new(mut commits: Vec<Commit>) -> Self {
        let mut changes: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        let mut places = HashMap::new();
        for (place, commit) in commits.iter_mut().enumerate() {
            if commit.parents.is_empty() {
                commit.changes.clear();
            }
            for (number, change) in commit.changes.iter().enumerate() {
                let of_path = changes.entry(change.path.clone()).or_default();
                of_path.push((place, number));
            }
            places.insert(commit.id.clone(), place);
        }
        Self {
            commits,
            changes,
            places,
        }
    }

    /// A commit by its place; the newest one has place 0.
    pub fn commit(&self, place: usize) -> Option<&Commit> {
        self.commits.get(place)
    }

    /// How many commits are known.
    pub fn count(&self) -> usize {
        self.commits.len()
    }

    /// The changes of a file, newest first, each with the place of its commit.
    pub fn changes(&self, path: &str) -> impl Iterator<Item = (usize, &Commit, &Change)> {
        let of_path = self.changes.get(path).map_or(&[][..], Vec::as_slice);
        of_path.iter().filter_map(|&(place, number)| {
            let commit = self.commits.get(place)?;
            Some((place, commit, commit.changes.get(number)?))
        })
    }

    /// For each commit by its place whether it is this one, or one that this one builds upon.
    pub fn built_upon(&self, place: usize) -> Vec<bool> {
        let mut known = vec![false; self.commits.len()];
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            let Some(commit) = self.commits.get(place).filter(|_| !known[place]) else {
                continue;
            };
            known[place] = true;
            let parents = commit.parents.iter();
            open.extend(parents.filter_map(|parent| self.places.get(parent)));
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(id: &str, parents: &[&str], path: &str) -> Commit {
        Commit {
            id: id.to_owned(),
            parents: parents.iter().map(|&parent| parent.to_owned()).collect(),
            changes: vec![Change {
                path: path.to_owned(),
                ..Change::default()
            }],
            ..Commit::default()
        }
    }

    #[test]
    fn a_commit_without_parents_changes_nothing() {
        let history = History::new(vec![commit("b", &["a"], "x"), commit("a", &[], "x")]);
        let places: Vec<usize> = history.changes("x").map(|(place, ..)| place).collect();
        assert_eq!(places, [0]);
    }

    #[test]
    fn what_another_branch_did_is_not_built_upon() {
        let history = History::new(vec![
            commit("merge", &["left", "right"], "-"),
            commit("right", &["root"], "x"),
            commit("left", &["root"], "y"),
            commit("root", &[], "z"),
        ]);
        assert_eq!(history.built_upon(2), [false, false, true, true]);
        assert_eq!(history.built_upon(0), [true; 4]);
        assert_eq!(history.built_upon(9), [false; 4]);
    }
}
