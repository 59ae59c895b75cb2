//! Goes on with a run, and says where it stands then.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::Path;

use stopgate_journal::{State, Status};
use stopgate_runner::{RunFailure, Runner, Supplies, asked};
use stopgate_system::{
    Approved, Config, Confinement, Disk, JournalFile, Overseer, PlanFile, Supervisor, SystemClock,
    lock_name,
};
use stopgate_workspace::{Engine, Options};

use crate::agents;
use crate::approvals::is_environment;
use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::interruption;
use crate::json;
use crate::live::Live;
use crate::open_run::OpenRun;
use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, harmless};
use crate::wording;

/// What a run needs besides itself.
pub(crate) struct Surroundings<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) options: Options,
    /// The supervisor of the steps, where it was needed before the run was there.
    pub(crate) supervisor: Cell<Option<Supervisor>>,
}

/// The supervisor of the steps of a plan.
pub(crate) fn supervisor(root: &Path, plan: &str, config: &Config) -> Result<Supervisor, Trouble> {
    let confinement = Confinement {
        default: config.sandbox().default.unwrap_or_default(),
        unenforced: config.sandbox().unenforced,
        plan: Some(plan.to_owned()),
    };
    let supervisor = Supervisor::new(root, &lock_name(plan), config.variables()?);
    Ok(supervisor.with_confinement(confinement))
}

