//! The only crate that touches disk and clock.
//!
//! Everything above it speaks to the world through the traits that it implements; everything below
//! knows no world at all.

mod root;

mod disk;

mod discover;

mod read;

mod write;

mod clock;

mod failure;

pub use clock::today;
pub use discover::{Found, discover};
pub use disk::Disk;
pub use failure::Failure;
pub use read::{MAX_BYTES, read_plan};
pub use root::{root_of, user_formats};
pub use write::{replace, write_new};
