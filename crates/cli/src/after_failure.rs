//! What happens at the command line when a run failed whose error policy asks for more than to stop.

use stopgate_journal::{State, Status};
use stopgate_runner::ErrorPolicy;

use crate::agents;
use crate::arguments::{Common, Identity, OutputFormat};
use crate::carry::{report, said};
use crate::commands::{resume, rollback};
use crate::exit::{Exit, Trouble};
use crate::terminal::{self, STRONG};

/// How often a person is asked what to do.
const MOST_ANSWERS: usize = 100;

/// What a person wants after a failure.
enum Answer {
    Again,
    Rollback,
    Stop,
}

/// Says where a run stands; where it failed, deals with it as its error policy says.
pub(crate) fn deal(common: &Common, state: State, identity: &Identity) -> Result<Exit, Trouble> {
    let mut state = state;
    agents::unless_off_plan(&state)?;
    for _ in 0..MOST_ANSWERS {
        let run = state.created().run.clone();
        let failed = state.status() == Status::Failed && !state.is_rolling_back();
        let policy = ErrorPolicy::named(&state.created().on_error);
        let answer = match policy.filter(|_| failed) {
            Some(ErrorPolicy::Rollback) if may_undo(&state, identity) => Answer::Rollback,
            Some(ErrorPolicy::Ask) if may_ask(common) => ask(common, &state),
            _ => Answer::Stop,
        };
        match answer {
            Answer::Stop => break,
            Answer::Again => {
                state = resume::go_on(common, Some(&run))?;
                agents::unless_off_plan(&state)?;
            }
            Answer::Rollback => {
                if common.output_format != OutputFormat::Json {
                    report(common, &state);
                }
                return rollback::run(common, Some(&run), identity);
            }
        }
    }
    Ok(said(common, &state))
}

/// Undoing needs a person: with a key, or on a terminal (CONTRACT.md 11).
fn may_undo(state: &State, identity: &Identity) -> bool {
    let person = identity.key.is_some() || terminal::has_person();
    person && state.undoings().next().is_some()
}

fn may_ask(common: &Common) -> bool {
    terminal::has_person() && common.output_format != OutputFormat::Json
}

fn ask(common: &Common, state: &State) -> Answer {
    report(common, state);
    let asked = format!(
        "{STRONG}a{STRONG:#} again, {STRONG}r{STRONG:#} roll back, {STRONG}s{STRONG:#} stop here: "
    );
    for _ in 0..MOST_ANSWERS {
        match terminal::ask(&asked).as_deref().map(str::trim) {
            Some("a" | "again") => return Answer::Again,
            Some("r" | "rollback") => return Answer::Rollback,
            Some("s" | "stop") | None => return Answer::Stop,
            Some(_) => {}
        }
    }
    Answer::Stop
}
