//! No surface makes a terminal do anything but show text, whatever a plan, a file name or a step says
//! (ATTACK-5).

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::process::{Command, Stdio};

use stopgate_tests::matrix;
use stopgate_tests::repository::Repository;
use stopgate_workspace::Engine;

use crate::payloads::payloads;
use crate::program::program;
use crate::screen::{COLUMNS, Screen};
use crate::world::{DAY, PLAN, approve, approved, plan, repository};

/// Payloads at least (EXECUTION.md).
const PAYLOADS: usize = 300;

/// What stands around every payload, so that one sees that it was shown.
const MARK: &str = "mark4711";

/// A surface, and its commands, of which each payload sees one.
struct Surface {
    name: &'static str,
    in_turn: &'static [&'static [&'static str]],
}

/// The surfaces, in their order: what is shown of a run needs one. `PLAN` is one that holds payloads and does
/// not pass its gate, `FINE` one that is approved with payloads in its environment, `GOOD` one whose step
/// prints them.
const SURFACES: [Surface; 6] = [
    Surface {
        name: "check",
        in_turn: &[
            &["check", "PLAN"],
            &["gate", "PLAN"],
            &["check", "--output-format", "concise", "."],
            &["check", "--output-format", "github", "PLAN"],
        ],
    },
    Surface {
        name: "steps",
        in_turn: &[
            &["steps", "PLAN"],
            &["steps", "--output-format", "concise", "PLAN"],
            &["diff", "FINE"],
        ],
    },
    Surface {
        name: "approve",
        in_turn: &[&["approve", "FINE", "sign"], &["approve", "PLAN", "sign"]],
    },
    Surface {
        name: "run",
        in_turn: &[&["run", "GOOD"]],
    },
    Surface {
        name: "show",
        in_turn: &[&["show"], &["resume"], &["status"], &["report"]],
    },
    Surface {
        name: "json",
        in_turn: &[
            &["steps", "--output-format", "json", "PLAN"],
            &["show", "--output-format", "json"],
            &["check", "--output-format", "json", "PLAN"],
            &["check", "--output-format", "jsonl", "."],
            &["gate", "--output-format", "json", "PLAN"],
            &["check", "--output-format", "sarif", "PLAN"],
            &["check", "--output-format", "junit", "PLAN"],
        ],
    },
];

/// Prints what lies in a file, fails the first time, and says so in between.
const SAY: &str =
    "import sys\nsys.stdout.buffer.write(open('payload', 'rb').read() + b'\\n')\nsys.exit(1)\n";

/// The payload in every field that a plan has for words, a command and an expectation among them.
fn hostile_plan(payload: &[u8]) -> Vec<u8> {
    let marked = |before: &str, behind: &str| {
        let payload = String::from_utf8_lossy(payload).into_owned();
        // Bytes that are no UTF-8 are put in behind, where they stood.
        format!("{before} {MARK}<{payload}>{MARK}{behind}")
    };
    let fields = [
        ("Wake up the greenhouse pumps", marked("Wake up", "")),
        (
            "the main pump is switched once",
            marked("the main pump", ""),
        ),
        (
            "Jonna looks at `effects.txt` and gives go",
            marked("Jonna looks at", "and gives go"),
        ),
        ("| Switch the first side pump |", marked("| Switch", " |")),
        ("`echo b1 >> effects.txt`", marked("`echo", "`")),
        ("`switched`", marked("`", "`")),
        ("Main pump before the others", marked("Main pump", "")),
        (
            "## 8. Open Questions",
            format!("{}\n\n## 8. Open Questions", marked("`echo", "`")),
        ),
    ];
    let replaced: Vec<(&str, &str)> = fields
        .iter()
        .map(|(old, new)| (*old, new.as_str()))
        .collect();
    plan(&replaced).into_bytes()
}

/// The template in which every payload gets a copy: a plan whose step prints it, approved.
fn template() -> Repository {
    let repository = repository(&plan(&[("echo a1 >> effects.txt", "python3 say.py")]));
    repository.write("say.py", SAY.as_bytes());
    approve(&repository);
    repository.write("fine.md", repository.read(PLAN).as_bytes());
    repository
}

/// A file whose name holds the payload, where a name can.
fn named(repository: &Repository, payload: &[u8]) {
    let name = [MARK.as_bytes(), payload, b".md"].concat();
    let name: Vec<u8> = name
        .into_iter()
        .filter(|byte| !matches!(byte, b'/' | 0))
        .collect();
    let path = repository.root().join(OsString::from_vec(name));
    // Some are longer than names may be.
    let _ = std::fs::write(path, "# Plan: x\n\n## Phases & Tasks\n\n### Phase 1\n");
}

/// What one payload did on each surface: whether it was shown there, and what a terminal obeyed.
fn shown(
    template: &Repository,
    nth: usize,
    payload: &[u8],
) -> Vec<(&'static str, bool, Vec<String>)> {
    let repository = template.fork();
    repository.write("payload", &[MARK.as_bytes(), b"<", payload, b">"].concat());
    repository.write("bad.md", &hostile_plan(payload));
    named(&repository, payload);
    let look = |surface: &Surface| {
        let arguments = surface.in_turn[nth % surface.in_turn.len()];
        let config = match surface.name {
            "approve" => config(payload),
            _ => Vec::new(),
        };
        repository.write(".stopgate/config.toml", &config);
        let bytes = said(&repository, arguments);
        let obeyed = Screen::plain(&bytes).obeyed;
        let fault = |what: &String| {
            let payload = String::from_utf8_lossy(payload).escape_debug().to_string();
            format!("{}: {arguments:?}: {what} by {payload}", surface.name)
        };
        let seen = String::from_utf8_lossy(&bytes).contains(MARK);
        let faults = obeyed.first().map(fault).into_iter().collect();
        (surface.name, seen, faults)
    };
    SURFACES.iter().map(look).collect()
}

/// A configuration that gives steps the payload in a variable: whoever approves is shown it.
fn config(payload: &[u8]) -> Vec<u8> {
    let text = format!("{MARK}<{}>", String::from_utf8_lossy(payload));
    let letters = text
        .chars()
        .map(|letter| format!("\\U{:08x}", u32::from(letter)));
    let value: String = letters.collect();
    format!("[environment]\nREGION = \"{value}\"\n").into_bytes()
}

fn said(repository: &Repository, arguments: &[&str]) -> Vec<u8> {
    let signs = arguments.contains(&"sign");
    let names = |word: &&str| match *word {
        "PLAN" => "bad.md".to_owned(),
        "GOOD" => PLAN.to_owned(),
        "FINE" => "fine.md".to_owned(),
        word => word.to_owned(),
    };
    let words: Vec<String> = arguments
        .iter()
        .filter(|word| **word != "sign")
        .map(names)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = repository.command(&words);
    if ["check", "gate", "approve", "run"].contains(&words[0]) {
        command.args(["--as-of", DAY]);
    }
    if signs {
        let signer = stopgate_tests::repository::SIGNER;
        command
            .args(["--as", signer, "--key"])
            .arg(repository.key());
    }
    let output = command.output().expect("the binary starts");
    [output.stdout, output.stderr].concat()
}

#[test]
fn no_surface_obeys_what_a_plan_or_a_step_says() {
    let template = template();
    let payloads = payloads();
    assert!(payloads.len() >= PAYLOADS, "{} payloads", payloads.len());
    let numbered: Vec<(usize, &Vec<u8>)> = payloads.iter().enumerate().collect();
    let looked = Engine::in_parallel(&numbered, |(nth, payload)| shown(&template, *nth, payload));
    let (mut tried, mut faults, mut seen) = (0, Vec::new(), BTreeMap::new());
    for (name, was_seen, wrong) in looked.into_iter().flatten() {
        tried += 1;
        *seen.entry(name).or_insert(0) += usize::from(was_seen);
        faults.extend(wrong);
    }
    println!("payloads seen by surface: {seen:?}");
    for (name, count) in &seen {
        assert!(
            *count * 8 > payloads.len(),
            "only {count} payloads were seen on {name}"
        );
    }
    matrix::report("ATTACK-5", (tried, "payloads on surfaces"), 0, &faults);
}

/// Prints one payload after the other, each for as long as the line of a step needs to be drawn.
const DRIP: &str = "import os, sys, time\nfor name in sorted(os.listdir('drops')):\n    os.write(1, open('drops/' + name, 'rb').read() + b'\\n')\n    time.sleep(0.02)\n";

/// What a terminal is sent that shows a run whose step prints these lines; none where no terminal can be had.
fn on_terminal(payloads: &[Vec<u8>]) -> Option<Vec<u8>> {
    let repository = repository(&plan(&[("echo a1 >> effects.txt", "python3 drip.py")]));
    repository.write("drip.py", DRIP.as_bytes());
    for (nth, payload) in payloads.iter().enumerate() {
        let drop = [MARK.as_bytes(), payload].concat();
        repository.write(&format!("drops/{nth:04}"), &drop);
    }
    approve(&repository);
    let record = repository.key().with_file_name("typescript");
    let program = program().display();
    let run = format!("stty cols {COLUMNS} rows 24; '{program}' run {PLAN} --as-of {DAY}");
    Command::new("script")
        .args(["-q", "-e", "-c", &run])
        .arg(&record)
        .current_dir(repository.root())
        .env("TERM", "xterm-256color")
        .stdin(std::process::Stdio::null())
        .output()
        .ok()?;
    let bytes = std::fs::read(&record).expect("a record of the terminal");
    // The first line and what stands behind the last one are of `script` itself.
    let start = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a line")
        + 1;
    let end = bytes
        .windows(13)
        .rposition(|window| window == b"\nScript done ");
    Some(bytes[start..end.unwrap_or(bytes.len())].to_vec())
}

/// A run on a terminal of its own: what its owner sees, colours and moving lines included. The sequences of
/// a run whose step prints nothing special are Stopgate's own; there are no others.
#[test]
fn a_terminal_that_shows_a_run_obeys_nothing_that_a_step_prints() {
    let payloads = payloads();
    // Long lines too: what does not fit into a line of the terminal is drawn and cleared in another way.
    let lines: Vec<Vec<u8>> = (0..40).map(|nth| vec![b'x'; 1 + nth * 20]).collect();
    let Some(calm) = on_terminal(&lines) else {
        return println!("skipped: no `script` here");
    };
    let own = Screen::show(&calm, &BTreeSet::new()).letters;
    assert!(
        own.contains(&'m') && own.contains(&'K'),
        "{own:?}: no line moved"
    );
    let calm = Screen::show(&calm, &own).obeyed;
    assert!(calm.is_empty(), "{calm:?}");
    let bytes = on_terminal(&payloads).expect("as before");
    assert!(String::from_utf8_lossy(&bytes).matches(MARK).count() > payloads.len() / 4);
    let mut faults = Screen::show(&bytes, &own).obeyed;
    faults.dedup();
    matrix::report(
        "ATTACK-5",
        (payloads.len(), "payloads on a terminal"),
        0,
        &faults,
    );
}

/// What would be seen on the screen of a multiplexer: titles, the other screen, a cleared one, a cursor that goes up.
/// They are few, because a failed step shows the last lines of its output.
const STRONG: [&str; 6] = [
    "\u{1b}]0;owned",
    "\u{1b}]2;owned",
    "\u{1b}[?1049h",
    "\u{1b}[2J",
    "\u{1b}[H",
    "\u{1b}[99A",
];

/// The same in a terminal multiplexer, which says what its screen holds.
#[test]
fn the_screen_of_a_multiplexer_keeps_what_stood_on_it() {
    if Command::new("tmux").arg("-V").output().is_err() {
        return println!("skipped: no tmux here");
    }
    let repository = approved(&plan(&[("echo a1 >> effects.txt", "cat payload; exit 1")]));
    let strong = |payload: &Vec<u8>| {
        let text = String::from_utf8_lossy(payload);
        STRONG.iter().any(|strong| text.starts_with(strong))
    };
    let lines: Vec<Vec<u8>> = payloads().into_iter().filter(strong).collect();
    assert!(lines.len() >= STRONG.len(), "{} payloads", lines.len());
    let mut payload = lines.join(&b"\n"[..]);
    payload.push(b'\n');
    repository.write("payload", &payload);
    let socket = repository.key().with_file_name("tmux");
    let shell = format!(
        "echo above-{MARK}; '{}' run {PLAN} --as-of {DAY} </dev/null; echo below-{MARK}; tmux -S '{}' wait-for -S done; sleep 60",
        program().display(),
        socket.display()
    );
    let tmux = |arguments: &[&str], output: Stdio| {
        let mut command = Command::new("timeout");
        command.args(["60", "tmux", "-S"]).arg(&socket);
        command.args(["-f", "/dev/null"]).args(arguments);
        command
            .current_dir(repository.root())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
            .expect("tmux starts")
    };
    let does = |arguments: &[&str]| _ = tmux(arguments, Stdio::null());
    let says = |arguments: &[&str]| tmux(arguments, Stdio::piped());
    let session = "new-session -d -x 200 -y 60 -n kept-title";
    let session: Vec<&str> = session.split(' ').chain([shell.as_str()]).collect();
    // The server keeps the output of whoever starts it.
    does(&session);
    does(&["wait-for", "done"]);
    let screen = says(&["capture-pane", "-p", "-S", "-"]);
    let titles = says(&[
        "display-message",
        "-p",
        "#{window_name} #{pane_title} #{alternate_on} #{buffer_name}",
    ]);
    does(&["kill-server"]);
    let mut faults = Vec::new();
    for kept in ["above-", "below-", "pumps", "exit 1"] {
        if !screen.contains(kept) {
            faults.push(format!("{kept} is gone from the screen"));
        }
    }
    if titles.contains("owned") || !titles.contains(" 0 ") {
        faults.push(format!("title, screen or clipboard changed: {titles}"));
    }
    if screen.find("above-") > screen.find("below-") {
        faults.push("the cursor went up".to_owned());
    }
    println!("{screen}");
    matrix::report(
        "ATTACK-5",
        (lines.len(), "payloads in a multiplexer"),
        0,
        &faults,
    );
}
