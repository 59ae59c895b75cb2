//! What the command line says about agents: which one works, how often it tried, how to go back.

use std::fmt::Write as _;

use stopgate_gate::{Agent, Environment};
use stopgate_journal::{Created, Ending, State, Status, StepKind, StepPlan};
use stopgate_runner::{Briefing, Worker, agent_of};

use crate::exit::Trouble;
use crate::terminal::{FAINT, RISKY, harmless};

/// Digits of a commit that are shown.
const DIGITS: usize = 12;

/// The agent that works in a run, as it was approved.
pub(crate) fn worker(
    created: &Created,
    environment: &Environment,
    briefing: Briefing,
) -> Option<Worker> {
    let name = agent_of(created)?;
    let agent = environment.agents.get(name)?.clone();
    Some(Worker {
        name: name.to_owned(),
        agent,
        briefing,
    })
}

/// An agent as the approver is shown it.
pub(crate) fn described(name: &str, agent: &Agent) -> String {
    let mut facts = vec![
        format!("at most {} s", agent.timeout_seconds),
        format!("mends at most {} times", agent.attempts),
        match agent.writable.as_slice() {
            [] => "may write everything but .git and .stopgate".to_owned(),
            paths => format!("may write {}", paths.join(", ")),
        },
    ];
    facts.extend(
        agent
            .sandbox
            .map(|sandbox| format!("sandbox {}", sandbox.name())),
    );
    let names = [&agent.environment[..], &agent.secrets[..]].concat();
    if !names.is_empty() {
        facts.push(format!("gets {}", names.join(", ")));
    }
    format!(
        "{FAINT}agent:{FAINT:#} {}  {}\n      {FAINT}{}{FAINT:#}\n",
        harmless(name),
        harmless(&agent.command),
        harmless(&facts.join(", "))
    )
}

/// Where a run stopped because an agent left another plan: what to do. Else how it stands.
pub(crate) fn unless_off_plan(state: &State) -> Result<(), Trouble> {
    let created = state.created();
    // Nothing is started after it, so it is the last thing that happened.
    let at = |step: &StepPlan| state.step(&step.id).map_or("", |step| step.at.as_str());
    let last = state.plans().iter().map(at).max();
    let off = state.plans().iter().find(|step| {
        let outcome = state.step(&step.id).and_then(|step| step.outcome.as_ref());
        let changed = outcome.is_some_and(|outcome| outcome.ending == Ending::PlanChanged);
        changed && Some(at(step)) == last
    });
    let Some(step) = off.filter(|_| state.status() == Status::Failed) else {
        return Ok(());
    };
    Err(Trouble::NotCleared(format!(
        "{plan} was changed while {agent} worked, and is not what was approved any more, so run {run} stopped there; look with `stopgate diff {plan}`, put the plan back and `stopgate resume {run}`, or undo the run with `stopgate rollback {run}`",
        plan = created.plan,
        run = created.run,
        agent = step.agent.as_deref().unwrap_or("an agent"),
    )))
}

/// How often an agent tried to mend what failed.
pub(crate) fn tries(state: &State) -> String {
    let mut text = String::new();
    let fixes = state.plans().iter();
    for fix in fixes.filter(|step| step.kind == StepKind::Fix) {
        let tried = state.step(&fix.id).map_or(0, |step| step.attempts);
        let (Some(agent), 1..) = (&fix.agent, tried) else {
            continue;
        };
        let most = fix.contract.attempts.unwrap_or(Agent::MOST_ATTEMPTS);
        let mended = fix.mends.iter().filter_map(|id| state.plan(id));
        let mended: Vec<String> = mended.map(|step| harmless(&step.command)).collect();
        let _ = writeln!(
            text,
            "  {RISKY}{} tried {tried} of {most} times to mend:{RISKY:#} {}",
            harmless(agent),
            mended.join(", ")
        );
    }
    text
}

/// The commits around the work of agents in a phase, and how to go back.
pub(crate) fn checkpoints(state: &State, phase: usize) -> String {
    let mut commits = state.checkpoints_of(phase);
    let short = |commit: &str| commit.chars().take(DIGITS).collect::<String>();
    let Some(before) = commits.next().map(short) else {
        return String::new();
    };
    let mut text = format!("  {FAINT}kept before the agent: {before}");
    if let Some(after) = commits.last().map(short) {
        let _ = write!(
            text,
            ", and after: {after}; what changed: git diff {before} {after}"
        );
    }
    let _ = writeln!(
        text,
        "; to go back: git restore --source={before} -- . ':!.stopgate'{FAINT:#}"
    );
    text
}
