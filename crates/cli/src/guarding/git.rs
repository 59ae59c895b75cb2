//! Rules over what git is about to commit or to push.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use stopgate_gate::Standing;
use stopgate_guard::{Guarded, Posture};
use stopgate_journal::Status;
use stopgate_source::file_part;
use stopgate_system::{
    PlanLock, Pushed, RunFolder, Staged, in_commit, pushed, repositories_around,
    repositories_within, staged,
};

use crate::approvals::{Approvals, binding};
use crate::arguments::Common;
use crate::commands::verify::verified;
use crate::exit::Trouble;
use crate::guarding::Denied;
use crate::guarding::posture::{guarded, open_runs, opened};

/// What people signed, and what happened.
const EVIDENCE: [&str; 2] = ["approvals/", "runs/"];
/// Paths that are named of several.
const MOST_NAMED: usize = 10;

/// The folder that git calls its hook in.
fn here(common: &Common) -> PathBuf {
    let named = common.root.clone();
    named.unwrap_or_else(|| std::env::current_dir().unwrap_or_default())
}

/// Denies a commit that holds something else than the plan while it is planned, or forged evidence at any time.
pub(crate) fn before_commit(common: &Common) -> Result<(), Denied> {
    let staged = staged(&here(common)).map_err(unasked)?;
    for root in repositories(&staged.top, &staged.names)? {
        let guarded = guarded(&root)?;
        only_the_plan(&guarded, &staged)?;
        evidence(&root, &staged)?;
    }
    Ok(())
}

/// The repositories around all that git is told of, be they above the folder in which it works or below.
fn repositories(top: &Path, names: &[String]) -> Result<BTreeSet<PathBuf>, Denied> {
    let above = repositories_around(&[top.to_owned()])?;
    Ok(above
        .into_iter()
        .chain(repositories_within(top, names))
        .collect())
}

fn unasked(why: String) -> Denied {
    Denied(format!("git does not say what it is about to do: {why}"))
}

fn only_the_plan(guarded: &Guarded, staged: &Staged) -> Result<(), Denied> {
    let (plan, notes) = match &guarded.posture {
        Posture::Planning { plan, notes } => (plan, notes),
        Posture::Unsettled(why) => return Err(Denied(why.clone())),
        Posture::Outside { .. } | Posture::Running(_) => return Ok(()),
    };
    let own = guarded.root.join(".stopgate");
    let is_evidence = |path: &Path| {
        EVIDENCE
            .iter()
            .any(|folder| path.starts_with(own.join(folder)))
    };
    let others = staged.names.iter().filter(|name| {
        let path = staged.top.join(name);
        let is_of_plan = path == *plan || Some(&path) == notes.as_ref() || is_evidence(&path);
        path.starts_with(&guarded.root) && !is_of_plan
    });
    let others: Vec<&str> = others.map(String::as_str).collect();
    if others.is_empty() {
        return Ok(());
    }
    let plan = plan.strip_prefix(&guarded.root).unwrap_or(plan);
    Err(Denied(format!(
        "{} is being planned, and until that ends nothing else is committed: {}. Take them out (`git restore --staged`), or a person ends the planning (`stopgate session end`)",
        plan.display(),
        named(&others)
    )))
}

fn named(names: &[&str]) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    let text = names[..names.len() - more].join(", ");
    match more {
        0 => text,
        _ => format!("{text} and {more} more"),
    }
}

/// What is committed of approvals and runs is what lies on the disk, and that holds.
fn evidence(root: &Path, staged: &Staged) -> Result<(), Denied> {
    let own = Own::of(root, staged);
    let session = own.name("session.json");
    let kept = staged.kept(&own.staged).map_err(unasked)?;
    if kept.contains(&session) {
        return Err(Denied(format!(
            "{session} says what is planned on this machine alone: `git restore --staged {session}`, and a line `/session.json` in .stopgate/.gitignore"
        )));
    }
    let of_evidence = |name: &&String| {
        let inside = name.strip_prefix(&own.prefix).unwrap_or_default();
        EVIDENCE.iter().any(|folder| inside.starts_with(folder))
    };
    let evidence: Vec<&str> = kept
        .iter()
        .filter(of_evidence)
        .map(String::as_str)
        .collect();
    let unlike = staged.unlike_disk(&evidence).map_err(unasked)?;
    if let Some(name) = unlike.first() {
        return Err(Denied(format!(
            "{name} would be committed otherwise than it lies on the disk, so nobody looked at it: `git add {name}`"
        )));
    }
    approvals(root, staged, &own, &evidence)?;
    runs(root, &own, &evidence)
}

/// What is staged below `.stopgate/` of one repository.
struct Own<'s> {
    /// How it begins, relative to the top.
    prefix: String,
    staged: Vec<&'s str>,
}

