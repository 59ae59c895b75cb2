//! The typed plan: what a plan says, whatever its format and layout, each value with its origin.
//!
//! A [`Plan`] is owned and knows neither the tree it was read from nor files; byte ranges lead back
//! to the document. Absent, empty and filled are three different things throughout ([`Cell`]).

mod plan;

mod sandbox;

mod agent;

mod section;

mod sourced;

mod phase;

mod command;

mod contract;

mod destructive;

mod shell_words;

mod reading;

mod waiting;

mod expectation;

mod living;

mod question;

mod register;

mod spec;

mod traced;

mod graph;

mod date;

mod estimate;

mod choice;

mod history;

mod link;

mod repository;

pub use agent::Agent;
pub use choice::{Profile, RuleChoice};
pub use command::{Command, Correction, Directory, Obstacle, Place, Role};
pub use contract::{Contract, Effect, Retry, RetryOn};
pub use date::{Stamp, find_date, parse_date, read_stamp};
pub use destructive::is_destructive;
pub use estimate::{Estimate, parse_estimate};
pub use expectation::Expectation;
pub use graph::{Dependency, MAX_CYCLES, TaskGraph};
pub use history::{Change, Commit, History};
pub use link::{Link, Listing};
pub use living::{Decision, Discovery, Mark, ProgressEntry};
pub use phase::{Check, Criteria, Phase, Task};
pub use plan::{Field, Figure, FormatIdentity, GateLine, GateWord, Plan, Text, TextPlace};
pub use question::{Question, Resolution};
pub use reading::only_reads;
pub use register::{
    ActionItem, ChecklistItem, Component, Gap, Level, Requirement, Risk, SolutionOption,
    StackEntry, TimelineEntry, Total, TraceRow,
};
pub use repository::Repository;
pub use sandbox::Sandbox;
pub use section::{Missing, Section, SectionKind};
pub use shell_words::{SimpleCommand, Word, simple_commands};
pub use sourced::{Cell, Sourced};
pub use spec::{Spec, SpecItem};
pub use traced::{item_ids, tells_in_words};
pub use waiting::why_it_waits;
