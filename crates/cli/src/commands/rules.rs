//! `stopgate rules`: the catalogue.

use std::path::Path;

use serde::Serialize;
use stopgate_system::user_formats;
use stopgate_workspace::{Engine, Profile, Rule, rules};

use crate::arguments::{Common, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::{json, report, session, terminal};

#[derive(Serialize)]
struct Rules {
    schema: u32,
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
struct RuleJson {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    protected: bool,
    formats: Vec<Applied>,
}

#[derive(Serialize)]
struct Applied {
    format: String,
    severity: &'static str,
    requirements: Vec<String>,
}

/// Lists the rules by code, with the formats that apply them.
pub(crate) fn run(common: &Common) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let engine = Engine::new(&user_formats(&root)?)?;
    let mut all: Vec<&'static Rule> = rules::all().collect();
    all.sort_by_key(|rule| rule.code);
    if common.output_format == OutputFormat::Json {
        json::print(&Rules {
            schema: json::SCHEMA,
            rules: all.iter().map(|rule| document(&engine, rule)).collect(),
        });
        return Ok(Exit::Fine);
    }
    let row = |rule: &&Rule| {
        let applied = applied(&engine, rule);
        let formats: Vec<&str> = applied
            .iter()
            .map(|applied| applied.format.as_str())
            .collect();
        let formats = if formats.len() == engine.formats().len() {
            "all".to_owned()
        } else {
            formats.join(" ")
        };
        vec![
            rule.code.to_owned(),
            rule.name.to_owned(),
            formats,
            rule.summary.to_owned(),
        ]
    };
    terminal::print(&report::table(&all.iter().map(row).collect::<Vec<_>>()));
    if !common.quiet {
        terminal::say(&format!(
            "{} rules; stopgate explain CODE says more",
            all.len()
        ));
    }
    Ok(Exit::Fine)
}

fn document(engine: &Engine, rule: &'static Rule) -> RuleJson {
    RuleJson {
        code: rule.code,
        name: rule.name,
        summary: rule.summary,
        protected: rule.is_protected(),
        formats: applied(engine, rule),
    }
}

fn applied(engine: &Engine, rule: &Rule) -> Vec<Applied> {
    let of_format = |format: &stopgate_workspace::Format| {
        let choice = format
            .rule_choices()
            .into_iter()
            .find(|choice| choice.rule == rule.name)?;
        let severity = choice.severity(Profile::Standard)?.name();
        Some(Applied {
            format: format.id.clone(),
            severity,
            requirements: choice.requirements,
        })
    };
    engine.formats().iter().filter_map(of_format).collect()
}
