//! `run`: an approved plan, up to its next stop-gate.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::sync::OnceLock;
use std::time::Duration;

use rmcp::model::{ProgressNotificationParam, ProgressToken, Tool};
use serde_json::{Value, json};
use stopgate_system::Waited;

use super::{Call, Called, Touch, plan, text, tool};
use crate::frame::Frame;
use crate::given::Wrong;
use crate::vector::{Reach, Vector};
use crate::visible::visible;

pub(super) const NAME: &str = "run";

/// Seconds that a call waits for the next stop-gate where it says nothing else, and the most that it can.
const WAIT: [u64; 2] = [600, 3600];
/// How often a client that asked for it is told of progress.
const BETWEEN: Duration = Duration::from_secs(1);
/// Characters of a command in a message of progress.
const MOST_COMMAND: usize = 80;
/// How a step is called that is over.
const OVER: [&str; 4] = ["passed", "failed", "skipped", "undone"];

pub(super) fn definition() -> Tool {
    let description = "Carry out an approved plan up to its next stop-gate: `plan` begins a run, `run` goes on with one after a \
person said go. What nobody approved as it is does not start. A call that takes too long leaves the run going: look with `show`. A call that is \
cancelled ends the step that runs.";
    let properties = json!({
        "plan": plan(),
        "run": { "type": "string", "description": "run to go on with" },
        "target": text(),
        "dry_run": { "type": "boolean", "description": "show what would run" },
        "wait": { "type": "integer", "minimum": 1, "maximum": WAIT[1], "description": "seconds, default 600" },
        "more": { "type": "integer", "minimum": 0, "description": "goes with dry_run" },
    });
    tool(NAME, Touch::Runs, description, (properties, &[]))
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let arguments = vector(call)?;
    let from = call.given.more()?;
    let is_dry = call.given.flag("dry_run")?;
    if from > 0 && !is_dry {
        return Err(Wrong::because(
            "`more` goes with `dry_run`; what a run did, `show` tells page by page",
        ));
    }
    let wait = call.given.number("wait")?.unwrap_or(WAIT[0]);
    let wait = Duration::from_secs(wait.clamp(1, WAIT[1]));
    let watch = Watch::before(call).await?;
    let taken_back = call.server.taken_back(&call.context.id);
    let waited = tokio::select! {
        waited = call.server.calls.lasting(arguments, wait, taken_back) => waited?,
        () = watch.tell(call) => return Err(Wrong::because("the client is gone; `show` tells how the run stands")),
    };
    let mut frame = match waited {
        Waited::Ended(answered) => Frame::of(&answered),
        Waited::Stopped => {
            return Err(Wrong::because(
                "the run was asked to end, as the client wanted; `show` tells how it stands",
            ));
        }
        Waited::Late => still_running(call, &watch).await?,
    };
    frame.next = frame.next.or_else(|| next(frame.exit));
    let result = if is_dry {
        frame.result(from)
    } else {
        frame.result_of_deed()
    };
    Ok(result.into())
}

fn vector(call: &Call<'_>) -> Result<Vec<OsString>, Wrong> {
    let given = &call.given;
    let target = given.text("target")?;
    match (given.path("plan")?, given.name("run")?) {
        (Some(plan), None) => {
            let vector = Vector::of(Reach::Run).maybe("target", target);
            let vector = if given.flag("dry_run")? {
                vector.flag("dry-run")
            } else {
                vector
            };
            Ok(vector.about(&[plan]))
        }
        (None, Some(_)) if target.is_some() || given.flag("dry_run")? => Err(Wrong::because(
            "`target` and `dry_run` go with `plan`; a run keeps what it was begun with",
        )),
        (None, Some(run)) => Ok(Vector::of(Reach::Resume).about(&[run])),
        _ => Err(Wrong::because(
            "name either a `plan` to begin with or a `run` to go on with",
        )),
    }
}

/// How the run of this call stands, which nobody waits for any more.
async fn still_running(call: &Call<'_>, watch: &Watch) -> Result<Frame, Wrong> {
    let shown = match watch.run(call).await {
        Some(run) => Some(call.framed(Vector::of(Reach::Show).about(&[&run])).await?),
        None => None,
    };
    let known = shown.filter(|frame| !frame.is_error());
    let next = match known {
        Some(_) => "the run goes on by itself; look again with the tool `show` and this `run`",
        None => "the call goes on by itself; look for its run with the tool `show` and what=runs",
    };
    let mut frame = known.unwrap_or_default();
    frame.exit = None;
    frame.next = Some(next);
    Ok(frame)
}

fn next(exit: Option<i32>) -> Option<&'static str> {
    match exit? {
        10 => Some(
            "tell the person to look and to say go or no-go at a terminal: stopgate go. Then call `run` with `run`",
        ),
        11 => Some("tell the person: stopgate resolve, at a terminal"),
        3 => Some("tell the person; approving is theirs: stopgate approve, at a terminal"),
        1 => Some("look with `show`; a person decides what follows"),
        _ => None,
    }
}

/// Which run this call is about.
struct Watch {
    token: Option<ProgressToken>,
    /// The plan that begins a run, as it is named in lists.
    plan: Option<String>,
    /// The runs before the call: none of them is the one that a plan begins.
    before: BTreeSet<String>,
    /// The name of the run, or its beginning, once it is known.
    run: OnceLock<String>,
}

