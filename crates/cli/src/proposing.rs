//! Changes that are proposed to a plan: shown as a diff, and written where a person says so.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use similar::TextDiff;
use stopgate_gate::Standing;
use stopgate_source::{EditSet, Source};
use stopgate_system::{PlanLock, RunFolder, SharedPlan, file_of};
use stopgate_workspace::{Document, Step};

use crate::approvals::{Approvals, binding};
use crate::arguments::{Common, OutputFormat};
use crate::exit::Trouble;
use crate::session::{Session, shown};
use crate::terminal::{self, FAINT, GOOD, RISKY, harmless};

/// A change of a plan that nobody has agreed to yet.
pub(crate) struct Proposed<'a> {
    /// The plan as it was named.
    pub(crate) plan: &'a Path,
    pub(crate) document: &'a Document<'a>,
    /// The bytes of its file as they were read.
    pub(crate) before: &'a [u8],
    pub(crate) edits: &'a EditSet,
}

impl Proposed<'_> {
    /// The change as a unified diff; empty where there is none.
    pub(crate) fn diff(&self) -> String {
        let after = self.edits.apply(self.before);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (before, after) = (text(self.before), text(&after));
        let name = shown(&file_of(self.plan));
        let name = name.trim_start_matches('/');
        let names = (format!("a/{name}"), format!("b/{name}"));
        let diff = TextDiff::from_lines(before.as_str(), after.as_str());
        diff.unified_diff().header(&names.0, &names.1).to_string()
    }

    /// Shows it in the form that was asked for. JSON is one document, which also says whether it was written.
    pub(crate) fn show(
        &self,
        common: &Common,
        lines: impl FnOnce() -> Vec<(usize, String)>,
        told: impl FnOnce() -> String,
    ) {
        match common.output_format {
            OutputFormat::Json => {}
            OutputFormat::Concise => terminal::print(&concise(self.document.path(), lines())),
            OutputFormat::Full => {
                terminal::print_document(self.diff().as_bytes());
                if !common.quiet {
                    terminal::say(told().trim_end());
                }
            }
        }
    }

    /// True where it is to be written: as the command line says, or a person on the terminal who has seen it.
    pub(crate) fn is_wanted(&self, common: &Common, write: bool) -> bool {
        if self.edits.is_empty() {
            return false;
        }
        let can_ask = common.output_format == OutputFormat::Full && terminal::has_person();
        write || can_ask && asked(&format!("Write this into {}? [y/N] ", shown(self.plan)))
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file changed since it was read, or cannot be written.
    pub(crate) fn write(&self, session: &Session) -> Result<(), Trouble> {
        let after = self.edits.apply(self.before);
        let shared = SharedPlan::new(self.plan, session.disk.root(), self.document.path());
        Ok(shared.replace(self.before, &after)?)
    }

    /// Says whether it was written, and what follows; nothing where there was nothing to write.
    pub(crate) fn conclude(
        &self,
        common: &Common,
        session: &Session,
        written: bool,
    ) -> Result<(), Trouble> {
        let talks = !common.quiet && common.output_format != OutputFormat::Json;
        if talks && !self.edits.is_empty() {
            let about = self.said_of_approval(session)?;
            terminal::say(&said(self.plan, written, &about));
        }
        Ok(())
    }

    /// What an approval is worth once it is written; empty where nobody has approved the plan as it was.
    fn said_of_approval(&self, session: &Session) -> Result<String, Trouble> {
        let root = session.disk.root();
        let approvals = Approvals::read(root)?;
        let Some(bound) = binding(self.document, root)? else {
            return Ok(String::new());
        };
        Ok(match approvals.standing(&bound) {
            Standing::Yes(_) => format!(
                "; {RISKY}its approval is void{RISKY:#}, since this is part of what is approved: stopgate approve {}",
                shown(self.plan)
            ),
            Standing::No | Standing::Void(_) => String::new(),
        })
    }
}

/// Keeps commands that carry a plan out from doing so; none where it has no runs.
///
/// # Errors
/// When one of them does so now.
pub(crate) fn locked(session: &Session, plan: &str) -> Result<Option<PlanLock>, Trouble> {
    let root = session.disk.root();
    if RunFolder::of_plan(root, plan)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(PlanLock::take(root, plan)?))
}

/// One line for each thing that there is to say, by the line of the plan that it is about.
fn concise(path: &str, mut lines: Vec<(usize, String)>) -> String {
    lines.sort();
    let lines = lines.into_iter();
    lines
        .map(|(line, about)| format!("{path}:{line}: {}\n", harmless(&about)))
        .collect()
}

/// What `concise` says of steps for which nothing is proposed.
pub(crate) fn left_lines(left: &[(Step, String)], source: &Source) -> Vec<(usize, String)> {
    let line = |(step, why): &(Step, String)| {
        let line = source.line(step.span.start());
        (line, format!("left: {}: {why}", short(step)))
    };
    left.iter().map(line).collect()
}

fn said(plan: &Path, written: bool, about_approval: &str) -> String {
    let name = harmless(&shown(plan));
    if written {
        format!("{GOOD}written{GOOD:#} to {name}; nothing else was touched{about_approval}")
    } else {
        format!("nothing was written to {name}; --write writes it")
    }
}

fn asked(question: &str) -> bool {
    let answer = terminal::ask(question).unwrap_or_default();
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Steps for which nothing is proposed, by the reason; empty where there are none.
pub(crate) fn left_alone(left: &[(Step, String)], source: &Source) -> String {
    let mut reasons: BTreeMap<usize, (&str, String)> = BTreeMap::new();
    for (step, why) in left {
        let known = reasons.values_mut().find(|(reason, _)| reason == why);
        match known {
            Some((_, lines)) => lines.push_str(&listed(step, source)),
            None => drop(reasons.insert(reasons.len(), (why, listed(step, source)))),
        }
    }
    let mut text = String::new();
    for (why, lines) in reasons.values() {
        let _ = write!(
            text,
            "{RISKY}left alone{RISKY:#}: {}\n{lines}",
            harmless(why)
        );
    }
    text
}

/// A step in a list: its line, its command, its id.
pub(crate) fn listed(step: &Step, source: &Source) -> String {
    let line = source.line(step.span.start());
    let command = harmless(&short(step));
    format!(
        "  {FAINT}line {line:<5}{FAINT:#}{command}  {FAINT}{}{FAINT:#}\n",
        step.id
    )
}

/// The first line of a command.
pub(crate) fn short(step: &Step) -> String {
    let mut lines = step.command.lines();
    let first = lines.next().unwrap_or_default();
    if lines.next().is_some() {
        format!("{first} …")
    } else {
        first.to_owned()
    }
}

/// A step by which JSON names it.
#[derive(Serialize)]
pub(crate) struct StepLine<'a> {
    id: &'a str,
    command: &'a str,
    line: usize,
}

impl<'a> StepLine<'a> {
    pub(crate) fn new(step: &'a Step, source: &Source) -> Self {
        Self {
            id: &step.id,
            command: &step.command,
            line: source.line(step.span.start()),
        }
    }
}

/// A step for which nothing is proposed.
#[derive(Serialize)]
pub(crate) struct LeftJson<'a> {
    #[serde(flatten)]
    step: StepLine<'a>,
    why: &'a str,
}

impl<'a> LeftJson<'a> {
    pub(crate) fn all(left: &'a [(Step, String)], source: &Source) -> Vec<Self> {
        let one = |(step, why): &'a (Step, String)| Self {
            step: StepLine::new(step, source),
            why,
        };
        left.iter().map(one).collect()
    }
}
