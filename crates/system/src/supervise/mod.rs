//! A process of its own that holds the steps of one runner, one after the other.
//!
//! It sits in a session of its own, so no signal of a terminal or for the runner's group reaches it,
//! and it is the reaper of all orphans below it, so nothing that a step starts gets away from it. It
//! learns of the runner's death by the end of its standard input, ends what still runs, and exits
//! (CONTRACT.md 10).

mod client;

mod lane;

mod protocol;

mod serve;

mod channel;

mod masks;

mod step;

mod hold;

mod ground;

mod shell;

mod directory;

mod tree;

mod record;

mod capture;

mod transcript;

mod live;

mod expectations;

mod lines;

mod former;

mod last_word;

mod used_files;

pub use client::{Confinement, Supervisor};
pub use former::wait_for_former_supervisor;
pub use serve::{supervise, supervise_with};
pub use used_files::used_files;
