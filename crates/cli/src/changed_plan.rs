//! A plan that was changed while its run was open: what became of each step, in words and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_gate::{Binding, Standing};
use stopgate_journal::{Created, State, StepPlan, StepState};
use stopgate_runner::{ChangedPlan, Fate, PhaseChange, StepChange};
use stopgate_system::RunFolder;
use stopgate_workspace::Document;

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::json::{self, RunState};
use crate::open_run::OpenRun;
use crate::session::Session;
use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, harmless};

/// Digits of a digest that are shown to people.
const DIGITS: usize = 12;

/// The plan of a run as it is now.
pub(crate) struct Now<'s> {
    pub(crate) document: Document<'s>,
    pub(crate) binding: Binding,
    /// What became of its parts; nothing where it means what the run was begun with.
    pub(crate) changed: ChangedPlan,
    /// Whether it means what the run was begun with.
    pub(crate) is_as_begun: bool,
    /// Whether it is approved as it is.
    pub(crate) is_approved: bool,
}

impl<'s> Now<'s> {
    /// Reads the plan of a run.
    pub(crate) fn read(session: &'s Session, open: &OpenRun) -> Result<Self, Trouble> {
        let created = open.state().created();
        let plan = &created.plan;
        let (_, document) = session.document(&open.root.join(plan))?;
        let binding = binding(&document, &open.root)?
            .ok_or_else(|| Trouble::NotCleared(format!("{plan} is no plan any more")))?;
        let is_as_begun = binding.digest() == created.digest;
        let changed = if is_as_begun {
            ChangedPlan::default()
        } else {
            ChangedPlan::of((open.state(), &open.environment), &binding)
                .map_err(|unclear| Trouble::Usage(unclear.to_string()))?
        };
        let approvals = Approvals::read(&open.root)?;
        Ok(Self {
            is_as_begun,
            is_approved: matches!(approvals.standing(&binding), Standing::Yes(_)),
            document,
            binding,
            changed,
        })
    }

    /// What a person calls to go on with it; none before it is approved.
    fn next(&self, run: &str) -> Option<String> {
        let asks = self.changed.steps().filter_map(StepChange::asks);
        let words = asks.map(|(_, after)| format!(" --keep|--redo {}", after.id));
        let words: String = words.collect();
        self.is_approved
            .then(|| format!("stopgate resume {run} --changed{words}"))
    }

    /// True where a run goes on with it: it means what the run was begun with, and is approved. It passed its
    /// gate when the run was created: what people write into its living parts meanwhile holds up no run.
    pub(crate) fn is_cleared(&self) -> bool {
        self.is_as_begun && self.is_approved
    }

    /// Says why the run does not go on with it, and what changed.
    pub(crate) fn refuse(&self, common: &Common, state: &State) -> Trouble {
        if self.is_as_begun {
            return Trouble::NotCleared(format!(
                "the approval of {plan} is gone or not valid any more: stopgate verify {run}; approve it anew, or undo the run with `stopgate rollback {run}`",
                plan = state.created().plan,
                run = state.created().run
            ));
        }
        match common.output_format {
            OutputFormat::Json => json::print(&self.as_json(state)),
            OutputFormat::Full | OutputFormat::Concise => terminal::print(&self.text(state, None)),
        }
        let (plan, run) = (&state.created().plan, &state.created().run);
        let first = match self.next(run) {
            Some(next) => format!("Go on with it as it is: {next}"),
            None => format!(
                "To go on with it as it is, look at it (stopgate diff {plan}) and have it approved (stopgate approve {plan}), then: stopgate resume {run} --changed"
            ),
        };
        Trouble::NotCleared(format!(
            "{plan} is not what run {run} was begun with. {first}; or put the plan back and resume; or undo the run: stopgate rollback {run}"
        ))
    }