/// Has a runner do something with a run, and says how it went.
pub(crate) fn with_runner(
    common: &Common,
    run: OpenRun,
    around: &Surroundings<'_>,
    work: impl FnOnce(&mut Runner<'_, JournalFile>) -> Result<(), RunFailure>,
) -> Result<Exit, Trouble> {
    let state = carry(common, run, around, work)?;
    Ok(said(common, &state))
}

/// Has a runner do something with a run; returns where the run stands then.
pub(crate) fn carry(
    common: &Common,
    run: OpenRun,
    around: &Surroundings<'_>,
    work: impl FnOnce(&mut Runner<'_, JournalFile>) -> Result<(), RunFailure>,
) -> Result<State, Trouble> {
    let config = Config::read(&run.root)?;
    let created = run.state().created().clone();
    if !is_environment(&config, &run.environment) {
        return Err(Trouble::NotCleared(format!(
            ".stopgate/config.toml gives steps another environment than was approved; put it back, or undo what was done by hand and approve {} anew",
            created.plan
        )));
    }
    let variables = config.variables()?;
    let mut supervisor = match around.supervisor.take() {
        Some(prepared) => prepared,
        None => supervisor(&run.root, &created.plan, &config)?,
    };
    supervisor.set_record(&run.folder.path);
    let supplies = Supplies {
        environment: variables,
        uses: run.environment.uses.clone(),
        width: config.width(),
        agent: agents::worker(&created, &run.environment, run.briefing.clone()),
    };
    let options = Options {
        format: Some(created.format.clone()),
        ..around.options.clone()
    };
    let approved = Approved {
        digest: created.digest.clone(),
        environment: run.environment.clone(),
    };
    let place = (created.plan.as_str(), run.folder.path.as_path());
    let mut overseer = overseer(&run, &supplies, (around.engine, &options), &approved);
    let mut notebook = PlanFile::new(
        around.engine,
        options,
        Disk::new(run.root.clone()),
        place,
        approved,
    );
    let mut live = Live::new(common.quiet || common.output_format == OutputFormat::Json);
    let (journal, _lock) = run.into_parts();
    interruption::announce(&created.run);
    let mut runner = Runner::new(
        journal,
        (&SystemClock, &mut supervisor),
        (&mut notebook, &mut live),
        &supplies,
    )
    .with_attendant(&mut overseer);
    let worked = work(&mut runner);
    worked?;
    Ok(runner.state().clone())
}

/// Who looks at what agents leave behind.
fn overseer<'e>(
    run: &OpenRun,
    supplies: &Supplies,
    (engine, options): (&'e Engine, &Options),
    approved: &Approved,
) -> Overseer<'e> {
    let worker = supplies.agent.as_ref();
    let writable = worker.map_or_else(Vec::new, |worker| worker.agent.writable.clone());
    let state = run.state();
    Overseer::new(
        (engine, options.clone(), Disk::new(run.root.clone())),
        (&state.created().plan, &run.folder.path),
        approved.clone(),
        (&writable, state.checkpoints().last()),
    )
}

/// Says where a run stands.
pub(crate) fn said(common: &Common, state: &State) -> Exit {
    report(common, state);
    Exit::of(state.status())
}

/// Where a run stands, on stdout.
pub(crate) fn report(common: &Common, state: &State) {
    match common.output_format {
        OutputFormat::Json => json::print(&json::Run::new(state)),
        OutputFormat::Concise => {
            let created = state.created();
            terminal::print(&format!(
                "{} {} {}\n",
                created.run,
                state.status().name(),
                harmless(&created.plan)
            ));
        }
        OutputFormat::Full => terminal::print(&full(state)),
    }
}

fn full(state: &State) -> String {
    let created = state.created();
    let mut text = format!("{}\n", headline(state));
    let phase = harmless(wording::phase(state).unwrap_or("the first phase"));
    match state.status() {
        Status::Waiting => {
            text.push_str(&at_gate(state));
            text.push_str(&how_to_decide(state));
        }
        Status::Stopped => {
            let last = state
                .decisions()
                .last()
                .and_then(|decision| decision.reason.as_deref());
            let reason = last.map_or(String::new(), |reason| format!(": {}", harmless(reason)));
            let _ = writeln!(text, "  no-go after {phase}{reason}");
        }
        Status::Unknown => text.push_str(&unknown(state)),
        Status::Failed => {
            text.push_str(&agents::tries(state));
            let _ = writeln!(
                text,
                "  mend the cause and go on: stopgate resume {}",
                created.run
            );
            let _ = writeln!(
                text,
                "  or undo what was done: stopgate rollback {}",
                created.run
            );
        }
        Status::Running => {
            let _ = writeln!(text, "  go on with: stopgate resume {}", created.run);
        }
        Status::Passed => {}
        Status::Superseded => {
            let by = harmless(state.successor().unwrap_or_default());
            let _ = writeln!(text, "  go on with: stopgate resume {by}");
        }
        Status::RolledBack => text.push_str(&by_hand(state)),
    }
    text
}

fn headline(state: &State) -> String {
    let run = &state.created().run;
    let plan = harmless(&state.created().plan);
    let phase = harmless(wording::phase(state).unwrap_or_default());
    let (style, what) = match state.status() {
        Status::Waiting => (STRONG, format!("waits at the stop-gate of {phase}")),
        Status::Passed => (GOOD, "passed".to_owned()),
        Status::RolledBack => (GOOD, "is rolled back".to_owned()),
        Status::Superseded => {
            let by = state.successor().unwrap_or_default();
            (STRONG, format!("is superseded by run {}", harmless(by)))
        }
        Status::Failed if state.is_rolling_back() => (BAD, "failed in its rollback".to_owned()),
        Status::Failed => (BAD, format!("failed in {phase}")),
        Status::Stopped => (RISKY, format!("is stopped after {phase}")),
        Status::Unknown => (RISKY, "has a step whose outcome nobody knows".to_owned()),
        Status::Running if state.decisions().is_empty() => (STRONG, "may go on".to_owned()),
        Status::Running => (STRONG, format!("may go on after {phase}")),
    };
    format!("{style}run {run}{style:#} of {plan} {what}")
}

/// What the gate asks: what the plan says of it, claims to look at, steps to confirm.
pub(crate) fn at_gate(state: &State) -> String {
    let mut text = String::new();
    let Some(asked) = asked(state) else {
        return text;
    };
    if let Some(gate) = &asked.stop_gate {
        let _ = writeln!(text, "  {FAINT}stop-gate:{FAINT:#} {}", harmless(gate));
    }
    let to_confirm = |command: &str| asked.confirm.iter().any(|step| step.command == command);
    let claims = asked.claims.iter();
    for (command, claim) in claims.filter(|(command, _)| !to_confirm(command)) {
        let (claim, command) = (harmless(claim), harmless(command));
        let _ = writeln!(text, "  look at: {claim} {FAINT}after {command}{FAINT:#}");
    }
    text.push_str(&wording::kept_in(state, asked.phase));
    for step in &asked.confirm {
        let command = harmless(&step.command);
        let _ = writeln!(text, "  ☐ {command}  {FAINT}--confirm {}{FAINT:#}", step.id);
        let claims = asked.claims.iter().filter(|(of, _)| *of == step.command);
        for (_, claim) in claims {
            let _ = writeln!(text, "      expects “{}”", harmless(claim));
        }
    }
    text
}

/// How to decide at the gate.
fn how_to_decide(state: &State) -> String {
    let run = &state.created().run;
    let asks = asked(state).is_some_and(|asked| !asked.confirm.is_empty());
    let confirm = if asks { " --confirm-all" } else { "" };
    format!(
        "  {FAINT}decide with:{FAINT:#} stopgate go {run}{confirm}  {FAINT}or{FAINT:#}  stopgate no-go {run}\n"
    )
}

fn unknown(state: &State) -> String {
    let Some(step) = state.unknown() else {
        return String::new();
    };
    let run = &state.created().run;
    format!(
        "  {RISKY}?{RISKY:#} {}\n  Nobody saw it end: it may have happened, in part or in full. Look, then say what became of it:\n    stopgate resolve {run} {id} --happened | --did-not-happen | --redo --reason TEXT\n",
        harmless(&step.command),
        id = step.id
    )
}

/// What the rollback leaves to a person.
fn by_hand(state: &State) -> String {
    let left = state.undoings().filter(|step| !step.is_automatic());
    let left = left.map(|step| format!("  ☐ by hand: {}\n", harmless(&step.command)));
    let behind = wording::left_behind(state);
    let behind = behind.lines().skip(1).map(|line| format!("{line}\n"));
    left.chain(behind).collect()
}
