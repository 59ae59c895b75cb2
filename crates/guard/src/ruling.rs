//! The rules: what an agent may do in a repository in this state.

use std::path::Path;

use crate::posture::{Aim, Guarded, OpenRun, OwnAct, Posture, Target, Work};
use crate::protected::{holds_hooks, protection};
use crate::shell;

/// Why something does not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In one sentence.
    pub why: String,
    /// True where a plan is being planned: then it helps to say what is open in it.
    pub while_planning: bool,
}

/// Rules over an aim. A repository that is not guarded knows no state; what turns the guard off is written nowhere.
///
/// # Errors
/// Why it may not happen.
pub fn rule(guarded: Option<&Guarded>, aim: &Aim) -> Result<(), Refusal> {
    let is_reading = |name| guarded.is_some_and(|guarded| guarded.reading.contains(name));
    if matches!(aim, Aim::Calls { name, .. } if is_reading(name)) {
        return Ok(());
    }
    never(guarded, aim).map_err(|why| Refusal {
        why,
        while_planning: false,
    })?;
    let Some(guarded) = guarded else {
        return Ok(());
    };
    match &guarded.posture {
        Posture::Outside { denies: false } => Ok(()),
        Posture::Outside { denies: true } if only_reads(aim) => Ok(()),
        Posture::Outside { denies: true } => refuse(
            "nothing is written or executed here without a plan: a person begins one with `stopgate session start PLAN`, or runs an approved one"
                .to_owned(),
        ),
        Posture::Unsettled(_) if only_reads(aim) => Ok(()),
        Posture::Unsettled(why) => refuse(why.clone()),
        Posture::Planning { plan, notes } => {
            planning(plan, notes.as_deref(), aim).map_err(|why| Refusal {
                why,
                while_planning: true,
            })
        }
        Posture::Running(runs) => runs
            .iter()
            .try_for_each(|run| running(&guarded.root, run, aim))
            .map_err(|why| Refusal { why, while_planning: false }),
    }
}

fn refuse(why: String) -> Result<(), Refusal> {
    Err(Refusal {
        why,
        while_planning: false,
    })
}

/// What happens in no state.
fn never(guarded: Option<&Guarded>, aim: &Aim) -> Result<(), String> {
    match aim {
        Aim::Writes(targets) => targets
            .iter()
            .try_for_each(|target| may_be_written(guarded, target)),
        Aim::Executes { text, own: None } if guarded.is_some() => {
            shell::fault(text).map_or(Ok(()), Err)
        }
        Aim::Executes { .. } => Ok(()),
        Aim::Calls { name, targets } => targets
            .as_ref()
            .map_err(String::clone)?
            .iter()
            .try_for_each(|target| may_be_given(guarded, name, target)),
    }
}

/// A tool that nobody knows may write what it is given, or remove it as a whole.
fn may_be_given(guarded: Option<&Guarded>, name: &str, target: &Target) -> Result<(), String> {
    let said = &target.said;
    let held = holds_hooks(&target.real).or_else(|| holds_hooks(&target.named));
    let held = held.map(|why| format!("{said} is not written by a tool: {why}"));
    let refused = held.map_or_else(|| may_be_written(guarded, target), Err);
    refused.map_err(|why| {
        format!("{why}. What {name} does is not known; where it only reads, a person names it in `reading` of .stopgate/config.toml")
    })
}

fn may_be_written(guarded: Option<&Guarded>, target: &Target) -> Result<(), String> {
    let said = &target.said;
    let by_place = |guarded: &Guarded| {
        let mut places = guarded.places.iter();
        places.find_map(|(place, why)| target.real.starts_with(place).then_some(*why))
    };
    let why = protection(&target.real)
        .or_else(|| protection(&target.named))
        .or_else(|| guarded.and_then(by_place));
    if let Some(why) = why {
        return Err(format!("{said} is not written by a tool: {why}"));
    }
    let Some(guarded) = guarded else {
        return Ok(());
    };
    let mut protected = guarded.protected.iter();
    if protected.any(|path| target.real.starts_with(path)) {
        return Err(format!(
            "{said} is not written by a tool: .stopgate/config.toml protects it"
        ));
    }
    if target.names > 1 {
        return Err(format!(
            "{said} is a file with {} names, and nobody can say what else is written with it; make a copy of it",
            target.names
        ));
    }
    Ok(())
}

