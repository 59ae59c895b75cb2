//! `stopgate index`: the table of plans with day, status and owner, and the file that holds it (E10).

use std::path::Path;

use serde::Serialize;
use stopgate_workspace::IndexEntry;

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::plan_index::Index;
use crate::session::{Session, root};
use crate::terminal::{self, GOOD, harmless};
use crate::{json, report};

/// Shows the plans, and writes the index where that was asked for.
pub(crate) fn run(common: &Common, write: bool, judging: &Judging) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let session = Session::open(common, &root, judging)?;
    let mut index = Index::of(&session)?;
    index
        .entries
        .sort_by(|(_, one), (_, other)| one.path.cmp(&other.path));
    let written = write && index.write(&session)?;
    match common.output_format {
        OutputFormat::Json => json::print(&IndexJson {
            schema: json::SCHEMA,
            file: &index.file,
            plans: index
                .entries
                .iter()
                .map(|(_, entry)| PlanJson::of(entry))
                .collect(),
            written,
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            let rows: Vec<Vec<String>> =
                index.entries.iter().map(|(_, entry)| row(entry)).collect();
            terminal::print(&report::table(&rows));
            if !common.quiet {
                terminal::say(&told(&index.file, write, written));
            }
        }
    }
    Ok(Exit::Fine)
}

fn told(file: &str, write: bool, written: bool) -> String {
    let file = harmless(file);
    match (write, written) {
        (false, _) => format!("{file} was not touched; --write writes the index into it"),
        (true, false) => format!("{file} says so already"),
        (true, true) => format!("{GOOD}written{GOOD:#} to {file}"),
    }
}

fn row(entry: &IndexEntry) -> Vec<String> {
    let name: String = harmless(&entry.name).chars().take(60).collect();
    vec![
        entry.date.clone().unwrap_or_else(|| "no day".to_owned()),
        entry.status.name().to_owned(),
        harmless(entry.owner.as_deref().unwrap_or("nobody")),
        harmless(&entry.path),
        name,
    ]
}

/// `index`.
#[derive(Serialize)]
struct IndexJson<'a> {
    schema: u32,
    /// The file that holds the index, relative to the root.
    file: &'a str,
    plans: Vec<PlanJson<'a>>,
    written: bool,
}

#[derive(Serialize)]
struct PlanJson<'a> {
    path: &'a str,
    name: &'a str,
    date: Option<&'a str>,
    status: &'static str,
    owner: Option<&'a str>,
}

impl<'a> PlanJson<'a> {
    fn of(entry: &'a IndexEntry) -> Self {
        Self {
            path: &entry.path,
            name: &entry.name,
            date: entry.date.as_deref(),
            status: entry.status.name(),
            owner: entry.owner.as_deref(),
        }
    }
}
