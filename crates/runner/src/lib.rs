//! Carries out an approved plan: steps, expectations, gates, rollback.
//!
//! A run begins with a [`Cleared`](stopgate_gate::Cleared) plan, which only the gate can build. Every
//! change of its state is an event of the journal, durable before its effect. The runner knows the
//! world only through traits: [`Steps`] starts commands, [`Clock`] tells the time, a
//! [`Store`](stopgate_journal::Store) keeps the journal, a [`Notebook`] is the plan that is told, an
//! [`Observer`] shows what goes on.

mod job;

mod jobs;

mod creation;

mod pairing;

mod changed_plan;

mod succession;

mod world;

mod runner;

mod failures;

mod recovery;

mod agents;

mod brief;

mod decide;

mod account;

pub use account::{ending, intents};
pub use agents::{Attendant, Left, Worker, of as agent_of};
pub use brief::Briefing;
pub use changed_plan::{ChangedPlan, Fate, Former, PhaseChange, StepChange};
pub use creation::{Choices, SEMANTICS, Unclear, created, done_before, is_of};
pub use decide::{Asked, DecisionFile, asked};
pub use failures::ErrorPolicy;
pub use job::{Happening, Held, Job, Steps, StepsFailure, Variable};
pub use jobs::{KEY, Supplies};
pub use runner::{RunFailure, Runner};
pub use stopgate_journal::{Ending, Met, Outcome, Output};
pub use succession::{Undecided, Word, choices_after, succession};
pub use world::{Clock, Notebook, Notice, Observer, Written};
