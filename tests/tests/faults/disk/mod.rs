//! A disk in memory that knows what a crash may leave of it: what is in its cache and what is durable are two
//! things, and every request can be made to fail.

mod crash;

mod fault;

mod handle;

mod image;

mod simulated;

pub use crash::{Spread, crashed};
pub use fault::{Failing, Fault, Killed};
pub use image::Image;
pub use simulated::{Entry, Mark, Simulated};
