//! Where an answer goes in a plan, and the edits that put it there and nowhere else.
//!
//! What a person writes is read as Markdown of its own first: what would become a heading, a comment or
//! anything else that changes how the rest of a plan is read is refused. Then the edited plan is read, and
//! proved to hold the answer and otherwise what it held before.

mod entry;

mod form;

mod given;

mod ground;

mod place;

mod proof;

mod target;

mod writing;

pub use form::{Column, Form, Slot};
pub use given::{Content, MAX_ANSWER_BYTES, Unfit};
pub use ground::Ground;
pub use writing::Filled;
