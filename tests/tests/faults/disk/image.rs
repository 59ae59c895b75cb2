//! The content of a disk.

use std::collections::BTreeMap;
use std::path::{Component, Path};

/// What a file or folder is called within the disk; the root has number 0.
pub type Node = usize;

/// A file or a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A file with its bytes.
    File(Vec<u8>),
    /// A folder with its names.
    Folder(BTreeMap<String, Node>),
}

/// One change that happens in full or not at all, but for data, of which parts can be lost.
#[derive(Clone, Debug)]
pub enum Change {
    /// Bytes at a place of a file.
    Data {
        /// The file.
        node: Node,
        /// Where.
        at: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// Another length.
    Length {
        /// The file.
        node: Node,
        /// How long it is then.
        length: usize,
    },
    /// Names in folders: what each stands for then, none where it is gone.
    Names(Vec<(Node, String, Option<Node>)>),
}

/// Files and folders.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image(pub Vec<Thing>);

impl Default for Image {
    fn default() -> Self {
        Self(vec![Thing::Folder(BTreeMap::new())])
    }
}

impl Image {
    /// What a path stands for.
    pub fn node(&self, path: &Path) -> Option<Node> {
        let names = path.components().filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        names
            .into_iter()
            .try_fold(0, |node, name| match &self.0[node] {
                Thing::Folder(names) => names.get(name).copied(),
                Thing::File(_) => None,
            })
    }

    /// The bytes of a file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        match &self.0[self.node(Path::new(path))?] {
            Thing::File(bytes) => Some(bytes),
            Thing::Folder(_) => None,
        }
    }

    /// The names in a folder.
    pub fn names(&self, path: &str) -> Vec<String> {
        match self.node(Path::new(path)).map(|node| &self.0[node]) {
            Some(Thing::Folder(names)) => names.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// How many names a file or folder has.
    pub fn links(&self, node: Node) -> u64 {
        let folders = self.0.iter().filter_map(|thing| match thing {
            Thing::Folder(names) => Some(names.values().filter(|named| **named == node).count()),
            Thing::File(_) => None,
        });
        folders.sum::<usize>() as u64
    }

    /// Makes a change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Data { node, at, bytes } => self.write(*node, *at, bytes),
            Change::Length { node, length } => {
                if let Thing::File(content) = &mut self.0[*node] {
                    content.resize(*length, 0);
                }
            }
            Change::Names(names) => {
                for (folder, name, node) in names {
                    let Thing::Folder(there) = &mut self.0[*folder] else {
                        continue;
                    };
                    match node {
                        Some(node) => there.insert(name.clone(), *node),
                        None => there.remove(name),
                    };
                }
            }
        }
    }

    /// Bytes at a place; zeros before it, where the file did not reach so far.
    pub fn write(&mut self, node: Node, at: usize, bytes: &[u8]) {
        if let Thing::File(content) = &mut self.0[node] {
            let end = at + bytes.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[at..end].copy_from_slice(bytes);
        }
    }

    /// Everything below a folder with its path, but for what nobody can reach by name.
    pub fn tree(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        let mut open = vec![(String::new(), 0)];
        while let Some((path, node)) = open.pop() {
            match &self.0[node] {
                Thing::File(bytes) => {
                    found.insert(path, Some(bytes.clone()));
                }
                Thing::Folder(names) => {
                    open.extend(
                        names
                            .iter()
                            .map(|(name, node)| (format!("{path}/{name}"), *node)),
                    );
                    found.insert(path, None);
                }
            }
        }
        found
    }
}
