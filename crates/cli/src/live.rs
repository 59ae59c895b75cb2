//! A run while it goes on: one line a step, and below it, on a terminal, what the step writes.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use stopgate_journal::{Outcome, State, StepPlan};
use stopgate_runner::{Notice, Observer, ending};

use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, harmless};

/// Lines of output that are shown of a step that failed.
const SHOWN: usize = 12;

/// Characters of a command or an output line that are shown while a step runs.
const WIDE: usize = 70;

/// How often the line of a running step is drawn anew.
const TICK: Duration = Duration::from_millis(120);

/// Shows a run on stderr; says nothing where that was asked for.
pub(crate) struct Live {
    quiet: bool,
    /// The line of the step that runs; draws nothing where stderr is no terminal.
    line: Option<ProgressBar>,
    /// The last line that it wrote, as far as it has come.
    latest: String,
}

impl Live {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            line: None,
            latest: String::new(),
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(line) = self.line.take() {
            line.finish_and_clear();
        }
        if !self.quiet {
            terminal::say(text);
        }
    }

    fn start(&mut self, step: &StepPlan, state: &State) {
        self.latest.clear();
        // Where nobody watches, a line that ticks would cost each step a thread.
        if self.quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed:.dim}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let line = ProgressBar::new_spinner().with_style(style);
        line.set_message(format!("{} {}", place(state), short(&step.command)));
        line.enable_steady_tick(TICK);
        self.line = Some(line);
    }

    fn output(&mut self, step: &StepPlan, text: &str, state: &State) {
        let Some(line) = &self.line else { return };
        for piece in text.split_inclusive('\n') {
            if self.latest.ends_with('\n') {
                self.latest.clear();
            }
            self.latest.push_str(piece);
        }
        let tail = self.latest.trim_end();
        let command = step.command.as_str();
        line.set_message(format!(
            "{} {} │ {}",
            place(state),
            short(command),
            short(tail)
        ));
    }

    fn end(&mut self, step: &StepPlan, outcome: &Outcome) {
        let passed = outcome.is_success(&step.expectations);
        let mark = if passed {
            format!("{GOOD}✓{GOOD:#}")
        } else {
            format!("{BAD}✗{BAD:#}")
        };
        let left = match outcome.left_behind {
            0 => String::new(),
            some => format!(", {some} processes that it left behind were ended"),
        };
        self.say(&format!(
            "  {mark} {}  {FAINT}{}, {:.1} s{left}{FAINT:#}",
            one_line(&step.command),
            harmless(&ending(&outcome.ending)),
            outcome.duration.as_secs_f64()
        ));
        if !passed {
            self.why(step, outcome);
        }
    }

    /// What was expected and did not come, and the end of what came.
    fn why(&mut self, step: &StepPlan, outcome: &Outcome) {
        let missed = step.expectations.iter().zip(&outcome.met);
        for (expected, _) in missed.filter(|(_, met)| **met == stopgate_runner::Met::No) {
            let wanted = crate::wording::expectation(expected);
            self.say(&format!("      {BAD}expected{BAD:#} {}", harmless(&wanted)));
        }
        let output = if outcome.output.tail.is_empty() {
            &outcome.output.head
        } else {
            &outcome.output.tail
        };
        let lines: Vec<&str> = output.lines().collect();
        for line in &lines[lines.len().saturating_sub(SHOWN)..] {
            self.say(&format!("      {FAINT}│{FAINT:#} {}", harmless(line)));
        }
    }
}

impl Observer for Live {
    fn notice(&mut self, notice: &Notice<'_>, state: &State) {
        match notice {
            Notice::PhaseEntered(phase) => {
                let title = harmless(&state.created().phases[*phase].title);
                self.say(&format!("{STRONG}{title}{STRONG:#}"));
            }
            Notice::StepsSkipped(count) => {
                self.say(&format!(
                    "{count} steps were done in an earlier run, and are not repeated"
                ));
            }
            Notice::StepStarted(step) => self.start(step, state),
            Notice::Output(step, text) => self.output(step, text, state),
            Notice::StepEnded(step, outcome) => self.end(step, outcome),
            Notice::OutcomeUnknown(step, why) => self.say(&format!(
                "  {RISKY}?{RISKY:#} {}  {FAINT}outcome unknown: {}{FAINT:#}",
                one_line(&step.command),
                harmless(why)
            )),
            Notice::OutcomeProven(step, outcome) => {
                self.say(&format!(
                    "  {FAINT}its runner ended before it was told; the supervisor recorded:{FAINT:#}"
                ));
                self.end(step, outcome);
            }
            Notice::Interrupted(step, why) => self.say(&format!(
                "  {RISKY}↻{RISKY:#} {}  {FAINT}is carried out again: {}{FAINT:#}",
                one_line(&step.command),
                harmless(why)
            )),
            Notice::Probed(step, finding) => self.say(&format!(
                "  {RISKY}?{RISKY:#} {}  {FAINT}its probe says: {}{FAINT:#}",
                one_line(&step.command),
                finding.name()
            )),
            Notice::Retry(step, seconds) => self.say(&format!(
                "  {RISKY}↻{RISKY:#} {}  {FAINT}is tried again in {seconds} s{FAINT:#}",
                one_line(&step.command)
            )),
            Notice::NotKept(why) => self.say(&format!(
                "  {FAINT}no checkpoint before and after the agent: {}{FAINT:#}",
                harmless(why)
            )),
            Notice::NotWritten(why) => {
                self.say(&format!("{RISKY}warning:{RISKY:#} {}", harmless(why)))
            }
            Notice::GateReached(_) | Notice::RolledBack => {}
        }
    }
}

/// `2/5`: the step that runs, of the steps of its phase.
fn place(state: &State) -> String {
    let Some(phase) = state.phase().filter(|_| !state.is_rolling_back()) else {
        return "rollback".to_owned();
    };
    let steps = state.created().phases[phase].steps.iter();
    let steps: Vec<&StepPlan> = steps.filter(|step| step.is_automatic()).collect();
    let running = state.running().next().map(|step| &step.id);
    let at = steps.iter().position(|step| Some(&step.id) == running);
    format!("{}/{}", at.map_or(0, |at| at + 1), steps.len())
}

/// Text on one line that obeys nothing, cut to what fits.
fn short(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= WIDE {
        return line;
    }
    line.chars().take(WIDE - 1).chain(['…']).collect()
}

fn one_line(text: &str) -> String {
    harmless(text).replace('\n', "⏎")
}
