//! Attacks from around a plan: files that change under a run, paths that lead away, payloads for
//! terminals, bombs, secrets, forgeries and files without an end (ATTACK-3 to 7, 10 and 12).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

#[path = "../ci/dice.rs"]
mod dice;

mod world;

mod flips;

mod traps;

mod paths;

mod payloads;

mod screen;

mod surfaces;

mod bombs;

mod secrets;

mod scene;

mod forgery;

mod inclusion;
