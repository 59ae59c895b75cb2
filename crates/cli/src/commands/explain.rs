//! `stopgate explain`: the page of a rule, or what a format is, offline.

use std::path::Path;

use serde::Serialize;
use stopgate_system::user_formats;
use stopgate_workspace::{Engine, FormatFault, format_faults, rules, suggestion};

use super::explain_format;
use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::{json, session, terminal};

#[derive(Serialize)]
struct Explanation<'a> {
    schema: u32,
    code: &'a str,
    name: &'a str,
    summary: &'a str,
    severity: &'a str,
    requirements: &'a [&'a str],
    protected: bool,
    page: &'a str,
}

/// Prints the page of a rule, given by code or name, or what a format is, given by its id.
pub(crate) fn run(common: &Common, wanted: &str) -> Result<Exit, Trouble> {
    if wanted.eq_ignore_ascii_case("STR004") || wanted == "unknown-format" {
        terminal::print(UNKNOWN_FORMAT);
        return Ok(Exit::Fine);
    }
    if let Some(fault) = fault(wanted) {
        terminal::print(&format!(
            "# {} ({})\n\nFound in format files by `stopgate format check`. {}\n",
            fault.name, fault.code, fault.page
        ));
        return Ok(Exit::Fine);
    }
    let Some(rule) = rules::by_code_or_name(wanted) else {
        let engine = Engine::new(&user_formats(&session::root(common, Path::new("."))?)?)?;
        let format = engine.format(wanted);
        let format = format.ok_or_else(|| Trouble::Usage(nearest(wanted)))?;
        explain_format::print(common, &engine, format);
        return Ok(Exit::Fine);
    };
    if common.output_format == OutputFormat::Json {
        json::print(&Explanation {
            schema: json::SCHEMA,
            code: rule.code,
            name: rule.name,
            summary: rule.summary,
            severity: rule.severity.name(),
            requirements: rule.requirements,
            protected: rule.is_protected(),
            page: rules::page_of(rule),
        });
    } else {
        terminal::print(rules::page_of(rule));
    }
    Ok(Exit::Fine)
}

/// The page of the one finding that is no rule over plans.
const UNKNOWN_FORMAT: &str = "# unknown-format (STR004)\n\nNo format recognises the document, so only the rules about Markdown were applied. \
Formats are recognised by their section titles; `stopgate formats` lists them.\n\n## How to fix\n\nName the format with `--format ID`, give \
the sections the titles of the format, or begin with `stopgate new`.\n";

/// The fault of format files with this code or name.
fn fault(wanted: &str) -> Option<&'static FormatFault> {
    let is_it =
        |fault: &&FormatFault| fault.code.eq_ignore_ascii_case(wanted) || fault.name == wanted;
    format_faults().iter().find(is_it)
}

/// What to say of a name that is none: the rules whose codes begin so, else the most alike name.
fn nearest(wanted: &str) -> String {
    let lower = wanted.to_lowercase();
    let near: Vec<String> = rules::all()
        .filter(|rule| rule.code.to_lowercase().starts_with(&lower))
        .take(5)
        .map(|rule| format!("{} {}", rule.code, rule.name))
        .collect();
    if !near.is_empty() {
        let near = near.join(", ");
        return format!("there is no rule `{wanted}`; did you mean {near}?");
    }
    let alike = suggestion(&lower, rules::all().map(|rule| rule.name));
    format!(
        "there is no rule and no format `{wanted}`{alike}; `stopgate rules` and `stopgate formats` list them"
    )
}
