//! The disk as a process sees it, with a record of everything that was asked of it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;
use stopgate_system::{Access, Facts, Files, Kind, OpenFile};

use super::fault::{Failing, Fault, Killed};
use super::handle::Handle;
use super::image::{Change, Image, Node, Thing};

/// What happened, in order.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A change in the cache.
    Change(Change),
    /// A new file or folder.
    Born(Thing),
    /// A file or folder was made durable; or that failed, and what was pending of a file is forgotten.
    Sync {
        /// What was synced.
        node: Node,
        /// Whether it failed.
        failed: bool,
    },
    /// Something that happened beside the disk.
    Mark(Mark),
}

/// What the world outside of the disk knows.
#[derive(Clone, Debug)]
pub enum Mark {
    /// Somebody was told what stands in the journal so far.
    Told(Vec<u8>),
    /// A step had its effect: its id.
    Effect(String),
    /// A command ended.
    Ended,
}

/// What is behind the handles.
#[derive(Debug, Default)]
pub struct World {
    pub(super) cache: Image,
    pub(super) log: Vec<Entry>,
    pub(super) locks: HashMap<Node, u64>,
    pub(super) handles: u64,
    /// Requests so far, and syncs of files so far.
    pub(super) calls: u64,
    pub(super) syncs: u64,
    fault: Option<Fault>,
    /// True when the process is being killed: nothing it asks for happens.
    dead: bool,
    /// True for a disk that says it synced, and did not.
    lies: bool,
}

/// A disk in memory. Copies are the same disk.
#[derive(Clone, Debug, Default)]
pub struct Simulated(pub(super) Arc<Mutex<World>>);

impl Simulated {
    /// A disk with this content, all of it durable.
    pub fn with(image: Image) -> Self {
        let world = World {
            cache: image,
            ..World::default()
        };
        Self(Arc::new(Mutex::new(world)))
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this goes wrong; or nothing.
    pub fn set_fault(&self, fault: Option<Fault>) {
        let mut world = self.world();
        (world.fault, world.calls, world.syncs) = (fault, 0, 0);
    }

    /// From now on syncs of files are said to have worked, and did nothing.
    pub fn lie(&self) {
        self.world().lies = true;
    }

    /// The process that was killed is gone, with its locks.
    pub fn bury(&self) {
        let mut world = self.world();
        world.dead = false;
        world.fault = None;
        world.locks.clear();
    }

    /// How many requests there were since the last fault was set, and how many syncs of files.
    pub fn requests(&self) -> (u64, u64) {
        let world = self.world();
        (world.calls, world.syncs)
    }

    /// What a process sees now.
    pub fn cache(&self) -> Image {
        self.world().cache.clone()
    }

    /// Takes note of something beside the disk.
    pub fn mark(&self, mark: Mark) {
        self.world().log.push(Entry::Mark(mark));
    }

    /// What happened so far.
    pub fn log(&self) -> Vec<Entry> {
        self.world().log.clone()
    }
}

pub(super) fn errno(errno: Errno) -> Error {
    errno.into()
}

impl World {
    /// Counts a request, which may be one that goes wrong.
    pub(super) fn request(&mut self) -> Result<()> {
        if self.dead {
            return Err(errno(Errno::IO));
        }
        self.calls += 1;
        let Some(fault) = self.fault else {
            return Ok(());
        };
        let hit = fault.at == self.calls || fault.stays && fault.at < self.calls;
        match fault.what {
            Failing::Kill if hit => {
                self.dead = true;
                std::panic::resume_unwind(Box::new(Killed));
            }
            Failing::Error(code) if hit => Err(Error::from_raw_os_error(code)),
            _ => Ok(()),
        }
    }

    /// A write: how many of its bytes are taken.
    pub(super) fn request_write(&mut self, length: usize) -> Result<usize> {
        let next = self.calls + 1;
        let first = self.fault.filter(|fault| fault.at == next && length > 1);
        match first.map(|fault| (fault.what, fault.stays)) {
            Some((Failing::Short, _)) | Some((Failing::Error(_), true)) if !self.dead => {
                self.calls += 1;
                Ok(length / 2)
            }
            _ => self.request().map(|()| length),
        }
    }

    pub(super) fn sync(&mut self, node: Node, is_file: bool) -> Result<()> {
        self.request()?;
        self.syncs += u64::from(is_file);
        let hits = |fault: &Fault| fault.what == Failing::Sync && fault.at == self.syncs;
        let failed = is_file && self.fault.as_ref().is_some_and(hits);
        if !(self.lies && is_file) {
            self.log.push(Entry::Sync { node, failed });
        }
        if failed {
            Err(errno(Errno::IO))
        } else {
            Ok(())
        }
    }

