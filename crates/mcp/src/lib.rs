//! The Model Context Protocol: what a coding agent may ask of Stopgate, and no more than that (requirement G1).
//!
//! Nothing of plans is known here. Each call of a tool becomes a fixed argument vector (`vector.rs`), with which this same program
//! is started once more; what it prints goes into a frame (`frame.rs`) that says what of it is data. So an agent has the guarantees
//! of the command line, and none of its commands that are a person's.

mod server;

mod tools;

mod asking;

mod resources;

mod prompts;

mod given;

mod vector;

mod calling;

mod frame;

mod visible;

mod http;

mod stdio;

mod failure;

pub use failure::McpFailure;
pub use http::{Address, serve_http};
pub use stdio::serve_stdio;
