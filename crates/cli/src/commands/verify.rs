//! `stopgate verify`: whether a journal is what was written, whether people signed what it says, and
//! whether what can be recomputed comes out the same. Nothing but the repository is needed.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_gate::sha256;
use stopgate_journal::{Event, FaultKind, Reading};
use stopgate_lineage::{Checked, History, Outputs, check_outputs};
use stopgate_source::file_part;
use stopgate_system::{RunFolder, read_plan};

use crate::approvals::{Approvals, Objection};
use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::open_run::first_bad_decision;
use crate::session::root;
use crate::succession;
use crate::terminal::{BAD, FAINT, GOOD, harmless};
use crate::{json, terminal};

/// What is found of a run, as `--output-format json` writes it.
#[derive(Serialize)]
pub(crate) struct Verify {
    schema: u32,
    pub(crate) run: String,
    pub(crate) ok: bool,
    pub(crate) records: u64,
    pub(crate) first_bad: Option<u64>,
    pub(crate) why: Option<String>,
    /// What was looked at, and what was found.
    pub(crate) checked: Vec<Checked>,
}

/// A record, and what is wrong with it.
type Bad = (u64, String);

/// Checks chain, transitions, approval, signatures, digests and results, and names the first bad record.
pub(crate) fn run(common: &Common, name: Option<&str>) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let folder = RunFolder::find(&root, name)?;
    let found = verified(&root, &folder)?;
    let exit = if found.ok { Exit::Fine } else { Exit::Findings };
    match common.output_format {
        OutputFormat::Json => json::print(&found),
        OutputFormat::Full => terminal::print(&(text(&found) + &details(&found))),
        OutputFormat::Concise => terminal::print(&text(&found)),
    }
    Ok(exit)
}

/// What is found of a run.
pub(crate) fn verified(root: &Path, folder: &RunFolder) -> Result<Verify, Trouble> {
    let reading = folder.reading()?;
    let records = reading.head.records;
    let (chain, by_chain) = of_chain(&reading);
    let by_signature = first_bad_decision(root, folder, &reading)?;
    let decisions = of_decisions(&reading, by_signature.as_ref());
    let (approval, by_approval) = of_approval(root, &reading)?;
    let outputs = check_outputs(&reading.records, reading.state.as_ref());
    let succession = succession::verified(folder, &reading)?;
    let mut checked = vec![chain, approval, decisions];
    let said = succession.said.into_iter().chain(
        succession
            .bad
            .as_ref()
            .map(|(record, why)| format!("of record {record}: {why}")),
    );
    checked.extend(said.map(|said| self::checked("succession", said)));
    checked.extend(of_outputs(&outputs));
    checked.push(of_plan(root, &reading));
    let first = [
        by_approval,
        by_chain,
        by_signature,
        outputs.first_bad,
        succession.bad,
    ];
    let first = first.into_iter().flatten();
    let first = first.min_by_key(|(record, _)| *record);
    Ok(Verify {
        schema: json::SCHEMA,
        run: folder.name.clone(),
        ok: first.is_none(),
        records,
        first_bad: first.as_ref().map(|(record, _)| *record),
        why: first.map(|(_, why)| why),
        checked,
    })
}

fn of_chain(reading: &Reading) -> (Checked, Option<Bad>) {
    let head = &reading.head;
    let bad = reading.fault.as_ref().map(|fault| {
        let torn = "; a crash does that, and `stopgate resume` sets it aside";
        let more = if fault.kind == FaultKind::Torn {
            torn
        } else {
            ""
        };
        (fault.record, format!("{}{more}", fault.why))
    });
    let found = format!(
        "{} records follow each other; the hash of the last is {}",
        head.records, head.hash
    );
    (checked("journal", found), bad)
}

