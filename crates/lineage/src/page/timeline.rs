//! When each attempt of each step ran, as bars.
//!
//! A run can wait for weeks at a stop-gate, and its steps take seconds: the scale leaves out the time in
//! which nothing ran.

use jiff::Timestamp;
use maud::{Markup, html};
use stopgate_journal::{State, StepPlan};

use crate::history::{Attempt, History};
use crate::visible::visible;

use super::words::{moment, took};

/// Characters of a command in the timeline.
const SHORT: usize = 60;

/// Times in which something ran, milliseconds, in order and apart from each other.
struct Scale(Vec<(i64, i64)>);

pub(super) fn timeline(history: &History<'_>, state: &State) -> Markup {
    let scale = Scale::of(&history.attempts);
    html! {
        section id="timeline" {
            h2 { "Timeline" }
            @if history.attempts.is_empty() {
                p.faint { "No command was started." }
            } @else {
                p { "Something ran for " (took(u64::try_from(scale.whole()).ok()))
                    " in all. The bars leave out the time in between, as at stop-gates." }
                div.wide tabindex="0" role="region" aria-label="Timeline" { table.timeline {
                    caption { "Attempts in the order in which they began" }
                    thead { tr {
                        th scope="col" { "Step" } th scope="col" { "Began" } th scope="col" { "Ended" }
                        th scope="col" { "Took" } th scope="col" { "When, to scale" }
                    } }
                    tbody { (rows(history, state, &scale)) }
                } }
            }
        }
    }
}

fn rows(history: &History<'_>, state: &State, scale: &Scale) -> Markup {
    let mut last: Option<String> = None;
    let mut named = |attempt: &Attempt<'_>| {
        let name = owner(history, attempt.step);
        let is_new = last.as_deref() != Some(name.as_str());
        last = Some(name.clone());
        is_new.then_some(name)
    };
    html! {
        @for attempt in &history.attempts {
            @if let Some(name) = named(attempt) {
                tr.phase { th scope="rowgroup" colspan="5" { (visible(&name)) } }
            }
            @let plan = state.plans().iter().find(|plan| plan.id == attempt.step);
            (row(attempt, plan, scale))
        }
    }
}

/// Title of the phase that a step belongs to.
fn owner(history: &History<'_>, step: &str) -> String {
    let phases = history.created.phases.iter();
    let holds = |steps: &[StepPlan]| steps.iter().any(|plan| plan.id == step);
    let phase = phases.clone().find(|phase| holds(&phase.steps));
    let is_correction = |plan: &StepPlan| plan.id == step;
    match phase {
        Some(phase) => phase.title.clone(),
        None if history.created.corrections.iter().any(is_correction) => "Corrections".to_owned(),
        None => "Rollback".to_owned(),
    }
}

fn row(attempt: &Attempt<'_>, plan: Option<&StepPlan>, scale: &Scale) -> Markup {
    let command = plan.map_or(attempt.step, |plan| plan.command.as_str());
    let (tone, mark, ending) = ended(attempt);
    let (start, width) = scale.place(attempt);
    html! {
        tr {
            th scope="row" {
                a href={ "#step-" (attempt.step) } { (short(command)) }
                @if attempt.number > 1 { span.faint { " attempt " (attempt.number) } }
            }
            td { (moment(attempt.started)) }
            td { span class={ "mark " (tone) } { (mark) } " " (visible(&ending)) }
            td.number { @if attempt.outcome.is_some() { (took(milliseconds(attempt))) } }
            td.track {
                div class={ "bar " (tone) } style={ "margin-left:" (format!("{start:.2}")) "%;width:" (format!("{width:.2}")) "%" } {}
            }
        }
    }
}

/// How an attempt ended: for the eye, as a mark, and in a word.
pub(super) fn ended(attempt: &Attempt<'_>) -> (&'static str, &'static str, String) {
    match (attempt.outcome, attempt.passed) {
        (Some(outcome), Some(true)) => ("good", "✓", stopgate_runner::ending(&outcome.ending)),
        (Some(outcome), _) => ("bad", "✗", stopgate_runner::ending(&outcome.ending)),
        (None, Some(true)) => ("good", "✓", "its probe says that it happened".to_owned()),
        (None, _) if attempt.unknown.is_some() => ("risky", "?", "nobody saw it end".to_owned()),
        (None, _) => ("plain", "▶", "no end is recorded".to_owned()),
    }
}

fn milliseconds(attempt: &Attempt<'_>) -> Option<u64> {
    let outcome = attempt.outcome?;
    u64::try_from(outcome.duration.as_millis()).ok()
}

/// The beginning of the first line.
fn short(command: &str) -> String {
    let first = command.lines().next().unwrap_or_default();
    let mut text: String = first.chars().take(SHORT).collect();
    if text.len() < command.trim_end().len() {
        text.push('…');
    }
    visible(&text)
}

impl Scale {
    fn of(attempts: &[Attempt<'_>]) -> Self {
        let mut spans: Vec<(i64, i64)> = attempts.iter().filter_map(span).collect();
        spans.sort_unstable();
        let mut apart: Vec<(i64, i64)> = Vec::new();
        for (from, to) in spans {
            match apart.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => apart.push((from, to)),
            }
        }
        Self(apart)
    }

    /// How long something ran.
    fn whole(&self) -> i64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// How long something ran before a moment.
    fn before(&self, moment: i64) -> i64 {
        let ran = self.0.iter().map(|(from, to)| moment.min(*to) - from);
        ran.filter(|ran| *ran > 0).sum()
    }

    /// Where the bar of an attempt begins and how wide it is, in hundredths of all.
    fn place(&self, attempt: &Attempt<'_>) -> (f64, f64) {
        let Some((from, to)) = span(attempt) else {
            return (0.0, 0.0);
        };
        let whole = self.whole().max(1) as f64;
        let share = |moment: i64| self.before(moment) as f64 / whole * 100.0;
        let start = share(from).min(99.0);
        (start, (share(to) - start).clamp(0.5, 100.0 - start))
    }
}

/// From when to when it ran: its own duration, because its end is recorded a little later.
fn span(attempt: &Attempt<'_>) -> Option<(i64, i64)> {
    let started: Timestamp = attempt.started.parse().ok()?;
    let from = started.as_millisecond();
    let lasted = i64::try_from(milliseconds(attempt).unwrap_or(0)).ok()?;
    Some((from, from.saturating_add(lasted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_takes_no_room() {
        let scale = Scale(vec![(0, 100), (1_000_000, 1_000_300)]);
        assert_eq!(scale.whole(), 400);
        let before = [0, 50, 100, 500_000, 1_000_000, 1_000_150, 2_000_000];
        let before = before.map(|moment| scale.before(moment));
        assert_eq!(before, [0, 50, 100, 100, 100, 250, 400]);
    }
}
