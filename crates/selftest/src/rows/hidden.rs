//! ATTACK-1: what a reader of the rendered page does not see does not run.

use serde_json::Value;

use super::Row;
use crate::fact::{Fact, Wanted};
use crate::plan::{DAY, PLAN, with_blocks};
use crate::scene::{RUN, Scene};
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

pub(super) const ROW: Row = Row {
    id: "ATTACK-1",
    tries: "hide commands in comments, closed details, hidden elements, alternative texts, odd fences",
    unit: "pages",
    usual: 15,
    seconds: 3,
    carry,
};

/// A command that everybody sees.
const VISIBLE: &str = "```sh\necho control >> control.txt\n```\n\nExpected: exit code 0\n\n";

/// Commands that nobody sees, or that look otherwise than they are.
const PAGES: [(&str, &str); 15] = [
    ("a comment", "<!--\n```sh\ntouch canary\n```\n-->\n\n"),
    (
        "a comment in a paragraph",
        "The old way <!-- was longer\n\n```sh\ntouch canary\n```\n\nand is gone --> now.\n\n",
    ),
    (
        "a comment around inline code",
        "Then <!-- `touch canary` --> look.\n\n",
    ),
    (
        "closed details",
        "<details>\n<summary>Log</summary>\n\n```sh\ntouch canary\n```\n\n</details>\n\n",
    ),
    (
        "closed details, indented code",
        "<details>\n<summary>Log</summary>\n\n    touch canary\n\n</details>\n\n",
    ),
    (
        "a hidden element",
        "<div hidden>\n\n```sh\ntouch canary\n```\n\n</div>\n\n",
    ),
    (
        "an element that is not displayed",
        "<div style=\"display:none\">\n\n```sh\ntouch canary\n```\n\n</div>\n\n",
    ),
    (
        "a template",
        "<template>\n\n```sh\ntouch canary\n```\n\n</template>\n\n",
    ),
    (
        "a hidden word",
        "Finish with <span hidden>`touch canary`</span> the count.\n\n",
    ),
    (
        "an alternative text",
        "![log\n    touch canary\n](docs/log.png)\n\n",
    ),
    (
        "a title of a link",
        "[log](docs/log.md \"`touch canary`\")\n\n",
    ),
    (
        "a definition of a link",
        "[log]: docs/log.md \"`touch canary`\"\n\n",
    ),
    (
        "a quoted block in a fence",
        "````text\n```sh\ntouch canary\n```\n````\n\n",
    ),
    (
        "a direction mark",
        "```sh\ntouch canary # \u{202e} ko \u{202c}\n```\n\n",
    ),
    (
        "an escape sequence",
        "```sh\ntouch canary \u{9b}8m\n```\n\n",
    ),
];

fn carry(stage: &Stage, tries: &mut Tries) -> Result<(), Halt> {
    while tries.go_on() {
        let (what, page) = *tries.turn(&PAGES);
        let text = with_blocks(&format!("{VISIBLE}{page}"));
        let scene = Scene::with_plan(stage, &text)?;
        let runnable = runnable(&scene)?.join("\n");
        let hidden = Wanted::Lacks(vec!["canary".to_owned()]);
        tries.saw(Fact::new(
            format!("{what}: runnable commands"),
            &runnable,
            hidden,
        ));
        let seen = Wanted::Holds("echo control".to_owned());
        tries.saw(Fact::new(
            format!("{what}: runnable commands"),
            runnable,
            seen,
        ));
        // Where the gate says no there is nothing to run, which is as good.
        let approved = scene.sign(&["approve", PLAN, "--as-of", DAY])?;
        if approved.code == Some(0) {
            scene.call(&RUN)?;
            let ran = scene.root.has("control.txt");
            tries.saw(Fact::is(
                format!("{what}: the visible command ran"),
                ran,
                true,
            ));
        }
        let ran = scene.root.has("canary");
        tries.saw(Fact::is(
            format!("{what}: the hidden command ran"),
            ran,
            false,
        ));
        tries.tried(1);
    }
    Ok(())
}

/// The commands of a plan that would run.
pub(super) fn runnable(scene: &Scene<'_>) -> Result<Vec<String>, Halt> {
    let done = scene.call(&["steps", PLAN, "--as-of", DAY])?;
    let found: Value = serde_json::from_str(&done.stdout).unwrap_or_default();
    let steps = found["steps"].as_array().into_iter().flatten();
    let runnable = steps.filter(|step| step["runnable"] == true);
    let command = |step: &Value| step["command"].as_str().unwrap_or_default().to_owned();
    Ok(runnable.map(command).collect())
}
