//! Work that a program does instead of a person: which steps, in which jobs, and what is looked at
//! afterwards (EXECUTION.md b.5).

use std::time::Duration;

use stopgate_gate::{Binding, sha256};
use stopgate_journal::{Created, Ending, Event, Outcome, State, StepKind, StepPlan, Store};
use stopgate_model::{Agent, Contract};

use crate::creation::Unclear;
use crate::{Briefing, Job, Notice, RunFailure, Runner, Supplies};

/// Digits of a step's id.
const ID_DIGITS: usize = 10;

/// An agent with its name.
pub(crate) type Named<'a> = (&'a str, &'a Agent);

/// The agent that a run was begun with.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Its name.
    pub name: String,
    /// How it is called.
    pub agent: Agent,
    /// What its briefs are made of.
    pub briefing: Briefing,
}

/// What an agent left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Paths that changed while it worked and that it may not write.
    pub beyond: Vec<String>,
    /// True where the plan is not what was approved any more.
    pub other_plan: bool,
}

/// Looks at the repository around the work of agents.
pub trait Attendant {
    /// Takes note of the repository before an agent starts.
    ///
    /// # Errors
    /// When it cannot: then the agent is not started, because nobody could say what it changed.
    fn before(&mut self) -> Result<(), String>;

    /// What changed since then that the agent may not change.
    ///
    /// # Errors
    /// When it cannot be looked at.
    fn after(&mut self) -> Result<Left, String>;

    /// Keeps the repository as it is before an agent works in a phase; the commit, none where there is
    /// nothing to keep it in.
    ///
    /// # Errors
    /// When it is not kept; why.
    fn keep_before(&mut self, phase: usize) -> Result<Option<String>, String>;

    /// Keeps it as it is after a phase before which it was kept; the commit.
    ///
    /// # Errors
    /// When it is not kept; why.
    fn keep_after(&mut self, phase: usize) -> Result<Option<String>, String>;
}

/// The agent that is named, as it was approved; none where none is.
pub(crate) fn chosen<'b>(
    binding: &'b Binding,
    name: Option<&str>,
) -> Result<Option<Named<'b>>, Unclear> {
    let Some(name) = name else { return Ok(None) };
    let known = binding.environment.agents.get_key_value(name);
    let (name, agent) = known.ok_or_else(|| Unclear::NoAgent(name.to_owned()))?;
    Ok(Some((name, agent)))
}

/// The name of the agent that works in a run; none where none does.
pub fn of(created: &Created) -> Option<&str> {
    let steps = created.phases.iter().flat_map(|phase| &phase.steps);
    let mut steps = steps.chain(&created.corrections);
    steps.find_map(|step| step.agent.as_deref())
}

/// A step, given to the agent where it is work.
pub(crate) fn given(step: StepPlan, agent: Option<Named<'_>>) -> StepPlan {
    match agent {
        Some((name, agent)) if step.kind == StepKind::Work => StepPlan {
            timeout_seconds: agent.timeout_seconds,
            agent: Some(name.to_owned()),
            ..step
        },
        _ => step,
    }
}

/// For each command that the plan itself does not know to mend, a correction that is left to the agent.
pub(crate) fn corrections(
    steps: impl Iterator<Item = StepPlan>,
    declared: &[StepPlan],
    (name, agent): Named<'_>,
) -> Vec<StepPlan> {
    let is_mended = |step: &StepPlan| declared.iter().any(|plan| plan.mends.contains(&step.id));
    let commands = steps.filter(|step| step.kind == StepKind::Command && !is_mended(step));
    let correction = |step: StepPlan| StepPlan {
        id: sha256(format!("{name}\0{}", step.id).as_bytes())[..ID_DIGITS].to_owned(),
        kind: StepKind::Fix,
        command: format!("{name} mends: {}", step.command),
        directory: ".".to_owned(),
        expectations: Vec::new(),
        timeout_seconds: agent.timeout_seconds,
        contract: Contract {
            attempts: Some(agent.attempts),
            ..Contract::default()
        },
        mends: vec![step.id],
        agent: Some(name.to_owned()),
    };
    commands.map(correction).collect()
}

