//! The server for coding agents, spoken with by the client of the official SDK and by hand (G1, GOAL-A1, ATTACK-9).

mod asking;
mod calls;
mod choices;
mod client;
mod http;
mod lines;
mod listing;
mod notes;
mod puppet;
mod resources;
mod running;
mod scene;

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/greeting.rs"]
mod greeting;

#[path = "../support/lanes.rs"]
mod lanes;

#[path = "../support/program.rs"]
mod program;

#[path = "../interview/scripts.rs"]
mod scripts;
