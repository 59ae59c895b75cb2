//! JSON lines: a question out, a reply in, until nothing is open or the input ends.

use serde_json::{Value, json};
use stopgate_interview::{Kind, Reply, question_object};

use super::{Driver, Outcome, Scene};
use crate::exit::{Exit, Trouble};
use crate::{json, terminal};

/// Asks over standard output and listens to standard input.
pub(crate) fn run(scene: &Scene<'_>, kind: Kind) -> Result<Exit, Trouble> {
    let mut driver = Driver::open(scene, kind)?;
    while let Some(question) = driver.next() {
        say(json!({ "question": question_object(&question, driver.left()) }));
        let Some(line) = terminal::read_line() else {
            break;
        };
        match Reply::read(&question, &line) {
            Err(fault) => say(json!({
                "refused": { "key": question.key, "message": fault.to_string() }
            })),
            Ok(Reply::Stop) => break,
            Ok(Reply::GoOn) => driver.go_on(),
            Ok(Reply::Leave) => driver.leave(),
            Ok(Reply::Back) => {
                if !driver.go_back() {
                    let message = "there is no earlier answer in this session";
                    say(json!({ "refused": { "key": question.key, "message": message } }));
                }
            }
            Ok(Reply::Answer(answer)) => {
                let outcome = driver.put(&answer)?;
                say(told(&question.key, outcome));
            }
        }
    }
    let verdict = driver.verdict();
    say(json!({ "done": {
        "answered": driver.answered,
        "open": driver.skipped,
        "left": driver.left(),
        "verdict": if verdict.passes() { "pass" } else { "fail" },
    } }));
    Ok(driver.exit())
}

fn told(key: &str, outcome: Outcome) -> Value {
    match outcome {
        Outcome::Refused(message) => json!({ "refused": { "key": key, "message": message } }),
        Outcome::Written {
            number,
            commands,
            remains,
        } => json!({ "written": {
            "key": key,
            "record": number,
            "commands": commands,
            "remains": remains,
        } }),
    }
}

/// One object on one line.
fn say(mut object: Value) {
    object["schema"] = json!(json::SCHEMA);
    terminal::print(&format!("{object}\n"));
}
