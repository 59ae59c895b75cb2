//! The process that holds the steps of a run; started by the runner, never by people.

use std::ffi::OsString;
use std::path::Path;

use stopgate_system::supervise;

use crate::exit::{Exit, Trouble};

/// Holds steps below a root until the runner ends.
pub(crate) fn run(arguments: &[OsString]) -> Result<Exit, Trouble> {
    let root = arguments.first().map_or(Path::new("."), Path::new);
    match supervise(root) {
        Ok(()) => Ok(Exit::Fine),
        Err(error) => Err(Trouble::Usage(format!(
            "the supervisor cannot work: {error}"
        ))),
    }
}
