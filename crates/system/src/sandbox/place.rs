//! What a cell is built around.

use std::path::{Path, PathBuf};

/// Where steps work.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The root, without links.
    pub(super) root: PathBuf,
    /// The plan, relative to the root.
    plan: Option<PathBuf>,
}

impl Place {
    /// A place below a root; the plan is given relative to it.
    ///
    /// # Errors
    /// When the root is not there.
    pub(crate) fn new(root: &Path, plan: Option<&str>) -> std::io::Result<Self> {
        Ok(Self {
            root: root.canonicalize()?,
            plan: plan.map(PathBuf::from),
        })
    }

    /// What is not to be written below the root, wherever it is there.
    pub(super) fn protected(&self) -> Vec<PathBuf> {
        let names = [".git", ".stopgate"].map(PathBuf::from);
        let paths = names.into_iter().chain(self.plan.clone());
        paths.map(|path| self.root.join(path)).collect()
    }

    /// The directories between the root and the plan, outermost first: none of them may be moved away
    /// from around it.
    pub(super) fn around_plan(&self) -> Vec<PathBuf> {
        let plan = self.plan.as_deref().unwrap_or(Path::new(""));
        let mut folders: Vec<PathBuf> = plan
            .ancestors()
            .skip(1)
            .filter(|folder| !folder.as_os_str().is_empty())
            .map(|folder| self.root.join(folder))
            .collect();
        folders.reverse();
        folders
    }
}
