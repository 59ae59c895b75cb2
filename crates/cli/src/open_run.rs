//! A run that a command works on: its folder, the lock of its plan, its journal.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use stopgate_gate::{AllowedSigners, Environment, LatestMoment, Namespace, sha256};
use stopgate_journal::{Event, Journal, Reading, Record, State, Who};
use stopgate_runner::{Briefing, DecisionFile, SEMANTICS};
use stopgate_system::{Failure, JournalFile, PlanLock, RunFolder, allowed_signers, now, read_plan};

use crate::approvals::{Approvals, Objection};
use crate::arguments::Common;
use crate::exit::Trouble;
use crate::identity::Person;
use crate::session::root;

/// A run, open for writing.
pub(crate) struct OpenRun {
    pub(crate) root: PathBuf,
    pub(crate) folder: RunFolder,
    pub(crate) journal: Journal<JournalFile>,
    /// The environment that was approved for its steps.
    pub(crate) environment: Environment,
    /// What agents are told of the plan.
    pub(crate) briefing: Briefing,
    lock: PlanLock,
    /// The latest moment that its journal had seen when it was opened.
    latest: String,
    /// SHA-256 of the plan when it was last told of the run.
    told: Option<String>,
}

impl OpenRun {
    /// Opens a run by name, the newest where none is named. What a crash tore is set aside.
    pub(crate) fn open(common: &Common, name: Option<&str>) -> Result<Self, Trouble> {
        let root = root(common, Path::new("."))?;
        let folder = RunFolder::find(&root, name)?;
        let plan = match folder.stated_plan()? {
            Some(plan) => plan,
            None => return Err(damaged(&folder)),
        };
        let lock = PlanLock::take(&root, &plan)?;
        folder.settle()?;
        let opened = JournalFile::open(&folder.path)?;
        check_decisions(&root, &folder, &opened.reading)?;
        let (environment, briefing) = match &opened.reading.state {
            Some(state) => check_approval(&root, &folder, (state, &opened.reading.records))?,
            None => return Err(damaged(&folder)),
        };
        let torn = opened.torn;
        let latest = latest(&opened.reading.records);
        let told = told(&opened.reading.records);
        let Some(mut journal) = Journal::resume(opened.file, opened.reading) else {
            return Err(damaged(&folder));
        };
        if torn > 0 {
            record(&mut journal, &Event::Recovered { torn })?;
        }
        Ok(Self {
            root,
            folder,
            journal,
            environment,
            briefing,
            lock,
            latest,
            told,
        })
    }

    /// A run that was just created.
    pub(crate) fn created(
        root: PathBuf,
        folder: RunFolder,
        journal: Journal<JournalFile>,
        (environment, briefing, lock): (Environment, Briefing, PlanLock),
    ) -> Self {
        Self {
            root,
            folder,
            latest: journal.state().latest().to_owned(),
            told: None,
            journal,
            environment,
            briefing,
            lock,
        }
    }

    /// The journal, and the lock under which it is written.
    pub(crate) fn into_parts(self) -> (Journal<JournalFile>, PlanLock) {
        (self.journal, self.lock)
    }

    /// The state of the run.
    pub(crate) fn state(&self) -> &State {
        self.journal.state()
    }

    /// True where the plan is, byte for byte, what it was when it was last told of the run.
    pub(crate) fn is_plan_untouched(&self) -> bool {
        let plan = read_plan(&self.root.join(&self.state().created().plan), &self.root);
        plan.is_ok_and(|bytes| self.told.as_ref() == Some(&sha256(&bytes)))
    }

    /// Has a person sign a decision, and keeps what was signed beside the journal.
    pub(crate) fn sign(
        &self,
        person: &Person,
        decision: &DecisionFile,
        yes: &str,
    ) -> Result<Who, Trouble> {
        let json = decision.to_json();
        let yes = (yes, Some(self.latest.clone()));
        let signed = person.sign(Namespace::Decision, (&json, &sha256(&json)), yes)?;
        let file = match &signed.signature {
            None => None,
            Some(signature) => {
                let name = format!("{:06}-{}", decision.seq + 1, decision.decision);
                Some(self.folder.keep_decision(&name, &json, signature)?)
            }
        };
        Ok(signed.who(&person.name, file))
    }
}

/// Records an event durably, as of now.
pub(crate) fn record(journal: &mut Journal<JournalFile>, event: &Event) -> Result<(), Trouble> {
    journal
        .record(&now(), event)
        .map_err(|failure| Trouble::Usage(failure.to_string()))
}

/// The latest moment that records tell of.
fn latest(records: &[Record]) -> String {
    let moments = records.iter().map(|record| record.at.clone());
    moments.max().unwrap_or_default()
}

/// The digest of the plan when it was last told of its run.
fn told(records: &[Record]) -> Option<String> {
    records.iter().rev().find_map(|record| match &record.event {
        Event::WroteBack { after, .. } => Some(after.clone()),
        _ => None,
    })
}

/// What to say of a journal whose first record cannot be read.
pub(crate) fn damaged(folder: &RunFolder) -> Trouble {
    let fault = folder.reading().ok().and_then(|reading| reading.fault);
    Trouble::World(Failure::DamagedJournal {
        path: folder.path.clone(),
        record: fault.as_ref().map_or(1, |fault| fault.record),
        why: fault.map_or_else(|| "it has no records".to_owned(), |fault| fault.why),
    })
}

