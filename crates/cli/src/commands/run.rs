//! `stopgate run`: an approved plan, up to its first stop-gate.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::Path;

use stopgate_gate::{Environment, Standing};
use stopgate_journal::{Created, Event, Journal, Limits, State, Status};
use stopgate_runner::{Briefing, Choices, StepsFailure, agent_of, created, done_before};
use stopgate_system::{Config, JournalFile, PlanLock, RunFolder, Supervisor, now};
use stopgate_workspace::Document;

use crate::after_failure;
use crate::approvals::{Approvals, binding};
use crate::arguments::{Carrying, Common, Judging, OutputFormat};
use crate::carry::{Surroundings, carry, report, supervisor};
use crate::exit::{Exit, Trouble};
use crate::open_run::{OpenRun, damaged};
use crate::session::Session;
use crate::terminal::{self, FAINT, STRONG, harmless};

/// The first event of a run, but for its name, with what its steps get.
type Beginning = (Created, Environment, Briefing);

/// Begins a run. A plan with an open run is gone on with by `resume`; a finished one is left alone.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    carrying: &Carrying,
    judging: &Judging,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (_, document) = session.document(plan)?;
    let path = document.path().to_owned();
    let lock = PlanLock::take(session.disk.root(), &path)?;
    let runs = runs_of(session.disk.root(), &path)?;
    let digest = binding(&document, session.disk.root())?.map(|binding| binding.digest());
    if let Some(open) = runs.iter().rfind(|state| !state.status().is_closed()) {
        return Err(is_open(open, digest.as_deref()));
    }
    let is_done = |state: &&State| {
        let created = state.created();
        let target = carrying.target.is_none() || carrying.target == created.target;
        state.status() == Status::Passed && Some(&created.digest) == digest.as_ref() && target
    };
    let done = runs.last().filter(|_| carrying.again.is_empty());
    if let Some(done) = done.filter(is_done) {
        return Ok(nothing_to_do(common, done));
    }
    let root = session.disk.root().to_owned();
    let (first, supervisor) = judged(&session, &document, carrying);
    let (mut first, environment, briefing) = first?;
    if carrying.dry_run || !common.quiet && common.output_format == OutputFormat::Full {
        terminal::say(&preview(&first));
    }
    let Some(supervisor) = supervisor else {
        return Ok(Exit::Fine);
    };
    // Without what its steps need a run would be open before it has begun.
    let mut supervisor = supervisor?;
    shut_in(&mut supervisor, &first)?;
    let folder = RunFolder::create(&root)?;
    first.run.clone_from(&folder.name);
    let done = done_earlier(&root, &first)?;
    let file = JournalFile::create(&folder.path)?;
    let journal = Journal::create(file, &now(), &Event::RunCreated(Box::new(first)))
        .map_err(|failure| Trouble::Usage(failure.to_string()))?;
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::new(Some(supervisor)),
    };
    let open = OpenRun::created(root, folder, journal, (environment, briefing, lock));
    let state = carry(common, open, &around, |runner| {
        runner.skip(&done)?;
        runner.advance().map(drop)
    })?;
    after_failure::deal(common, state, &carrying.identity)
}

/// A plan has one run at a time; it may be of the plan as it was before.
fn is_open(open: &State, digest: Option<&str>) -> Trouble {
    let Created { run, plan, .. } = open.created();
    Trouble::Usage(if digest == Some(open.created().digest.as_str()) {
        format!(
            "{plan} has an open run, {run}: go on with `stopgate resume`, or undo it with `stopgate rollback`"
        )
    } else {
        format!(
            "{plan} has an open run, {run}, which began before the plan was changed. `stopgate resume {run}` says what changed; once the plan is approved as it is, go on with it: stopgate resume {run} --changed. Or undo the run with `stopgate rollback {run}`"
        )
    })
}

/// What the run begins with, and the supervisor of its steps where they are to be carried out: a cell takes as
/// long to make as a plan takes to judge.
fn judged(
    session: &Session,
    document: &Document<'_>,
    carrying: &Carrying,
) -> (
    Result<Beginning, Trouble>,
    Option<Result<Supervisor, Trouble>>,
) {
    let (root, path) = (session.disk.root(), document.path());
    std::thread::scope(|scope| {
        let making = || warm(root, path, &session.config);
        let making = (!carrying.dry_run).then(|| scope.spawn(making));
        let first = first_event(session, document, carrying);
        let made = making.map(|making| {
            let made = making.join();
            made.unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))
        });
        (first, made)
    })
}

/// A supervisor, with the cell of most steps made already where it can be made.
fn warm(root: &Path, plan: &str, config: &Config) -> Result<Supervisor, Trouble> {
    let mut supervisor = supervisor(root, plan, config)?;
    // Whether it is needed is not known yet, and what keeps it from being made is found once more where it is.
    let _ = supervisor.prepare(None);
    Ok(supervisor)
}

