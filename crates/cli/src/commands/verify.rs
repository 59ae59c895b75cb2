//! `stopgate verify`: whether a journal is what was written, and whether people signed what it says.

use std::path::Path;

use stopgate_journal::FaultKind;
use stopgate_system::RunFolder;

use crate::approvals::{Approvals, Objection};
use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::open_run::first_bad_decision;
use crate::session::root;
use crate::terminal::{BAD, FAINT, GOOD, harmless};
use crate::{json, terminal};

/// Checks chain, transitions, approval and signatures, and names the first bad record.
pub(crate) fn run(common: &Common, name: Option<&str>) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let folder = RunFolder::find(&root, name)?;
    let found = look(&root, &folder)?;
    let exit = if found.ok { Exit::Fine } else { Exit::Findings };
    match common.output_format {
        OutputFormat::Json => json::print(&found),
        OutputFormat::Full | OutputFormat::Concise => terminal::print(&text(&found)),
    }
    Ok(exit)
}

fn look(root: &Path, folder: &RunFolder) -> Result<json::Verify, Trouble> {
    let reading = folder.reading()?;
    let records = reading.head.records;
    let by_chain = reading.fault.as_ref().map(|fault| {
        let torn = "; a crash does that, and `stopgate resume` sets it aside";
        let more = if fault.kind == FaultKind::Torn {
            torn
        } else {
            ""
        };
        (fault.record, format!("{}{more}", fault.why))
    });
    let by_signature = first_bad_decision(root, folder, &reading)?;
    let objection = match &reading.state {
        Some(state) => Approvals::read(root)?.behind(state.created()).err(),
        None => None,
    };
    let by_approval = objection.map(|objection| match objection {
        Objection::NotApproved(why) => (1, format!("its approval does not count: {why}")),
        Objection::OtherSteps => (1, "it says other steps than the approval".to_owned()),
    });
    let first = [by_approval, by_chain, by_signature].into_iter().flatten();
    let first = first.min_by_key(|(record, _)| *record);
    Ok(json::Verify {
        schema: json::SCHEMA,
        run: folder.name.clone(),
        ok: first.is_none(),
        records,
        first_bad: first.as_ref().map(|(record, _)| *record),
        why: first.map(|(_, why)| why),
    })
}

fn text(found: &json::Verify) -> String {
    let (run, records) = (&found.run, found.records);
    let why = harmless(found.why.as_deref().unwrap_or_default());
    match found.first_bad {
        None => format!("{GOOD}OK{GOOD:#} run {run}: {records} records\n"),
        Some(bad) => format!(
            "{BAD}BAD{BAD:#} run {run}: record {bad}, {records} before it are sound in themselves\n  {FAINT}{why}{FAINT:#}\n"
        ),
    }
}
