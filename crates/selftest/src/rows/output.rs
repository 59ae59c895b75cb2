//! FAULT-8: whatever a step writes, runner and supervisor need little memory, and every byte counts.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use stopgate_system::{Stopwatch, pause};

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::of_commands;
use crate::scene::{RUN, Scene, coded};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "FAULT-8",
    tries: "steps that write hundreds of megabytes, with lines and without",
    unit: "outputs",
    usual: 4,
    seconds: 5,
    carry,
};

/// Most memory that a process of Stopgate takes beside the pages of its program, KiB.
const MOST: u64 = 16 * 1024;

/// Longest wait for what is written.
const WRITING: Duration = Duration::from_secs(60);

/// A command, and what it writes: a text, again and again, up to so many bytes.
struct Bomb {
    command: &'static str,
    text: &'static [u8],
    bytes: usize,
}

const BOMBS: [Bomb; 4] = [
    Bomb {
        command: "head -c 200000000 /dev/zero",
        text: b"\0",
        bytes: 200_000_000,
    },
    Bomb {
        command: "yes '' | head -c 3000000",
        text: b"\n",
        bytes: 3_000_000,
    },
    Bomb {
        command: "yes 'a line of the list' | head -c 200000000",
        text: b"a line of the list\n",
        bytes: 200_000_000,
    },
    Bomb {
        command: "yes 'a line without an end' | tr '\\n' ' ' | head -c 50000000",
        text: b"a line without an end ",
        bytes: 50_000_000,
    },
];

/// Waits until somebody looked at the processes that serve it.
const WAITS: &str =
    "touch written; for n in $(seq 1000); do test -e seen && exit 0; sleep 0.02; done";

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let commands = ["bash bomb.sh", "bash wait.sh"].map(str::to_owned);
    let template = Scene::approved(stage, &of_commands(&commands))?;
    template.root.write("wait.sh", WAITS.as_bytes())?;
    while tries.go_on() {
        explode(&template.fork()?, tries.turn(&BOMBS), tries)?;
        tries.tried(1);
    }
    Ok(())
}

fn explode(scene: &Scene<'_>, bomb: &Bomb, tries: &mut Tries) -> Result<(), Halt> {
    let what = bomb.command;
    scene.root.write("bomb.sh", bomb.command.as_bytes())?;
    let mut runner = scene.command(&RUN).start()?;
    let watch = Stopwatch::start();
    while !scene.root.has("written") && !runner.is_over() && watch.elapsed() < WRITING {
        pause(Duration::from_millis(5));
    }
    let program = scene.program().to_string_lossy().into_owned();
    let ours = scene.mark.alive().into_iter();
    let memory: Vec<u64> = ours
        .filter(|one| one.line.starts_with(&program))
        .filter_map(|one| one.most_memory())
        .collect();
    scene.root.write("seen", b"")?;
    let ended = runner.wait(WRITING)?;
    tries.saw(Fact::is(format!("{what}: `run`"), coded(&ended), 10));
    // The runner and its supervisor.
    tries.saw(Fact::new(
        format!("{what}: processes looked at"),
        memory.len(),
        Wanted::AtLeast(2),
    ));
    for most in memory {
        tries.saw(Fact::new(
            format!("{what}: KiB of memory"),
            most,
            Wanted::AtMost(MOST),
        ));
    }
    let shown = scene.shown()?;
    let digest = shown["steps"][0]["output_sha256"]
        .as_str()
        .unwrap_or_default();
    tries.saw(Fact::is(format!("{what}: digest"), digest, bomb.digest()));
    Ok(())
}

impl Bomb {
    /// The digest of what it writes, computed from what it is told to write.
    fn digest(&self) -> String {
        let chunk = self.text.repeat(65_536);
        let mut hasher = Sha256::new();
        let mut left = self.bytes;
        while left > 0 {
            let part = left.min(chunk.len());
            hasher.update(&chunk[..part]);
            left -= part;
        }
        hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
