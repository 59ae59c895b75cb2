//! `stopgate format check` and `stopgate format init`: formats of one's own.

use std::path::{Path, PathBuf};

use serde::Serialize;
use stopgate_source::{Finding, Severity, Source};
use stopgate_system::{read_format, read_plan, user_formats, write_new};
use stopgate_workspace::{Engine, Inspected, check_format};

use crate::arguments::{Common, FormatCommand, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::output::Item;
use crate::terminal::{BAD, GOOD};
use crate::{json, report, session, terminal};

/// Carries out one of the two.
pub(crate) fn run(common: &Common, command: &FormatCommand) -> Result<Exit, Trouble> {
    match command {
        FormatCommand::Check { files } => check(common, files),
        FormatCommand::Init { from, id, output } => {
            init(common, from, (id.as_deref(), output.as_deref()))
        }
    }
}

/// Checks format files as strictly as plans.
fn check(common: &Common, files: &[PathBuf]) -> Result<Exit, Trouble> {
    let own;
    let files = if files.is_empty() {
        own = own_formats(common)?;
        own.as_slice()
    } else {
        files
    };
    let mut failed = false;
    let mut documents = Vec::new();
    let mut checked = 0;
    for file in files {
        let root = session::root(common, file)?;
        let others = other_formats(&root, file)?;
        let text = read_format(file, &around(&root, file))?;
        let inspected = check_format(&text, &others);
        let shown = session::shown(file);
        let errors = inspected
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        failed |= errors.count() > 0;
        checked += 1;
        match common.output_format {
            OutputFormat::Json => documents.push(document(&shown, &inspected)),
            OutputFormat::Concise => print(common, &shown, &inspected, report::concise),
            OutputFormat::Full => print(common, &shown, &inspected, report::full),
        }
    }
    if common.output_format == OutputFormat::Json {
        json::print(&json::Check::of(documents));
    } else if !common.quiet {
        let word = if failed {
            format!("{BAD}not usable{BAD:#}")
        } else {
            format!("{GOOD}sound{GOOD:#}")
        };
        let plural = if checked == 1 { "" } else { "s" };
        terminal::say(&format!("{word}: {checked} format file{plural}"));
    }
    Ok(if failed { Exit::Findings } else { Exit::Fine })
}

/// All format files of the repository.
fn own_formats(common: &Common) -> Result<Vec<PathBuf>, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let files: Vec<PathBuf> = user_formats(&root)?
        .into_iter()
        .map(|(name, _)| root.join(name))
        .collect();
    if files.is_empty() {
        return Err(Trouble::Usage(
            "there is no format file in .stopgate/formats; name one, or draft one with `stopgate format init`".to_owned(),
        ));
    }
    Ok(files)
}

/// A format file may lie anywhere; one inside the root must not lead out of it by links.
fn around(root: &Path, file: &Path) -> PathBuf {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    if absolute.starts_with(root) {
        root.to_owned()
    } else {
        absolute.parent().unwrap_or(&absolute).to_owned()
    }
}

/// The format files of the repository without this one.
fn other_formats(root: &Path, file: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let mut others = user_formats(root)?;
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    others.retain(|(name, _)| root.join(name) != absolute);
    Ok(others)
}

fn document(path: &str, inspected: &Inspected) -> json::File {
    let ready = inspected
        .findings
        .iter()
        .all(|finding| finding.severity != Severity::Error);
    let findings = inspected.findings.iter();
    json::File {
        path: path.to_owned(),
        format: inspected.format.as_ref().map(|format| format.id.clone()),
        confidence: 1.0,
        ready,
        findings: findings
            .map(|finding| Item::new(finding.clone(), &inspected.source, String::new()))
            .map(|item| json::FindingJson::of(&item))
            .collect(),
    }
}

fn print(
    common: &Common,
    path: &str,
    inspected: &Inspected,
    write: fn(&str, &Source, &Finding) -> String,
) {
    for finding in &inspected.findings {
        if finding.severity == Severity::Error || !common.quiet {
            terminal::print(&write(path, &inspected.source, finding));
        }
    }
}

#[derive(Serialize)]
struct Drafted {
    schema: u32,
    path: String,
    id: String,
    examples: usize,
}

/// Drafts a format from documents; nothing that exists is overwritten.
fn init(
    common: &Common,
    from: &[PathBuf],
    (id, output): (Option<&str>, Option<&Path>),
) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let engine = Engine::new(&user_formats(&root)?)?;
    let mut examples = Vec::new();
    for path in from {
        examples.push(read_plan(path, &around(&root, path))?);
    }
    let count = examples.len();
    let id = id.map_or_else(|| id_of(from), str::to_owned);
    let text = engine
        .draft_format(&id, examples)
        .map_err(|error| Trouble::Usage(error.to_string()))?;
    if output == Some(Path::new("-")) {
        terminal::print(&text);
        return Ok(Exit::Fine);
    }
    let path = output.map_or_else(
        || root.join(format!(".stopgate/formats/{id}.toml")),
        PathBuf::from,
    );
    write_new(&path, text.as_bytes())?;
    let name = stopgate_system::Disk::new(root).name(&path);
    if common.output_format == OutputFormat::Json {
        json::print(&Drafted {
            schema: json::SCHEMA,
            path: name,
            id,
            examples: count,
        });
    } else {
        terminal::print(&format!("{name}\n"));
        if !common.quiet {
            terminal::say(&format!(
                "read it and change what is wrong, then: stopgate format check {name}"
            ));
        }
    }
    Ok(Exit::Fine)
}

/// An id from the folder of the first document, else from its name.
fn id_of(from: &[PathBuf]) -> String {
    let first = from.first().map_or(Path::new("plan"), PathBuf::as_path);
    let folder = first.parent().and_then(Path::file_name);
    let name = folder
        .or(first.file_stem())
        .unwrap_or_default()
        .to_string_lossy();
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let id = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if id.is_empty() {
        "our-plan".to_owned()
    } else {
        id
    }
}
