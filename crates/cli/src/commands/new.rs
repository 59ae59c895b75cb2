//! `stopgate new`: the skeleton of a plan, and what is understood before one is begun (X1, X3).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;
use stopgate_interview::Kind;
use stopgate_system::{Disk, today, user_formats, write_new};
use stopgate_workspace::{Engine, Format, slug};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::asking::AskOptions;
use crate::commands::{ask, understood};
use crate::exit::{Exit, Trouble};
use crate::interview::Missing;
use crate::terminal::STRONG;
use crate::{json, session, terminal};

#[derive(Serialize)]
struct New {
    schema: u32,
    path: String,
    format: String,
}

#[derive(Serialize)]
struct OpeningJson<'f> {
    schema: u32,
    format: &'f str,
    questions: Vec<&'f str>,
}

/// Writes a new plan; nothing that exists is ever overwritten. Without a title it asks, or tells what it
/// understands of files.
pub(crate) fn run(
    common: &Common,
    (format, words): (&str, &[String]),
    (output, as_of): (Option<&Path>, Option<Date>),
    asks: bool,
) -> Result<Exit, Trouble> {
    let root = session::root(common, Path::new("."))?;
    let engine = Engine::new(&user_formats(&root)?)?;
    let known = engine
        .format(format)
        .ok_or_else(|| session::unknown_format(&engine, format))?;
    let (title, files) = divided(known, words)?;
    if asks && (title.is_none() || output == Some(Path::new("-")) || !terminal::has_person()) {
        return Err(Trouble::Usage(
            "--ask needs a title, a file and a terminal to ask a person on; write the plan first, then: stopgate ask PLAN --answers FILE".to_owned(),
        ));
    }
    match title {
        None if files.is_empty() => Ok(show_opening(common, known)),
        None => understood::run(common, known, &files),
        Some(title) => {
            let day = as_of.unwrap_or_else(today);
            let text = engine.new_plan(format, title, day).unwrap_or_default();
            let path = write(common, (known, title), (output, &text), root)?;
            let done = match files.is_empty() {
                true => Exit::Fine,
                false => understood::beside(common, known, &files)?,
            };
            match path {
                Some(path) if asks => ask_at_once(common, &path, (format, as_of)),
                _ => Ok(done),
            }
        }
    }
}

/// The title and the files of a command line. Only a format with opening questions begins from files.
fn divided<'w>(
    format: &Format,
    words: &'w [String],
) -> Result<(Option<&'w str>, Vec<&'w Path>), Trouble> {
    if format.opening.is_empty() {
        return match words {
            [title] if !title.trim().is_empty() => Ok((Some(title), Vec::new())),
            [] | [_] => Err(Trouble::Usage("a plan needs a title".to_owned())),
            _ => Err(Trouble::Usage(format!(
                "a plan of the format {} is begun with one title; put it into quotation marks",
                format.id
            ))),
        };
    }
    let is_file = |word: &String| Path::new(word).is_file();
    let (title, files) = match words {
        [first, rest @ ..] if !is_file(first) => (Some(first.as_str()), rest),
        files => (None, files),
    };
    if title.is_some_and(|title| title.trim().is_empty()) {
        return Err(Trouble::Usage("a plan needs a title".to_owned()));
    }
    match files.iter().find(|word| !is_file(word)) {
        Some(missing) => Err(Trouble::Usage(format!(
            "`{missing}` is no file; a title comes first, in quotation marks, and files behind it"
        ))),
        None => Ok((title, files.iter().map(Path::new).collect())),
    }
}

/// Shows the opening questions.
fn show_opening(common: &Common, format: &Format) -> Exit {
    let questions = format.opening.iter().map(|asked| asked.question.as_str());
    match common.output_format {
        OutputFormat::Json => json::print(&OpeningJson {
            schema: json::SCHEMA,
            format: &format.id,
            questions: questions.collect(),
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            let mut text = format!("{STRONG}Before a plan is begun{STRONG:#}\n");
            for (number, question) in questions.enumerate() {
                let _ = writeln!(text, "{}. {}", number + 1, terminal::harmless(question));
            }
            terminal::print(&text);
            if !common.quiet {
                terminal::say(&format!(
                    "then: stopgate new {} \"TITLE\", with the files behind the title",
                    format.id
                ));
            }
        }
    }
    Exit::Fine
}

/// Writes the skeleton; the path of its file, where it went into one.
fn write(
    common: &Common,
    (format, title): (&Format, &str),
    (output, text): (Option<&Path>, &str),
    root: PathBuf,
) -> Result<Option<PathBuf>, Trouble> {
    if output == Some(Path::new("-")) {
        terminal::print(text);
        return Ok(None);
    }
    let path = output.map_or_else(
        || root.join(format.default_path.replace("{slug}", &slug(title))),
        PathBuf::from,
    );
    write_new(&path, text.as_bytes())?;
    let name = Disk::new(root).name(&path);
    match common.output_format {
        OutputFormat::Json => json::print(&New {
            schema: json::SCHEMA,
            path: name,
            format: format.id.clone(),
        }),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&format!("{name}\n"));
            if !common.quiet {
                terminal::say(&format!(
                    "next: stopgate ask {name}\nor fill it in, then: stopgate check {name}"
                ));
            }
        }
    }
    Ok(Some(path))
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
        through: None,
    };
    let judging = Judging {
        format: Some(format.to_owned()),
        profile: None,
        as_of,
    };
    ask::run(common, path, (&asking, &judging), Kind::Template)
}
