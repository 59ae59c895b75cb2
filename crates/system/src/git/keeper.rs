//! Commits that hold a repository as it was around the work of agents. They lie below `refs/stopgate/`;
//! branch, index, files and hooks of whoever works there are not touched.

use std::path::{Path, PathBuf};

use super::{Git, answer_of};

/// Where they lie.
const REFS: &str = "refs/stopgate";

/// Files that are named of those that are not committed.
const MOST_NAMED: usize = 3;

/// Who made them.
const IDENTITY: [(&str, &str); 4] = [
    ("GIT_AUTHOR_NAME", "Stopgate"),
    ("GIT_AUTHOR_EMAIL", "stopgate@localhost"),
    ("GIT_COMMITTER_NAME", "Stopgate"),
    ("GIT_COMMITTER_EMAIL", "stopgate@localhost"),
];

/// Keeps the repository of one run.
#[derive(Debug)]
pub(crate) struct Keeper {
    root: PathBuf,
    /// Name of the run.
    run: String,
    /// An index of its own, so that nobody's is touched.
    index: PathBuf,
    /// The plan, which Stopgate writes itself, relative to the root.
    plan: String,
    /// The commit in which it was kept last.
    latest: Option<String>,
    /// The phase before which it was not kept.
    refused: Option<usize>,
}

impl Keeper {
    /// For a run in a folder, with the last commit that was made for it.
    pub(crate) fn new(root: &Path, folder: &Path, plan: &Path, latest: Option<&str>) -> Self {
        let run = folder.file_name().unwrap_or_default();
        Self {
            root: root.to_owned(),
            run: run.to_string_lossy().into_owned(),
            index: folder.join("checkpoint.index"),
            plan: plan.to_string_lossy().into_owned(),
            latest: latest.map(str::to_owned),
            refused: None,
        }
    }

    /// Keeps it before a phase, where nothing is there that is neither committed nor kept already: what
    /// people have not committed is not committed for them.
    pub(crate) fn before(&mut self, phase: usize) -> Result<Option<String>, String> {
        if self.refused == Some(phase) || !self.root.join(".git").exists() {
            return Ok(None);
        }
        let kept = self.keep_clean(phase);
        if kept.is_err() {
            self.refused = Some(phase);
        }
        kept.map(Some)
    }

    /// Keeps it after a phase, whatever is there.
    pub(crate) fn after(&mut self, phase: usize) -> Result<Option<String>, String> {
        let root = self.root.clone();
        let git = Git::of(&root);
        let base = self.base(&git)?;
        self.read(&git, &base)?;
        self.commit(&git, &base, (phase, "after")).map(Some)
    }

    fn keep_clean(&mut self, phase: usize) -> Result<String, String> {
        let root = self.root.clone();
        let git = Git::of(&root);
        let base = self.base(&git)?;
        self.read(&git, &base)?;
        let open = self.differing(&git)?;
        if !open.is_empty() {
            let named = open.iter().take(MOST_NAMED).cloned();
            let named = named.collect::<Vec<_>>().join(", ");
            let more = open.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            return Err(format!("{named}{more} is not committed"));
        }
        self.commit(&git, &base, (phase, "before"))
    }

    /// The last commit of the run, else the one that is checked out.
    fn base(&self, git: &Git<'_>) -> Result<String, String> {
        if let Some(latest) = &self.latest {
            return Ok(latest.clone());
        }
        let commit = git.ask(&["rev-parse", "--verify", "HEAD^{commit}"])?;
        Ok(commit.trim().to_owned())
    }

    /// Makes the index of our own that of a commit.
    fn read(&self, git: &Git<'_>, base: &str) -> Result<(), String> {
        self.ask(git, &["read-tree", base])?;
        // It ends badly where something differs, which is asked next.
        let _ = self.ask(git, &["update-index", "-q", "--refresh"]);
        Ok(())
    }

    /// What differs from the index, but for what Stopgate writes itself.
    fn differing(&self, git: &Git<'_>) -> Result<Vec<String>, String> {
        let mut names = self.ask(git, &["diff-files", "--name-only", "-z"])?;
        let others = ["ls-files", "-z", "--others", "--exclude-standard"];
        names.push_str(&self.ask(git, &others)?);
        let names = names.split('\0').filter(|name| !name.is_empty());
        let open = names.filter(|name| !name.starts_with(".stopgate/") && *name != self.plan);
        Ok(open.map(str::to_owned).collect())
    }

    fn commit(
        &mut self,
        git: &Git<'_>,
        base: &str,
        (phase, when): (usize, &str),
    ) -> Result<String, String> {
        let all = ["add", "--all", "--", ".", ":(exclude).stopgate"];
        self.ask(git, &all)?;
        let tree = self.ask(git, &["write-tree"])?;
        let number = phase + 1;
        let message = format!("Stopgate run {}: {when} phase {number}", self.run);
        let tree = tree.trim();
        let commit = self.ask(git, &["commit-tree", tree, "-p", base, "-m", &message])?;
        let commit = commit.trim().to_owned();
        let name = format!("{REFS}/{}/{number:03}-{when}", self.run);
        self.ask(git, &["update-ref", &name, &commit])?;
        self.latest = Some(commit.clone());
        let _ = std::fs::remove_file(&self.index);
        Ok(commit)
    }

    fn ask(&self, git: &Git<'_>, arguments: &[&str]) -> Result<String, String> {
        let mut command = git.command(arguments);
        command.env("GIT_INDEX_FILE", &self.index).envs(IDENTITY);
        answer_of(command)
    }
}
