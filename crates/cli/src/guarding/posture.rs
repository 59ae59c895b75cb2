//! In which state a repository is: what is planned in it, and what runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stopgate_gate::{Approval, sha256};
use stopgate_guard::{Guarded, OpenRun, Posture, Work};
use stopgate_journal::{Event, FaultKind, Reading, State, Status, StepKind, StepPlan};
use stopgate_system::{
    Config, Outside, PlanningSession, RunFolder, descends_from_step, identity_of, own_step,
    read_plan, real_file, real_protected_places,
};

use crate::approvals::{Approvals, Objection};
use crate::arguments::{Common, Judging};
use crate::exit::Trouble;
use crate::session::Session;
use crate::wording;

/// A repository, as the guard sees it.
pub(crate) fn guarded(root: &Path) -> Result<Guarded, Trouble> {
    let config = Config::read(root)?;
    let guard = config.guard();
    let protected = guard.protected.iter();
    Ok(Guarded {
        posture: posture(root, guard.outside)?,
        reading: guard.reading.clone(),
        protected: protected.filter_map(|name| real_file(root, name)).collect(),
        places: real_protected_places(root),
        root: root.to_owned(),
    })
}

fn posture(root: &Path, outside: Outside) -> Result<Posture, Trouble> {
    let runs = match open_runs(root)? {
        Ok(runs) => runs,
        Err(damaged) => return Ok(Posture::Unsettled(damaged)),
    };
    if let Some(run) = of_own_step(root, &runs)? {
        return Ok(Posture::Running(vec![run]));
    }
    match PlanningSession::read(root) {
        Err(failure) => Ok(Posture::Unsettled(failure.to_string())),
        Ok(Some(session)) => planning(root, &session, &runs),
        Ok(None) if runs.is_empty() => Ok(Posture::Outside {
            denies: outside == Outside::Deny,
        }),
        Ok(None) => {
            let runs = runs.iter().map(|open| open.seen(root, None));
            Ok(Posture::Running(runs.collect::<Result<_, _>>()?))
        }
    }
}

/// A plan that is planned, unless the session has outlived it.
fn planning(root: &Path, session: &PlanningSession, runs: &[Open]) -> Result<Posture, Trouble> {
    let plan = &session.plan;
    let outlived = |why: &str| {
        Ok(Posture::Unsettled(format!(
            "a planning session is open for {plan}, and {why}. A person ends it with `stopgate session end`, or begins one for another plan"
        )))
    };
    let file = real_file(root, plan);
    let Some(file) = file.filter(|_| read_plan(&root.join(plan), root).is_ok()) else {
        return outlived("that plan is not there any more");
    };
    if let Some(run) = runs.iter().find(|run| run.state.created().plan == *plan) {
        let run = &run.state.created().run;
        return outlived(&format!("run {run} carries it out"));
    }
    if passed_since(root, session)? {
        return outlived("it was carried out since");
    }
    if is_over(root, plan)? {
        return outlived("that plan says that it is done");
    }
    Ok(Posture::Planning {
        plan: file,
        notes: session
            .notes
            .as_ref()
            .and_then(|notes| real_file(root, notes)),
    })
}

/// True where the plan passed a run that began after the session did.
fn passed_since(root: &Path, session: &PlanningSession) -> Result<bool, Trouble> {
    let Some(newest) = RunFolder::of_plan(root, &session.plan)?.pop() else {
        return Ok(false);
    };
    let state = newest.reading()?.state;
    Ok(state.is_some_and(|state| {
        state.status() == Status::Passed && state.started() > session.since.as_str()
    }))
}

/// Words of a status that say that nothing is planned any more.
const OVER: [&str; 9] = [
    "done",
    "complete",
    "completed",
    "implemented",
    "closed",
    "superseded",
    "abandoned",
    "cancelled",
    "canceled",
];

/// True where the plan says so, in its living parts or its status.
fn is_over(root: &Path, plan: &str) -> Result<bool, Trouble> {
    let session = opened(root)?;
    let (_, document) = session.document(&root.join(plan))?;
    let Some(plan) = document.plan() else {
        return Ok(false);
    };
    let status = plan.header("status").and_then(|field| field.value.text());
    let status = status.unwrap_or_default().to_lowercase();
    let mut words = status.split(|c: char| !c.is_alphanumeric());
    let says_so = words.find(|word| !word.is_empty());
    Ok(says_so.is_some_and(|word| OVER.contains(&word)) || stopgate_workspace::is_finished(plan))
}

/// The repository with this root, judged as usual.
pub(crate) fn opened(root: &Path) -> Result<Session, Trouble> {
    Session::open(&Common::of_root(root), root, &Judging::usual())
}

/// A run that is open.
pub(crate) struct Open {
    pub(crate) state: State,
    reading: Reading,
}

/// The newest run of each plan that is not closed; in words, where a journal cannot be trusted.
pub(crate) fn open_runs(root: &Path) -> Result<Result<Vec<Open>, String>, Trouble> {
    let mut newest: BTreeMap<String, RunFolder> = BTreeMap::new();
    for run in RunFolder::all(root)? {
        // A run whose first record is not whole has done nothing.
        if let Some(plan) = run.stated_plan()? {
            newest.insert(plan, run);
        } else if run.began() {
            return Ok(Err(distrusted(
                &run.name,
                "its first record cannot be read",
            )));
        }
    }
    let mut open = Vec::new();
    for run in newest.values() {
        let mut reading = run.reading()?;
        let tampered = reading.fault.as_ref();
        if let Some(fault) = tampered.filter(|fault| fault.kind != FaultKind::Torn) {
            return Ok(Err(distrusted(&run.name, &fault.why)));
        }
        if let Some(state) = reading.state.take_if(|state| !state.status().is_closed()) {
            open.push(Open { state, reading });
        }
    }
    Ok(Ok(open))
}