/// Nothing goes on that is not what was approved, whatever the journal says.
fn check_approval(
    root: &Path,
    folder: &RunFolder,
    (state, records): (&State, &[Record]),
) -> Result<(Environment, Briefing), Trouble> {
    let created = state.created();
    if created.semantics > SEMANTICS {
        return Err(Trouble::Usage(format!(
            "a newer version of Stopgate began run {}; go on with that one",
            created.run
        )));
    }
    match Approvals::read_behind(root, Some(latest(records)))?.behind(created) {
        Ok(approval) => Ok((
            approval.binding.environment.clone(),
            Briefing::of(&approval.binding),
        )),
        Err(Objection::NotApproved(why)) => Err(Trouble::NotCleared(format!(
            "the approval of run {run}, .stopgate/approvals/{}, does not count: {why}. Put it back, or have {} approved as it was then",
            created.approval,
            created.plan,
            run = created.run
        ))),
        Err(Objection::OtherSteps) => Err(Trouble::World(Failure::DamagedJournal {
            path: folder.path.clone(),
            record: 1,
            why: "it says other steps than the approval".to_owned(),
        })),
    }
}

/// Nothing goes on from a decision that nobody signed.
fn check_decisions(root: &Path, folder: &RunFolder, reading: &Reading) -> Result<(), Trouble> {
    match first_bad_decision(root, folder, reading)? {
        None => Ok(()),
        Some((record, why)) => Err(Trouble::World(Failure::DamagedJournal {
            path: folder.path.clone(),
            record,
            why,
        })),
    }
}

/// The first decision of a journal whose signature does not hold, with the reason.
pub(crate) fn first_bad_decision(
    root: &Path,
    folder: &RunFolder,
    reading: &Reading,
) -> Result<Option<(u64, String)>, Trouble> {
    let signers = allowed_signers(root)?.map(|text| AllowedSigners::read(&text).0);
    let of_another = |state: &State| state.created().run != folder.name;
    if reading.state.as_ref().is_some_and(of_another) {
        return Ok(Some((1, "it is the journal of another run".to_owned())));
    }
    let mut seen = LatestMoment::default();
    let decided = reading.records.iter().filter_map(|record| {
        // A clock that is set back during a run revives no key.
        let at = seen.see(&record.at);
        Some((record, decision(record)?, at))
    });
    for (record, (word, who), at) in decided {
        if let Err(why) = check_decision(folder, (record, at), (word, who), signers.as_ref()) {
            return Ok(Some((record.seq, why)));
        }
    }
    Ok(signers.and_then(|signers| cut_off(folder, reading, &signers)))
}

/// The first record that somebody signed over and that is not there any more: a journal that was cut at
/// the end of a record is sound in itself, and only what people signed tells.
fn cut_off(
    folder: &RunFolder,
    reading: &Reading,
    signers: &AllowedSigners,
) -> Option<(u64, String)> {
    let signed = folder.decisions().into_iter().filter_map(|name| {
        let (json, signature) = folder.decision(&name).ok()?;
        let decision = DecisionFile::read(&json)?;
        let at = decision.when.parse().ok()?;
        signers
            .verify(&decision.who, Namespace::Decision, &json, &signature, at)
            .ok()?;
        Some((name, decision)).filter(|(_, decision)| decision.run == folder.name)
    });
    let there = |decision: &DecisionFile| {
        let before = usize::try_from(decision.seq).ok()?.checked_sub(1)?;
        Some(reading.records.get(before)?.hash == decision.head)
    };
    let mut gone = signed.filter(|(_, decision)| there(decision) != Some(true));
    gone.next().map(|(name, _)| {
        let record = reading.head.records + 1;
        (
            record,
            format!("{name} was signed over records that are gone"),
        )
    })
}

/// What a record says was decided, and by whom.
fn decision(record: &Record) -> Option<(&'static str, &Who)> {
    match &record.event {
        Event::Decided { decision, who, .. } => Some((decision.name(), who)),
        Event::Resolved {
            resolution, who, ..
        } => Some((resolution.name(), who)),
        Event::RollbackBegan { who } => Some(("rollback", who)),
        _ => None,
    }
}

fn check_decision(
    folder: &RunFolder,
    (record, at): (&Record, Timestamp),
    (word, who): (&str, &Who),
    signers: Option<&AllowedSigners>,
) -> Result<(), String> {
    let Some(signers) = signers else {
        return match who.signed {
            None => Ok(()),
            Some(_) => Err("it is signed, and .stopgate/allowed_signers is missing".to_owned()),
        };
    };
    let name = who.signed.as_deref();
    let name =
        name.ok_or("the decision is not signed, and .stopgate/allowed_signers asks for it")?;
    let (json, signature) = folder
        .decision(name)
        .map_err(|failure| failure.to_string())?;
    signers
        .verify(&who.name, Namespace::Decision, &json, &signature, at)
        .map_err(|refused| refused.to_string())?;
    let signed = DecisionFile::read(&json).ok_or("what was signed cannot be read")?;
    let fits = signed.run == folder.name
        && signed.decision == word
        && signed.who == who.name
        && signed.head == record.prev
        && signed.seq + 1 == record.seq
        && signed.is_about(&record.event);
    if fits {
        Ok(())
    } else {
        Err("what was signed is another decision".to_owned())
    }
}
