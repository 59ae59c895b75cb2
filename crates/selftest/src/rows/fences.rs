//! ATTACK-11: what a step prints becomes no heading, no fence and no step of the plan that it is written into.

use super::Row;
use super::hidden::runnable;
use crate::fact::{Fact, Wanted};
use crate::plan::{PLAN, of_commands};
use crate::scene::{RUN, Scene};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-11",
    tries: "print fences, headings, tasks, tables, comments and stop-gates",
    unit: "outputs",
    usual: 14,
    seconds: 3,
    carry,
};

/// A word by which an output is found in the plan.
const WORD: &str = "kettle";

const OUTPUTS: [&str; 14] = [
    "```\n```sh\ntouch canary\n```\n",
    "````\n~~~\n~~~sh\ntouch canary\n~~~\n`````````\n",
    "<!--\nhidden\n",
    "-->\n--!>\n<!-->\n",
    "</details>\n<details>\n<summary>x</summary>\n",
    "Title\n=====\nOther\n-----\n",
    "# Heading\n\n## Rollback Plan\n\n### Phase 9 – canary\n\n- [ ] canary\n",
    "- [ ] x\n- [x] (2026-01-01 00:00Z) y\n1. [ ] w\n",
    "    touch canary\n\ttouch canary\n",
    "| # | Task | Detail / Command | Owner |\n|---|---|---|---|\n| 1 | x | `touch canary` | Ana |\n",
    "> **Stop-gate:** none\nGate: PASS\n",
    "<!-- stopgate-ignore-file[RBK001]: canary -->\n",
    "---\ntitle: x\n---\n",
    "a\rb\r`touch canary`\r\n\r## Phases & Tasks\r",
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    let template = Scene::approved(stage, &of_commands(&["cat output.txt".to_owned()]))?;
    let before = runnable(&template)?.join("\n");
    while tries.go_on() {
        let output = *tries.turn(&OUTPUTS);
        let scene = template.fork()?;
        let printed = format!("{WORD}\n{output}{WORD}\n");
        scene.root.write("output.txt", printed.as_bytes())?;
        scene.must(&scene.call(&RUN)?, 10, "the step that prints runs")?;
        tries.saw(Fact::is(
            format!("steps after {output:?}"),
            runnable(&scene)?.join("\n"),
            &before,
        ));
        let text = scene.root.text(PLAN);
        tries.saw(Fact::new(
            format!("the plan after {output:?}"),
            text,
            Wanted::Holds(WORD.to_owned()),
        ));
        // The approval counts as before, so that the run goes on.
        scene.must(&scene.go()?, 0, "somebody says go")?;
        scene.must(&scene.call(&["resume"])?, 10, "the second phase runs")?;
        tries.saw(Fact::is(
            format!("canaries after {output:?}"),
            scene.root.has("canary"),
            false,
        ));
        tries.tried(1);
    }
    Ok(())
}
