//! A run as one page of HTML, for people: what was approved, what happened when, what came of it, who
//! decided, and how to verify all that.
//!
//! The page asks for nothing from elsewhere and has no scripts; its own policy forbids both. Everything
//! that a plan or a command says is text, with unseen characters spelled out.

mod digests;

mod steps;

mod timeline;

mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use stopgate_journal::{DecisionMade, Head, PhasePlan, State, Status, StepPlan, StepState, Who};

use crate::history::{History, Said, between};
use crate::visible::visible;
use words::{moment, took};

const STYLE: &str = include_str!("page/style.css");
/// Nothing is loaded, nothing is run, nothing is sent.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What a verification of the run found.
#[derive(Clone, Debug)]
pub struct Verification {
    /// True where nothing is wrong.
    pub ok: bool,
    /// What was looked at, and what was found.
    pub checked: Vec<Checked>,
    /// What is wrong first.
    pub why: Option<String>,
}

/// One thing that was verified.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Checked {
    /// What was looked at.
    pub what: &'static str,
    /// What was found, in words.
    pub found: String,
}

/// The page about a run.
pub fn page(
    history: &History<'_>,
    (state, head): (&State, &Head),
    verification: &Verification,
) -> String {
    let created = history.created;
    let title = visible(created.title.as_deref().unwrap_or(&created.plan));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content="stopgate";
                title { (title) " – run " (visible(&created.run)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (heading(history, state, &title, verification))
                main {
                    (contents(history))
                    (timeline::timeline(history, state))
                    @for (at, phase) in created.phases.iter().enumerate() {
                        (section_of_phase(history, state, (at, phase)))
                    }
                    (rollback(history, state))
                    (decisions(history, state))
                    (digests::written(history))
                    (digests::digests(history, head))
                    (verified(history, verification))
                }
                footer {
                    p { "Made by Stopgate from the journal of the run, as of record " (head.records)
                        ". All times are UTC. The journal is the truth; this page can be made again from it." }
                }
            }
        }
    };
    page.into_string()
}

fn heading(
    history: &History<'_>,
    state: &State,
    title: &str,
    verification: &Verification,
) -> Markup {
    let created = history.created;
    let status = state.status();
    html! {
        header {
            p.eyebrow { "Run " (visible(&created.run)) }
            h1 { (title) }
            p.state {
                span class={ "badge " (tone(status)) } { (in_words(status)) } " "
                @if verification.ok {
                    span class="badge good" { "verified" }
                } @else {
                    span class="badge bad" { "not as it was written" }
                }
            }
            dl.facts {
                div { dt { "Plan" } dd { code { (visible(&created.plan)) } } }
                div { dt { "Approved by" } dd { (visible(&created.approver)) } }
                div { dt { "Target" } dd { (visible(created.target.as_deref().unwrap_or("the plan names none"))) } }
                div { dt { "On error" } dd { (visible(&created.on_error)) } }
                @if !created.exists.is_empty() {
                    div { dt { "Exists already" } dd { (visible(&created.exists.join(", "))) } }
                }
                div { dt { "Began" } dd { (moment(state.started())) } }
                div { dt { @if status.is_closed() { "Ended" } @else { "Latest record" } } dd { (moment(history.latest)) } }
                div { dt { "From first to last" } dd { (took(between(state.started(), history.latest))) } }
                div { dt { "Steps done" } dd { (done(state)) } }
            }
        }
    }
}

/// `4 of 4`, `0 of 4, 4 undone`
fn done(state: &State) -> String {
    let steps = state.created().phases.iter().flat_map(|phase| &phase.steps);
    let all = steps.clone().count();
    let states = steps.filter_map(|plan| Some(state.step(&plan.id)?.state));
    let done = states.clone().filter(|state| state.is_done()).count();
    let undone = states.filter(|state| *state == StepState::Undone).count();
    match undone {
        0 => format!("{done} of {all}"),
        _ => format!("{done} of {all}, {undone} undone"),
    }
}

/// The state of a run, as a reader says it.
fn in_words(status: Status) -> &'static str {
    match status {
        Status::Running => "not finished",
        Status::Waiting => "waits at a stop-gate",
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::Unknown => "outcome unknown",
        Status::Stopped => "stopped by no-go",
        Status::RolledBack => "rolled back",
        Status::Superseded => "superseded by a newer run",
    }
}

fn tone(status: Status) -> &'static str {
    match status {
        Status::Passed => "good",
        Status::Failed => "bad",
        Status::Unknown | Status::Stopped | Status::RolledBack => "risky",
        Status::Running | Status::Waiting | Status::Superseded => "plain",
    }
}

fn contents(history: &History<'_>) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                li { a href="#timeline" { "Timeline" } }
                @for (at, phase) in history.created.phases.iter().enumerate() {
                    li { a href={ "#phase-" (at + 1) } { (visible(&phase.title)) } }
                }
                @if !history.created.rollback.is_empty() {
                    li { a href="#rollback" { "Rollback" } }
                }
                li { a href="#decisions" { "Decisions" } }
                li { a href="#digests" { "Digests" } }
                li { a href="#verification" { "Verification" } }
            }
        }
    }
}

