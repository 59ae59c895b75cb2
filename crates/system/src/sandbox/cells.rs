//! The cells of one supervisor, each built when it is first needed.

use std::collections::HashMap;

use stopgate_model::Sandbox;

use super::cell::Cell;
use super::layers::Layers;
use super::place::Place;
use super::user;

/// Cells by sandbox.
pub(crate) struct Cells {
    place: Place,
    layers: Layers,
    administrator: Result<(), String>,
    built: HashMap<Sandbox, Result<Cell, String>>,
}

impl Cells {
    /// Gets the right to build walls, which only the one thread of a process can, and which moves this
    /// process into a user namespace where its user is no administrator.
    pub(crate) fn new(place: Place, layers: Layers) -> Self {
        let administrator = match layers.namespaces {
            true => user::become_administrator(),
            false => Ok(()),
        };
        Self {
            place,
            layers,
            administrator,
            built: HashMap::new(),
        }
    }

    /// The cell of a sandbox other than `host`.
    ///
    /// # Errors
    /// What the kernel lacks for it.
    pub(crate) fn of(&mut self, sandbox: Sandbox) -> Result<&Cell, String> {
        let Self {
            place,
            layers,
            administrator,
            built,
        } = self;
        let build = || Cell::build(sandbox, place, (*layers, administrator));
        let cell = built.entry(sandbox).or_insert_with(build);
        cell.as_ref().map_err(Clone::clone)
    }
}
