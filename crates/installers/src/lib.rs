//! What coding agents and editors need in a repository to work with Stopgate: what is put into which file, and
//! how it is taken out again. Texts in, texts out; nothing is read or written here.
//!
//! An installation only inserts. So what it did is told by the places and texts of its pieces, no byte of anybody
//! else has to be remembered, and taking the pieces out gives back what was there.

mod agent;

mod agents;

mod texts;

mod content;

mod json;

mod section;

mod table;

mod draft;

mod record;

mod installing;

mod removing;

mod refusal;

pub use agent::{Agent, Look, Offer, Part};
pub use content::Content;
pub use installing::{Installed, install};
pub use record::{FileRecord, Piece, Record};
pub use refusal::Refusal;
pub use removing::{Removed, remove};
pub use texts::{CONFIG, IGNORED, with_ignored};
