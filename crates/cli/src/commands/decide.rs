//! `stopgate go` and `stopgate no-go`: a person decides at a stop-gate. Nothing is carried out.

use std::cell::Cell;
use std::path::Path;

use stopgate_journal::{Decision, Event, State, Status};
use stopgate_runner::{DecisionFile, asked};
use stopgate_system::now;

use crate::arguments::{Common, Deciding};
use crate::carry::{self, Surroundings, with_runner};
use crate::commands::resume::session;
use crate::commands::supersede;
use crate::exit::{Exit, Trouble};
use crate::identity::Person;
use crate::open_run::OpenRun;
use crate::session::root;
use crate::terminal::{self, FAINT, STRONG, harmless};
use crate::wording;

/// Records a go or a no-go, signed.
pub(crate) fn run(
    common: &Common,
    deciding: &Deciding,
    decision: Decision,
) -> Result<Exit, Trouble> {
    let person = Person::who_calls(&deciding.identity, &root(common, Path::new("."))?)?;
    let open = OpenRun::open(common, deciding.run.as_deref())?;
    let state = open.state();
    if !matches!(state.status(), Status::Waiting | Status::Stopped) || state.is_rolling_back() {
        return Err(nothing_to_decide(state));
    }
    let session = session(common, &open)?;
    if decision == Decision::Go {
        supersede::refuse(&session, &open)?;
    }
    if !person.has_key() {
        terminal::say(carry::at_gate(state).trim_end());
    }
    let confirmed = confirmed(state, deciding, decision, &person)?;
    let (reason, when) = (deciding.reason.clone(), now());
    let head = open.journal.head();
    let mut file = DecisionFile::new(state, head, decision.name(), (&person.name, &when));
    file.reason.clone_from(&reason);
    file.confirmed.clone_from(&confirmed);
    let phase = state.phase().unwrap_or_default();
    let title = wording::phase(state).unwrap_or_default();
    let who = open.sign(
        &person,
        &file,
        &format!("say {} for {title}", decision.name()),
    )?;
    let around = Surroundings {
        engine: &session.engine,
        options: session.options.clone(),
        supervisor: Cell::default(),
    };
    with_runner(common, open, &around, |runner| {
        runner.record(&Event::Decided {
            phase,
            decision,
            reason,
            confirmed,
            who,
        })
    })
}

fn nothing_to_decide(state: &State) -> Trouble {
    let next = wording::next(state).map_or(String::new(), |next| format!("; next: {next}"));
    Trouble::Usage(format!(
        "run {} does not wait at a stop-gate, it is {}{next}",
        state.created().run,
        state.status().name()
    ))
}

/// Ids of the steps that the person confirms. A go needs all of them.
fn confirmed(
    state: &State,
    deciding: &Deciding,
    decision: Decision,
    person: &Person,
) -> Result<Vec<String>, Trouble> {
    let Some(asked) = asked(state) else {
        return Ok(Vec::new());
    };
    let mut confirmed = Vec::new();
    for id in &deciding.confirm {
        let mut fitting = asked
            .confirm
            .iter()
            .filter(|step| !id.is_empty() && step.id.starts_with(id.as_str()));
        match (fitting.next(), fitting.next()) {
            (Some(step), None) => confirmed.push(step.id.clone()),
            _ => {
                return Err(Trouble::Usage(format!(
                    "`{id}` is no step that waits to be confirmed here; `stopgate show` lists them"
                )));
            }
        }
    }
    let open = asked
        .confirm
        .iter()
        .filter(|step| !confirmed.contains(&step.id));
    let open: Vec<_> = open.cloned().collect();
    for step in open {
        if deciding.confirm_all || decision == Decision::Go && ask(&step.command, person) {
            confirmed.push(step.id.clone());
        } else if decision == Decision::Go {
            return Err(Trouble::Usage(format!(
                "not confirmed: {}. See to it, then give --confirm {} or --confirm-all",
                step.command, step.id
            )));
        }
    }
    Ok(confirmed)
}

/// Asks on a terminal whether a person saw to a step.
fn ask(what: &str, person: &Person) -> bool {
    if person.has_key() {
        return false;
    }
    let question = format!(
        "{STRONG}{}{STRONG:#}  {FAINT}done and seen? [y/N]{FAINT:#} ",
        harmless(what)
    );
    terminal::ask(&question).is_some_and(|answer| answer.trim().eq_ignore_ascii_case("y"))
}
