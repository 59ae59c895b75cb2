//! Runs that nobody thought of: random plans, worlds, kills and people, against a reference that shares
//! no code with the runner (FAULT-10), and rollbacks of which every subset fails (FAULT-11).

mod dice;

mod plans;

mod reference;

mod world;

mod life;

mod faults;

mod undoing;
