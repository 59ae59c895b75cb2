//! `stopgate lineage`: a run for other tools, one JSON document a line.

use std::path::Path;

use clap::ValueEnum;
use stopgate_gate::{Namespace, sha256};
use stopgate_journal::{Reading, State};
use stopgate_lineage::{
    About, ApprovalDigest, History, Statement, envelope, events, statements, to_be_signed,
};
use stopgate_system::{ApprovalFile, RunFolder};

use crate::arguments::{Common, Identity};
use crate::commands::telling::{deliver, told};
use crate::commands::verify::verified;
use crate::exit::{Exit, Trouble};
use crate::identity::Person;
use crate::session::root;
use crate::terminal;

/// In which form others are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Run events of OpenLineage, for Marquez and the like
    Openlineage,
    /// Statements of in-toto about each phase, for stores of evidence
    InToto,
}

/// Tells of a run.
pub(crate) fn run(
    common: &Common,
    name: Option<&str>,
    (form, repository, identity): (Form, Option<&str>, &Identity),
    output: Option<&Path>,
) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let folder = RunFolder::find(&root, name)?;
    let reading = folder.reading()?;
    let state = told(&folder, &reading)?;
    refuse_damaged(&root, &folder)?;
    let signs = identity.key.is_some() || identity.name.is_some();
    let lines = match form {
        Form::Openlineage if signs => {
            let why =
                "OpenLineage events are not signed; leave --as and --key out, or give --to in-toto";
            return Err(Trouble::Usage(why.to_owned()));
        }
        Form::Openlineage => of_events(&root, repository, &reading),
        Form::InToto => of_statements(&root, identity, (&reading, state))?,
    };
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    deliver(common, output, ("lineage", &text))?;
    Ok(Exit::Fine)
}

/// Others keep what they are told, so nothing is told of a journal that does not verify.
fn refuse_damaged(root: &Path, folder: &RunFolder) -> Result<(), Trouble> {
    let found = verified(root, folder)?;
    match found.first_bad {
        None => Ok(()),
        Some(record) => Err(Trouble::Usage(format!(
            "record {record} of run {run} is not as it was written, so nobody is told of the run: stopgate verify {run}",
            run = folder.name
        ))),
    }
}

fn of_events(root: &Path, repository: Option<&str>, reading: &Reading) -> Vec<String> {
    let folder = root.file_name().unwrap_or_default().to_string_lossy();
    let about = About {
        repository: repository.unwrap_or(&folder),
        version: env!("CARGO_PKG_VERSION"),
    };
    let events = events(&reading.records, &about);
    events.iter().map(ToString::to_string).collect()
}

fn of_statements(
    root: &Path,
    identity: &Identity,
    (reading, state): (&Reading, &State),
) -> Result<Vec<String>, Trouble> {
    let Some(history) = History::of(&reading.records) else {
        return Ok(Vec::new());
    };
    let name = &state.created().approval;
    let files = ApprovalFile::all(root)?;
    let file = files.iter().find(|file| file.name == *name);
    let digest = file.map(|file| sha256(&file.json)).unwrap_or_default();
    let path = format!(".stopgate/approvals/{name}");
    let approval = file.map(|_| ApprovalDigest {
        path: &path,
        sha256: &digest,
    });
    let statements = statements(&history, (state, &reading.head), approval);
    if statements.is_empty() {
        terminal::say("no phase of this run has begun, so there is nothing to state");
    }
    if identity.key.is_none() && identity.name.is_some() {
        let why = "statements are signed with a key: give --key FILE, or leave --as out for unsigned ones";
        return Err(Trouble::Usage(why.to_owned()));
    }
    match &identity.key {
        None => Ok(statements.iter().map(|it| it.body.to_string()).collect()),
        Some(_) => signed(root, identity, &statements),
    }
}

/// Each statement in an envelope. The key has to be one that `.stopgate/allowed_signers` names for the
/// person: others would not know whose word it is.
fn signed(
    root: &Path,
    identity: &Identity,
    statements: &[Statement],
) -> Result<Vec<String>, Trouble> {
    let person = Person::who_calls(identity, root)?;
    let sign = |statement: &Statement| {
        let payload = statement.to_json();
        let yes = format!("sign a statement about {}", statement.about);
        let digest = sha256(&payload);
        person.sign(Namespace::Lineage, (&payload, &digest), (&yes, None))?;
        let plain = person.sign_plain(&to_be_signed(&payload));
        let (keyid, signature) = plain.unwrap_or_else(|| {
            let why = "statements are signed with a key: give --key FILE".to_owned();
            Err(Trouble::Usage(why))
        })?;
        Ok(envelope(&payload, &keyid, &signature).to_string())
    };
    statements.iter().map(sign).collect()
}