    pub(super) fn change(&mut self, change: Change) {
        self.cache.apply(&change);
        self.log.push(Entry::Change(change));
    }

    fn node(&self, path: &Path) -> Result<Node> {
        self.cache.node(path).ok_or_else(|| errno(Errno::NOENT))
    }

    fn place(&self, path: &Path) -> Result<(Node, String)> {
        let folder = self.node(path.parent().unwrap_or(Path::new("/")))?;
        let name = path.file_name().and_then(|name| name.to_str());
        Ok((folder, name.ok_or_else(|| errno(Errno::INVAL))?.to_owned()))
    }

    fn make(&mut self, path: &Path, thing: Thing) -> Result<Node> {
        let (folder, name) = self.place(path)?;
        if self.cache.node(path).is_some() {
            return Err(errno(Errno::EXIST));
        }
        let node = self.cache.0.len();
        self.cache.0.push(thing.clone());
        self.log.push(Entry::Born(thing));
        self.change(Change::Names(vec![(folder, name, Some(node))]));
        Ok(node)
    }

    pub(super) fn facts(&self, node: Node) -> Facts {
        let (kind, length, mode) = match &self.cache.0[node] {
            Thing::File(bytes) => (Kind::File, bytes.len() as u64, 0o100_644),
            Thing::Folder(_) => (Kind::Folder, 0, 0o040_755),
        };
        Facts {
            kind,
            length,
            mode,
            names: self.cache.links(node),
            identity: (0, node as u64),
            // All of it is old, so that what is only kept for a while is removed.
            changed: 0,
        }
    }
}

impl Files for Simulated {
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn OpenFile>> {
        let mut world = self.world();
        world.request()?;
        let there = world.cache.node(path);
        let is_new = matches!(access, Access::New | Access::AppendNew | Access::Scratch);
        let node = match (there, access) {
            (Some(_), _) if is_new => return Err(errno(Errno::EXIST)),
            (Some(node), _) => node,
            (None, Access::Read | Access::Append) => return Err(errno(Errno::NOENT)),
            (None, _) => world.make(path, Thing::File(Vec::new()))?,
        };
        world.handles += 1;
        let number = world.handles;
        let appends = matches!(access, Access::Append | Access::AppendNew);
        drop(world);
        Ok(Box::new(Handle::new(self.clone(), node, number, appends)))
    }

    fn make_folder(&self, path: &Path) -> Result<()> {
        let mut world = self.world();
        world.request()?;
        world
            .make(path, Thing::Folder(Default::default()))
            .map(drop)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        let mut world = self.world();
        world.request()?;
        let node = world.node(from)?;
        let (old, new) = (world.place(from)?, world.place(to)?);
        let names = vec![(old.0, old.1, None), (new.0, new.1, Some(node))];
        world.change(Change::Names(names));
        Ok(())
    }

    fn exchange(&self, one: &Path, other: &Path) -> Result<bool> {
        let mut world = self.world();
        world.request()?;
        let nodes = (world.node(one)?, world.node(other)?);
        let (one, other) = (world.place(one)?, world.place(other)?);
        let names = vec![
            (one.0, one.1, Some(nodes.1)),
            (other.0, other.1, Some(nodes.0)),
        ];
        world.change(Change::Names(names));
        Ok(true)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        let mut world = self.world();
        world.request()?;
        world.node(path)?;
        let (folder, name) = world.place(path)?;
        world.change(Change::Names(vec![(folder, name, None)]));
        Ok(())
    }

    fn names(&self, folder: &Path) -> Result<Vec<OsString>> {
        let mut world = self.world();
        world.request()?;
        match &world.cache.0[world.node(folder)?] {
            Thing::Folder(names) => Ok(names.keys().map(OsString::from).collect()),
            Thing::File(_) => Err(errno(Errno::NOTDIR)),
        }
    }

    fn facts(&self, path: &Path) -> Result<Facts> {
        let mut world = self.world();
        world.request()?;
        world.node(path).map(|node| world.facts(node))
    }

    fn facts_of_link(&self, path: &Path) -> Result<Facts> {
        self.facts(path)
    }

    fn real_path(&self, path: &Path) -> Result<PathBuf> {
        let mut world = self.world();
        world.request()?;
        world.node(path).map(|_| path.to_owned())
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        let mut world = self.world();
        let node = world.node(folder)?;
        world.sync(node, false)
    }
}