/// Nothing begins where this kernel cannot shut steps in as they are to be.
pub(crate) fn shut_in(supervisor: &mut Supervisor, first: &Created) -> Result<(), Trouble> {
    let steps = first.phases.iter().flat_map(|phase| &phase.steps);
    if !steps.into_iter().any(|step| step.is_automatic()) {
        return Ok(());
    }
    let prepared = supervisor.prepare(None);
    prepared.map_err(|failure| match failure {
        StepsFailure::NotShutIn(why) => Trouble::Refused(why),
        failure => Trouble::Usage(failure.to_string()),
    })
}

/// The steps of a run that the one before it has done, where that passed or is superseded by this one,
/// each with the reason.
pub(crate) fn done_earlier(root: &Path, run: &Created) -> Result<Vec<(String, String)>, Trouble> {
    if let Some(succession) = &run.succeeds {
        return Ok(succession.skipped().collect());
    }
    let runs = RunFolder::of_plan(root, &run.plan)?;
    let Some(before) = runs.into_iter().rfind(|earlier| earlier.name < run.run) else {
        return Ok(Vec::new());
    };
    let earlier = before.reading()?.state;
    let passed = earlier.filter(|state| state.status() == Status::Passed);
    Ok(passed.map_or_else(Vec::new, |earlier| done_before(run, &earlier)))
}

/// All runs of a plan, oldest first. A journal that cannot be read may be that of this plan, and what it
/// did would be done again.
fn runs_of(root: &Path, plan: &str) -> Result<Vec<State>, Trouble> {
    let mut states = Vec::new();
    for folder in RunFolder::all(root)? {
        match folder.plan() {
            Some(of) if of == plan => states.extend(folder.reading()?.state),
            Some(_) => {}
            None if folder.began() => return Err(damaged(&folder)),
            None => {}
        }
    }
    Ok(states)
}

/// The first event of the run, but for its name: what was cleared, and what the person chose.
fn first_event(
    session: &Session,
    document: &Document<'_>,
    carrying: &Carrying,
) -> Result<Beginning, Trouble> {
    let path = document.path();
    let root = session.disk.root();
    let findings = document.check(&session.options, &session.disk).findings;
    let verdict = document.verdict(&findings);
    let (Some(plan), Some(binding)) = (document.plan(), binding(document, root)?) else {
        return Err(Trouble::NotCleared(format!(
            "no format recognises {path}; `stopgate check {path}` says more"
        )));
    };
    let approvals = Approvals::read(root)?;
    let standing = approvals.standing(&binding);
    let (approval, approver) = match &standing {
        Standing::Yes(approval) => (approvals.name_of(approval), approval.signer.clone()),
        Standing::No | Standing::Void(_) => ("", String::new()),
    };
    let cleared = approvals.clear(&verdict, binding.clone(), path)?;
    let choices = Choices {
        target: carrying.target.clone(),
        on_error: carrying.on_error.map(|policy| policy.name().to_owned()),
        exists: carrying.exists.clone(),
        again: carrying.again.clone(),
        limits: Limits {
            phase_seconds: carrying.phase_timeout,
            run_seconds: carrying.timeout,
        },
        agent: carrying.agent(&session.config),
    };
    let environment = binding.environment.clone();
    let briefing = Briefing::of(&binding);
    created(&cleared, plan, &choices, ("", approval, &approver))
        .map(|created| (created, environment, briefing))
        .map_err(|unclear| Trouble::Usage(unclear.to_string()))
}

fn nothing_to_do(common: &Common, done: &State) -> Exit {
    report(common, done);
    if !common.quiet {
        let steps = done
            .plans()
            .iter()
            .filter(|step| done.step(&step.id).is_some_and(|step| step.state.is_done()));
        terminal::say(&format!("0 executed, {} already done", steps.count()));
    }
    Exit::Fine
}

/// What is about to be done.
pub(crate) fn preview(first: &Created) -> String {
    let mut text = format!(
        "{STRONG}{}{STRONG:#}",
        harmless(first.title.as_deref().unwrap_or(&first.plan))
    );
    let _ = write!(text, "\n{FAINT}approved by {}", harmless(&first.approver));
    if let Some(target) = &first.target {
        let _ = write!(text, " · target: {}", harmless(target));
    }
    let _ = write!(text, " · on error: {}{FAINT:#}", first.on_error);
    if let Some(agent) = agent_of(first) {
        let _ = write!(text, "{FAINT} · agent: {}{FAINT:#}", harmless(agent));
    }
    for resource in &first.exists {
        let _ = write!(
            text,
            "\n{FAINT}exists, not to be created: {}{FAINT:#}",
            harmless(resource)
        );
    }
    for phase in &first.phases {
        let for_agent = phase.steps.iter().filter(|step| step.agent.is_some());
        let for_agent = for_agent.count();
        let automatic = phase.steps.iter().filter(|step| step.is_automatic());
        let commands = automatic.count() - for_agent;
        let others = phase.steps.len() - commands - for_agent;
        let _ = write!(
            text,
            "\n  {}  {FAINT}{commands} command{}",
            harmless(&phase.title),
            if commands == 1 { "" } else { "s" }
        );
        if for_agent > 0 {
            let _ = write!(text, ", {for_agent} for the agent");
        }
        if others > 0 {
            let _ = write!(text, ", {others} for people");
        }
        let _ = write!(text, ", then a stop-gate{FAINT:#}");
    }
    text
}