fn section_of_phase(
    history: &History<'_>,
    state: &State,
    (at, phase): (usize, &PhasePlan),
) -> Markup {
    let times = history.phases.get(at).copied().unwrap_or_default();
    html! {
        section id={ "phase-" (at + 1) } {
            h2 { (visible(&phase.title)) }
            @match times.entered {
                None => p.faint { "Not begun." },
                Some(entered) => p.faint {
                    "Began " (moment(entered))
                    @if let Some(at_gate) = times.at_gate {
                        ", at its stop-gate " (moment(at_gate))
                    }
                    @if let (Some(at_gate), Some(decided)) = (times.at_gate, times.decided) {
                        ", decided after " (took(between(at_gate, decided)))
                    }
                    "."
                },
            }
            @for plan in &phase.steps {
                @if let Some(step) = state.step(&plan.id) {
                    (steps::step(history, plan, step))
                }
            }
            @for plan in mending(state, phase) {
                @if let Some(step) = state.step(&plan.id) {
                    (steps::step(history, plan, step))
                }
            }
            div.gate {
                h3 { "Stop-gate" }
                @if let Some(gate) = &phase.stop_gate {
                    p { (visible(gate)) }
                }
                @let mut made = state.decisions().iter().filter(|made| made.phase == at).peekable();
                @if made.peek().is_none() {
                    p.faint { "Nobody has decided." }
                }
                @for made in made {
                    p { (decision(made)) }
                }
            }
        }
    }
}

/// The corrections that were carried out in a phase.
fn mending<'s>(state: &'s State, phase: &'s PhasePlan) -> impl Iterator<Item = &'s StepPlan> {
    let corrections = state.created().corrections.iter();
    corrections.filter(|correction| {
        let step = state.step(&correction.id);
        let began = step.is_some_and(|step| step.attempts > 0);
        let mends = |step: &StepPlan| correction.mends.contains(&step.id);
        began && phase.steps.iter().any(mends)
    })
}

/// `go by NAME (2026-03-04 05:06:07, ssh): REASON`
fn decision(made: &DecisionMade) -> Markup {
    html! {
        strong { (made.decision.name()) }
        " by " (visible(&made.who.name))
        " (" (moment(&made.at)) ", " (visible(&made.who.method)) ")"
        @if let Some(reason) = &made.reason {
            ": " (visible(reason))
        }
    }
}

fn rollback(history: &History<'_>, state: &State) -> Markup {
    let planned = &history.created.rollback;
    html! {
        @if !planned.is_empty() {
            section id="rollback" {
                h2 { "Rollback" }
                @match history.rollback {
                    Some(began) => p.faint { "Asked for " (moment(began)) "." },
                    None => p.faint { "Not asked for. This is what it would do, in this order." },
                }
                @for undo in planned {
                    @if let Some(step) = state.step(&undo.step.id) {
                        (steps::step(history, &undo.step, step))
                    }
                }
            }
        }
    }
}

fn decisions(history: &History<'_>, state: &State) -> Markup {
    let created = state.created();
    html! {
        section id="decisions" {
            h2 { "Decisions" }
            p { "The plan was approved by " strong { (visible(&created.approver)) }
                ". The approval lies in " code { ".stopgate/approvals/" (visible(&created.approval)) } "." }
            @if state.decisions().is_empty() && history.said.is_empty() {
                p.faint { "Nobody has decided anything since." }
            } @else {
                div.wide tabindex="0" role="region" aria-label="Decisions" { table {
                    caption { "What people decided, at stop-gates and elsewhere" }
                    thead { tr {
                        th scope="col" { "When" } th scope="col" { "About" } th scope="col" { "Decision" }
                        th scope="col" { "Who" } th scope="col" { "How" } th scope="col" { "Reason" }
                        th scope="col" { "Confirmed" }
                    } }
                    tbody {
                        @for made in state.decisions() { (row(state, made)) }
                        @for said in &history.said { (row_of_said(said)) }
                    }
                } }
            }
        }
    }
}

fn row(state: &State, made: &DecisionMade) -> Markup {
    let phase = state.created().phases.get(made.phase);
    html! {
        tr {
            td { (moment(&made.at)) }
            td { (visible(phase.map_or("", |phase| &phase.title))) }
            td { strong { (made.decision.name()) } }
            td { (visible(&made.who.name)) }
            (how(&made.who))
            td { (visible(made.reason.as_deref().unwrap_or("none given"))) }
            td { @for step in &made.confirmed { code { (visible(step)) } " " } }
        }
    }
}

fn row_of_said(said: &Said<'_>) -> Markup {
    html! {
        tr {
            td { (moment(said.at)) }
            td { @match said.step { Some(step) => code { (visible(step)) }, None => "the run" } }
            td { strong { (said.word) } }
            td { (visible(&said.who.name)) }
            (how(said.who))
            td { (visible(said.reason.unwrap_or("none given"))) }
            td {}
        }
    }
}

/// How it is known that it was this person.
fn how(who: &Who) -> Markup {
    html! {
        td {
            (visible(&who.method))
            @if let Some(signed) = &who.signed { br; code { (visible(signed)) } }
        }
    }
}

fn verified(history: &History<'_>, verification: &Verification) -> Markup {
    let run = visible(&history.created.run);
    html! {
        section id="verification" {
            h2 { "Verification" }
            @match &verification.why {
                Some(why) => p { span class="badge bad" { "not as it was written" } " " (visible(why)) },
                None => p { span class="badge good" { "verified" } " Nothing is wrong with what was looked at when this page was made." },
            }
            div.wide tabindex="0" role="region" aria-label="What was verified" { table {
                caption { "What was looked at" }
                thead { tr { th scope="col" { "What" } th scope="col" { "Found" } } }
                tbody { @for checked in &verification.checked {
                    tr { th scope="row" { (checked.what) } td { (visible(&checked.found)) } }
                } }
            } }
            p { "Do not take this page’s word for it. In the repository, without network, this looks again:" }
            pre { code { "stopgate verify " (run) } }
        }
    }
}
