//! The records of who said what about a plan, as all commands find and begin them.

use std::path::Path;

use stopgate_interview::{Kind, Record, Stamp, read_records};
use stopgate_system::ProvenanceFile;

use crate::exit::Trouble;

/// The provenance of a plan, given relative to the root, with its records.
pub(crate) fn read(root: &Path, plan: &str) -> Result<(ProvenanceFile, Vec<Record>), Trouble> {
    let file = ProvenanceFile::read(root, plan)?;
    let records = read_records(file.text()).map_err(|line| damaged(plan, line))?;
    Ok((file, records))
}

/// How many records there are, after one of what stands in the plan where nobody was asked about it before.
pub(crate) fn begun(
    (file, records): (&mut ProvenanceFile, &[Record]),
    kind: Kind,
    (stamp, plan): (&Stamp, &[u8]),
) -> Result<u64, Trouble> {
    if !records.is_empty() {
        return Ok(records.len() as u64);
    }
    file.append(&Record::of_beginning(kind, stamp, plan).line())?;
    Ok(1)
}

/// Provenance that somebody changed is gone on with by nobody.
fn damaged(plan: &str, line: usize) -> Trouble {
    Trouble::Usage(format!(
        "line {line} of .stopgate/provenance/{plan}.jsonl is no record, so nobody can say who said what; restore the file from version control, or move it away to begin anew"
    ))
}
