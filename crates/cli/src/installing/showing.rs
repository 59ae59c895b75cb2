//! Shows what is planned, asks, and writes it.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::installing::Installing;
use crate::json;
use crate::terminal::{self, FAINT, GOOD, RISKY, STRONG, harmless};

/// Whether it is written.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Asking {
    /// Write it, and ask nobody
    #[arg(short, long, conflicts_with = "dry_run")]
    pub(crate) yes: bool,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Vec<FileLine<'a>>>,
    agents: Vec<AgentLine<'a>>,
    diff: String,
    written: bool,
}

#[derive(Serialize)]
struct AgentLine<'a> {
    agent: &'a str,
    files: Vec<FileLine<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct FileLine<'a> {
    path: &'a str,
    change: &'a str,
}

/// Shows what is planned, and writes it where that is wanted. `own` are files that no agent asked for.
pub(crate) fn conclude(
    common: &Common,
    installing: &Installing,
    (own, asking): (&[String], Asking),
) -> Result<Exit, Trouble> {
    let is_record = |name: &str| name.starts_with(".stopgate/agents/");
    let diff = installing.planned.diff(is_record);
    match common.output_format {
        OutputFormat::Json => {}
        OutputFormat::Concise => terminal::print(&concise(installing, own)),
        OutputFormat::Full => {
            terminal::print_document(diff.as_bytes());
            say(common, &told(installing, own));
        }
    }
    let is_done = installing.is_done();
    let can_ask = common.output_format == OutputFormat::Full && terminal::has_person();
    let asks = !is_done && !asking.yes && !asking.dry_run;
    let written = !is_done && (asking.yes || asks && can_ask && agreed(installing));
    if written {
        installing.planned.write()?;
    }
    if common.output_format == OutputFormat::Json {
        json::print(&shown(installing, own, (diff, written)));
    } else {
        say(common, &said(installing, (is_done, written), asking));
    }
    // Who cannot be asked must not take it for written.
    Ok(if asks && !can_ask {
        Exit::Usage
    } else {
        Exit::Fine
    })
}

fn say(common: &Common, text: &str) {
    if !common.quiet && !text.is_empty() {
        terminal::say(text.trim_end());
    }
}

fn agreed(installing: &Installing) -> bool {
    let count = installing.planned.changed().count();
    let files = if count == 1 { "file" } else { "files" };
    let answer = terminal::ask(&format!("Write this into {count} {files}? [y/N] "));
    let answer = answer.unwrap_or_default();
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

fn lines<'a>(installing: &'a Installing, files: &'a [String]) -> Vec<FileLine<'a>> {
    let line = |path: &'a String| FileLine {
        path,
        change: installing.planned.fate(path),
    };
    files.iter().map(line).collect()
}

fn shown<'a>(
    installing: &'a Installing,
    own: &'a [String],
    (diff, written): (String, bool),
) -> Shown<'a> {
    let agents = installing.agents.iter().map(|plan| AgentLine {
        agent: plan.agent.name,
        files: lines(installing, &plan.files),
        notes: &plan.notes,
    });
    Shown {
        schema: json::SCHEMA,
        files: (!own.is_empty()).then(|| lines(installing, own)),
        agents: agents.collect(),
        diff,
        written,
    }
}

/// One line for each file.
fn concise(installing: &Installing, own: &[String]) -> String {
    let mut text = String::new();
    for file in lines(installing, own) {
        let _ = writeln!(text, "{}: {}", harmless(file.path), file.change);
    }
    for plan in &installing.agents {
        for file in lines(installing, &plan.files) {
            let path = harmless(file.path);
            let _ = writeln!(text, "{path}: {} for {}", file.change, plan.agent.name);
        }
    }
    text
}

/// What people are told beside the diff: each file with what becomes of it, and what they should know.
fn told(installing: &Installing, own: &[String]) -> String {
    let list = |files: &[String]| {
        let line = |file: FileLine<'_>| format!("  {:<10}{}\n", file.change, harmless(file.path));
        let all = lines(installing, files).into_iter();
        all.map(line).collect::<String>()
    };
    let mut text = list(own);
    for plan in &installing.agents {
        let _ = writeln!(text, "{STRONG}{}{STRONG:#}", plan.agent.title);
        text.push_str(&list(&plan.files));
        for note in &plan.notes {
            let _ = writeln!(text, "  {RISKY}note:{RISKY:#} {}", harmless(note));
        }
    }
    text
}

/// What came of it.
fn said(installing: &Installing, (is_done, written): (bool, bool), asking: Asking) -> String {
    if is_done {
        return format!("{GOOD}nothing to write{GOOD:#}: everything is as it has to be");
    }
    if !written {
        return if asking.dry_run {
            "nothing was written".to_owned()
        } else {
            "nothing was written; --yes writes it".to_owned()
        };
    }
    let mut text = format!("{GOOD}written{GOOD:#}; commit it, so that others have it too\n");
    let notes = installing.agents.iter().map(|plan| plan.agent);
    for agent in notes.filter(|agent| installing.has(agent) && !agent.note.is_empty()) {
        let _ = writeln!(text, "{FAINT}{}{FAINT:#}", agent.note);
    }
    text
}
