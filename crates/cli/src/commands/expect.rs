//! `stopgate expect --promote`: what a plan could expect of its steps, from what they printed in a run.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use stopgate_journal::{Ending, Outcome, State, Step as StepOfRun, StepState};
use stopgate_source::Source;
use stopgate_system::RunFolder;
use stopgate_workspace::{Observed, Promoted};

use crate::arguments::{Common, Judging, OutputFormat};
use crate::commands::amending::ExpectOptions;
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::proposing::{LeftJson, Proposed, StepLine, left_alone, left_lines, locked, short};
use crate::session::Session;
use crate::terminal::{GOOD, STRONG};

/// Shows what a plan could expect, and writes it where that is wanted.
pub(crate) fn run(
    common: &Common,
    plan: &Path,
    options: &ExpectOptions,
    judging: &Judging,
) -> Result<Exit, Trouble> {
    let session = Session::open(common, plan, judging)?;
    let (bytes, document) = session.document(plan)?;
    // From the first look at its runs on, nobody carries the plan out.
    let _lock = locked(&session, document.path())?;
    let wanted = options.promote.as_ref().and_then(Option::as_deref);
    let (name, observed) = observed(&session, document.path(), wanted)?;
    let promoted = document.promote(&observed);
    let promoted = promoted.ok_or_else(|| session.unrecognised(plan))?;
    let proposed = Proposed {
        plan,
        document: &document,
        before: &bytes,
        edits: &promoted.edits,
    };
    let source = document.source();
    proposed.show(
        common,
        || lines(&promoted, source),
        || told(&name, &promoted, source),
    );
    let written = proposed.is_wanted(common, options.write);
    if written {
        proposed.write(&session)?;
    }
    if common.output_format == OutputFormat::Json {
        let change = (proposed.diff(), written);
        let path = document.path();
        json::print(&PromotedJson::new(path, &name, &promoted, source, change));
    }
    proposed.conclude(common, &session, written)?;
    Ok(Exit::Fine)
}

/// The run that is meant, and what its steps left, beside what they left in the other runs of the plan.
fn observed(
    session: &Session,
    plan: &str,
    wanted: Option<&str>,
) -> Result<(String, Vec<Observed>), Trouble> {
    let root = session.disk.root();
    let mut runs = RunFolder::of_plan(root, plan)?;
    let name = match wanted {
        Some(_) => RunFolder::find(root, wanted)?.name,
        None => runs.last().map(|run| run.name.clone()).unwrap_or_default(),
    };
    let Some(at) = runs.iter().position(|run| run.name == name) else {
        return Err(Trouble::Usage(match wanted {
            Some(_) => format!("run {name} is one of another plan; stopgate runs lists them"),
            None => format!("{plan} has not run yet; stopgate run {plan} begins with it"),
        }));
    };
    let state = state(&runs.remove(at))?;
    let others: Vec<State> = runs.iter().map(self::state).collect::<Result<_, _>>()?;
    let ids = state.plans().iter().map(|plan| plan.id.clone());
    let observed = ids.filter_map(|id| {
        let step = state.step(&id)?;
        let outcome = step.outcome.as_ref()?;
        let before = others.iter().filter_map(|other| passed(other.step(&id)?));
        Some(Observed {
            exit: match outcome.ending {
                Ending::Exit(code) => Some(code),
                _ => None,
            },
            failed: step.state == StepState::Failed,
            printed: whole(outcome),
            before: before.map(whole).collect(),
            step: id,
        })
    });
    Ok((name, observed.collect()))
}

/// The state of a run whose journal is whole.
fn state(run: &RunFolder) -> Result<State, Trouble> {
    let reading = run.reading()?;
    let damaged = reading.fault.is_some();
    reading.state.filter(|_| !damaged).ok_or_else(|| {
        let name = &run.name;
        Trouble::Usage(format!(
            "the journal of run {name} is not as it was written, so nothing is taken from it: stopgate verify {name}"
        ))
    })
}

fn passed(step: &StepOfRun) -> Option<&Outcome> {
    let has_passed = step.state == StepState::Passed;
    step.outcome.as_ref().filter(|_| has_passed)
}

/// All that was printed; none where only its ends were kept, or something was masked.
fn whole(outcome: &Outcome) -> Option<String> {
    let output = &outcome.output;
    let is_whole = output.tail.is_empty() && output.head.len() as u64 == output.bytes;
    (is_whole && output.masked == 0).then(|| output.head.clone())
}

/// A line for each step: what could be expected of it, or why nothing is.
fn lines(promoted: &Promoted, source: &Source) -> Vec<(usize, String)> {
    let proposed = promoted.proposals.iter().map(|promotion| {
        let line = source.line(promotion.step.span.start());
        let command = short(&promotion.step);
        (line, format!("proposed: {command}: {}", promotion.words))
    });
    proposed.chain(left_lines(&promoted.left, source)).collect()
}

/// What a person is told beside the diff.
fn told(run: &str, promoted: &Promoted, source: &Source) -> String {
    let mut text = String::new();
    let count = promoted.proposals.len();
    let plural = if count == 1 { "" } else { "s" };
    let _ = if count == 0 {
        writeln!(text, "{GOOD}nothing to propose{GOOD:#} from run {run}")
    } else {
        writeln!(
            text,
            "{STRONG}proposed{STRONG:#}: expectations for {count} step{plural}, from run {run}; read whether they are right, or only what happened"
        )
    };
    text.push_str(&left_alone(&promoted.left, source));
    text
}

/// `expect`.
#[derive(Serialize)]
struct PromotedJson<'a> {
    schema: u32,
    plan: &'a str,
    run: &'a str,
    proposals: Vec<PromotionJson<'a>>,
    left: Vec<LeftJson<'a>>,
    diff: String,
    written: bool,
}

#[derive(Serialize)]
struct PromotionJson<'a> {
    #[serde(flatten)]
    step: StepLine<'a>,
    expect: Vec<json::Expect>,
    words: &'a str,
}

impl<'a> PromotedJson<'a> {
    fn new(
        plan: &'a str,
        run: &'a str,
        promoted: &'a Promoted,
        source: &Source,
        (diff, written): (String, bool),
    ) -> Self {
        let proposals = promoted.proposals.iter().map(|promotion| PromotionJson {
            step: StepLine::new(&promotion.step, source),
            expect: promotion
                .expectations
                .iter()
                .map(json::Expect::new)
                .collect(),
            words: &promotion.words,
        });
        Self {
            schema: json::SCHEMA,
            plan,
            run,
            proposals: proposals.collect(),
            left: LeftJson::all(&promoted.left, source),
            diff,
            written,
        }
    }
}
