//! What is put into a repository for agents and editors, and taken out again: planned as a whole, shown as a diff,
//! written all together where a person says so.

mod planned;

mod planning;

mod showing;

pub(crate) use planning::Installing;
pub(crate) use showing::{Asking, conclude};
