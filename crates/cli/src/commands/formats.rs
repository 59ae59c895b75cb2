//! `stopgate formats`: the plan formats in use.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_system::user_formats;
use stopgate_workspace::Engine;

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::terminal::{FAINT, STRONG, harmless};
use crate::{json, report, session, terminal};

#[derive(Serialize)]
struct Formats<'a> {
    schema: u32,
    formats: Vec<FormatJson<'a>>,
}

#[derive(Serialize)]
struct FormatJson<'a> {
    id: &'a str,
    name: &'a str,
    summary: &'a str,
    default_path: &'a str,
    sections: Vec<SectionJson<'a>>,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    title: &'a str,
    required: bool,
}

/// Lists the built-in formats and those of the repository.
pub(crate) fn run(common: &Common) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let engine = Engine::new(&user_formats(&root)?)?;
    match common.output_format {
        OutputFormat::Json => json::print(&document(&engine)),
        OutputFormat::Concise => {
            let row =
                |format: &stopgate_workspace::Format| vec![format.id.clone(), format.name.clone()];
            terminal::print(&report::table(
                &engine.formats().iter().map(row).collect::<Vec<_>>(),
            ));
        }
        OutputFormat::Full => terminal::print(&full(&engine)),
    }
    Ok(Exit::Fine)
}

fn document(engine: &Engine) -> Formats<'_> {
    Formats {
        schema: json::SCHEMA,
        formats: engine
            .formats()
            .iter()
            .map(|format| FormatJson {
                id: &format.id,
                name: &format.name,
                summary: &format.summary,
                default_path: &format.default_path,
                sections: format
                    .section_titles()
                    .map(|(title, required)| SectionJson { title, required })
                    .collect(),
            })
            .collect(),
    }
}

fn full(engine: &Engine) -> String {
    let mut text = String::new();
    for format in engine.formats() {
        let required: Vec<&str> = format
            .section_titles()
            .filter(|(_, required)| *required)
            .map(|(title, _)| title)
            .collect();
        let _ = writeln!(text, "{STRONG}{}{STRONG:#}  {}", format.id, format.name);
        let _ = writeln!(text, "  {}", format.summary);
        let _ = writeln!(
            text,
            "  {FAINT}new plans go to {}{FAINT:#}",
            format.default_path
        );
        let _ = writeln!(
            text,
            "  {FAINT}sections: {}{FAINT:#}\n",
            harmless(&required.join(" · "))
        );
    }
    text.push_str("Begin a plan with: stopgate new FORMAT TITLE\n");
    text
}