impl<'s> Own<'s> {
    fn of(root: &Path, staged: &'s Staged) -> Self {
        let folder = root.join(".stopgate");
        let prefix = folder.strip_prefix(&staged.top).unwrap_or(&folder);
        let prefix = format!("{}/", prefix.to_string_lossy());
        let names = staged.names.iter().map(String::as_str);
        Self {
            staged: names.filter(|name| name.starts_with(&prefix)).collect(),
            prefix,
        }
    }

    fn name(&self, inside: &str) -> String {
        format!("{}{inside}", self.prefix)
    }
}

/// Approvals count by the signers that were committed before them: who brings both could be anybody.
fn approvals(root: &Path, staged: &Staged, own: &Own<'_>, evidence: &[&str]) -> Result<(), Denied> {
    let folder = own.name("approvals/");
    let files = evidence
        .iter()
        .filter_map(|name| name.strip_prefix(&folder));
    let files: Vec<&str> = files.collect();
    if files.is_empty() {
        return Ok(());
    }
    let signers = own.name("allowed_signers");
    if own.staged.contains(&signers.as_str()) && staged.was_committed(&signers) {
        return Err(Denied(format!(
            "approvals and a change of {signers} do not come in one commit: commit who may approve first, so that a person sees it"
        )));
    }
    let approvals = Approvals::read(root)?;
    let mut refused = approvals.refused.iter();
    let forged = refused.find(|(name, _)| {
        let signature = format!("{name}.sig");
        files.iter().any(|file| file == name || **file == signature)
    });
    match forged {
        None => Ok(()),
        Some((name, why)) => Err(Denied(format!(
            "{folder}{name} is no approval: {why}. Only `stopgate approve` makes one, for a person; take it out with `git restore --staged`"
        ))),
    }
}

/// Runs of which something is committed hold.
fn runs(root: &Path, own: &Own<'_>, evidence: &[&str]) -> Result<(), Denied> {
    let folder = own.name("runs/");
    let names = evidence
        .iter()
        .filter_map(|name| name.strip_prefix(&folder));
    let mut names: Vec<&str> = names.filter_map(|name| name.split('/').next()).collect();
    names.dedup();
    for name in names {
        let run = RunFolder::find(root, Some(name)).map_err(Trouble::from)?;
        let found = verified(root, &run)?;
        if let Some(record) = found.first_bad {
            return Err(Denied(format!(
                "the journal of run {name} is not what was written, record {record}: {}. `stopgate verify {name}` shows it; take it out with `git restore --staged`",
                found.why.unwrap_or_default()
            )));
        }
    }
    Ok(())
}

/// Denies a push while nobody knows what became of a step, and one of a plan whose approval is void.
pub(crate) fn before_push(common: &Common, told: &[u8]) -> Result<(), Denied> {
    let told = String::from_utf8_lossy(told);
    let (top, pushed) = pushed(&here(common), &told).map_err(unasked)?;
    let names = pushed.iter().flat_map(|pushed| pushed.names.clone());
    for root in repositories(&top, &names.collect::<Vec<_>>())? {
        known_outcomes(&root)?;
        for pushed in &pushed {
            no_void_plan(&root, &top, pushed)?;
        }
    }
    Ok(())
}

fn known_outcomes(root: &Path) -> Result<(), Denied> {
    for open in open_runs(root)?? {
        let state = open.state;
        let (run, plan) = (&state.created().run, &state.created().plan);
        let began = state.running().next().is_some();
        // Whoever carries a run out holds the lock of its plan; where nobody does, its runner is gone.
        let is_left = began && PlanLock::take(root, plan).is_ok();
        if state.status() == Status::Unknown || is_left {
            return Err(Denied(format!(
                "nobody knows what became of a step of run {run} of {plan}, so nobody knows what is pushed: `stopgate resume {run}` says which one, and a person resolves it"
            )));
        }
    }
    Ok(())
}

fn no_void_plan(root: &Path, top: &Path, pushed: &Pushed) -> Result<(), Denied> {
    let approvals = Approvals::read(root)?;
    let plans = approvals.plans();
    if plans.is_empty() {
        return Ok(());
    }
    let session = opened(root)?;
    for plan in plans {
        let path = root.join(file_part(plan));
        let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy();
        if !pushed.names.iter().any(|changed| *changed == name) {
            continue;
        }
        let Some(bytes) = in_commit(top, &pushed.commit, &name) else {
            continue;
        };
        let document = session
            .engine
            .read(plan, bytes, &session.options, &session.disk);
        let bound = binding(&document, root)?;
        if let Some(Standing::Void(_)) = bound.as_ref().map(|bound| approvals.standing(bound)) {
            return Err(Denied(format!(
                "{plan} is pushed otherwise than it was approved: `stopgate diff {plan}` shows the change; a person approves it anew, or it goes back"
            )));
        }
    }
    Ok(())
}
