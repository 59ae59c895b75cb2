//! What a selftest does to the world: folders of its own, programs that are started and killed, a disk that is
//! full. Nothing else in the product uses it.

mod folder;

mod call;

mod mark;

mod small_disk;

mod machine;

pub use call::{Call, Ended, Started};
pub use folder::TrialFolder;
pub use machine::{Stopwatch, file_system_of, kernel, noise, own_program, pause};
pub use mark::{Mark, Marked};
pub use small_disk::SmallDisk;