fn only_reads(aim: &Aim) -> bool {
    matches!(
        aim,
        Aim::Executes {
            own: Some(OwnAct::Reads),
            ..
        }
    )
}

/// While a plan is planned, it alone is written, and nothing is executed.
fn planning(plan: &Path, notes: Option<&Path>, aim: &Aim) -> Result<(), String> {
    let is_of_session =
        |target: &Target| target.real == plan || notes.is_some_and(|notes| target.real == notes);
    match aim {
        Aim::Writes(targets) => {
            if let Some(other) = targets.iter().find(|target| !is_of_session(target)) {
                return Err(format!("{} is not the plan", other.said));
            }
            match targets.iter().find(|target| target.removes) {
                Some(target) => Err(format!("{} would be gone", target.said)),
                None => Ok(()),
            }
        }
        Aim::Executes { own: Some(own), .. } => match own {
            OwnAct::Reads => Ok(()),
            OwnAct::Edits(target) if target.real == plan => Ok(()),
            OwnAct::Edits(target) => Err(format!("{} is not the plan", target.said)),
            OwnAct::EditsSomewhere(said) => Err(format!(
                "which plan {said} is depends on where the shell works; name the plan in full"
            )),
            OwnAct::Resumes => Err("no run goes on".to_owned()),
        },
        Aim::Executes { own: None, .. } => Err("nothing is executed".to_owned()),
        Aim::Calls { name, .. } => Err(format!("what {name} does is not known")),
    }
}

/// In a run, the phase that was approved is worked on, and its plan stays what was approved.
fn running(root: &Path, run: &OpenRun, aim: &Aim) -> Result<(), String> {
    let name = &run.name;
    let is_plan = |target: &Target| {
        target.real == run.plan || target.identity.is_some() && target.identity == run.identity
    };
    match aim {
        Aim::Executes {
            own: Some(OwnAct::Reads | OwnAct::Resumes),
            ..
        } => return Ok(()),
        Aim::Executes {
            own: Some(OwnAct::Edits(target)),
            ..
        } if is_plan(target) => return Ok(()),
        Aim::Writes(targets)
        | Aim::Calls {
            targets: Ok(targets),
            ..
        } => {
            if let Some(plan) = targets.iter().find(|target| is_plan(target)) {
                return Err(format!(
                    "{} is the approved plan of run {name}, and another text would not be what was approved. Notes go into its living parts with `stopgate note` and `stopgate tick`; to change more, a person goes on with a changed plan (`stopgate resume --changed`)",
                    plan.said
                ));
            }
        }
        Aim::Executes { .. } | Aim::Calls { .. } => {}
    }
    if let Work::Nothing(why) = &run.work {
        return Err(why.clone());
    }
    match aim {
        Aim::Executes { text, .. } => is_of_runner(run, text),
        Aim::Writes(targets)
        | Aim::Calls {
            targets: Ok(targets),
            ..
        } => targets
            .iter()
            .try_for_each(|target| is_of_phase(root, run, target)),
        Aim::Calls {
            targets: Err(why), ..
        } => Err(why.clone()),
    }
}

fn is_of_phase(root: &Path, run: &OpenRun, target: &Target) -> Result<(), String> {
    let (said, name) = (&target.said, &run.name);
    if !target.real.starts_with(root) {
        return Err(format!(
            "{said} lies outside of the repository of run {name}"
        ));
    }
    let Work::Below(paths) = &run.work else {
        return Ok(());
    };
    if paths
        .iter()
        .any(|path| target.real.starts_with(root.join(path)))
    {
        return Ok(());
    }
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    Err(format!(
        "{said} is not among what was approved for this agent in run {name}: {}",
        paths.join(", ")
    ))
}

fn is_of_runner(run: &OpenRun, text: &str) -> Result<(), String> {
    let withheld = run.withheld.iter();
    let mut found = withheld.filter(|command| shell::holds_command(text, command));
    match found.next() {
        None => Ok(()),
        Some(command) => Err(format!(
            "`{command}` is a command of run {}, which the runner carries out when its phase is allowed: a person says `stopgate go`, then `stopgate resume`",
            run.name
        )),
    }
}
