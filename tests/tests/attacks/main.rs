//! Attacks from around a plan: files that change under a run, paths that lead away, bombs, secrets, forgeries, files without an end, and words that a terminal would obey (ATTACK-3 to 7, 10 and 12).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod world;

mod flips;

mod traps;

mod paths;

mod bombs;

mod secrets;

mod scene;

mod forgery;

mod inclusion;

mod payloads;

mod screen;

mod surfaces;
