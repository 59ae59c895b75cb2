//! A run while it goes on: one line a step, and below it, on a terminal, a few lines about what runs. Where
//! nobody watches a terminal, a long step says from time to time that it goes on.

mod board;

mod region;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use stopgate_journal::{Outcome, State, StepPlan};
use stopgate_runner::{Notice, Observer, ending};

use crate::terminal::{self, BAD, FAINT, GOOD, RISKY, STRONG, harmless};
use board::{Board, fit, one_line};
use region::Region;

/// Lines of output that are shown of a step that failed.
const SHOWN: usize = 12;

/// Shows a run on stderr; says nothing where that was asked for.
pub(crate) struct Live {
    quiet: bool,
    board: Arc<Mutex<Board>>,
    /// What shows the board; none before the first step, and where nothing is shown.
    region: Option<Region>,
}

/// Takes what is drawn off the terminal, for whoever has to say something last.
pub(crate) fn put_away() {
    region::put_away();
}

impl Live {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            board: Arc::default(),
            region: None,
        }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&mut self, text: &str) {
        match &self.region {
            _ if self.quiet => {}
            Some(region) => region.say(text),
            None => terminal::say(text),
        }
    }

    fn start(&mut self, step: &StepPlan, state: &State) {
        if self.quiet {
            return;
        }
        self.board().start(step, state, Instant::now());
        let board = &self.board;
        self.region.get_or_insert_with(|| Region::new(board));
    }

    fn end(&mut self, step: &StepPlan, outcome: &Outcome) {
        self.board().end(&step.id);
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
        let how = format!(
            "{}, {:.1} s{left}",
            harmless(&ending(&outcome.ending)),
            outcome.duration.as_secs_f64()
        );
        let command = self.fitting(&step.command, how.chars().count());
        self.say(&format!("  {mark} {command}  {FAINT}{how}{FAINT:#}"));
        if !passed {
            self.why(step, outcome);
        }
    }

    /// What became of a step that was broken off, or failed, without a person.
    fn recovered(&mut self, notice: &Notice<'_>) {
        let (mark, step, what) = match notice {
            Notice::OutcomeProven(step, outcome) => {
                self.say(&format!(
                    "  {FAINT}its runner ended before it was told; the supervisor recorded:{FAINT:#}"
                ));
                return self.end(step, outcome);
            }
            Notice::Interrupted(step, why) => (
                "↻",
                step,
                format!("is carried out again: {}", harmless(why)),
            ),
            Notice::Probed(step, finding) => {
                ("?", step, format!("its probe says: {}", finding.name()))
            }
            Notice::Retry(step, seconds) => ("↻", step, format!("is tried again in {seconds} s")),
            _ => return,
        };
        let command = one_line(&step.command);
        self.say(&format!(
            "  {RISKY}{mark}{RISKY:#} {command}  {FAINT}{what}{FAINT:#}"
        ));
    }

    /// A command, as much of it as has room on the line of a terminal.
    fn fitting(&self, command: &str, beside: usize) -> String {
        let command = one_line(command);
        let width = self.region.as_ref().and_then(Region::width);
        match width {
            // Less than that says nothing, and the line is broken.
            Some(width) => fit(&command, width.saturating_sub(beside + 6).max(20)),
            None => command,
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
            Notice::Output(step, text) => self.board().output(&step.id, text),
            Notice::StepEnded(step, outcome) => self.end(step, outcome),
            Notice::OutcomeUnknown(step, why) => {
                self.board().end(&step.id);
                self.say(&format!(
                    "  {RISKY}?{RISKY:#} {}  {FAINT}outcome unknown: {}{FAINT:#}",
                    one_line(&step.command),
                    harmless(why)
                ));
            }
            Notice::OutcomeProven(..)
            | Notice::Interrupted(..)
            | Notice::Probed(..)
            | Notice::Retry(..) => self.recovered(notice),
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
