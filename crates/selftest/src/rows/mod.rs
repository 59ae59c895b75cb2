//! The rows, one file each: what is tried, how it is observed, and what must hold.

mod kills;

mod damage;

mod full_disk;

mod trees;

mod output;

mod editors;

mod undoing;

mod hidden;

mod approval;

mod flips;

mod paths;

mod terminal;

mod bombs;

mod secrets;

mod walls;

mod forgery;

mod fences;

mod inclusion;

mod journal;

use crate::stage::Stage;
use crate::tries::{Halt, Tries};

/// A row of the matrix.
#[derive(Debug)]
pub struct Row {
    /// Its name: `FAULT-1`.
    pub id: &'static str,
    /// What is tried.
    pub tries: &'static str,
    /// In what it is counted.
    pub unit: &'static str,
    /// How often an operator tries it.
    pub usual: usize,
    /// After how many seconds no further try begins.
    pub seconds: u64,
    pub(crate) carry: fn(&Stage, &mut Tries) -> Result<(), Halt>,
}

/// All of them, in the order of the matrix.
pub fn rows() -> &'static [Row] {
    &[
        kills::ROW,
        damage::ROW,
        full_disk::ROW,
        trees::ROW,
        output::ROW,
        editors::ROW,
        undoing::ROW,
        hidden::ROW,
        approval::ROW,
        flips::ROW,
        paths::ROW,
        terminal::ROW,
        bombs::ROW,
        secrets::ROW,
        walls::ROW,
        forgery::ROW,
        fences::ROW,
        inclusion::ROW,
    ]
}
