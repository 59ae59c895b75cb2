//! Who made the last commits.

use std::collections::HashMap;
use std::path::Path;

use stopgate_survey::Author;

use super::Git;

/// How many commits are looked at: whoever wrote before that may be gone.
const COMMITS: &str = "--max-count=1000";

/// Those who made the last commits below a folder, those with most of them first; nobody where git is
/// missing, fails, or knows no repository there.
pub(crate) fn authors(folder: &Path) -> Vec<Author> {
    if !folder.ancestors().any(|above| above.join(".git").exists()) {
        return Vec::new();
    }
    let asked = [
        "log",
        COMMITS,
        "--no-show-signature",
        "--no-merges",
        "--format=%H %aN",
        "HEAD",
        "--",
    ];
    // Below the root of a repository only what was done there counts.
    let here: &[&str] = if folder.join(".git").exists() {
        &[]
    } else {
        &["."]
    };
    let asked: Vec<&str> = asked.iter().chain(here).copied().collect();
    let answer = Git::plain(folder).ask(&asked).unwrap_or_default();
    counted(&answer)
}

/// Reads `ID NAME`, one line a commit, newest first.
fn counted(answer: &str) -> Vec<Author> {
    let mut known: HashMap<&str, (usize, &str)> = HashMap::new();
    for line in answer.lines() {
        if let Some((id, name)) = line.split_once(' ') {
            known.entry(name).or_insert((0, id)).0 += 1;
        }
    }
    let author = |(name, (commits, newest)): (&str, (usize, &str))| Author {
        name: name.to_owned(),
        commits,
        newest: newest.to_owned(),
    };
    let mut authors: Vec<Author> = known.into_iter().map(author).collect();
    authors.sort_by(|a, b| (b.commits, &a.name).cmp(&(a.commits, &b.name)));
    authors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_counted_and_the_newest_commit_stands_for_them() {
        let counted = counted("c Ann Lee\nb Bo\na Ann Lee\n");
        let short: Vec<_> = counted
            .iter()
            .map(|author| (&*author.name, author.commits, &*author.newest))
            .collect();
        assert_eq!(short, [("Ann Lee", 2, "c"), ("Bo", 1, "b")]);
    }
}
