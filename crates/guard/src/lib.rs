//! What an agent is about to do, told in its own dialect, and whether it may (P12, G2).
//!
//! Data and rules alone: `system` knows where a path leads, `cli` in which state a repository is. Whatever cannot
//! be read for certain is denied, because a guard that lets pass what it does not understand holds nothing.

mod asked;

mod strict_json;

mod patch;

mod places;

mod dialect;
mod dialects;

mod words;

mod own_command;

mod own_tool;

mod shell;

mod protected;

mod ruling;

mod posture;

mod hook_line;

pub use asked::{Act, Asked, Touch};
pub use dialect::{Answer, Dialect, Ruling, Unreadable};
pub use hook_line::{call, command_line, git_hook};
pub use own_command::{OwnCommand, own_command};
pub use own_tool::OwnTool;
pub use posture::{Aim, Guarded, OpenRun, OwnAct, Posture, Target, Work};
pub use protected::{protected_places, protection};
pub use ruling::{Refusal, rule};
pub use words::loose_words;
