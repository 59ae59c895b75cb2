//! `stopgate convert`: a plan in another format, and what became of its parts.

use std::path::Path;

use stopgate_source::Source;
use stopgate_system::{Failure, read_plan, replace, write_new};
use stopgate_workspace::Converted;

use crate::arguments::{Common, Converting, Judging, OutputFormat};
use crate::conversion::{self, Names};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown, unknown_format};
use crate::{json, terminal};

/// The path that stands for standard output.
const STDOUT: &str = "-";

/// Converts a plan.
pub(crate) fn run(common: &Common, plan: &Path, converting: &Converting) -> Result<Exit, Trouble> {
    let to_stdout = is_stdout(converting.output.as_deref().unwrap_or(Path::new(STDOUT)));
    if to_stdout && converting.report.as_deref().is_some_and(is_stdout) {
        return Err(Trouble::Usage(
            "the plan goes to standard output; write it to a file with -o, or the report to one"
                .to_owned(),
        ));
    }
    let judging = Judging {
        format: converting.format.clone(),
        profile: None,
        as_of: None,
    };
    let session = Session::open(common, plan, &judging)?;
    let to = session.engine.format(&converting.to);
    let to = to.ok_or_else(|| unknown_format(&session.engine, &converting.to))?;
    let (_, document) = session.document(plan)?;
    let (Some(read), Some(converted)) = (document.plan(), document.convert(to)) else {
        let name = session.disk.name(plan);
        return Err(Trouble::Usage(format!(
            "no format recognises {name}; name the one it is in with --format, `stopgate formats` lists them"
        )));
    };
    let converted = converted.map_err(|reason| {
        Trouble::Refused(format!("{} is not converted: {reason}", shown(plan)))
    })?;
    let names = Names {
        plan: document.path(),
        from: &read.format.id,
        to: &to.id,
        target: &to.name,
    };
    match &converting.output {
        Some(path) if !is_stdout(path) => {
            write(&session, path, &converted.bytes, converting.force)?;
        }
        _ => terminal::print_document(&converted.bytes),
    }
    report(
        common,
        &session,
        (names, document.source(), &converted),
        converting,
    )?;
    Ok(Exit::Fine)
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new(STDOUT)
}

/// Writes the report where it was asked for; to standard error where nobody asked.
fn report(
    common: &Common,
    session: &Session,
    (names, source, converted): (Names<'_>, &Source, &Converted),
    converting: &Converting,
) -> Result<(), Trouble> {
    let text = match common.output_format {
        OutputFormat::Json => json::text(&conversion::json(names, source, converted)),
        OutputFormat::Full => conversion::text(names, source, converted, common.verbose),
        OutputFormat::Concise => conversion::concise(names, source, converted),
    };
    match converting.report.as_deref() {
        Some(path) if is_stdout(path) => terminal::print(&text),
        Some(path) => write(session, path, text.as_bytes(), converting.force)?,
        None if common.quiet => {}
        None => terminal::say(text.trim_end()),
    }
    Ok(())
}

/// Writes a file; one that exists only by force, and then in one step.
fn write(session: &Session, path: &Path, content: &[u8], force: bool) -> Result<(), Trouble> {
    match write_new(path, content) {
        Err(Failure::Exists(_)) if force => {
            let before = read_plan(path, session.disk.root())?;
            Ok(replace(path, session.disk.root(), &before, content)?)
        }
        Err(Failure::Exists(_)) => Err(Trouble::Usage(format!(
            "{} exists and is not overwritten; name another file, or add --force",
            shown(path)
        ))),
        written => Ok(written?),
    }
}
