//! `stopgate trace`: from what a plan has to reach to what reaches it, and back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use stopgate_workspace::{Reached, Repository as _, Trace, TracedItem};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::session::{Session, shown};
use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, one_line};

#[derive(Serialize)]
struct Document<'t> {
    schema: u32,
    plan: String,
    spec: Option<&'t str>,
    items: Vec<ItemJson<'t>>,
    /// Tasks that serve no item.
    loose_tasks: Vec<ReachedJson<'t>>,
    /// Checks that serve no item.
    loose_checks: Vec<ReachedJson<'t>>,
    /// Ids in the traceability table that are no item.
    unknown: Vec<ReachedJson<'t>>,
}

#[derive(Serialize)]
struct ItemJson<'t> {
    id: &'t str,
    text: &'t str,
    kind: &'static str,
    line: Option<usize>,
    whole: bool,
    requirements: Vec<ReachedJson<'t>>,
    parts: Vec<ReachedJson<'t>>,
    tasks: Vec<ReachedJson<'t>>,
    checks: Vec<ReachedJson<'t>>,
}

#[derive(Serialize)]
struct ReachedJson<'t> {
    name: &'t str,
    line: usize,
}

/// Traces a plan, or the plan beside a spec; exit code 1 where an item reaches no work or no check.
pub(crate) fn run(
    common: &Common,
    (path, id): (&Path, Option<&str>),
    judging: &Judging,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, path, judging)?;
    let plan = plan_of(&session, path)?;
    let (_, document) = session.document(&plan)?;
    let Some(mut trace) = document.trace() else {
        return Err(session.unrecognised(&plan));
    };
    if let Some(id) = id {
        keep(&mut trace, id, &shown(&plan))?;
    }
    let name = shown(&plan);
    match common.output_format {
        OutputFormat::Json => json::print(&Document::new(&trace, name)),
        OutputFormat::Concise => terminal::print(&concise(&trace, &name)),
        OutputFormat::Full => terminal::print(&full(&trace, &name)),
    }
    let is_broken = trace.broken().next().is_some() || !trace.unknown.is_empty();
    Ok(if is_broken {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

/// The plan that was named, or the one beside a spec that was named.
fn plan_of(session: &Session, path: &Path) -> Result<PathBuf, Trouble> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut formats = session.engine.formats().iter();
    let is_spec = formats.any(|format| format.spec_file() == Some(&*name));
    if !is_spec {
        return Ok(path.to_owned());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let below_root = session.disk.name(folder);
    let below_root = match below_root.trim_start_matches("./") {
        "." => "",
        below => below,
    };
    let names = session.disk.list(below_root).unwrap_or_default();
    let beside = names
        .iter()
        .filter(|name| name.ends_with(".md"))
        .map(|name| folder.join(name));
    for plan in beside.filter(|plan| plan != path) {
        if let Ok((_, document)) = session.document(&plan)
            && document.plan().is_some_and(|plan| plan.spec.is_some())
        {
            return Ok(plan);
        }
    }
    Err(Trouble::Usage(format!(
        "no plan beside {} translates this spec; name the plan: stopgate trace PLAN",
        shown(path)
    )))
}

/// Leaves what has to do with one item, or with one task or check by its name.
fn keep(trace: &mut Trace, wanted: &str, plan: &str) -> Result<(), Trouble> {
    let plain = |id: &str| id.replace('-', "").to_lowercase();
    let is_wanted = |reached: &Reached| {
        let name = reached.name.to_lowercase();
        name == wanted.to_lowercase() || plain(&reached.name) == plain(wanted)
    };
    let serves = |item: &TracedItem| {
        let all = [&item.requirements, &item.parts, &item.tasks, &item.checks];
        all.into_iter().flatten().any(is_wanted)
    };
    let names: Vec<String> = trace.items.iter().map(|item| item.id.clone()).collect();
    trace
        .items
        .retain(|item| plain(&item.id) == plain(wanted) || serves(item));
    trace.loose_tasks.retain(is_wanted);
    trace.loose_checks.retain(is_wanted);
    trace.unknown.retain(is_wanted);
    let nothing = trace.items.is_empty()
        && trace.loose_tasks.is_empty()
        && trace.loose_checks.is_empty()
        && trace.unknown.is_empty();
    if nothing {
        return Err(Trouble::Usage(format!(
            "{plan} knows no item, task or check `{wanted}`; its items are {}",
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        )));
    }
    Ok(())
}

fn reached_json(reached: &[Reached]) -> Vec<ReachedJson<'_>> {
    let one = reached.iter();
    one.map(|Reached { line, name }| ReachedJson { name, line: *line })
        .collect()
}

impl<'t> Document<'t> {
    fn new(trace: &'t Trace, plan: String) -> Self {
        let item = |item: &'t TracedItem| ItemJson {
            id: &item.id,
            text: &item.text,
            kind: item.kind.name(),
            line: item.line,
            whole: item.is_whole(trace.has_tasks),
            requirements: reached_json(&item.requirements),
            parts: reached_json(&item.parts),
            tasks: reached_json(&item.tasks),
            checks: reached_json(&item.checks),
        };
        Self {
            schema: json::SCHEMA,
            plan,
            spec: trace.spec.as_deref(),
            items: trace.items.iter().map(item).collect(),
            loose_tasks: reached_json(&trace.loose_tasks),
            loose_checks: reached_json(&trace.loose_checks),
            unknown: reached_json(&trace.unknown),
        }
    }
}

