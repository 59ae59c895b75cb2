//! `stopgate summary`: a plan in short, and what to do first.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_workspace::{Counts, Effort, Estimate, PhaseSummary, Said, Summary};

use crate::arguments::{Common, Judging, Written};
use crate::exit::{Exit, Trouble};
use crate::session::{Session, shown};
use crate::terminal::{self, FAINT, STRONG, harmless, one_line};
use crate::{json, report};

#[derive(Serialize)]
struct Document<'s> {
    schema: u32,
    plan: String,
    title: Option<&'s str>,
    phases: Vec<PhaseJson<'s>>,
    /// Sum of the durations of the phases, hours; null where one of them states none.
    duration_hours: Option<Hours>,
    effort: EffortJson,
    stated_total_hours: Option<Hours>,
    counts: CountsJson,
    decisions: Vec<SaidJson<'s>>,
    open_questions: Vec<SaidJson<'s>>,
    first_steps: Vec<SaidJson<'s>>,
    next: Vec<String>,
}

#[derive(Serialize)]
struct PhaseJson<'s> {
    phase: &'s str,
    line: usize,
    duration_hours: Option<Hours>,
    effort: EffortJson,
    tasks: usize,
    closed: usize,
}

#[derive(Clone, Copy, Serialize)]
struct Hours {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct EffortJson {
    hours: Option<Hours>,
    estimated: usize,
    missing: usize,
}

#[derive(Serialize)]
struct CountsJson {
    phases: usize,
    tasks: usize,
    scenarios: usize,
    automated: usize,
    risks: usize,
    decisions: usize,
    open_questions: usize,
}

#[derive(Serialize)]
struct SaidJson<'s> {
    text: &'s str,
    line: usize,
}

/// Shows a plan in short. That something is open is no fault.
pub(crate) fn run(common: &Common, path: &Path, judging: &Judging) -> Result<Exit, Trouble> {
    let session = Session::open(common, path, judging)?;
    let (_, document) = session.document(path)?;
    let Some(summary) = document.summary() else {
        return Err(session.unrecognised(path));
    };
    let findings = document.check(&session.options, &session.disk).findings;
    let errors = document.verdict(&findings).reasons().len();
    let name = shown(path);
    let next = next(&summary, &name, errors);
    match common.written {
        Written::Json => json::print(&Document::new(&summary, (name, next))),
        Written::Markdown => terminal::print(&markdown(&summary, &next)),
        Written::Concise => terminal::print(&concise(&summary)),
        _ => terminal::print(&full(&summary, &next)),
    }
    Ok(Exit::Fine)
}

/// What a person does next: answer, mend, approve and run, each as a command or a question (X10, X12).
fn next(summary: &Summary, plan: &str, errors: usize) -> Vec<String> {
    let mut next = Vec::new();
    match summary.questions.len() {
        0 => {}
        1 => next.push("answer the open question in the plan".to_owned()),
        many => next.push(format!("answer the {many} open questions in the plan")),
    }
    match errors {
        0 => {
            next.push(format!("say that it is ready: stopgate approve {plan}"));
            next.push(format!("stopgate run {plan}"));
        }
        1 => next.push(format!("mend 1 error: stopgate check {plan}")),
        many => next.push(format!("mend {many} errors: stopgate check {plan}")),
    }
    next
}

impl From<Estimate> for Hours {
    fn from(estimate: Estimate) -> Self {
        Self {
            low: estimate.low,
            high: estimate.high,
        }
    }
}

impl From<Effort> for EffortJson {
    fn from(effort: Effort) -> Self {
        Self {
            hours: effort.sum.map(Hours::from),
            estimated: effort.estimated,
            missing: effort.missing,
        }
    }
}

impl From<Counts> for CountsJson {
    fn from(counts: Counts) -> Self {
        Self {
            phases: counts.phases,
            tasks: counts.tasks,
            scenarios: counts.scenarios,
            automated: counts.automated,
            risks: counts.risks,
            decisions: counts.decisions,
            open_questions: counts.open_questions,
        }
    }
}

fn said_json(said: &[Said]) -> Vec<SaidJson<'_>> {
    let said = said.iter();
    said.map(|Said { text, line }| SaidJson { text, line: *line })
        .collect()
}

impl<'s> Document<'s> {
    fn new(summary: &'s Summary, (plan, next): (String, Vec<String>)) -> Self {
        let phase = |phase: &'s PhaseSummary| PhaseJson {
            phase: &phase.title,
            line: phase.line,
            duration_hours: phase.duration.map(Hours::from),
            effort: phase.effort.into(),
            tasks: phase.tasks,
            closed: phase.closed,
        };
        Self {
            schema: json::SCHEMA,
            plan,
            title: summary.title.as_deref(),
            phases: summary.phases.iter().map(phase).collect(),
            duration_hours: summary.duration.map(Hours::from),
            effort: summary.effort.into(),
            stated_total_hours: summary.stated_total.map(Hours::from),
            counts: summary.counts.into(),
            decisions: said_json(&summary.decisions),
            open_questions: said_json(&summary.questions),
            first_steps: said_json(&summary.first_steps),
            next,
        }
    }
}

