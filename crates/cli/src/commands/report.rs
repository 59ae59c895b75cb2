//! `stopgate report`: a run as one page of HTML.

use std::path::Path;

use stopgate_lineage::{History, Verification, page};
use stopgate_system::RunFolder;

use crate::arguments::Common;
use crate::commands::telling::{deliver, told};
use crate::commands::verify::verified;
use crate::exit::{Exit, Trouble};
use crate::session::root;

/// Writes the page; one about a journal that is damaged says so, and holds what stands before the damage.
pub(crate) fn run(
    common: &Common,
    name: Option<&str>,
    output: Option<&Path>,
) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let folder = RunFolder::find(&root, name)?;
    let reading = folder.reading()?;
    let state = told(&folder, &reading)?;
    let found = verified(&root, &folder)?;
    let verification = Verification {
        ok: found.ok,
        checked: found.checked,
        why: found.first_bad.map(|record| {
            let why = found.why.unwrap_or_default();
            format!("Record {record} is the first that is not as it was written: {why}.")
        }),
    };
    let Some(history) = History::of(&reading.records) else {
        return Err(Trouble::Usage(format!(
            "run {} has no records",
            folder.name
        )));
    };
    let text = page(&history, (state, &reading.head), &verification);
    deliver(common, output, ("report", &text))?;
    Ok(Exit::Fine)
}