fn full(trace: &Trace, plan: &str) -> String {
    let mut text = String::new();
    if trace.items.is_empty() && trace.loose_tasks.is_empty() && trace.loose_checks.is_empty() {
        let _ = writeln!(text, "{} names no item to trace", one_line(plan));
    }
    for item in &trace.items {
        let whole = item.is_whole(trace.has_tasks);
        let (style, word) = if whole {
            (GOOD, "reached")
        } else {
            (BAD, "not reached")
        };
        let _ = writeln!(
            text,
            "{STRONG}{}{STRONG:#} {style}{word}{style:#}  {}",
            one_line(&item.id),
            one_line(&item.text)
        );
        for (word, reached) in [
            ("requirement", &item.requirements),
            ("part", &item.parts),
            ("task", &item.tasks),
            ("check", &item.checks),
        ] {
            for Reached { line, name } in reached {
                let _ = writeln!(
                    text,
                    "  → {word} {}  {FAINT}line {line}{FAINT:#}",
                    one_line(name)
                );
            }
        }
        if let Some(lacking) = lacking(item, trace.has_tasks) {
            let _ = writeln!(text, "  {RISKY}no {lacking} names it{RISKY:#}");
        }
    }
    text.push_str(&backwards(trace));
    text
}

/// What an item does not reach, in words.
fn lacking(item: &TracedItem, has_tasks: bool) -> Option<&'static str> {
    let work = if has_tasks { &item.tasks } else { &item.parts };
    match (work.is_empty(), item.checks.is_empty(), has_tasks) {
        (false, false, _) => None,
        (true, true, true) => Some("task and no check"),
        (true, true, false) => Some("part and no check"),
        (true, false, true) => Some("task"),
        (true, false, false) => Some("part"),
        (false, true, _) => Some("check"),
    }
}

/// What serves no item.
fn backwards(trace: &Trace) -> String {
    let mut text = String::new();
    for (heading, reached) in [
        ("Tasks that serve no item", &trace.loose_tasks),
        ("Checks that serve no item", &trace.loose_checks),
        ("Ids that are no item", &trace.unknown),
    ] {
        if reached.is_empty() || (trace.items.is_empty() && heading != "Ids that are no item") {
            continue;
        }
        let _ = writeln!(text, "{STRONG}{heading}{STRONG:#}");
        for Reached { line, name } in reached {
            let _ = writeln!(text, "  {}  {FAINT}line {line}{FAINT:#}", one_line(name));
        }
    }
    text
}

fn concise(trace: &Trace, plan: &str) -> String {
    let mut text = String::new();
    for item in &trace.items {
        let state = lacking(item, trace.has_tasks);
        let state = state.map_or("reached".to_owned(), |lacking| format!("no {lacking}"));
        let _ = writeln!(text, "{}: {}: {state}", one_line(plan), one_line(&item.id));
    }
    for Reached { line, name } in &trace.unknown {
        let (plan, name) = (one_line(plan), one_line(name));
        let _ = writeln!(text, "{plan}:{line}: {name}: no such item");
    }
    text
}
