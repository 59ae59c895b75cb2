//! `stopgate runs --compare A B`: what differs between two runs.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use serde::Serialize;
use stopgate_lineage::{Comparison, Difference, SideOfStep, StepDifference, compare};
use stopgate_system::RunFolder;

use crate::arguments::{Common, OutputFormat};
use crate::commands::telling::told;
use crate::exit::{Exit, Trouble};
use crate::json;
use crate::session::root;
use crate::terminal::{self, FAINT, GOOD, RISKY, STRONG, harmless};

/// Digits of a digest that are shown to people.
const DIGITS: usize = 12;
/// How many times as long a step has to take to be pointed out, or the reverse.
const SLOWER: f64 = 1.5;

/// Which runs are compared.
#[derive(Debug, Args)]
pub(crate) struct Comparing {
    /// Say what differs between two runs, each named by the beginning of its name
    #[arg(long, num_args = 2, value_names = ["RUN", "RUN"])]
    compare: Vec<String>,
}

impl Comparing {
    /// The two runs; none where all are to be listed.
    pub(crate) fn pair(&self) -> Option<(&str, &str)> {
        match self.compare.as_slice() {
            [a, b] => Some((a, b)),
            _ => None,
        }
    }
}

#[derive(Serialize)]
struct Document<'c> {
    schema: u32,
    #[serde(flatten)]
    comparison: &'c Comparison,
}

/// Compares two runs. That they differ is no fault.
pub(crate) fn run(common: &Common, (a, b): (&str, &str)) -> Result<Exit, Trouble> {
    let root = root(common, Path::new("."))?;
    let read = |name: &str| {
        let folder = RunFolder::find(&root, Some(name))?;
        let reading = folder.reading()?;
        told(&folder, &reading).cloned()
    };
    let comparison = compare(&read(a)?, &read(b)?);
    match common.output_format {
        OutputFormat::Json => json::print(&Document {
            schema: json::SCHEMA,
            comparison: &comparison,
        }),
        OutputFormat::Full => terminal::print(&full(&comparison)),
        OutputFormat::Concise => terminal::print(&concise(&comparison)),
    }
    Ok(Exit::Fine)
}

fn full(comparison: &Comparison) -> String {
    let Comparison { a, b, .. } = comparison;
    let mut text = format!("{STRONG}a{STRONG:#} run {a}\n{STRONG}b{STRONG:#} run {b}\n");
    for difference in &comparison.differences {
        text.push_str(&shown(difference));
    }
    let mut alike = 0;
    for step in &comparison.steps {
        match noteworthy(step) {
            true => text.push_str(&of_step(step)),
            false => alike += 1,
        }
    }
    for difference in &comparison.decisions {
        text.push_str(&shown(difference));
    }
    let steps = if alike == 1 { "step" } else { "steps" };
    let _ = writeln!(text, "{FAINT}{alike} {steps} alike{FAINT:#}");
    if comparison.same {
        let _ = writeln!(text, "{GOOD}same{GOOD:#}: nothing differs but times");
    }
    text
}

fn concise(comparison: &Comparison) -> String {
    let mut text = String::new();
    let all = comparison.differences.iter().chain(&comparison.decisions);
    for difference in all {
        let (a, b) = (side(difference.a.as_deref()), side(difference.b.as_deref()));
        let _ = writeln!(text, "{}: {a} -> {b}", harmless(&difference.what));
    }
    let steps = comparison.steps.iter();
    for step in steps.filter(|step| !step.differs.is_empty()) {
        let _ = writeln!(text, "{}: {}", step.id, step.differs.join(", "));
    }
    text
}

/// True of steps that came out differently, or took much longer or shorter.
fn noteworthy(step: &StepDifference) -> bool {
    let much = |ratio: f64| ratio >= SLOWER || ratio <= 1.0 / SLOWER;
    !step.differs.is_empty() || step.duration_ratio.is_some_and(much)
}

fn shown(difference: &Difference) -> String {
    let (a, b) = (side(difference.a.as_deref()), side(difference.b.as_deref()));
    let what = harmless(&difference.what);
    format!("{RISKY}{what}{RISKY:#}\n  a {a}\n  b {b}\n")
}

fn side(text: Option<&str>) -> String {
    text.map_or_else(
        || "nothing".to_owned(),
        |text| harmless(text).replace('\n', "⏎"),
    )
}

fn of_step(step: &StepDifference) -> String {
    let command = harmless(&step.command).replace('\n', "⏎");
    let differs = step.differs.join(", ");
    let mut text = format!(
        "{command}  {FAINT}{}{FAINT:#} {RISKY}{differs}{RISKY:#}\n",
        step.id
    );
    for (name, side) in [("a", &step.a), ("b", &step.b)] {
        let _ = writeln!(
            text,
            "  {name} {}",
            side.as_ref().map_or("no such step".to_owned(), facts)
        );
    }
    if let Some(ratio) = step.duration_ratio.filter(|_| noteworthy(step)) {
        let _ = writeln!(text, "  {FAINT}b took {ratio:.2} times as long{FAINT:#}");
    }
    text
}

fn facts(side: &SideOfStep) -> String {
    let mut facts = vec![side.state.to_owned()];
    facts.extend(side.ending.as_deref().map(harmless));
    let seconds = side.duration_ms.map(|millis| millis as f64 / 1000.0);
    facts.extend(seconds.map(|seconds| format!("{seconds:.1} s")));
    if side.attempts != 1 {
        facts.push(format!("{} attempts", side.attempts));
    }
    let digest = side.output_sha256.as_deref();
    let digest = digest.map(|digest| digest.chars().take(DIGITS).collect::<String>());
    facts.extend(digest.map(|digest| format!("output {digest}")));
    facts.join(" · ")
}
