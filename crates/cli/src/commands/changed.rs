//! `stopgate resume --changed`: closes the run of a plan that was changed, and begins the one that goes on
//! with it as it is.

use std::cell::Cell;

use clap::Args;
use jiff::civil::Date;
use stopgate_gate::Standing;
use stopgate_journal::{Created, Event, Journal, State, Status, StepPlan};
use stopgate_runner::{
    Briefing, Runner, Supplies, Unclear, Undecided, Word, choices_after, created, succession,
};
use stopgate_system::{
    Approved, Config, Disk, JournalFile, PlanFile, RunFolder, Supervisor, SystemClock,
    descends_from_step, now,
};
use stopgate_workspace::Options;

use crate::after_failure;
use crate::approvals::{Approvals, Objection};
use crate::arguments::{Common, Identity, Judging, OutputFormat, ProfileName};
use crate::carry::{Surroundings, carry, said, supervisor};
use crate::changed_plan::Now;
use crate::commands::resume::left_to_skip;
use crate::commands::run::{preview, shut_in};
use crate::exit::{Exit, Trouble};
use crate::live::Live;
use crate::open_run::{OpenRun, record};
use crate::session::Session;
use crate::terminal::{self, harmless};

/// How a run goes on whose plan was changed.
#[derive(Debug, Args)]
pub(crate) struct Changing {
    /// Go on with the plan as it was changed and approved anew: close this run, and begin one in which
    /// steps that are done and as they were are skipped
    #[arg(long)]
    pub(crate) changed: bool,
    /// A step that was edited after it was done counts as done: its id, the beginning of it, or its
    /// name; may be given several times
    #[arg(long, value_name = "STEP", requires = "changed")]
    keep: Vec<String>,
    /// A step that was done is carried out again as it is now; may be given several times
    #[arg(long, value_name = "STEP", requires = "changed")]
    redo: Vec<String>,
    /// How strictly the changed plan is judged [default: standard]
    #[arg(long, requires = "changed")]
    profile: Option<ProfileName>,
    /// Judge the changed plan as of this day, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = crate::arguments::day, requires = "changed")]
    as_of: Option<Date>,
}

/// Goes on with the changed plan of a run, in a run of its own.
pub(crate) fn run(
    common: &Common,
    name: Option<&str>,
    (changing, identity): (&Changing, &Identity),
) -> Result<Exit, Trouble> {
    if descends_from_step() {
        return Err(Trouble::Refused(
            "a step of a run asks to go on with another plan; only people do, outside of the run"
                .to_owned(),
        ));
    }
    let open = OpenRun::open(common, name)?;
    refuse_where_impossible(open.state())?;
    let open = settled(common, open)?;
    if open.state().status() == Status::Unknown {
        return Ok(said(common, open.state()));
    }
    let session = session(common, (&open, changing))?;
    let now = Now::read(&session, &open)?;
    if now.is_as_begun {
        let (plan, run) = (&open.state().created().plan, &open.state().created().run);
        return Err(Trouble::Usage(format!(
            "{plan} is what run {run} was begun with; go on with: stopgate resume {run}"
        )));
    }
    let first = first_event(&session, (&open, &now), changing)?;
    let state = begin(common, &session, (open, now, first))?;
    after_failure::deal(common, state, identity)
}

fn refuse_where_impossible(state: &State) -> Result<(), Trouble> {
    let run = &state.created().run;
    match (state.status(), state.successor()) {
        (_, Some(successor)) => Err(Trouble::Usage(format!(
            "run {run} is superseded by run {successor}; go on with: stopgate resume {successor}"
        ))),
        (Status::Passed | Status::RolledBack | Status::Superseded, None) => {
            Err(Trouble::Usage(format!(
                "run {run} is over; the plan as it is runs with: stopgate run {}",
                state.created().plan
            )))
        }
        _ if state.is_rolling_back() => Err(Trouble::Usage(format!(
            "run {run} is being rolled back; go on with that: stopgate rollback {run}"
        ))),
        _ => Ok(()),
    }
}

/// The run, once its journal says of each step what became of it: what an earlier run has done, and what
/// was under way when a runner died.
fn settled(common: &Common, mut open: OpenRun) -> Result<OpenRun, Trouble> {
    for (step, reason) in left_to_skip(&open)? {
        record(&mut open.journal, &Event::StepSkipped { step, reason })?;
    }
    if open.state().running().next().is_none() {
        return Ok(open);
    }
    let name = open.folder.name.clone();
    let session = super::resume::session(common, &open)?;
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    carry(common, open, &around, |runner| runner.recover())?;
    OpenRun::open(common, Some(&name))
}

/// The repository, reading the plan by the format of its run; by another one where the plan is approved
/// as that.
fn session(common: &Common, (open, changing): (&OpenRun, &Changing)) -> Result<Session, Trouble> {
    let judging = Judging {
        format: Some(open.state().created().format.clone()),
        profile: changing.profile,
        as_of: changing.as_of,
    };
    let mut session = Session::open(common, &open.root, &judging)?;
    let is_approved = |session: &Session| Now::read(session, open).is_ok_and(|now| now.is_approved);
    if !is_approved(&session) {
        let format = session.options.format.take();
        if !is_approved(&session) {
            session.options.format = format;
        }
    }
    Ok(session)
}

