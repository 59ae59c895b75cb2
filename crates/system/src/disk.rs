//! The repository on disk, as rules may see it.

use std::path::{Component, Path, PathBuf};

use stopgate_workspace::Repository;

use crate::read_plan;

/// A repository below a root directory.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    is_repository: bool,
}

impl Disk {
    /// The repository with this root.
    pub fn new(root: PathBuf) -> Self {
        let is_repository = root.join(".git").exists() || root.join(".stopgate").is_dir();
        Self {
            root,
            is_repository,
        }
    }

    /// The root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path as plans and messages name it: relative to the root, with `/`.
    pub fn name(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let inside = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        inside.to_string_lossy().replace('\\', "/")
    }
}

impl Disk {
    /// The one name of a file, whatever it is called by: links are followed.
    pub fn real_name(&self, path: &Path) -> String {
        let file = crate::read::file_of(path);
        let behind = path.to_string_lossy().into_owned();
        let slug = behind
            .strip_prefix(&*file.to_string_lossy())
            .unwrap_or_default();
        let real = file.canonicalize().ok();
        let root = self.root.canonicalize().ok();
        let inside = real.zip(root).and_then(|(real, root)| {
            let inside = real.strip_prefix(root).ok()?;
            Some(inside.to_string_lossy().replace('\\', "/") + slug)
        });
        inside.unwrap_or_else(|| self.name(path))
    }
}

impl Repository for Disk {
    fn exists(&self, path: &str) -> bool {
        let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        Path::new(path).components().all(inside) && self.root.join(path).exists()
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        read_plan(&self.root.join(path), &self.root).ok()
    }

    fn is_repository(&self) -> bool {
        self.is_repository
    }
}
