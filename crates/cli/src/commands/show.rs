//! `stopgate show`: one run, step by step.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_journal::{DecisionMade, Met, PhasePlan, State, Step, StepPlan, StepState};
use stopgate_lineage::{History, PhaseTimes};
use stopgate_runner::ending;
use stopgate_system::RunFolder;

use crate::agents;
use crate::arguments::{Common, OutputFormat};
use crate::carry;
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::session::root;
use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, harmless};
use crate::wording;

/// Digits of a digest that are shown to people.
const DIGITS: usize = 12;
/// Lines that are shown of what a step printed that failed.
const LINES: usize = 5;

/// Shows a run.
pub(crate) fn run(common: &Common, name: Option<&str>) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let folder = RunFolder::find(&root, name)?;
    let reading = folder.reading()?;
    if let Some(fault) = &reading.fault {
        terminal::say(&format!(
            "{RISKY}warning:{RISKY:#} record {} of the journal is not what was written: {}; what stands before it is shown",
            fault.record,
            harmless(&fault.why)
        ));
    }
    let history = History::of(&reading.records);
    let (Some(state), Some(history)) = (reading.state, history) else {
        return Err(Trouble::Usage(format!(
            "the journal of run {} cannot be read: stopgate verify {}",
            folder.name, folder.name
        )));
    };
    match common.output_format {
        OutputFormat::Json => json::print(&json::Show::new(&history, &state)),
        OutputFormat::Concise => terminal::print(&concise(&state)),
        OutputFormat::Full => {
            terminal::print(&full(&history, &state));
            carry::report(common, &state);
        }
    }
    Ok(Exit::Fine)
}

fn concise(state: &State) -> String {
    let mut text = String::new();
    for plan in state.plans() {
        if let Some(step) = state.step(&plan.id) {
            let command = harmless(&plan.command).replace('\n', "⏎");
            let _ = writeln!(
                text,
                "{} {:8} {:8} {command}",
                plan.id,
                step.state.name(),
                plan.kind.name()
            );
        }
    }
    text
}

fn full(history: &History<'_>, state: &State) -> String {
    let created = state.created();
    let mut text = format!(
        "{STRONG}{}{STRONG:#}\n",
        harmless(created.title.as_deref().unwrap_or(&created.plan))
    );
    let approver = harmless(&created.approver);
    let digest: String = created.digest.chars().take(DIGITS).collect();
    let _ = write!(
        text,
        "{FAINT}{} · approved by {approver} as {digest}",
        harmless(&created.plan)
    );
    if let Some(target) = &created.target {
        let _ = write!(text, " · target: {}", harmless(target));
    }
    let _ = writeln!(
        text,
        " · on error: {}{FAINT:#}",
        harmless(&created.on_error)
    );
    for (index, phase) in created.phases.iter().enumerate() {
        let times = history.phases.get(index).copied().unwrap_or_default();
        let title = harmless(&phase.title);
        let _ = writeln!(text, "\n{STRONG}{title}{STRONG:#}{}", when(times));
        for plan in &phase.steps {
            text.push_str(&line(plan, state.step(&plan.id)));
        }
        for plan in mending(state, phase) {
            text.push_str(&line(plan, state.step(&plan.id)));
        }
        text.push_str(&agents::checkpoints(state, index));
        let made = state.decisions().iter().filter(|made| made.phase == index);
        made.for_each(|made| text.push_str(&decided(made)));
    }
    if state.is_rolling_back() {
        let _ = writeln!(text, "\n{STRONG}Rollback{STRONG:#}");
        for plan in state.undoings() {
            text.push_str(&line(plan, state.step(&plan.id)));
        }
    }
    text.push('\n');
    text
}