impl Watch {
    /// Looks before anything is started.
    async fn before(call: &Call<'_>) -> Result<Self, Wrong> {
        let plan = call.given.path("plan")?.map(plainly);
        let before = match &plan {
            Some(_) => runs(call).await?.into_iter().map(|(run, _)| run).collect(),
            None => BTreeSet::new(),
        };
        let run = call.given.name("run")?;
        Ok(Self {
            token: call.context.meta.get_progress_token(),
            plan,
            before,
            run: run
                .map(str::to_owned)
                .map(OnceLock::from)
                .unwrap_or_default(),
        })
    }

    /// The run of this call; none where it did not begin yet.
    async fn run(&self, call: &Call<'_>) -> Option<String> {
        if let Some(run) = self.run.get() {
            return Some(run.clone());
        }
        let run = self.begun(runs(call).await.ok()?)?;
        Some(self.run.get_or_init(|| run).clone())
    }

    /// Of these runs the one that this call began: it is new, and of its plan.
    fn begun(&self, runs: Vec<(String, String)>) -> Option<String> {
        let is_new = |(run, _): &(String, String)| !self.before.contains(run);
        let mut new: Vec<(String, String)> = runs.into_iter().filter(is_new).collect();
        let is_of_plan = |(_, plan): &(String, String)| Some(plan) == self.plan.as_ref();
        let at = match new.iter().position(is_of_plan) {
            Some(at) => at,
            // The plan may have another name than the one it was called by.
            None if new.len() == 1 => 0,
            None => return None,
        };
        Some(new.swap_remove(at).0)
    }

    /// Tells the client which steps are over, as often as that changes. Never ends by itself.
    async fn tell(&self, call: &Call<'_>) {
        let Some(token) = &self.token else {
            return std::future::pending().await;
        };
        let mut told = 0;
        loop {
            if let Some(seen) = self.seen(call).await.filter(|seen| seen.over > told) {
                told = seen.over;
                let progress = ProgressNotificationParam::new(token.clone(), counted(seen.over))
                    .with_total(counted(seen.total))
                    .with_message(seen.now);
                if call.context.peer.notify_progress(progress).await.is_err() {
                    return std::future::pending().await;
                }
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// How the run stands.
    async fn seen(&self, call: &Call<'_>) -> Option<Seen> {
        let run = self.run(call).await?;
        let shown = document(call, Vector::of(Reach::Show).about(&[&run])).await;
        let shown = shown.ok()?;
        let steps = shown["steps"].as_array()?;
        let is_over = |step: &&Value| {
            let state = step["state"].as_str();
            state.is_some_and(|state| OVER.contains(&state))
        };
        let running = steps.iter().find(|step| step["state"] == "running");
        let now = running.and_then(|step| step["command"].as_str());
        Some(Seen {
            over: steps.iter().filter(is_over).count(),
            total: steps.len(),
            now: visible(now.unwrap_or_default(), MOST_COMMAND),
        })
    }
}

/// How a run stands.
struct Seen {
    /// Steps that are over.
    over: usize,
    total: usize,
    /// The command that runs.
    now: String,
}

/// All runs, each with its plan.
async fn runs(call: &Call<'_>) -> Result<Vec<(String, String)>, Wrong> {
    let listed = document(call, Vector::of(Reach::Runs).about(&[])).await?;
    let text = |run: &Value, name: &str| run[name].as_str().unwrap_or_default().to_owned();
    let runs = listed["runs"].as_array().into_iter().flatten();
    Ok(runs
        .map(|run| (text(run, "run"), text(run, "plan")))
        .collect())
}

/// The JSON that a command prints.
async fn document(call: &Call<'_>, arguments: Vec<OsString>) -> Result<Value, Wrong> {
    let answered = call.server.calls.answer(arguments, &call.context).await?;
    serde_json::from_slice(&answered.stdout)
        .map_err(|_| Wrong::because("the runs of this repository cannot be read; try `show`"))
}

/// `./plans//a.md` as it stands in lists: `plans/a.md`
fn plainly(path: &str) -> String {
    let parts = path.split('/');
    let parts: Vec<&str> = parts.filter(|part| !matches!(*part, "" | ".")).collect();
    parts.join("/")
}

#[expect(clippy::cast_precision_loss, reason = "a plan has a few hundred steps")]
fn counted(steps: usize) -> f64 {
    steps as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_about_the_run_that_it_began() {
        let watch = Watch {
            token: None,
            plan: Some(plainly("./plans//a.md")),
            before: BTreeSet::from(["r1".to_owned()]),
            run: OnceLock::new(),
        };
        let begun = |runs: &[(&str, &str)]| {
            let runs = runs.iter();
            watch.begun(
                runs.map(|(run, plan)| ((*run).to_owned(), (*plan).to_owned()))
                    .collect(),
            )
        };
        assert_eq!(begun(&[("r1", "plans/a.md")]), None);
        assert_eq!(
            begun(&[("r3", "b.md"), ("r2", "plans/a.md"), ("r1", "plans/a.md")]).as_deref(),
            Some("r2")
        );
        assert_eq!(begun(&[("r2", "linked.md")]).as_deref(), Some("r2"));
        assert_eq!(begun(&[("r2", "b.md"), ("r3", "c.md")]), None);
    }
}
