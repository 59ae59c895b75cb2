//! A short form of the fault and attack matrix, carried out on the machine and the disk where it counts.
//!
//! Each row of the matrix that needs nothing but the binary and the tools of a Linux machine has a file below
//! `rows/`. A row makes folders of its own, calls this same program there, and notes what it finds as facts;
//! every fact says itself what must hold of it. The processes and the files belong to `system`.

mod fact;

mod tries;

mod stage;

mod scene;

mod plan;

mod rows;

mod report;

pub use fact::{Fact, Wanted};
pub use report::{Machine, markdown};
pub use rows::{Row, rows};
pub use stage::Stage;
pub use tries::{Halt, Tries};

pub use report::{Tried, Verdict, carry_out};