impl Worker {
    /// The job of a step: the agent's command, with the brief on its stdin.
    pub(crate) fn job(
        &self,
        supplies: &Supplies,
        state: &State,
        (step, attempt, left): (&StepPlan, u32, Option<Duration>),
    ) -> Job {
        let agent = &self.agent;
        let named = |name: &String, secret: bool| {
            let names = if secret {
                &agent.secrets
            } else {
                &agent.environment
            };
            names.contains(name)
        };
        let environment = supplies.environment.iter();
        let environment = environment.filter(|variable| named(&variable.name, variable.secret));
        let timeout = Duration::from_secs(step.timeout_seconds);
        Job {
            step: step.id.clone(),
            attempt,
            command: agent.command.clone(),
            directory: ".".to_owned(),
            environment: environment.cloned().collect(),
            expectations: step.expectations.clone(),
            timeout: left.map_or(timeout, |left| left.min(timeout)),
            sandbox: agent.sandbox,
            uses: Default::default(),
            stdin: Some(self.briefing.brief(agent, state, step, attempt)),
        }
    }
}

impl<S: Store> Runner<'_, S> {
    /// Gets ready for the work of an agent; why it may not start, where it may not.
    pub(crate) fn attend(&mut self, step: &StepPlan) -> Result<Option<String>, RunFailure> {
        if step.agent.is_none() {
            return Ok(None);
        }
        if self.supplies.agent.as_ref().map(|worker| &worker.name) != step.agent.as_ref() {
            return Ok(Some("its agent is not there any more".to_owned()));
        }
        self.keep_before_phase()?;
        let Some(attendant) = &mut self.attendant else {
            return Ok(Some(
                "nobody would look at what the agent leaves".to_owned(),
            ));
        };
        Ok(attendant.before().err())
    }

    /// What came of a step, once it was looked at what its agent left behind.
    pub(crate) fn looked_at(&mut self, step: &StepPlan, outcome: Outcome) -> Outcome {
        let (Some(_), Some(attendant)) = (&step.agent, &mut self.attendant) else {
            return outcome;
        };
        let ending = match attendant.after() {
            Ok(left) if left.other_plan => Ending::PlanChanged,
            Ok(left) if !left.beyond.is_empty() => Ending::Overstepped(left.beyond),
            Ok(_) => return outcome,
            Err(why) => Ending::Overstepped(vec![why]),
        };
        Outcome { ending, ..outcome }
    }

    /// Once in each phase in which an agent works.
    fn keep_before_phase(&mut self) -> Result<(), RunFailure> {
        let Some(phase) = self.state().phase() else {
            return Ok(());
        };
        let first = self.state().checkpoints_of(phase).next().is_none();
        let kept = match &mut self.attendant {
            Some(attendant) if first => attendant.keep_before(phase),
            _ => Ok(None),
        };
        self.record_kept(phase, kept)
    }

    pub(crate) fn keep_after_phase(&mut self, phase: usize) -> Result<(), RunFailure> {
        let was_kept = self.state().checkpoints_of(phase).next().is_some();
        let kept = match &mut self.attendant {
            Some(attendant) if was_kept => attendant.keep_after(phase),
            _ => Ok(None),
        };
        self.record_kept(phase, kept)
    }

    fn record_kept(
        &mut self,
        phase: usize,
        kept: Result<Option<String>, String>,
    ) -> Result<(), RunFailure> {
        match kept {
            Ok(Some(commit)) => self.stage(&Event::Checkpoint { phase, commit }),
            Ok(None) => Ok(()),
            Err(why) => {
                self.tell(&Notice::NotKept(&why));
                Ok(())
            }
        }
    }
}
