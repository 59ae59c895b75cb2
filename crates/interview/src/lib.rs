//! The interview: what a plan lacks as questions, answers as edits, and a record of who said what.
//!
//! [`Session`] is a state machine without a world: it is given bytes, and gives questions and effects. Whoever
//! drives it writes the record of an effect first, then the plan. Every front end gets the same bytes by it.

mod question;

mod wording;

mod asking;

mod answer;

mod record;

mod recovery;

mod session;

mod effect;

mod revising;

mod blame;

mod script;

mod wire;

pub use answer::Answer;
pub use asking::{Facts, question_at};
pub use blame::{Attributed, Trust, blame};
pub use question::{Offer, Question};
pub use record::{Asked, Kind, Record, Said, Stage, Stamp, digest, read_records};
pub use recovery::{Recovery, recovered};
pub use script::{Script, ScriptFault};
pub use session::{Effect, Refusal, Session};
pub use stopgate_workspace::{Column, Content, Form, Unfit};
pub use wire::{Reply, WireFault, question as question_object};
