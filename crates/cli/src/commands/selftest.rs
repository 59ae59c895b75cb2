//! `stopgate selftest`: what Stopgate promises when things go wrong, tried on this machine and this disk.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde::Serialize;
use stopgate_selftest::{
    Halt, Machine, Row, Stage, Tried, Tries, Verdict, carry_out, markdown, rows,
};
use stopgate_system::{descends_from_step, write_report};

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::terminal::{BAD, FAINT, GOOD, RISKY, STRONG, harmless};
use crate::{json, terminal};

/// What is tried, where, and where it is told.
#[derive(Debug, Args)]
pub(crate) struct Selftesting {
    /// Only these rows of the matrix, with commas between them: FAULT-1,ATTACK-8
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    rows: Vec<String>,
    /// Folder on the disk that is tried; what is written there is removed [default: the current directory]
    #[arg(
        long,
        value_name = "DIR",
        default_value = ".",
        hide_default_value = true
    )]
    below: PathBuf,
    /// Write the table as Markdown into a file as well; `-` for standard output, in the place of the text
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

#[derive(Serialize)]
struct Selftest<'a> {
    schema: u32,
    version: &'static str,
    holds: bool,
    #[serde(flatten)]
    machine: &'a Machine,
    rows: &'a [Tried],
}

/// Tries what was asked for; fine where nothing failed.
pub(crate) fn run(common: &Common, selftesting: &Selftesting) -> Result<Exit, Trouble> {
    let chosen = chosen(&selftesting.rows)?;
    if descends_from_step() {
        let why =
            "a step of a run asks for a selftest, which approves plans; call it outside of the run";
        return Err(Trouble::Refused(why.to_owned()));
    }
    let stage = Stage::below(&selftesting.below, None).map_err(trouble)?;
    let is_report = selftesting
        .report
        .as_deref()
        .is_some_and(|path| path.as_os_str() == "-");
    let is_text = common.output_format != OutputFormat::Json && !is_report;
    let machine = Machine::of(&stage);
    if is_text {
        terminal::print(&head(&machine));
    }
    let mut all = Vec::new();
    for row in chosen {
        let mut tries =
            Tries::new(row.usual, Duration::from_secs(row.seconds), None).map_err(trouble)?;
        let tried = carry_out(row, &stage, &mut tries);
        if is_text {
            terminal::print(&line(common.output_format, &tried));
        }
        all.push(tried);
    }
    let holds = all.iter().all(|tried| tried.verdict != Verdict::Fails);
    tell(common, selftesting, (&machine, &all, holds))?;
    Ok(if holds { Exit::Fine } else { Exit::Findings })
}

/// Writes what was asked for when everything was tried.
fn tell(
    common: &Common,
    selftesting: &Selftesting,
    (machine, all, holds): (&Machine, &[Tried], bool),
) -> Result<(), Trouble> {
    let version = env!("CARGO_PKG_VERSION");
    let table = markdown(version, machine, all);
    let path = selftesting.report.as_deref();
    match path {
        Some(path) if path.as_os_str() == "-" => terminal::print(&harmless(&table)),
        Some(path) => write_report(path, table.as_bytes())?,
        None => {}
    }
    match common.output_format {
        OutputFormat::Json => json::print(&Selftest {
            schema: json::SCHEMA,
            version,
            holds,
            machine,
            rows: all,
        }),
        OutputFormat::Full if path.is_none_or(|path| path.as_os_str() != "-") => {
            terminal::print(&end(all));
        }
        OutputFormat::Full | OutputFormat::Concise => {}
    }
    Ok(())
}

/// The rows that were named, in the order of the matrix; all where none was.
fn chosen(named: &[String]) -> Result<Vec<&'static Row>, Trouble> {
    let is_row = |name: &&String| {
        rows()
            .iter()
            .any(|row| row.id.eq_ignore_ascii_case(name.trim()))
    };
    if let Some(unknown) = named.iter().find(|name| !is_row(name)) {
        let known: Vec<&str> = rows().iter().map(|row| row.id).collect();
        let known = known.join(", ");
        return Err(Trouble::Usage(format!(
            "there is no row {unknown}; the rows are {known}"
        )));
    }
    let is_named = |row: &&Row| {
        let same = |name: &String| row.id.eq_ignore_ascii_case(name.trim());
        named.is_empty() || named.iter().any(same)
    };
    Ok(rows().iter().filter(is_named).collect())
}

fn trouble(halt: Halt) -> Trouble {
    match halt {
        Halt::Cannot(why) | Halt::Broke(why) => Trouble::Usage(format!(
            "nothing can be tried here: {why}; name a folder with --below"
        )),
    }
}

fn head(machine: &Machine) -> String {
    let (kernel, file_system) = (harmless(&machine.kernel), harmless(&machine.file_system));
    format!("{STRONG}Selftest{STRONG:#}  {FAINT}{kernel}, folder on {file_system}{FAINT:#}\n")
}

/// One row, as soon as it is done.
fn line(format: OutputFormat, tried: &Tried) -> String {
    let style = match tried.verdict {
        Verdict::Holds => GOOD,
        Verdict::Fails => BAD,
        Verdict::CannotBeTestedHere => RISKY,
    };
    let (row, faults, seconds) = (tried.row, tried.fault_count, tried.seconds);
    let verdict = harmless(&tried.verdict_in_words());
    let times = format!("{} {}", tried.times, tried.unit);
    let mut text = format!(
        "{row:<10} {times:<24} {faults:>3} faults {seconds:>5.1} s  {style}{verdict}{style:#}\n"
    );
    if format == OutputFormat::Full {
        let _ = writeln!(text, "           {FAINT}{}{FAINT:#}", tried.tried);
    }
    for fault in &tried.faults {
        let _ = writeln!(text, "           {BAD}✗{BAD:#} {}", harmless(fault));
    }
    text
}

fn end(all: &[Tried]) -> String {
    let count = |verdict| all.iter().filter(|tried| tried.verdict == verdict).count();
    let (holds, fails) = (count(Verdict::Holds), count(Verdict::Fails));
    let untested = count(Verdict::CannotBeTestedHere);
    let next = match fails {
        0 => "",
        _ => {
            "\n  what failed is a fault of Stopgate or of this machine: report it with the table that --report FILE writes"
        }
    };
    format!(
        "{STRONG}{holds} hold, {fails} fail, {untested} cannot be tested here{STRONG:#}{next}\n"
    )
}
