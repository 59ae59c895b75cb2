//! Merging a plan in which two branches wrote: both append to living sections, and both are kept.
//!
//! Lines are merged as git merges them. What it would call a conflict is looked at again: in a living
//! section as entries, each with its words and its tick, and everywhere as ticks. What is left is a
//! conflict with ordinary markers; no line of either side is ever lost.

mod entries;
mod hunks;
mod ticks;

use stopgate_formats::{best_claim, lower};
use stopgate_markdown::Tree;
use stopgate_source::Source;

use self::hunks::{Conflict, Piece, pieces};
use crate::Engine;

/// A merged document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The document; with markers around each conflict.
    pub bytes: Vec<u8>,
    /// How many conflicts are left.
    pub conflicts: usize,
}

impl Engine {
    /// Merges the versions of base, ours and theirs. `path` says what the file is called, `marker` how
    /// long conflict markers are.
    pub fn merge(&self, path: &str, versions: [&[u8]; 3], marker: usize) -> Merged {
        let pieces = pieces(versions);
        let living = self.living(path, &pieces);
        let mut merged = Merged {
            bytes: Vec::new(),
            conflicts: 0,
        };
        let mut at = 0;
        for piece in &pieces {
            match piece {
                Piece::Clean(bytes) => merged.bytes.extend(bytes),
                Piece::Conflict(conflict) => match conflict.settled(living.holds(at, conflict)) {
                    Some(bytes) => merged.bytes.extend(bytes),
                    None => {
                        merged.bytes.extend(conflict.marked(marker));
                        merged.conflicts += 1;
                    }
                },
            }
            at += piece.ours().len();
        }
        merged
    }

    /// The living sections of the document as it is with our side of each conflict.
    fn living(&self, path: &str, pieces: &[Piece]) -> Living {
        let ours: Vec<u8> = pieces.iter().flat_map(Piece::ours).copied().collect();
        let length = ours.len();
        let tree = Tree::read(Source::new(ours));
        let plan = best_claim(&tree, path, self.all_formats())
            .map(|claim| lower(&tree, claim.format, claim.confidence));
        let sections = plan.iter().flat_map(|plan| &plan.sections);
        let living = sections.filter(|section| section.living);
        Living {
            sections: living.map(|section| section.body.range()).collect(),
            length,
        }
    }
}

/// Where the living sections of a document are.
struct Living {
    sections: Vec<std::ops::Range<usize>>,
    length: usize,
}

impl Living {
    /// True where our side of a conflict lies in a living section, and no side has a heading.
    fn holds(&self, at: usize, conflict: &Conflict) -> bool {
        let end = at + conflict.ours.len();
        let inside = |section: &std::ops::Range<usize>| section.start <= at && end <= section.end;
        let inside_or_last = |section: &std::ops::Range<usize>| {
            inside(section) || section.start <= at && section.end == self.length
        };
        self.sections.iter().any(inside_or_last) && !conflict.has_heading()
    }
}

impl Conflict {
    /// The lines that both sides want; none where they contradict each other.
    fn settled(&self, is_living: bool) -> Option<Vec<u8>> {
        ticks::settled(self).or_else(|| is_living.then(|| entries::settled(self)).flatten())
    }
}
