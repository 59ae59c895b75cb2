//! `stopgate need`: whether a change needs a plan, and why (E11).

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_system::{
    Failure, TriggerHit, Triggers, changed_between, changed_since, last_common, read_plan,
};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::session::{Session, root};
use crate::terminal::{self, FAINT, GOOD, RISKY, STRONG, harmless};

/// Files of one trigger that are shown.
const SHOWN_FILES: usize = 10;

/// Answers.
pub(crate) fn run(
    common: &Common,
    revisions: &str,
    exit_code: bool,
    judging: &Judging,
) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let session = Session::open(common, &root, judging)?;
    let triggers = Triggers::of(session.config.need());
    let triggers =
        triggers.map_err(|why| Trouble::Usage(format!(".stopgate/config.toml: {why}")))?;
    let mut files = changed(&root, revisions)?;
    files.sort();
    files.dedup();
    let hits = triggers.hit_by(&files);
    let is_plan = |file: &&String| is_plan(&session, file);
    let plans: Vec<&String> = files.iter().filter(is_plan).collect();
    let needed = !hits.is_empty();
    match common.output_format {
        OutputFormat::Json => json::print(&NeedJson {
            schema: json::SCHEMA,
            needed,
            triggers: &hits,
            plans: &plans,
            files: files.len(),
        }),
        OutputFormat::Full => terminal::print(&text(&hits, &plans, files.len())),
        OutputFormat::Concise => {
            let line = |hit: &TriggerHit| {
                let files = hit.files.iter();
                let lines = files.map(|file| format!("{}: {}\n", harmless(file), hit.trigger));
                lines.collect::<String>()
            };
            terminal::print(&hits.iter().map(line).collect::<String>());
        }
    }
    Ok(if exit_code && needed && plans.is_empty() {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

/// The files that differ: `A..B` compares two revisions, `A...B` the second with the last commit that both have.
fn changed(root: &Path, revisions: &str) -> Result<Vec<String>, Failure> {
    if let Some((from, to)) = revisions.split_once("...") {
        let (from, to) = (named(from), named(to));
        return changed_between(root, &last_common(root, from, to)?, to);
    }
    match revisions.split_once("..") {
        Some((from, to)) => changed_between(root, named(from), named(to)),
        None => changed_since(root, revisions),
    }
}

/// The revision that is named; what is left out is the newest commit.
fn named(revision: &str) -> &str {
    if revision.is_empty() {
        "HEAD"
    } else {
        revision
    }
}

/// True for a file that is a plan now.
fn is_plan(session: &Session, file: &str) -> bool {
    let path = session.disk.root().join(file);
    let is_markdown = path.extension().is_some_and(|ending| ending == "md");
    let Some(bytes) = is_markdown
        .then(|| read_plan(&path, session.disk.root()).ok())
        .flatten()
    else {
        return false;
    };
    let document = session
        .engine
        .read(file, bytes, &session.options, &session.disk);
    document.plan().is_some()
}

fn text(hits: &[TriggerHit], plans: &[&String], files: usize) -> String {
    let plural = if files == 1 { "" } else { "s" };
    if hits.is_empty() {
        return format!("{GOOD}no{GOOD:#}: none of {files} changed file{plural} asks for a plan\n");
    }
    let mut text = if plans.is_empty() {
        format!("{RISKY}yes{RISKY:#}: this change needs a plan, and none changed with it\n")
    } else {
        format!("{GOOD}yes{GOOD:#}: this change needs a plan, and one changed with it\n")
    };
    for hit in hits {
        let _ = writeln!(
            text,
            "  {STRONG}{}{STRONG:#}  {FAINT}{}{FAINT:#}",
            harmless(&hit.title),
            harmless(&hit.trigger)
        );
        for file in hit.files.iter().take(SHOWN_FILES) {
            let _ = writeln!(text, "    {}", harmless(file));
        }
        let more = hit.files.len().saturating_sub(SHOWN_FILES);
        if more > 0 {
            let _ = writeln!(text, "    {FAINT}and {more} more{FAINT:#}");
        }
    }
    for plan in plans {
        let _ = writeln!(text, "  {FAINT}plan:{FAINT:#} {}", harmless(plan));
    }
    text
}

/// `need`.
#[derive(Serialize)]
struct NeedJson<'a> {
    schema: u32,
    needed: bool,
    triggers: &'a [TriggerHit],
    /// Plans that changed with it.
    plans: &'a [&'a String],
    /// How many files changed.
    files: usize,
}
