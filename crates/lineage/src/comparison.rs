//! What differs between two runs: what was approved, how it was carried out, what came of each step, who
//! decided what.

use serde::Serialize;
use stopgate_journal::{Created, DecisionMade, Ending, State, Step, StepPlan};

/// Two runs side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Name of the first run.
    pub a: String,
    /// Name of the second run.
    pub b: String,
    /// True where nothing differs but times.
    pub same: bool,
    /// What differs in what was approved and in how it was carried out, and how they ended.
    pub differences: Vec<Difference>,
    /// All steps of both, in the order of the first; those that only the second has follow.
    pub steps: Vec<StepDifference>,
    /// Decisions that differ, phase by phase.
    pub decisions: Vec<Difference>,
}

/// Something that the runs say differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What.
    pub what: String,
    /// What the first says; none where it says nothing.
    pub a: Option<String>,
    /// What the second says.
    pub b: Option<String>,
}

/// A step in both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepDifference {
    /// Its id.
    pub id: String,
    /// Its command.
    pub command: String,
    /// What differs: `state`, `exit`, `attempts`, `output`, `only-a`, `only-b`. Empty where nothing does.
    pub differs: Vec<&'static str>,
    /// In the first run; none where it is no step of it.
    pub a: Option<SideOfStep>,
    /// In the second run.
    pub b: Option<SideOfStep>,
    /// How many times as long it took in the second run; none where one of them has no duration.
    pub duration_ratio: Option<f64>,
}

/// What came of a step in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideOfStep {
    /// Where it stands.
    pub state: &'static str,
    /// Exit code of its last attempt; none where it has none.
    pub exit: Option<i32>,
    /// How its last attempt ended, in words.
    pub ending: Option<String>,
    /// How often it was started.
    pub attempts: u32,
    /// How long its last attempt took, milliseconds.
    pub duration_ms: Option<u64>,
    /// SHA-256 of the output of its last attempt.
    pub output_sha256: Option<String>,
}

/// Compares two runs.
pub fn compare(a: &State, b: &State) -> Comparison {
    let differences = differences(a, b);
    let steps = steps(a, b);
    let decisions = decisions(a, b);
    let unlike = steps.iter().any(|step| !step.differs.is_empty());
    Comparison {
        a: a.created().run.clone(),
        b: b.created().run.clone(),
        same: differences.is_empty() && decisions.is_empty() && !unlike,
        differences,
        steps,
        decisions,
    }
}

fn differences(a: &State, b: &State) -> Vec<Difference> {
    let (one, other) = (a.created(), b.created());
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let text = |value: &str| Some(value.to_owned());
    type Of<'f> = (&'static str, &'f dyn Fn(&Created) -> Option<String>);
    let compared: [Of<'_>; 7] = [
        ("plan", &|it| text(&it.plan)),
        ("approval", &|it| text(&it.digest)),
        ("approver", &|it| text(&it.approver)),
        ("environment", &|it| text(&it.environment)),
        ("target", &|it| it.target.clone()),
        ("on-error", &|it| text(&it.on_error)),
        ("exists", &|it| list(&it.exists)),
    ];
    let mut found = Vec::new();
    for (what, of) in compared {
        found.extend(difference(what, of(one), of(other)));
    }
    let state = |state: &State| text(state.status().name());
    found.extend(difference("state", state(a), state(b)));
    found
}

fn difference(what: &str, a: Option<String>, b: Option<String>) -> Option<Difference> {
    let what = what.to_owned();
    (a != b).then_some(Difference { what, a, b })
}

fn steps(a: &State, b: &State) -> Vec<StepDifference> {
    let of_both = a.plans().iter();
    let only_b = b.plans().iter().filter(|plan| a.step(&plan.id).is_none());
    let all = of_both.chain(only_b);
    all.map(|plan| step(plan, a.step(&plan.id), b.step(&plan.id)))
        .collect()
}

fn step(plan: &StepPlan, a: Option<&Step>, b: Option<&Step>) -> StepDifference {
    let (a, b) = (a.map(side), b.map(side));
    let differs = match (&a, &b) {
        (Some(a), Some(b)) => unlike(a, b),
        (Some(_), None) => vec!["only-a"],
        _ => vec!["only-b"],
    };
    let duration = |side: &Option<SideOfStep>| side.as_ref()?.duration_ms;
    let duration_ratio = match (duration(&a), duration(&b)) {
        (Some(a), Some(b)) if a > 0 => Some(rounded(b as f64 / a as f64)),
        _ => None,
    };
    StepDifference {
        id: plan.id.clone(),
        command: plan.command.clone(),
        differs,
        a,
        b,
        duration_ratio,
    }
}

/// Two digits behind the point: durations are whole milliseconds.
fn rounded(ratio: f64) -> f64 {
    (ratio * 100.0).round() / 100.0
}

fn unlike(a: &SideOfStep, b: &SideOfStep) -> Vec<&'static str> {
    let compared = [
        ("state", a.state != b.state),
        ("exit", a.ending != b.ending),
        ("attempts", a.attempts != b.attempts),
        ("output", a.output_sha256 != b.output_sha256),
    ];
    let unlike = compared.into_iter().filter(|(_, differs)| *differs);
    unlike.map(|(what, _)| what).collect()
}

fn side(step: &Step) -> SideOfStep {
    let outcome = step.outcome.as_ref();
    let ending = outcome.map(|outcome| &outcome.ending);
    let millis = outcome.map(|outcome| outcome.duration.as_millis());
    SideOfStep {
        state: step.state.name(),
        exit: ending.and_then(|ending| match ending {
            Ending::Exit(code) => Some(*code),
            _ => None,
        }),
        ending: ending.map(stopgate_runner::ending),
        attempts: step.attempts,
        duration_ms: millis.and_then(|millis| u64::try_from(millis).ok()),
        output_sha256: outcome.map(|outcome| outcome.output.sha256.clone()),
    }
}

/// Phases are matched by title, since a plan may have got another one in between.
fn decisions(a: &State, b: &State) -> Vec<Difference> {
    let title = |state: &State, made: &DecisionMade| {
        let phase = state.created().phases.get(made.phase);
        phase.map_or_else(String::new, |phase| phase.title.clone())
    };
    let of = |state: &State, phase: &str| {
        let made = state.decisions().iter();
        let made = made.filter(|made| title(state, made) == phase);
        let made: Vec<String> = made.map(in_words).collect();
        (!made.is_empty()).then(|| made.join("; then "))
    };
    let mut phases: Vec<&str> = Vec::new();
    for phase in a.created().phases.iter().chain(&b.created().phases) {
        if !phases.contains(&phase.title.as_str()) {
            phases.push(&phase.title);
        }
    }
    let found = phases.into_iter();
    found
        .filter_map(|phase| difference(phase, of(a, phase), of(b, phase)))
        .collect()
}

fn in_words(made: &DecisionMade) -> String {
    let reason = made.reason.as_deref();
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    format!("{} by {}{reason}", made.decision.name(), made.who.name)
}