/// The first event of the run that goes on, but for its name.
fn first_event(
    session: &Session,
    (open, now): (&OpenRun, &Now<'_>),
    changing: &Changing,
) -> Result<Created, Trouble> {
    let state = open.state();
    let path = &state.created().plan;
    let approvals = Approvals::read(&open.root)?;
    let Some(plan) = now.document.plan() else {
        return Err(Trouble::NotCleared(format!("{path} is no plan any more")));
    };
    let findings = now.document.check(&session.options, &session.disk).findings;
    let (approval, approver) = match approvals.standing(&now.binding) {
        Standing::Yes(approval) => (approvals.name_of(approval), approval.signer.as_str()),
        Standing::No | Standing::Void(_) => ("", ""),
    };
    let cleared = approvals.clear(&now.document.verdict(&findings), now.binding.clone(), path)?;
    let word = Word {
        keep: &changing.keep,
        redo: &changing.redo,
    };
    let (succession, again) = succession((state, &now.changed), word)
        .map_err(|undecided| to_say(&state.created().run, undecided))?;
    let before = before(session, &approvals, state)?;
    let choices = choices_after(
        state.created(),
        (before.as_ref().and_then(|before| before.plan()), plan),
    );
    let first = created(&cleared, plan, &choices, ("", approval, approver));
    let first = first.map_err(|unclear| match unclear {
        Unclear::Target(named) => another_target(state, &named.join(", ")),
        unclear => Trouble::Usage(unclear.to_string()),
    })?;
    let counts = !succession.done.is_empty() || !succession.kept.is_empty();
    if counts && first.target != state.created().target {
        return Err(another_target(state, target_of(&first)));
    }
    Ok(Created {
        succeeds: Some(succession),
        again,
        ..first
    })
}

/// The plan as it was approved for the run.
fn before<'s>(
    session: &'s Session,
    approvals: &Approvals,
    state: &State,
) -> Result<Option<stopgate_workspace::Document<'s>>, Trouble> {
    let approval = match approvals.behind(state.created()) {
        Ok(approval) => approval,
        Err(Objection::NotApproved(_) | Objection::OtherSteps) => return Ok(None),
    };
    let options = Options {
        format: Some(approval.format.clone()),
        ..session.options.clone()
    };
    let bytes = approval.document.clone().into_bytes();
    let read = session
        .engine
        .read(&approval.plan, bytes, &options, &session.disk);
    Ok(Some(read))
}

/// What was done on one target is not done on another.
fn another_target(state: &State, now: &str) -> Trouble {
    Trouble::Usage(format!(
        "run {run} changes {then}, and the plan now {now}: what is done there is not done here. Undo the run (stopgate rollback {run}), then begin anew: stopgate run {plan}",
        run = state.created().run,
        then = harmless(target_of(state.created())),
        now = harmless(now),
        plan = state.created().plan
    ))
}

fn target_of(created: &Created) -> &str {
    created
        .target
        .as_deref()
        .unwrap_or("no environment by name")
}

fn to_say(run: &str, undecided: Undecided) -> Trouble {
    let Undecided::Steps(steps) = &undecided else {
        return Trouble::Usage(format!(
            "{undecided}; what changed is listed by: stopgate resume {run}"
        ));
    };
    let line = |step: &StepPlan| {
        let command = harmless(&step.command).replace('\n', "⏎");
        format!("\n  --keep {id} or --redo {id}  {command}", id = step.id)
    };
    let lines: String = steps.iter().map(line).collect();
    Trouble::Usage(format!(
        "these steps were edited after they were done; say of each whether it counts as done or is done again:{lines}"
    ))
}

/// Begins the run that goes on, and closes the one before it: one record does both.
fn begin(
    common: &Common,
    session: &Session,
    (open, changed, mut first): (OpenRun, Now<'_>, Created),
) -> Result<State, Trouble> {
    if !common.quiet && common.output_format == OutputFormat::Full {
        let text = changed.text(open.state(), Some(&first));
        terminal::say(&format!("{text}{}", preview(&first)));
    }
    let root = open.root.clone();
    let mut supervisor = supervisor(&root, &first.plan, &Config::read(&root)?)?;
    shut_in(&mut supervisor, &first)?;
    let folder = RunFolder::create(&root)?;
    first.run.clone_from(&folder.name);
    let done: Vec<(String, String)> = first.succeeds.iter().flat_map(|it| it.skipped()).collect();
    let file = JournalFile::create(&folder.path)?;
    let journal = Journal::create(file, &now(), &Event::RunCreated(Box::new(first)))
        .map_err(|failure| Trouble::Usage(failure.to_string()))?;
    let binding = &changed.binding;
    let approved = Approved {
        digest: binding.digest(),
        environment: binding.environment.clone(),
    };
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    let by = (folder.name.clone(), approved);
    let lock = supersede(common, open, (&around, &mut supervisor), by)?;
    around.supervisor.set(Some(supervisor));
    let parts = (binding.environment.clone(), Briefing::of(binding), lock);
    let next = OpenRun::created(root, folder, journal, parts);
    carry(common, next, &around, |runner| {
        runner.skip(&done)?;
        runner.advance().map(drop)
    })
}

/// Records that a run is superseded, and tells the plan. From this record on the other one is the run of the
/// plan.
fn supersede(
    common: &Common,
    open: OpenRun,
    (around, supervisor): (&Surroundings<'_>, &mut Supervisor),
    (by, approved): (String, Approved),
) -> Result<stopgate_system::PlanLock, Trouble> {
    let place = (
        open.state().created().plan.clone(),
        open.folder.path.clone(),
    );
    let mut notebook = PlanFile::new(
        around.engine,
        around.options.clone(),
        Disk::new(open.root.clone()),
        (&place.0, &place.1),
        approved,
    );
    let mut live = Live::new(common.quiet || common.output_format == OutputFormat::Json);
    let supplies = Supplies::default();
    let (journal, lock) = open.into_parts();
    let mut runner = Runner::new(
        journal,
        (&SystemClock, supervisor),
        (&mut notebook, &mut live),
        &supplies,
    );
    runner.record(&Event::Superseded { by })?;
    Ok(lock)
}