    /// What changed, for people, before it is decided how to go on, or with the run that does.
    pub(crate) fn text(&self, state: &State, next: Option<&Created>) -> String {
        let created = state.created();
        let mut text = format!(
            "{STRONG}{}{STRONG:#} changed since run {} began\n",
            harmless(&created.plan),
            created.run
        );
        for phase in &self.changed.phases {
            text.push_str(&phase_text(phase, next));
        }
        let changed = |change: &&StepChange| change.fate != Fate::Kept;
        let mut undoings = self.changed.rollback.iter().filter(changed).peekable();
        if undoings.peek().is_some() {
            let _ = writeln!(text, "{STRONG}Rollback{STRONG:#}");
            undoings.for_each(|change| text.push_str(&line(change, "")));
        }
        if next.is_none() && self.changed.steps().any(|change| change.asks().is_some()) {
            text.push_str("Of each step that was edited after it was done, say whether it counts as done (--keep) or is done again (--redo).\n");
        }
        text.push_str("Every phase gets its stop-gate anew, whatever was decided before.\n");
        text
    }

    fn as_json(&self, state: &State) -> ChangedRun<'_> {
        let run = RunState {
            exit: Exit::GateFails as u8,
            ..RunState::new(state)
        };
        ChangedRun {
            schema: json::SCHEMA,
            next: self.next(&state.created().run),
            run,
            approved: self.is_approved,
            phases: self.changed.phases.iter().map(PhaseJson::of).collect(),
            rollback: self.changed.rollback.iter().map(StepJson::of).collect(),
        }
    }
}

/// What became of a phase and its steps, for people.
pub(crate) fn phase_text(phase: &PhaseChange, next: Option<&Created>) -> String {
    let short = |digest: &Option<String>| -> String {
        let digest = digest.as_deref().unwrap_or_default();
        digest.chars().take(DIGITS).collect()
    };
    let digests = match phase.fate {
        Fate::Edited => format!("{} → {}", short(&phase.before), short(&phase.after)),
        Fate::Removed => short(&phase.before),
        Fate::Kept | Fate::Inserted => short(&phase.after),
    };
    let mut text = format!(
        "{STRONG}{}{STRONG:#}  {FAINT}{} {digests}{FAINT:#}\n",
        harmless(&phase.title),
        phase.fate.name()
    );
    for step in &phase.steps {
        text.push_str(&step_text(step, next));
    }
    text
}

fn step_text(change: &StepChange, next: Option<&Created>) -> String {
    let mut text = line(change, &standing(change, next));
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before.step.command != after.command
    {
        let was = harmless(&before.step.command).replace('\n', "\n        ");
        let _ = writeln!(text, "      was {}: {was}", before.step.id);
    }
    if change.fate == Fate::Removed && change.done().is_some() {
        let undo = change.before.iter().flat_map(|before| &before.undo);
        for command in undo {
            let _ = writeln!(text, "      the plan undid it with: {}", harmless(command));
        }
    }
    text
}

/// `  ~ make load  c64ee3a737 · edited: expectations · done`
pub(crate) fn line(change: &StepChange, standing: &str) -> String {
    let (style, mark) = match change.fate {
        Fate::Kept => (FAINT, "="),
        Fate::Edited => (RISKY, "~"),
        Fate::Inserted => (GOOD, "+"),
        Fate::Removed => (BAD, "-"),
    };
    let Some(step) = shown(change) else {
        return String::new();
    };
    let command = harmless(&step.command).replace('\n', "\n      ");
    let mut facts = format!("{} · {}", step.id, change.fate.name());
    if !change.edited.is_empty() {
        let _ = write!(facts, ": {}", change.edited.join(", "));
    }
    if !standing.is_empty() {
        let _ = write!(facts, " · {standing}");
    }
    format!("  {style}{mark}{style:#} {command}  {FAINT}{facts}{FAINT:#}\n")
}

fn shown(change: &StepChange) -> Option<&StepPlan> {
    let before = change.before.as_ref().map(|before| &before.step);
    change.after.as_ref().or(before)
}

