//! FAULT-7: nothing that a step started is alive two seconds after its runner is gone.

use std::time::Duration;

use stopgate_system::{Started, Stopwatch, pause};

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

/// Longest wait for a runner that was asked to end.
const ENDING: Duration = Duration::from_secs(30);

/// Trees at the same time.
const AT_ONCE: usize = 4;

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, &of_commands(&["bash tree.sh".to_owned()]))?;
    template.root.write("leaf.sh", LEAF.as_bytes())?;
    while tries.go_on() {
        // Most of it is waiting, so several wait at once.
        let trees = (0..AT_ONCE).map(|nth| Tree::plant(&template, tries.done + nth));
        let mut trees = trees.collect::<Result<Vec<Tree<'_>>, Halt>>()?;
        for tree in &trees {
            tree.grow(tries);
        }
        trees.iter_mut().for_each(Tree::end);
        for tree in trees {
            tree.look(tries)?;
        }
        tries.tried(AT_ONCE);
    }
    Ok(())
}

/// A step that has started processes, with its runner.
struct Tree<'s> {
    name: &'static str,
    leaves: usize,
    is_killed: bool,
    scene: Scene<'s>,
    runner: Started,
}

impl<'s> Tree<'s> {
    fn plant(template: &Scene<'s>, number: usize) -> Result<Self, Halt> {
        let (name, leaves, way) = WAYS[number % WAYS.len()];
        let scene = template.fork()?;
        let script = format!("LEAF='bash leaf.sh'; export LEAF\n{way}\ntouch grown\nsleep 300\n");
        scene.root.write("tree.sh", script.as_bytes())?;
        let runner = scene.command(&RUN).start()?;
        Ok(Self {
            name,
            leaves,
            // Every way meets both ends, one round after the other.
            is_killed: (number / WAYS.len()).is_multiple_of(2),
            scene,
            runner,
        })
    }

    fn grow(&self, tries: &mut Tries) {
        let grown = grow(&self.scene, self.leaves);
        let what = format!("{}: processes that a step started", self.name);
        tries.saw(Fact::new(what, grown, Wanted::AtLeast(self.leaves as u64)));
    }

    fn end(&mut self) {
        if self.is_killed {
            self.runner.kill();
        } else {
            self.runner.ask_to_end();
        }
    }

    fn look(self, tries: &mut Tries) -> Result<(), Halt> {
        let ended = self.runner.wait(ENDING)?;
        let what = format!("{}: the runner ended", self.name);
        tries.saw(Fact::is(what, ended.in_time, true));
        let alive = lines_of(&self.scene.left_alive());
        let what = format!("{}: alive after its runner", self.name);
        tries.saw(Fact::is(what, alive, ""));
        Ok(())
    }
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
