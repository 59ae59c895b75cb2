//! FAULT-7: nothing that a step started is alive two seconds after its runner is gone.

use std::time::Duration;

use stopgate_system::{Stopwatch, pause};

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::of_commands;
use crate::scene::{RUN, Scene, lines_of};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-7",
    tries: "end the runner of steps that fork twice, leave their session, and are deaf to signals",
    unit: "process trees",
    usual: 16,
    seconds: 8,
    carry,
};

/// What lives on at the end of every way.
const LEAF: &str = "trap '' TERM INT HUP QUIT
echo \"$BASHPID\" >> alive
exec sleep 300
";

/// Ways of getting away, and how many processes each leaves; `$LEAF` lives on.
const WAYS: [(&str, usize, &str); 8] = [
    ("a new session", 1, "setsid $LEAF &"),
    ("forked twice", 1, "( ( $LEAF & ) & )"),
    (
        "forked twice around a session",
        2,
        "( setsid bash -c '( $LEAF & ); $LEAF' & )",
    ),
    ("nohup", 1, "nohup $LEAF > /dev/null 2>&1 &"),
    (
        "a group of its own",
        2,
        "set -m; $LEAF & $LEAF & disown -a; set +m",
    ),
    ("a pipeline", 3, "$LEAF | $LEAF | $LEAF &"),
    (
        "a storm of forks",
        30,
        "for n in $(seq 6); do ( for m in $(seq 5); do $LEAF & done; wait ) & done",
    ),
    (
        "starts another when asked to end",
        1,
        "( trap 'setsid $LEAF &' TERM INT HUP; echo >> alive; while :; do sleep 0.1; done ) &",
    ),
];

/// Longest wait for a tree to grow.
const GROWING: Duration = Duration::from_secs(20);

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, &of_commands(&["bash tree.sh".to_owned()]))?;
    template.root.write("leaf.sh", LEAF.as_bytes())?;
    while tries.go_on() {
        let (name, leaves, way) = *tries.turn(&WAYS);
        // Every way meets both ends, one round after the other.
        let is_killed = (tries.done / WAYS.len()).is_multiple_of(2);
        let scene = template.fork()?;
        let script = format!("LEAF='bash leaf.sh'; export LEAF\n{way}\ntouch grown\nsleep 300\n");
        scene.root.write("tree.sh", script.as_bytes())?;
        let mut runner = scene.command(&RUN).start()?;
        let grown = grow(&scene, leaves);
        tries.saw(Fact::new(
            format!("{name}: processes that a step started"),
            grown,
            Wanted::AtLeast(leaves as u64),
        ));
        if is_killed {
            runner.kill()
        } else {
            runner.ask_to_end()
        }
        runner.wait(Duration::from_secs(30))?;
        let alive = lines_of(&scene.left_alive());
        tries.saw(Fact::is(
            format!("{name}: alive after its runner"),
            alive,
            "",
        ));
        tries.tried(1);
    }
    Ok(())
}

/// Waits until all of a tree says that it lives; how much of it does.
fn grow(scene: &Scene<'_>, leaves: usize) -> usize {
    let watch = Stopwatch::start();
    loop {
        let lines = scene.root.text("alive").lines().count();
        let is_grown = lines >= leaves && scene.root.has("grown");
        if is_grown || watch.elapsed() > GROWING {
            return lines;
        }
        pause(Duration::from_millis(10));
    }
}
