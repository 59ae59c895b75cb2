//! Shuts steps in, by the kernel and not by asking (EXECUTION.md b.4).
//!
//! A *cell* is what a sandbox comes to on this machine. A thread of the supervisor makes it once: it
//! takes a view of the files of its own, in which most is read-only and some is hidden, and with it a
//! network that leads nowhere. A second thread is born in the cell and gives up what it could do beyond.
//! It starts all steps, which inherit all of that and cannot undo it. The rest of the supervisor stays
//! outside.

mod layers;

mod place;

mod cells;

mod cell;

mod user;

mod view;

mod covered;

mod devices;

mod mounts;

mod credentials;

mod temporary;

mod loopback;

mod access;

mod calls;

mod privileges;

mod examination;

pub(crate) use cell::Cell;
pub(crate) use cells::Cells;
pub use examination::Examined;
pub(crate) use examination::examine;
pub use layers::Layers;
pub(crate) use place::Place;