fn of_approval(root: &Path, reading: &Reading) -> Result<(Checked, Option<Bad>), Trouble> {
    let Some(state) = &reading.state else {
        let found = "the journal names none".to_owned();
        return Ok((checked("approval", found), None));
    };
    let approvals = Approvals::read(root)?;
    let (found, why) = match approvals.behind(state.created()) {
        Ok(approval) => {
            let how = match approvals.signers {
                Some(_) => "its signature and its digest hold",
                None => "its digest holds; answered on a terminal, which nobody can verify later",
            };
            let (name, signer) = (&state.created().approval, &approval.signer);
            (format!("{name} by {signer}: {how}"), None)
        }
        Err(Objection::NotApproved(why)) => {
            let why = format!("its approval does not count: {why}");
            (why.clone(), Some(why))
        }
        Err(Objection::OtherSteps) => {
            let why = "it says other steps than the approval".to_owned();
            (why.clone(), Some(why))
        }
    };
    Ok((checked("approval", found), why.map(|why| (1, why))))
}

fn of_decisions(reading: &Reading, bad: Option<&Bad>) -> Checked {
    let decided = reading
        .records
        .iter()
        .filter_map(|record| match &record.event {
            Event::Decided { who, .. }
            | Event::Resolved { who, .. }
            | Event::RollbackBegan { who } => Some(who.signed.is_some()),
            _ => None,
        });
    let signed: Vec<bool> = decided.collect();
    let (all, unsigned) = (signed.len(), signed.iter().filter(|it| !**it).count());
    let found = match (bad, all) {
        (Some((record, why)), _) => format!("of {all}, that of record {record}: {why}"),
        (None, 0) => "nobody has decided anything".to_owned(),
        (None, _) if unsigned > 0 => {
            format!(
                "{all}, of which {unsigned} were answered on a terminal, which nobody can verify later"
            )
        }
        (None, _) => format!("{all}, each signed over the records before it"),
    };
    checked("decisions", found)
}

fn of_outputs(outputs: &Outputs) -> [Checked; 2] {
    let Outputs {
        recomputed,
        digest_only,
        judged,
        ..
    } = outputs;
    let kept = match digest_only {
        0 => format!("{recomputed} digests recomputed from what was kept"),
        _ => format!(
            "{recomputed} digests recomputed from what was kept; of {digest_only} not all of the output was"
        ),
    };
    let results = format!("{judged} follow from exit codes and expectations");
    [checked("outputs", kept), checked("results", results)]
}

/// The plan may be edited after a run, so another plan is nothing bad.
fn of_plan(root: &Path, reading: &Reading) -> Checked {
    let history = History::of(&reading.records);
    let last = history
        .as_ref()
        .and_then(|history| Some((history.created.plan.as_str(), history.written.last()?)));
    let Some((plan, written)) = last else {
        return checked("plan", "the run wrote nothing into it".to_owned());
    };
    let found = match read_plan(&root.join(file_part(plan)), root) {
        Ok(bytes) if sha256(&bytes) == written.after => {
            format!("{plan} is as the run left it, sha256 {}", written.after)
        }
        Ok(_) => format!("{plan} was edited since the run wrote into it"),
        Err(_) => format!("{plan} cannot be read any more"),
    };
    checked("plan", found)
}

fn checked(what: &'static str, found: String) -> Checked {
    Checked { what, found }
}

fn text(found: &Verify) -> String {
    let (run, records) = (&found.run, found.records);
    let why = harmless(found.why.as_deref().unwrap_or_default());
    match found.first_bad {
        None => format!("{GOOD}OK{GOOD:#} run {run}: {records} records\n"),
        Some(bad) => format!(
            "{BAD}BAD{BAD:#} run {run}: record {bad}, {records} before it are sound in themselves\n  {FAINT}{why}{FAINT:#}\n"
        ),
    }
}

fn details(found: &Verify) -> String {
    let mut text = String::new();
    for checked in &found.checked {
        let _ = writeln!(text, "  {:10} {}", checked.what, harmless(&checked.found));
    }
    text
}
