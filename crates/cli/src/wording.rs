//! Things of a run in words.

use stopgate_journal::{State, Status};
use stopgate_workspace::Expectation;

use crate::terminal::harmless;

/// What must come out.
pub(crate) fn expectation(expectation: &Expectation) -> String {
    let text = expectation.text();
    match expectation {
        Expectation::Line(_) => format!("the line `{text}`"),
        Expectation::StartsWith(_) => format!("a line that starts with `{text}`"),
        Expectation::EndsWith(_) => format!("a line that ends with `{text}`"),
        Expectation::Contains(_) => format!("output with `{text}`"),
        Expectation::Exit(_) => format!("exit code {text}"),
        Expectation::Fails => "failure".to_owned(),
        Expectation::NoOutput => "no output".to_owned(),
        Expectation::Prose(_) => format!("“{text}” (a person decides)"),
    }
}

/// Where a step runs.
pub(crate) fn directory(directory: Option<&str>) -> String {
    match directory {
        Some(".") => "at the root".to_owned(),
        Some(directory) => format!("in {directory}"),
        None => "the plan does not say where".to_owned(),
    }
}

/// Title of the phase that was begun last.
pub(crate) fn phase(state: &State) -> Option<&str> {
    let phase = &state.created().phases[state.phase()?];
    Some(&phase.title)
}

/// What a run waits for, in a few words; none where it waits for nothing.
pub(crate) fn waiting_for(state: &State) -> Option<String> {
    match state.status() {
        Status::Waiting => Some("go".to_owned()),
        Status::Stopped => Some("go or rollback".to_owned()),
        Status::Unknown => {
            let step = state.unknown().map_or("", |step| step.id.as_str());
            Some(format!("resolve {step}"))
        }
        Status::Running => Some("resume".to_owned()),
        Status::Failed if state.is_rolling_back() => Some("rollback".to_owned()),
        Status::Failed => Some("resume or rollback".to_owned()),
        Status::Passed | Status::RolledBack | Status::Superseded => None,
    }
}

/// What a person does next about a run, as a command.
pub(crate) fn next(state: &State) -> Option<String> {
    let run = &state.created().run;
    match state.status() {
        Status::Waiting => Some(format!("stopgate go {run}")),
        Status::Stopped => Some(format!("stopgate rollback {run}")),
        Status::Unknown => {
            let step = state.unknown().map_or("", |step| step.id.as_str());
            Some(format!("stopgate resolve {run} {step}"))
        }
        Status::Failed if state.is_rolling_back() => Some(format!("stopgate rollback {run}")),
        Status::Running | Status::Failed => Some(format!("stopgate resume {run}")),
        Status::Passed | Status::RolledBack | Status::Superseded => None,
    }
}

/// What a run before this one did that stands in no plan any more: nothing but a person undoes it. Each line
/// begins behind a line end.
pub(crate) fn left_behind(state: &State) -> String {
    let left = state.created().succeeds.iter().flat_map(|it| &it.left);
    let lines = left.map(|left| {
        let undo = left.undo.iter();
        let undo: String = undo
            .map(|command| format!("; the plan undid it with: {}", harmless(command)))
            .collect();
        format!(
            "\n  ☐ by hand: what run {} did with: {}{undo}",
            harmless(&left.run),
            harmless(&left.command)
        )
    });
    lines.collect()
}

/// The steps of a phase that count as done on a person's word, a line each.
pub(crate) fn kept_in(state: &State, phase: usize) -> String {
    let created = state.created();
    let Some(succession) = &created.succeeds else {
        return String::new();
    };
    let steps = created.phases.get(phase).into_iter();
    let steps = steps.flat_map(|phase| &phase.steps);
    let kept = steps.filter(|step| succession.kept.contains_key(&step.id));
    let lines = kept.map(|step| {
        let note = state.step(&step.id).and_then(|step| step.note.as_deref());
        let (command, note) = (harmless(&step.command), harmless(note.unwrap_or_default()));
        format!("  not carried out as it is now: {command}  {note}\n")
    });
    lines.collect()
}
