//! Answers from a file. All of them are tried in memory first: where one cannot be taken, nothing is written.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;
use stopgate_interview::{Answer, Kind, Question, Script};
use stopgate_system::{read_plan, read_report};

use super::{Driver, Outcome, SECRET, Scene};
use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::terminal::harmless;
use crate::{json, terminal};

/// What becomes of questions that a file of answers says nothing to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Missing {
    /// They stay as they are
    Leave,
    /// They become open questions of the plan
    Skip,
}

#[derive(Serialize)]
struct Done {
    schema: u32,
    plan: String,
    answered: usize,
    open: usize,
    left: usize,
    verdict: &'static str,
}

/// Answers all questions of a plan from a file.
pub(crate) fn run(
    common: &Common,
    scene: &Scene<'_>,
    (file, missing, kind): (&Path, Missing, Kind),
) -> Result<Exit, Trouble> {
    let text = read_report(file)?
        .ok_or_else(|| Trouble::Usage(format!("there is no file {}", file.display())))?;
    let text = String::from_utf8(text)
        .map_err(|_| Trouble::Usage(format!("{} is no UTF-8 text", file.display())))?;
    let script = Script::read(&text)
        .map_err(|fault| Trouble::Usage(format!("{}: {fault}", file.display())))?;
    rehearse(scene, script.clone(), (file, missing))?;
    let mut driver = Driver::open(scene, kind)?;
    let mut script = script;
    while let Some(question) = driver.next() {
        match said(&mut script, &question, missing)? {
            None => driver.leave(),
            Some(answer) => {
                if let Outcome::Refused(why) = driver.put(&answer)? {
                    return Err(refused(&question, &why));
                }
            }
        }
    }
    let verdict = driver.verdict();
    match common.output_format {
        OutputFormat::Json => json::print(&Done {
            schema: json::SCHEMA,
            plan: scene.name.clone(),
            answered: driver.answered,
            open: driver.skipped,
            left: verdict.reasons().len(),
            verdict: if verdict.passes() { "pass" } else { "fail" },
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&format!(
                "{}: {}\n",
                harmless(&scene.name),
                driver.summary()
            ));
        }
    }
    Ok(driver.exit())
}

/// Goes through the whole session in memory.
fn rehearse(
    scene: &Scene<'_>,
    mut script: Script,
    (file, missing): (&Path, Missing),
) -> Result<(), Trouble> {
    let plan = read_plan(scene.path, scene.session.disk.root())?;
    let mut session = scene.questions(plan);
    let stamp = scene.stamp();
    while let Some(question) = session.next() {
        match said(&mut script, &question, missing)? {
            None => session.leave(),
            Some(answer) => match session.answer(&answer, &stamp) {
                Ok(effect) if scene.holds_secret(&effect.record) => {
                    return Err(refused(&question, SECRET));
                }
                Ok(effect) => session.accept(effect, 0),
                Err(refusal) => return Err(refused(&question, &refusal.to_string())),
            },
        }
    }
    match script.unused()[..] {
        [] => Ok(()),
        ref keys => Err(Trouble::Usage(format!(
            "{}: no question of this plan has the key {}; nothing was written. The keys stand in: stopgate ask {} --json",
            file.display(),
            harmless(&keys.join(", ")),
            harmless(&scene.name)
        ))),
    }
}

fn said(
    script: &mut Script,
    question: &Question,
    missing: Missing,
) -> Result<Option<Answer>, Trouble> {
    let answer = script
        .answer(question)
        .map_err(|fault| Trouble::Usage(format!("{fault}; nothing was written")))?;
    Ok(answer.or(match missing {
        Missing::Leave => None,
        Missing::Skip => Some(Answer::Skipped),
    }))
}

fn refused(question: &Question, why: &str) -> Trouble {
    Trouble::Usage(format!(
        "the answer to \"{}\" was not taken: {why}",
        question.key
    ))
}
