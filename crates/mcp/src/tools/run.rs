//! `run`: an approved plan, up to its next stop-gate.

use std::ffi::OsString;
use std::time::Duration;

use rmcp::model::{ProgressNotificationParam, ProgressToken, Tool};
use serde_json::{Value, json};
use stopgate_system::{CallStop, Patience, Waited};

use super::{Call, Called, Touch, more, plan, text, tool};
use crate::calling::answer;
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
        "more": more(),
    });
    tool(NAME, Touch::Runs, description, (properties, &[]))
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let arguments = vector(call)?;
    let from = call.given.more()?;
    let wait = call
        .given
        .number("wait")?
        .unwrap_or(WAIT[0])
        .clamp(1, WAIT[1]);
    let patience = Patience::Lasting(Duration::from_secs(wait));
    let watch = Watch::before(call).await?;
    let waited = tokio::select! {
        waited = carried_out(call, arguments, patience) => waited?,
        () = watch.tell(call) => return Err(Wrong::because("the client is gone; `show` tells how the run stands")),
    };
    let mut frame = match waited {
        Waited::Ended(answered) => Frame::of(&answered),
        Waited::Stopped => {
            return Err(Wrong::because(
                "the run was interrupted as the client asked; `show` tells how it stands",
            ));
        }
        Waited::Late => still_running(call).await?,
    };
    frame.next = frame.next.or_else(|| next(frame.exit));
    Ok(frame.result(from).into())
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

/// Carries it out. Where the client takes its request back, the runner is asked to end, as by a person at the terminal; where
/// the client is gone, the run goes on to its stop-gate.
async fn carried_out(
    call: &Call<'_>,
    arguments: Vec<OsString>,
    patience: Patience,
) -> Result<Waited, Wrong> {
    let (stop, events) = CallStop::pair();
    let calls = call.server.calls.clone();
    let mut running = tokio::task::spawn_blocking(move || calls.call(&arguments, patience, events));
    let waited = tokio::select! {
        waited = &mut running => waited,
        () = call.server.taken_back(&call.context.id) => {
            stop.stop();
            running.await
        }
    };
    match waited {
        Ok(Ok(waited)) => Ok(waited),
        Ok(Err(failure)) => Err(Wrong(format!(
            "stopgate could not be started again: {failure}"
        ))),
        Err(_) => Err(Wrong::because(
            "the call broke off; `show` tells how the run stands",
        )),
    }
}

async fn still_running(call: &Call<'_>) -> Result<Frame, Wrong> {
    let shown = answer(
        &call.server.calls,
        Vector::of(Reach::Show).about(&[]),
        &call.context,
    )
    .await?;
    let mut frame = Frame::of(&shown);
    frame.exit = None;
    frame.next = Some("the run goes on by itself; look again with the tool `show`");
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

/// Which run a client is told of.
struct Watch {
    token: Option<ProgressToken>,
    /// The newest run before the call: not the one that a plan begins.
    before: Option<String>,
    /// The beginning of the name of the run that goes on.
    wanted: Option<String>,
}

impl Watch {
    /// Looks before anything is started.
    async fn before(call: &Call<'_>) -> Result<Self, Wrong> {
        let token = call.context.meta.get_progress_token();
        let before = match &token {
            Some(_) => seen(call).await.map(|seen| seen.run),
            None => None,
        };
        let wanted = call.given.name("run")?.map(str::to_owned);
        Ok(Self {
            token,
            before,
            wanted,
        })
    }

    fn is_of(&self, run: &str) -> bool {
        match &self.wanted {
            Some(wanted) => run.starts_with(wanted),
            None => self.before.as_deref() != Some(run),
        }
    }

    /// Tells the client which steps are over, as often as that changes. Never ends by itself.
    async fn tell(&self, call: &Call<'_>) {
        let Some(token) = &self.token else {
            return std::future::pending().await;
        };
        let mut told = 0;
        loop {
            if let Some(seen) = seen(call)
                .await
                .filter(|seen| seen.over > told && self.is_of(&seen.run))
            {
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
}

/// How the newest run stands.
struct Seen {
    run: String,
    /// Steps that are over.
    over: usize,
    total: usize,
    /// The command that runs.
    now: String,
}

/// Looks at the newest run.
async fn seen(call: &Call<'_>) -> Option<Seen> {
    let shown = answer(
        &call.server.calls,
        Vector::of(Reach::Show).about(&[]),
        &call.context,
    )
    .await
    .ok()?;
    let shown: Value = serde_json::from_slice(&shown.stdout).ok()?;
    let steps = shown["steps"].as_array()?;
    let is_over = |step: &&Value| {
        step["state"]
            .as_str()
            .is_some_and(|state| OVER.contains(&state))
    };
    let over = steps.iter().filter(is_over).count();
    let running = steps.iter().find(|step| step["state"] == "running");
    let now = running
        .and_then(|step| step["command"].as_str())
        .unwrap_or_default();
    Some(Seen {
        run: shown["run"].as_str()?.to_owned(),
        over,
        total: steps.len(),
        now: visible(now, MOST_COMMAND),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a plan has a few hundred steps")]
fn counted(steps: usize) -> f64 {
    steps as f64
}
