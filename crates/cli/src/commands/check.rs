//! `stopgate check`: what is wrong with plans, and where.

use std::path::{Path, PathBuf};

use stopgate_source::{Finding, Severity, Source};
use stopgate_system::{Found, discover, read_plan};
use stopgate_workspace::{Document, Engine};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown};
use crate::terminal::{BAD, FAINT, GOOD, RISKY};
use crate::{json, report, terminal};

/// A file that was looked at.
enum Looked {
    /// Met on a walk, and no format claims it.
    Skipped,
    Checked(Box<Checked>),
}

struct Checked {
    path: String,
    shown: String,
    source: Source,
    format: Option<String>,
    confidence: f32,
    findings: Vec<Finding>,
    rules: usize,
}

/// Checks files and directories.
pub(crate) fn run(common: &Common, paths: &[PathBuf], judging: &Judging) -> Result<Exit, Trouble> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let near = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let found = discover(paths)?;
    let session = Session::open(common, near, judging)?;
    let looked = Engine::in_parallel(&found, |found| look(&session, found));
    let mut files = Vec::new();
    let mut skipped = 0;
    for looked in looked {
        match looked? {
            Looked::Skipped => skipped += 1,
            Looked::Checked(checked) => files.push(*checked),
        }
    }
    let failed = files.iter().any(|file| !Document::is_ready(&file.findings));
    match common.output_format {
        OutputFormat::Json => print_json(files, skipped),
        OutputFormat::Full | OutputFormat::Concise => print_text(common, &files, skipped),
    }
    Ok(if failed { Exit::Findings } else { Exit::Fine })
}

fn look(session: &Session, found: &Found) -> Result<Looked, Trouble> {
    let path = session.disk.name(&found.path);
    let bytes = match read_plan(&found.path, session.disk.root()) {
        Ok(bytes) => bytes,
        // What nobody named is not worth stopping for.
        Err(_) if !found.named => return Ok(Looked::Skipped),
        Err(failure) => return Err(failure.into()),
    };
    let document = session
        .engine
        .read(&path, bytes, &session.options, &session.disk);
    if document.plan().is_none() && !found.named {
        return Ok(Looked::Skipped);
    }
    let checked = document.check(&session.options, &session.disk);
    Ok(Looked::Checked(Box::new(Checked {
        path,
        shown: shown(&found.path),
        source: document.source().clone(),
        format: document.plan().map(|plan| plan.format.id.clone()),
        confidence: document.plan().map_or(0.0, |plan| plan.format.confidence),
        findings: checked.findings,
        rules: checked.rules_evaluated,
    })))
}

fn print_json(files: Vec<Checked>, skipped: usize) {
    let file = |file: Checked| json::File {
        ready: Document::is_ready(&file.findings),
        findings: file
            .findings
            .iter()
            .map(|finding| json::FindingJson::new(finding, &file.source))
            .collect(),
        path: file.path,
        format: file.format,
        confidence: file.confidence,
    };
    json::print(&json::Check {
        schema: json::SCHEMA,
        files: files.into_iter().map(file).collect(),
        skipped,
    });
}

fn print_text(common: &Common, files: &[Checked], skipped: usize) {
    let mut text = String::new();
    for file in files {
        for finding in file
            .findings
            .iter()
            .filter(|finding| is_shown(common, finding))
        {
            text.push_str(&match common.output_format {
                OutputFormat::Concise => report::concise(&file.shown, &file.source, finding),
                OutputFormat::Full | OutputFormat::Json => {
                    report::full(&file.shown, &file.source, finding)
                }
            });
        }
    }
    terminal::print(&text);
    if common.verbose {
        for file in files {
            let format = file.format.as_deref().unwrap_or("unknown format");
            terminal::say(&format!(
                "{FAINT}{}: {format}, confidence {:.2}, {} rules evaluated{FAINT:#}",
                file.shown, file.confidence, file.rules
            ));
        }
    }
    if !common.quiet {
        terminal::say(&summary(files, skipped));
    }
}

/// Hints are shown to who asks for more, and for a single plan.
fn is_shown(common: &Common, finding: &Finding) -> bool {
    match finding.severity {
        Severity::Error => true,
        Severity::Warning => !common.quiet,
        Severity::Info => common.verbose,
    }
}

fn summary(files: &[Checked], skipped: usize) -> String {
    let findings: Vec<&Finding> = files.iter().flat_map(|file| &file.findings).collect();
    if files.is_empty() {
        return format!(
            "{RISKY}no plans found{RISKY:#}: {skipped} Markdown files, and no format claims one"
        );
    }
    let plans = format!(
        "{} plan{}",
        files.len(),
        if files.len() == 1 { "" } else { "s" }
    );
    let skipped = match skipped {
        0 => String::new(),
        1 => " (1 Markdown file is no plan)".to_owned(),
        more => format!(" ({more} Markdown files are no plans)"),
    };
    let worst = findings.iter().map(|finding| finding.severity).max();
    match worst {
        None => format!("{GOOD}ready{GOOD:#}: {plans}, no findings{skipped}"),
        Some(Severity::Error) => format!(
            "{BAD}not ready{BAD:#}: {plans}, {}{skipped}",
            report::counts(&findings)
        ),
        Some(_) => format!(
            "{RISKY}ready{RISKY:#}: {plans}, {}{skipped}",
            report::counts(&findings)
        ),
    }
}
