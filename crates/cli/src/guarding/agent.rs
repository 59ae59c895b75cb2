//! Rules over what an agent is about to do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use stopgate_guard::{
    Act, Aim, Asked, Dialect, Guarded, OwnAct, OwnCommand, OwnTool, Posture, Target, Touch,
    loose_words, own_command, rule,
};
use stopgate_system::{
    folders_of, leads_to, leads_to_place, repositories_around, repositories_named,
};

use crate::arguments::Common;
use crate::guarding::{Denied, missing, open_point, posture};

/// Rules over one call of a hook: every repository around what is touched has to agree.
pub(crate) fn ruled(common: &Common, dialect: &Dialect, asked: &Asked) -> Result<(), Denied> {
    let cwd = Path::new(&asked.cwd);
    let aim = match &asked.act {
        Act::Reads | Act::Tells => return Ok(()),
        Act::Stops { again: true } => return Ok(()),
        Act::Stops { again: false } => return stops(&around(common, dialect, asked, &[])?),
        Act::Writes(touches) => {
            let targets = touches.iter().map(|touch| leads_to(touch, cwd));
            Aim::Writes(targets.collect::<Result<_, String>>()?)
        }
        Act::Executes(text) => Aim::Executes {
            own: own(text, dialect, asked)?,
            text: text.clone(),
        },
        Act::Serves(tool) => {
            let roots = around(common, dialect, asked, &[])?;
            return roots
                .iter()
                .try_for_each(|root| within(root, &served(tool, root)?));
        }
        Act::Calls { name, touches } => Aim::Calls {
            name: name.clone(),
            targets: given(touches, asked),
        },
    };
    let roots = around(common, dialect, asked, targets(&aim))?;
    if roots.is_empty() {
        return rule(None, &aim).map_err(|refusal| Denied(refusal.why));
    }
    roots.iter().try_for_each(|root| within(root, &aim))
}

/// What a tool of our server does, as the command line for which it stands. Which of the repositories around it serves nobody
/// here can know, so its plan is looked for in each.
fn served(tool: &OwnTool, root: &Path) -> Result<Aim, String> {
    let (text, own) = match tool {
        OwnTool::Reads => ("stopgate status", Some(OwnAct::Reads)),
        OwnTool::Resumes => ("stopgate resume", Some(OwnAct::Resumes)),
        OwnTool::Edits(plan) => (
            "stopgate note",
            Some(OwnAct::Edits(leads_to(&edited(plan), root)?)),
        ),
        OwnTool::Runs(text) => (text.as_str(), None),
    };
    Ok(Aim::Executes {
        text: text.to_owned(),
        own,
    })
}

fn edited(plan: &str) -> Touch {
    Touch {
        path: plan.to_owned(),
        removes: false,
    }
}

/// The folders in which what is asked may happen.
fn places(asked: &Asked) -> impl Iterator<Item = &Path> {
    let said = std::iter::once(&asked.cwd).chain(&asked.folders);
    said.map(Path::new)
}

/// What a tool is given that nobody here knows; a relative path may begin in each of the folders.
fn given(touches: &[Touch], asked: &Asked) -> Result<Vec<Target>, String> {
    let all = touches
        .iter()
        .flat_map(|touch| places(asked).map(move |place| leads_to_place(touch, place)));
    all.collect()
}

/// The command of Stopgate that a shell text is.
fn own(text: &str, dialect: &Dialect, asked: &Asked) -> Result<Option<OwnAct>, String> {
    Ok(match own_command(text) {
        None => None,
        Some(OwnCommand::Reads) => Some(OwnAct::Reads),
        Some(OwnCommand::Resumes) => Some(OwnAct::Resumes),
        Some(OwnCommand::Edits(plan)) => Some(edits(&plan, dialect, asked)?),
    })
}

/// The plan that a command writes into, where that is the same in all folders in which its shell may work.
fn edits(plan: &str, dialect: &Dialect, asked: &Asked) -> Result<OwnAct, String> {
    let touch = edited(plan);
    let first = leads_to(&touch, Path::new(&asked.cwd))?;
    let is_same = |place: &Path| {
        let there = leads_to(&touch, place);
        there.is_ok_and(|target| target.real == first.real)
    };
    let is_told = !dialect.hides_folder || Path::new(&touch.path).is_absolute();
    Ok(if is_told && places(asked).all(is_same) {
        OwnAct::Edits(first)
    } else {
        OwnAct::EditsSomewhere(touch.path)
    })
}

fn targets(aim: &Aim) -> &[Target] {
    match aim {
        Aim::Writes(targets)
        | Aim::Calls {
            targets: Ok(targets),
            ..
        } => targets,
        Aim::Executes {
            own: Some(OwnAct::Edits(plan)),
            ..
        } => std::slice::from_ref(plan),
        Aim::Executes { .. } | Aim::Calls { .. } => &[],
    }
}

/// The repositories around the agent, where a person opened it, and what it is about to write or names to a shell.
fn around(
    common: &Common,
    dialect: &Dialect,
    asked: &Asked,
    targets: &[Target],
) -> Result<Vec<PathBuf>, String> {
    let mut folders: BTreeSet<PathBuf> = places(asked).map(Path::to_owned).collect();
    folders.extend(std::env::current_dir().ok());
    folders.extend(folders_of(dialect.variables));
    folders.extend(common.root.clone());
    folders.extend(targets.iter().map(|target| target.real.clone()));
    let around = repositories_around(&folders.into_iter().collect::<Vec<_>>())?;
    let mut roots: BTreeSet<PathBuf> = around.into_iter().collect();
    if let Act::Executes(text) = &asked.act {
        let words = loose_words(text);
        roots.extend(places(asked).flat_map(|place| repositories_named(&words, place)));
    }
    Ok(roots.into_iter().collect())
}

fn within(root: &Path, aim: &Aim) -> Result<(), Denied> {
    let guarded = posture::guarded(root)?;
    rule(Some(&guarded), aim).map_err(|refusal| {
        if refusal.while_planning {
            open_point::explained(root, &refusal.why)
        } else {
            Denied(refusal.why)
        }
    })
}

/// Nobody leaves a plan behind that says another thing than what was done.
fn stops(roots: &[PathBuf]) -> Result<(), Denied> {
    for root in roots {
        let guarded = posture::guarded(root)?;
        let stale = missing::stale(root, &plans(&guarded))?;
        if !stale.is_empty() {
            let lines: Vec<String> = stale.iter().map(missing::Missing::line).collect();
            return Err(Denied(format!(
                "before you stop, the plan is to say what was done:\n{}\nWrite it into its living parts, or say to the person why not; you are kept from stopping only once",
                lines.join("\n")
            )));
        }
    }
    Ok(())
}

/// The plans that are worked on.
fn plans(guarded: &Guarded) -> Vec<PathBuf> {
    match &guarded.posture {
        Posture::Planning { plan, .. } => vec![plan.clone()],
        Posture::Running(runs) => runs.iter().map(|run| run.plan.clone()).collect(),
        Posture::Outside { .. } | Posture::Unsettled(_) => Vec::new(),
    }
}