/// The corrections that were carried out in a phase.
fn mending<'s>(state: &'s State, phase: &'s PhasePlan) -> impl Iterator<Item = &'s StepPlan> {
    let corrections = state.created().corrections.iter();
    corrections.filter(|correction| {
        let began = state
            .step(&correction.id)
            .is_some_and(|step| step.attempts > 0);
        let mends = |step: &StepPlan| correction.mends.contains(&step.id);
        began && phase.steps.iter().any(mends)
    })
}

fn line(plan: &StepPlan, step: Option<&Step>) -> String {
    let Some(step) = step else {
        return String::new();
    };
    let (style, mark) = match step.state {
        StepState::Passed => (GOOD, "✓"),
        StepState::Failed => (BAD, "✗"),
        StepState::Unknown => (RISKY, "?"),
        StepState::Undone => (FAINT, "↶"),
        StepState::Skipped => (FAINT, "–"),
        StepState::Running => (STRONG, "▶"),
        StepState::Pending if plan.is_automatic() => (FAINT, "·"),
        StepState::Pending => (FAINT, "☐"),
    };
    let command = harmless(&plan.command).replace('\n', "\n      ");
    let mut facts = vec![plan.id.clone()];
    if let Some(outcome) = &step.outcome {
        facts.push(ending(&outcome.ending));
        facts.push(format!("{:.1} s", outcome.duration.as_secs_f64()));
        let digest: String = outcome.output.sha256.chars().take(DIGITS).collect();
        facts.push(format!("{} bytes {digest}", outcome.output.bytes));
    }
    if step.attempts > 1 {
        facts.push(format!("{} attempts", step.attempts));
    }
    facts.extend(step.note.clone());
    let facts = harmless(&facts.join(" · "));
    let failure = why_it_failed(plan, step);
    format!("  {style}{mark}{style:#} {command}  {FAINT}{facts}{FAINT:#}\n{failure}")
}

/// When a phase began, and how long it waited for a decision.
fn when(times: PhaseTimes<'_>) -> String {
    let Some(entered) = times.entered else {
        return format!("  {FAINT}not begun{FAINT:#}");
    };
    let mut facts = vec![format!("began {}", to_the_second(entered))];
    if let Some(at_gate) = times.at_gate {
        facts.push(format!("at its stop-gate {}", to_the_second(at_gate)));
    }
    format!("  {FAINT}{}{FAINT:#}", facts.join(" · "))
}

/// `2026-03-04 05:06:07Z`
fn to_the_second(at: &str) -> String {
    let shown: String = at.replace('T', " ").chars().take(19).collect();
    format!("{}Z", harmless(&shown))
}

/// What was expected of a step that failed and did not come, and the end of what it printed.
fn why_it_failed(plan: &StepPlan, step: &Step) -> String {
    let failed = step.outcome.as_ref();
    let Some(outcome) = failed.filter(|_| step.state == StepState::Failed) else {
        return String::new();
    };
    let expected = plan.expectations.iter().zip(&outcome.met);
    let missed = expected.filter(|(_, met)| **met == Met::No);
    let missed = missed.map(|(expected, _)| wording::expectation(expected));
    let missed = missed.map(|missed| format!("      not met: {}\n", harmless(&missed)));
    let output = &outcome.output;
    let end = if output.tail.is_empty() {
        &output.head
    } else {
        &output.tail
    };
    let lines: Vec<&str> = end.lines().rev().take(LINES).collect();
    let lines = lines.into_iter().rev();
    let printed = lines.map(|line| format!("      {FAINT}│{FAINT:#} {}\n", harmless(line)));
    missed.chain(printed).collect()
}

fn decided(made: &DecisionMade) -> String {
    let when: String = made.at.replace('T', " ").chars().take(16).collect();
    let reason = made
        .reason
        .as_deref()
        .map_or(String::new(), |reason| format!(": {}", harmless(reason)));
    format!(
        "  {STRONG}{}{STRONG:#} by {} {FAINT}{when}Z, {}{FAINT:#}{reason}\n",
        made.decision.name(),
        harmless(&made.who.name),
        harmless(&made.who.method)
    )
}
