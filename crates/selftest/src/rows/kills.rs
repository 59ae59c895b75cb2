//! FAULT-1: whatever is killed and whenever, nothing is lost and nothing is done twice.
//!
//! The oracle is what the steps leave in a file, and never what the journal says of them.

use std::time::Duration;

use serde_json::Value;
use stopgate_system::Call;

use super::Row;
use crate::fact::Fact;
use crate::plan::{EFFECTS, TEXT};
use crate::scene::{RUN, Scene, coded, lines_of};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-1",
    tries: "kill the runner at random moments and go on: nothing lost, nothing twice",
    unit: "kills",
    usual: 40,
    seconds: 8,
    carry,
};

/// Most kills of one run, and most calls after which one that does not end is given up.
const KILLS: usize = 8;
const CALLS: usize = 60;

/// Runs in a row in which no command was slow enough to be killed.
const TOO_FAST: usize = 6;

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, TEXT)?;
    let mut latest = undisturbed(&template)?;
    let mut fast = 0;
    while tries.go_on() {
        let kills = live(&template.fork()?, tries, latest)?;
        tries.tried(kills);
        fast = if kills == 0 { fast + 1 } else { 0 };
        if fast > 0 {
            latest /= 2;
        }
        if fast == TOO_FAST {
            return Err(Halt::Cannot(
                "commands end before they can be killed".to_owned(),
            ));
        }
    }
    Ok(())
}

/// How long a run up to its first stop-gate takes that nobody kills, microseconds.
fn undisturbed(template: &Scene<'_>) -> Result<usize, Halt> {
    let scene = template.fork()?;
    let watch = stopgate_system::Stopwatch::start();
    scene.must(&scene.run()?, 10, "the first phase runs")?;
    Ok(usize::try_from(watch.elapsed().as_micros()).unwrap_or(usize::MAX))
}

/// Leads one run to its end; how often its commands were killed.
fn live(scene: &Scene<'_>, tries: &mut Tries, latest: usize) -> Result<usize, Halt> {
    let (mut kills, most) = (0, tries.left().clamp(1, KILLS));
    for _ in 0..CALLS {
        let Some(call) = next(scene)? else { break };
        let mut started = call.start()?;
        if kills < most {
            let moment = tries.below(latest.max(1));
            stopgate_system::pause(Duration::from_micros(moment as u64));
            kills += usize::from(!started.is_over());
            started.kill();
        }
        started.wait(Duration::from_secs(60))?;
    }
    // A command that was killed when all was done may not have told the plan.
    let last = scene.call(&["resume"])?;
    tries.saw(Fact::is(
        "the last command of a killed run",
        coded(&last),
        0,
    ));
    let state = scene.shown()?["state"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    tries.saw(Fact::is("the state of a killed run", state, "passed"));
    tries.saw(Fact::is("what a killed run did", scene.effects(), EFFECTS));
    let verified = scene.call(&["verify"])?;
    tries.saw(Fact::is("`verify` of a killed run", coded(&verified), 0));
    let alive = lines_of(&scene.left_alive());
    tries.saw(Fact::is("what lives on after a killed run", alive, ""));
    Ok(kills)
}

/// What a person calls next; none at the end.
fn next(scene: &Scene<'_>) -> Result<Option<Call>, Halt> {
    let run = scene.shown()?;
    let go = ["go", "--confirm-all", "--reason", "looked"];
    Ok(match run["state"].as_str() {
        None => Some(scene.command(&RUN)),
        Some("passed") => None,
        Some("waiting" | "stopped") => Some(scene.command(&go).with(scene.signature())),
        Some("unknown") => Some(resolve(scene, &run)),
        Some(_) => Some(scene.command(&["resume"])),
    })
}

/// Says of a step whose end nobody saw what its effects say.
fn resolve(scene: &Scene<'_>, run: &Value) -> Call {
    let steps = run["steps"].as_array().into_iter().flatten();
    let mut unknown = steps.filter(|step| step["state"] == "unknown");
    let (id, command) = unknown.next().map_or(("", ""), |step| {
        let text = |name: &str| step[name].as_str().unwrap_or_default();
        (text("id"), text("command"))
    });
    let effect = command.split(' ').nth(1).unwrap_or_default();
    let happened = scene.effects().lines().any(|line| line == effect);
    let became = if happened {
        "--happened"
    } else {
        "--did-not-happen"
    };
    let resolve = ["resolve", id, became, "--reason", "looked at the effects"];
    scene.command(&resolve).with(scene.signature())
}