fn title(summary: &Summary) -> String {
    one_line(summary.title.as_deref().unwrap_or("(no title)"))
}

/// What a phase takes, as it says.
fn duration(phase: &PhaseSummary) -> String {
    phase
        .duration
        .map_or_else(|| "no duration".to_owned(), ranged)
}

/// `2 h to 4 h`, `3 days`.
fn ranged(estimate: Estimate) -> String {
    if estimate.low == estimate.high {
        return estimate.to_string();
    }
    let end = |hours| Estimate {
        low: hours,
        high: hours,
    };
    let (low, high) = (
        end(estimate.low).to_string(),
        end(estimate.high).to_string(),
    );
    // Days beside hours would not be comparable.
    if low.ends_with('h') == high.ends_with('h') {
        format!("{low} to {high}")
    } else {
        format!("{} h to {} h", estimate.low, estimate.high)
    }
}

/// `12 h, from 5 of 6 tasks`.
fn effort(effort: Effort) -> String {
    let all = effort.estimated + effort.missing;
    match effort.sum {
        None => "no estimates".to_owned(),
        Some(sum) if effort.missing == 0 => ranged(sum),
        Some(sum) => format!("{}, from {} of {all} tasks", ranged(sum), effort.estimated),
    }
}

fn total(summary: &Summary) -> String {
    let counted = summary.duration.map_or_else(
        || match summary.phases.is_empty() {
            true => "no phases".to_owned(),
            false => "not every phase has a duration".to_owned(),
        },
        ranged,
    );
    match summary.stated_total {
        Some(stated) => format!("{counted}; the plan states {}", ranged(stated)),
        None => counted,
    }
}

/// Counts in words: `3 phases, 9 tasks, …`.
fn counts(counts: Counts) -> String {
    let of = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    [
        of(counts.phases, "phase"),
        of(counts.tasks, "task"),
        format!(
            "{} ({} automated)",
            of(counts.scenarios, "test scenario"),
            counts.automated
        ),
        of(counts.risks, "risk"),
        of(counts.open_questions, "open question"),
    ]
    .join(", ")
}

fn full(summary: &Summary, next: &[String]) -> String {
    let mut text = format!("{STRONG}{}{STRONG:#}\n", title(summary));
    let _ = writeln!(text, "{}", counts(summary.counts));
    let _ = writeln!(text, "effort: {}", effort(summary.effort));
    if !summary.phases.is_empty() {
        let _ = writeln!(text, "\n{STRONG}Phases{STRONG:#}");
        let row = |phase: &PhaseSummary| {
            vec![
                one_line(&phase.title),
                duration(phase),
                format!("effort {}", effort(phase.effort)),
                format!("{} of {} tasks closed", phase.closed, phase.tasks),
            ]
        };
        let rows: Vec<Vec<String>> = summary.phases.iter().map(row).collect();
        for line in report::table(&rows).lines() {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "  total: {}", total(summary));
    }
    for (heading, said) in [
        ("Key decisions", &summary.decisions),
        ("Open questions", &summary.questions),
        ("First steps", &summary.first_steps),
    ] {
        if said.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{STRONG}{heading}{STRONG:#}");
        for Said { text: of, line } in said {
            let _ = writeln!(text, "  {}  {FAINT}line {line}{FAINT:#}", one_line(of));
        }
    }
    let _ = writeln!(text, "\n{STRONG}Next{STRONG:#}");
    for step in next {
        let _ = writeln!(text, "  {}", harmless(step));
    }
    text
}

fn concise(summary: &Summary) -> String {
    format!(
        "{}: {}; effort {}; total {}\n",
        title(summary),
        counts(summary.counts),
        effort(summary.effort),
        total(summary)
    )
}

/// Text of a document inside Markdown: nothing of it begins a link, a table cell or markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in one_line(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '!'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn markdown(summary: &Summary, next: &[String]) -> String {
    let mut text = format!("## {}\n\n", escaped(&title(summary)));
    let _ = writeln!(
        text,
        "{}. Effort: {}. Total: {}.",
        counts(summary.counts),
        effort(summary.effort),
        total(summary)
    );
    if !summary.phases.is_empty() {
        text.push_str("\n| Phase | Duration | Effort | Tasks |\n|---|---|---|---|\n");
        for phase in &summary.phases {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} of {} closed |",
                escaped(&phase.title),
                duration(phase),
                effort(phase.effort),
                phase.closed,
                phase.tasks
            );
        }
    }
    for (heading, said) in [
        ("Key decisions", &summary.decisions),
        ("Open questions", &summary.questions),
        ("First steps", &summary.first_steps),
    ] {
        if said.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n### {heading}\n");
        for said in said {
            let _ = writeln!(text, "- {}", escaped(&said.text));
        }
    }
    text.push_str("\n### Next\n\n");
    for step in next {
        let _ = writeln!(text, "- {}", escaped(step));
    }
    text
}
