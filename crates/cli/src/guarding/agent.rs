//! Rules over what an agent is about to do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use stopgate_guard::{
    Act, Aim, Asked, Dialect, Guarded, OwnAct, OwnCommand, OwnTool, Posture, Target, Touch,
    own_command, rule,
};
use stopgate_system::{folders_of, leads_to, repositories_around};

use crate::arguments::Common;
use crate::guarding::{Denied, missing, open_point, posture};

/// Rules over one call of a hook: every repository around what is touched has to agree.
pub(crate) fn ruled(common: &Common, dialect: &Dialect, asked: &Asked) -> Result<(), Denied> {
    let cwd = Path::new(&asked.cwd);
    let aim = match &asked.act {
        Act::Reads | Act::Tells => return Ok(()),
        Act::Stops { again: true } => return Ok(()),
        Act::Stops { again: false } => return stops(&around(common, dialect, asked, &[])),
        Act::Writes(touches) => {
            let targets = touches.iter().map(|touch| leads_to(touch, cwd));
            Aim::Writes(targets.collect::<Result<_, String>>()?)
        }
        Act::Executes(text) => Aim::Executes {
            own: own(text, cwd)?,
            text: text.clone(),
        },
        Act::Serves(tool) => {
            let roots = around(common, dialect, asked, &[]);
            return roots
                .iter()
                .try_for_each(|root| within(root, &served(tool, root)?));
        }
        Act::Calls(name) => Aim::Calls(name.clone()),
    };
    let roots = around(common, dialect, asked, targets(&aim));
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

/// The command of Stopgate that a shell text is.
fn own(text: &str, cwd: &Path) -> Result<Option<OwnAct>, String> {
    Ok(match own_command(text) {
        None => None,
        Some(OwnCommand::Reads) => Some(OwnAct::Reads),
        Some(OwnCommand::Resumes) => Some(OwnAct::Resumes),
        Some(OwnCommand::Edits(plan)) => Some(OwnAct::Edits(leads_to(&edited(&plan), cwd)?)),
    })
}

fn targets(aim: &Aim) -> &[Target] {
    match aim {
        Aim::Writes(targets) => targets,
        Aim::Executes {
            own: Some(OwnAct::Edits(plan)),
            ..
        } => std::slice::from_ref(plan),
        Aim::Executes { .. } | Aim::Calls(_) => &[],
    }
}

/// The repositories around the agent, where a person opened it, and what it is about to write.
fn around(common: &Common, dialect: &Dialect, asked: &Asked, targets: &[Target]) -> Vec<PathBuf> {
    let said = std::iter::once(&asked.cwd).chain(&asked.folders);
    let mut folders: BTreeSet<PathBuf> = said.map(PathBuf::from).collect();
    folders.extend(std::env::current_dir().ok());
    folders.extend(folders_of(dialect.variables));
    folders.extend(common.root.clone());
    folders.extend(targets.iter().map(|target| target.real.clone()));
    repositories_around(&folders.into_iter().collect::<Vec<_>>())
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
