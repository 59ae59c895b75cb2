//! An open file of the disk in memory.

use std::io::{Read, Result, Write};

use rustix::io::Errno;
use stopgate_system::{Facts, OpenFile};

use super::image::{Change, Node, Thing};
use super::simulated::{Simulated, errno};

/// An open file; its lock ends with it.
#[derive(Debug)]
pub struct Handle {
    disk: Simulated,
    node: Node,
    number: u64,
    position: usize,
    appends: bool,
}

impl Handle {
    pub(super) fn new(disk: Simulated, node: Node, number: u64, appends: bool) -> Self {
        Self {
            disk,
            node,
            number,
            position: 0,
            appends,
        }
    }
}

impl Read for Handle {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let mut world = self.disk.world();
        world.request()?;
        let Thing::File(bytes) = &world.cache.0[self.node] else {
            return Err(errno(Errno::ISDIR));
        };
        let rest = bytes.get(self.position..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.position += length;
        Ok(length)
    }
}

impl Write for Handle {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut world = self.disk.world();
        let taken = world.request_write(bytes.len())?;
        let length = usize::try_from(world.facts(self.node).length).unwrap_or(usize::MAX);
        let at = if self.appends { length } else { self.position };
        world.change(Change::Data {
            node: self.node,
            at,
            bytes: bytes[..taken].to_vec(),
        });
        self.position = at + taken;
        Ok(taken)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl OpenFile for Handle {
    fn sync_data(&self) -> Result<()> {
        self.disk.world().sync(self.node, true)
    }

    fn sync_all(&self) -> Result<()> {
        self.disk.world().sync(self.node, true)
    }

    fn set_length(&self, length: u64) -> Result<()> {
        let mut world = self.disk.world();
        world.request()?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let node = self.node;
        world.change(Change::Length { node, length });
        Ok(())
    }

    fn set_mode(&self, _: u32) -> Result<()> {
        self.disk.world().request()
    }

    fn facts(&self) -> Result<Facts> {
        let mut world = self.disk.world();
        world.request()?;
        Ok(world.facts(self.node))
    }

    fn try_lock(&self) -> Result<bool> {
        let mut world = self.disk.world();
        world.request()?;
        let holder = *world.locks.entry(self.node).or_insert(self.number);
        Ok(holder == self.number)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut world = self.disk.world();
        if world.locks.get(&self.node) == Some(&self.number) {
            world.locks.remove(&self.node);
        }
    }
}