fn distrusted(run: &str, why: &str) -> String {
    format!(
        "the journal of run {run} is not what was written: {why}. A person looks with `stopgate verify {run}`, and restores it or moves it away"
    )
}

/// The run of which this process is a step.
fn of_own_step(root: &Path, runs: &[Open]) -> Result<Option<OpenRun>, Trouble> {
    if runs.is_empty() || !descends_from_step() {
        return Ok(None);
    }
    let own = own_step();
    for open in runs {
        let mut running = open.state.running();
        let step = running.find(|step| own.as_ref().is_none_or(|own| *own == step.id));
        if let Some(step) = step {
            return open.seen(root, Some(step)).map(Some);
        }
    }
    Ok(None)
}

impl Open {
    /// What an agent may do in it: one that carries out a step, or one beside the run.
    fn seen(&self, root: &Path, step: Option<&StepPlan>) -> Result<OpenRun, Trouble> {
        let created = self.state.created();
        let plan = real_file(root, &created.plan).unwrap_or_else(|| root.join(&created.plan));
        let name = &created.run;
        let latest = self.state.latest().to_owned();
        let approvals = Approvals::read_behind(root, Some(latest))?;
        let work = match approvals.behind(created) {
            Err(Objection::NotApproved(why)) => Work::Nothing(format!(
                "the approval of run {name} does not count: {why}. A person puts that in order first"
            )),
            Err(Objection::OtherSteps) => Work::Nothing(format!(
                "run {name} says other steps than its approval; a person looks with `stopgate verify {name}`"
            )),
            Ok(approval) if !self.is_as_approved(root, approval)? => Work::Nothing(format!(
                "{plan} is not what was approved for run {name}; a person looks with `stopgate diff {plan}`, and puts the plan back or approves it anew",
                plan = created.plan
            )),
            Ok(approval) => match step {
                Some(step) => within_step(step, approval),
                None => self.beside(),
            },
        };
        Ok(OpenRun {
            name: name.clone(),
            identity: identity_of(&plan),
            plan,
            work,
            withheld: self.withheld(),
        })
    }

    /// What an agent may do that no run started.
    fn beside(&self) -> Work {
        let state = &self.state;
        let (run, plan) = (&state.created().run, &state.created().plan);
        let phase = state.phase().unwrap_or_default();
        let has_work = || {
            let mut open = state.unconfirmed(phase);
            open.any(|step| step.kind == StepKind::Work)
        };
        match state.status() {
            Status::Waiting if has_work() => Work::Anywhere,
            Status::Failed if !state.is_rolling_back() => Work::Anywhere,
            _ => {
                let status = state.status().name();
                let of_phase = wording::phase(state).unwrap_or("its first phase");
                let next = wording::next(state).unwrap_or_default();
                Work::Nothing(format!(
                    "run {run} of {plan} is {status} at {of_phase}, and nothing of that phase is left to an agent. Ask the person to look, then to type: {next}"
                ))
            }
        }
    }

    /// Commands of phases that were not begun, and what undoes.
    fn withheld(&self) -> Vec<String> {
        let created = self.state.created();
        let begun = self.state.phase().map_or(0, |phase| phase + 1);
        let later = created.phases.iter().skip(begun);
        let later = later.flat_map(|phase| &phase.steps);
        let later = later.filter(|step| step.kind.is_automatic());
        let undoing = created.rollback.iter().map(|undo| &undo.step);
        let commands = later.chain(undoing).map(|step| step.command.clone());
        commands.collect()
    }

    /// The plan may have been told of its run; nothing else may be another than what was approved.
    fn is_as_approved(&self, root: &Path, approval: &Approval) -> Result<bool, Trouble> {
        let path: PathBuf = root.join(&approval.plan);
        let Ok(bytes) = read_plan(&path, root) else {
            return Ok(false);
        };
        let told = self.reading.records.iter().rev();
        let mut told = told.filter_map(|record| match &record.event {
            Event::WroteBack { after, .. } => Some(after),
            _ => None,
        });
        if approval.document.as_bytes() == bytes || told.next() == Some(&sha256(&bytes)) {
            return Ok(true);
        }
        let session = opened(root)?;
        let (_, document) = session.document(&path)?;
        let bound = document.binding(approval.binding.environment.clone());
        Ok(bound.is_some_and(|bound| bound.digest() == approval.digest))
    }
}

/// What an agent may do that carries out a step.
fn within_step(step: &StepPlan, approval: &Approval) -> Work {
    let agents = &approval.binding.environment.agents;
    let agent = step.agent.as_ref().and_then(|name| agents.get(name));
    match agent.map(|agent| agent.writable.as_slice()) {
        None | Some([]) => Work::Anywhere,
        Some(paths) => Work::Below(paths.iter().map(PathBuf::from).collect()),
    }
}