/// Where the step stands in the run, and what becomes of it in the next.
fn standing(change: &StepChange, next: Option<&Created>) -> String {
    let follows = match (change.fate, change.done().is_some(), &change.after) {
        (Fate::Kept | Fate::Edited, true, Some(after)) if after.is_automatic() => {
            match next.map(|next| is_taken_over(next, after)) {
                None if change.fate == Fate::Edited => "say --keep or --redo",
                None | Some(true) => "not repeated",
                Some(false) => "done again",
            }
        }
        (_, _, Some(after)) if after.is_automatic() => "carried out",
        (_, _, Some(_)) => "confirmed at the stop-gate",
        (_, true, None) => "undo it by hand where it has to be",
        (_, false, None) => "",
    };
    let before = change.before.as_ref().map(|before| match before.state {
        StepState::Passed | StepState::Skipped if before.step.is_automatic() => "done",
        StepState::Passed => "confirmed",
        state => state.name(),
    });
    let facts = before.into_iter().chain(Some(follows));
    let facts: Vec<&str> = facts.filter(|fact| !fact.is_empty()).collect();
    facts.join(", ")
}

fn is_taken_over(next: &Created, step: &StepPlan) -> bool {
    let succession = next.succeeds.as_ref();
    succession.is_some_and(|succession| succession.counts(&step.id))
}

/// `resume`, where the plan was changed.
#[derive(Serialize)]
struct ChangedRun<'c> {
    schema: u32,
    #[serde(flatten)]
    run: RunState,
    /// Whether the plan is approved as it is.
    approved: bool,
    /// The command that goes on with it.
    next: Option<String>,
    phases: Vec<PhaseJson<'c>>,
    rollback: Vec<StepJson<'c>>,
}

/// What became of a phase.
#[derive(Serialize)]
pub(crate) struct PhaseJson<'c> {
    title: &'c str,
    change: &'static str,
    before: Option<&'c str>,
    after: Option<&'c str>,
    steps: Vec<StepJson<'c>>,
}

#[derive(Serialize)]
struct StepJson<'c> {
    /// Its id as it is; for a step that is gone the one that it had.
    id: &'c str,
    change: &'static str,
    edited: &'c [&'static str],
    command: &'c str,
    /// Its id and command as it was.
    before: Option<Before<'c>>,
    /// Whether `--keep` or `--redo` has to name it.
    asks: bool,
}

#[derive(Serialize)]
struct Before<'c> {
    id: &'c str,
    command: &'c str,
    state: &'static str,
    undo: &'c [String],
}

impl<'c> PhaseJson<'c> {
    pub(crate) fn of(phase: &'c PhaseChange) -> Self {
        Self {
            title: &phase.title,
            change: phase.fate.name(),
            before: phase.before.as_deref(),
            after: phase.after.as_deref(),
            steps: phase.steps.iter().map(StepJson::of).collect(),
        }
    }
}

impl<'c> StepJson<'c> {
    fn of(change: &'c StepChange) -> Self {
        let step = shown(change);
        Self {
            id: step.map_or("", |step| &step.id),
            change: change.fate.name(),
            edited: &change.edited,
            command: step.map_or("", |step| &step.command),
            before: change.before.as_ref().map(|before| Before {
                id: &before.step.id,
                command: &before.step.command,
                state: before.state.name(),
                undo: &before.undo,
            }),
            asks: change.asks().is_some(),
        }
    }
}

/// The newest run of a plan whose journal can be trusted.
pub(crate) fn newest(root: &Path, plan: &str) -> Result<Option<State>, Trouble> {
    let runs = RunFolder::of_plan(root, plan)?;
    let Some(run) = runs.last() else {
        return Ok(None);
    };
    let reading = run.reading()?;
    Ok(reading.state.filter(|_| reading.fault.is_none()))
}

/// What becomes of the steps of a run, which was begun with what one of the approvals says, beside a plan.
pub(crate) fn beside(
    approvals: &Approvals,
    state: &State,
    bound: &Binding,
) -> Result<ChangedPlan, Trouble> {
    let behind = approvals.behind(state.created()).map_err(|_| {
        Trouble::NotCleared(format!(
            "the approval of run {run} is gone or not valid any more: stopgate verify {run}",
            run = state.created().run
        ))
    })?;
    ChangedPlan::of((state, &behind.binding.environment), bound)
        .map_err(|unclear| Trouble::Usage(unclear.to_string()))
}
