//! `stopgate gate`: the verdict, with every reason at once.

use std::fmt::Write as _;
use std::path::Path;

use stopgate_source::Source;
use stopgate_system::replace;
use stopgate_workspace::Verdict;

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown};
use crate::terminal::{BAD, FAINT, GOOD, harmless};
use crate::{json, terminal};

/// Judges one plan, and writes the verdict into it where that was asked for.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    judging: &Judging,
    write: bool,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (bytes, document) = session.document(plan)?;
    let findings = document.check(&session.options, &session.disk).findings;
    let mut verdict = document.verdict(&findings);
    let mut written = false;
    if write {
        let wanted = document.gate_write(&findings).map_err(|error| {
            Trouble::Usage(format!(
                "cannot write the verdict: {error}; leave out --write"
            ))
        })?;
        if !wanted.edits.is_empty() {
            replace(
                plan,
                session.disk.root(),
                &bytes,
                &wanted.edits.apply(&bytes),
            )?;
            written = true;
        }
        verdict = wanted.verdict;
    }
    match common.output_format {
        OutputFormat::Json => json::print(&json::Gate::new(
            document.path(),
            &verdict,
            document.source(),
        )),
        OutputFormat::Full | OutputFormat::Concise => {
            terminal::print(&text(&shown(plan), &verdict, document.source()));
            if written && !common.quiet {
                terminal::say("the gate line was written; nothing else was touched");
            }
        }
    }
    Ok(if verdict.passes() {
        Exit::Fine
    } else {
        Exit::GateFails
    })
}

fn text(path: &str, verdict: &Verdict, source: &Source) -> String {
    let path = harmless(path);
    if verdict.passes() {
        return format!(
            "{GOOD}PASS{GOOD:#} {path}\n{FAINT}ready; it is not approved, and nothing runs without a person's approval{FAINT:#}\n"
        );
    }
    let count = verdict.reasons().len();
    let mut text = format!(
        "{BAD}FAIL{BAD:#} {path}: {count} reason{}\n",
        if count == 1 { "" } else { "s" }
    );
    for reason in verdict.reasons() {
        let line = source.line(reason.span.start());
        let _ = writeln!(
            text,
            "  {path}:{line}  {FAINT}{}{FAINT:#}  {}",
            reason.code,
            harmless(&reason.message)
        );
        let _ = writeln!(text, "      {FAINT}→ {}{FAINT:#}", harmless(&reason.help));
    }
    text
}
