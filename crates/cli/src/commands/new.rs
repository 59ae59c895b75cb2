//! `stopgate new`: the skeleton of a plan.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;
use stopgate_interview::Kind;
use stopgate_system::{Disk, today, user_formats, write_new};
use stopgate_workspace::{Engine, slug};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::ask;
use crate::commands::asking::AskOptions;
use crate::exit::{Exit, Trouble};
use crate::interview::Missing;
use crate::{json, session, terminal};

#[derive(Serialize)]
struct New {
    schema: u32,
    path: String,
    format: String,
}

/// Writes a new plan; nothing that exists is ever overwritten.
pub(crate) fn run(
    common: &Common,
    (format, title): (&str, &str),
    (output, as_of): (Option<&Path>, Option<Date>),
    asks: bool,
) -> Result<Exit, Trouble> {
    if title.trim().is_empty() {
        return Err(Trouble::Usage("a plan needs a title".to_owned()));
    }
    let root = session::root(common, Path::new("."))?;
    let engine = Engine::new(&user_formats(&root)?)?;
    let today = as_of.unwrap_or_else(today);
    let known = engine
        .format(format)
        .ok_or_else(|| session::unknown_format(&engine, format))?;
    let text = engine.new_plan(format, title, today).unwrap_or_default();
    if asks && (output == Some(Path::new("-")) || !terminal::has_person()) {
        return Err(Trouble::Usage(
            "--ask needs a file and a terminal to ask a person on; write the plan first, then: stopgate ask PLAN --answers FILE".to_owned(),
        ));
    }
    if output == Some(Path::new("-")) {
        terminal::print(&text);
        return Ok(Exit::Fine);
    }
    let path = output.map_or_else(
        || root.join(known.default_path.replace("{slug}", &slug(title))),
        PathBuf::from,
    );
    write_new(&path, text.as_bytes())?;
    let name = Disk::new(root).name(&path);
    match common.output_format {
        OutputFormat::Json => json::print(&New {
            schema: json::SCHEMA,
            path: name,
            format: format.to_owned(),
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&format!("{name}\n"));
            if !common.quiet && !asks {
                terminal::say(&format!("fill it in, then: stopgate check {name}"));
            }
        }
    }
    if asks {
        return ask_at_once(common, &path, (format, as_of));
    }
    Ok(Exit::Fine)
}

/// Asks for what the new plan lacks: all that stands in it is the skeleton of its format.
fn ask_at_once(
    common: &Common,
    path: &Path,
    (format, as_of): (&str, Option<Date>),
) -> Result<Exit, Trouble> {
    let asking = AskOptions {
        answers: None,
        missing: Missing::Leave,
        json: false,
        plain: false,
        name: None,
    };
    let judging = Judging {
        format: Some(format.to_owned()),
        profile: None,
        as_of,
    };
    ask::run(common, path, (&asking, &judging), Kind::Template)
}
