//! What an interruption left: an answer that is on record, and may not be in the plan yet.

use crate::record::{Record, digest};

/// How the records of a plan stand to its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// The plan is as the last record left it, or there is none.
    Whole,
    /// The last answer is on record and not in the plan: these are the bytes with it.
    Unwritten(Vec<u8>),
    /// Somebody changed the plan since the last record.
    ChangedSince,
}

/// Compares the last record with the plan.
pub fn recovered(records: &[Record], plan: &[u8]) -> Recovery {
    let Some(last) = records.last() else {
        return Recovery::Whole;
    };
    let there = digest(plan);
    if there == last.after {
        return Recovery::Whole;
    }
    if there == last.before {
        let bytes = last.apply(plan);
        if digest(&bytes) == last.after {
            return Recovery::Unwritten(bytes);
        }
    }
    Recovery::ChangedSince
}
