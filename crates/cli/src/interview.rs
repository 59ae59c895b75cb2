//! The interview at the command line: one driver for the records and the plan, and three front ends.

mod driver;

mod lines;

mod listener;

mod on_record;

mod person;

pub(crate) mod provenance;

mod scripted;

pub(crate) use driver::{Driver, Outcome, SECRET, Scene};
pub(crate) use lines::run as in_lines;
pub(crate) use on_record::OnRecord;
pub(crate) use person::run as with_person;
pub(crate) use scripted::{Missing, run as by_script};
