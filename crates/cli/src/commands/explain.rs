//! `stopgate explain`: the page of a rule, offline.

use serde::Serialize;
use stopgate_workspace::rules;

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::{json, terminal};

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

/// Prints the page of a rule, given by code or name.
pub(crate) fn run(common: &Common, wanted: &str) -> Result<Exit, Trouble> {
    if wanted.eq_ignore_ascii_case("STR004") || wanted == "unknown-format" {
        terminal::print(UNKNOWN_FORMAT);
        return Ok(Exit::Fine);
    }
    let rule = rules::by_code_or_name(wanted).ok_or_else(|| Trouble::Usage(nearest(wanted)))?;
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

fn nearest(wanted: &str) -> String {
    let lower = wanted.to_lowercase();
    let near = rules::all().filter(|rule| {
        let words = lower.split(['-', ' ', '_']).filter(|word| word.len() > 3);
        rule.code.to_lowercase().starts_with(&lower)
            || words.into_iter().any(|word| rule.name.contains(word))
    });
    let near: Vec<String> = near
        .take(5)
        .map(|rule| format!("{} {}", rule.code, rule.name))
        .collect();
    match near.is_empty() {
        true => format!("there is no rule `{wanted}`; `stopgate rules` lists them"),
        false => format!(
            "there is no rule `{wanted}`; did you mean {}?",
            near.join(", ")
        ),
    }
}
