//! What is known of a run that goes on, and how it is laid out for a terminal of some width.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use console::{measure_text_width, truncate_str};
use stopgate_journal::{State, StepPlan};
use stopgate_runner::asked;

use crate::terminal::{FAINT, STRONG, harmless};

/// Lines of output that are shown of the only step that runs; of several, each shows its last one.
const TAIL: usize = 3;
/// Lines of output that are remembered: some of them may say nothing.
const KEPT: usize = 2 * TAIL;
/// Running steps that are shown.
const MOST_STEPS: usize = 4;
/// Width below which only what runs is shown.
const NARROW: usize = 60;
/// Longest line of output that is remembered, bytes: no terminal is wider.
const LONGEST: usize = 4 * 1024;
/// How the beginning of a running step's line turns.
const TURNS: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/// How long one turn stands.
const TURN: Duration = Duration::from_millis(120);

/// What runs, and where the run stands.
#[derive(Default)]
pub(super) struct Board {
    running: Vec<Running>,
    /// `step 4 of 9, phase 2 of 3`.
    place: String,
    /// What the coming stop-gate asks.
    gate: Option<String>,
}

/// A step that runs.
pub(super) struct Running {
    id: String,
    /// `2/5`: which step of its phase it is.
    number: String,
    command: String,
    begun: Instant,
    limit: Duration,
    /// Its last lines; the last one may go on.
    tail: VecDeque<String>,
    /// When it was last spoken of.
    pub(super) told: Instant,
}

impl Board {
    /// A step begins.
    pub(super) fn start(&mut self, step: &StepPlan, state: &State, now: Instant) {
        self.end(&step.id);
        self.place = place(state, step);
        self.gate = gate(state);
        self.running.push(Running {
            id: step.id.clone(),
            number: number(state, step),
            command: one_line(&step.command),
            begun: now,
            limit: Duration::from_secs(step.timeout_seconds),
            tail: VecDeque::new(),
            told: now,
        });
    }

    /// A step writes something.
    pub(super) fn output(&mut self, step: &str, text: &str) {
        if let Some(running) = self.running.iter_mut().find(|running| running.id == step) {
            running.take(text);
        }
    }

    /// A step has ended, or nobody knows.
    pub(super) fn end(&mut self, step: &str) {
        self.running.retain(|running| running.id != step);
    }

    /// The steps that run.
    pub(super) fn running(&mut self) -> &mut [Running] {
        &mut self.running
    }

    /// The lines to draw, none wider than `width`; nothing where nothing runs.
    pub(super) fn lines(&self, now: Instant, width: usize) -> Vec<String> {
        let shown = &self.running[..self.running.len().min(MOST_STEPS)];
        let tail = if self.running.len() == 1 { TAIL } else { 1 };
        let mut lines = Vec::new();
        for running in shown {
            lines.push(running.headline(now, width));
            let tail = running.shown(tail);
            lines.extend(tail.map(|line| fit(&format!("    {FAINT}│ {line}{FAINT:#}"), width)));
        }
        match self.running.len() - shown.len() {
            0 => {}
            1 => lines.push(fit("    and 1 other step", width)),
            more => lines.push(fit(&format!("    and {more} other steps"), width)),
        }
        if !lines.is_empty() && width >= NARROW {
            let foot = self.foot(width);
            lines.extend(foot.map(|line| fit(&format!("    {FAINT}{line}{FAINT:#}"), width)));
        }
        lines
    }

    /// Where the run stands and what comes next, on one line where both have room.
    fn foot(&self, width: usize) -> impl Iterator<Item = String> {
        let gate = self.gate.as_ref().map(|gate| format!("then {gate}"));
        let whole = gate.as_ref().map(|gate| format!("{} · {gate}", self.place));
        let fits = |line: &String| measure_text_width(line) + 4 <= width;
        match whole.filter(fits) {
            Some(whole) => [Some(whole), None],
            None => [Some(self.place.clone()), gate],
        }
        .into_iter()
        .flatten()
    }
}

impl Running {
    fn take(&mut self, text: &str) {
        for piece in text.split_inclusive(['\n', '\r']) {
            let goes_on = self.tail.back().is_some_and(|last| !last.ends_with('\n'));
            // A line that is written over, as bars of progress are, begins anew.
            let is_over = self.tail.back().is_some_and(|last| last.ends_with('\r'));
            if is_over
                && piece != "\n"
                && let Some(last) = self.tail.back_mut()
            {
                last.clear();
            }
            if !goes_on {
                self.tail.push_back(String::new());
                self.tail.drain(..self.tail.len().saturating_sub(KEPT));
            }
            if let Some(last) = self.tail.back_mut()
                && last.len() < LONGEST
            {
                last.push_str(cut(piece, LONGEST));
            }
        }
    }

    /// The last lines that say something.
    fn shown(&self, most: usize) -> impl Iterator<Item = String> {
        let plain = |line: &String| strip_str(line.trim_end()).to_string();
        let mut said: Vec<String> = self.tail.iter().map(plain).collect();
        said.retain(|line| !line.trim().is_empty());
        let from = said.len().saturating_sub(most);
        said.into_iter().skip(from).map(|line| one_line(&line))
    }

    /// `⠹ 2/3 sh scripts/load.sh export/prices.csv … 12 s of 10 min`
    fn headline(&self, now: Instant, width: usize) -> String {
        let elapsed = now.saturating_duration_since(self.begun);
        let turn = TURNS[(elapsed.as_millis() / TURN.as_millis()) as usize % TURNS.len()];
        let time = format!("{} of {}", spoken(elapsed), spoken(self.limit));
        let start = format!("  {turn} {} ", self.number);
        let room = width.saturating_sub(measure_text_width(&start) + time.len() + 2);
        let command = fit(&self.command, room);
        let line = format!("{start}{STRONG}{command}{STRONG:#}  {FAINT}{time}{FAINT:#}");
        fit(&line, width)
    }

    /// What is said of a step that has run for long where nobody watches a terminal.
    pub(super) fn so_far(&self, now: Instant) -> String {
        let elapsed = spoken(now.saturating_duration_since(self.begun));
        let last = self.shown(1).next().map(|line| format!(" │ {line}"));
        format!(
            "  … {} {}  {FAINT}{elapsed} of {}{}{FAINT:#}",
            self.number,
            self.command,
            spoken(self.limit),
            last.unwrap_or_default()
        )
    }
}

/// Text on one line that obeys nothing.
pub(super) fn one_line(text: &str) -> String {
    harmless(text).replace('\n', "⏎")
}

/// Text cut to what fits.
pub(super) fn fit(text: &str, width: usize) -> String {
    truncate_str(text, width, "…").into_owned()
}

/// `8 s`, `2 min 5 s`, `1 h 3 min`.
fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    let (large, small, units) = match seconds {
        0..60 => return format!("{seconds} s"),
        60..3600 => (seconds / 60, seconds % 60, ["min", "s"]),
        _ => (seconds / 3600, seconds % 3600 / 60, ["h", "min"]),
    };
    match small {
        0 => format!("{large} {}", units[0]),
        _ => format!("{large} {} {small} {}", units[0], units[1]),
    }
}

/// `2/5`: which of the commands of its phase a step is.
fn number(state: &State, step: &StepPlan) -> String {
    let Some(phase) = state.phase().filter(|_| !state.is_rolling_back()) else {
        return "rollback".to_owned();
    };
    let (at, of) = position(state.created().phases[phase].steps.iter(), step);
    format!("{at}/{of}")
}

/// `step 4 of 9, phase 2 of 3`
fn place(state: &State, step: &StepPlan) -> String {
    let phases = &state.created().phases;
    let Some(phase) = state.phase().filter(|_| !state.is_rolling_back()) else {
        let (at, of) = position(state.undoings(), step);
        return format!("step {at} of {of} of the rollback");
    };
    let (at, of) = position(phases.iter().flat_map(|phase| &phase.steps), step);
    format!("step {at} of {of}, phase {} of {}", phase + 1, phases.len())
}

/// Which of the commands among these steps a step is, and how many there are.
fn position<'a>(steps: impl Iterator<Item = &'a StepPlan>, step: &StepPlan) -> (usize, usize) {
    let commands: Vec<&StepPlan> = steps.filter(|step| step.is_automatic()).collect();
    let at = commands.iter().position(|one| one.id == step.id);
    (at.map_or(0, |at| at + 1), commands.len())
}

/// What the stop-gate behind the phase asks: `the stop-gate: Yusra looks at the list; 2 points to confirm`.
fn gate(state: &State) -> Option<String> {
    let asked = asked(state).filter(|_| !state.is_rolling_back())?;
    let count = |count: usize, one: &str, several: &str| match count {
        0 => String::new(),
        1 => format!("; 1 {one}"),
        _ => format!("; {count} {several}"),
    };
    let confirm = count(asked.confirm.len(), "point to confirm", "points to confirm");
    let claims = count(
        asked.claims.len(),
        "outcome to look at",
        "outcomes to look at",
    );
    let said = asked
        .stop_gate
        .map(|gate| format!(": {}", one_line(gate.trim().trim_end_matches('.'))));
    Some(format!(
        "the stop-gate{}{confirm}{claims}",
        said.unwrap_or_default()
    ))
}

/// The beginning of a text, at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = end.take_while(|end| *end <= most).last();
    if text.len() <= most {
        text
    } else {
        &text[..end.unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(commands: &[&str], now: Instant) -> Board {
        let running = commands.iter().enumerate().map(|(at, command)| Running {
            id: format!("step-{at}"),
            number: format!("{}/{}", at + 1, commands.len()),
            command: one_line(command),
            begun: now,
            limit: Duration::from_secs(600),
            tail: VecDeque::new(),
            told: now,
        });
        Board {
            running: running.collect(),
            place: "step 4 of 9, phase 2 of 3".to_owned(),
            gate: Some("the stop-gate: Yusra looks at the list; 2 points to confirm".to_owned()),
        }
    }

    fn plain(board: &Board, now: Instant, width: usize) -> Vec<String> {
        let lines = board.lines(now, width).into_iter();
        lines.map(|line| strip_str(&line).to_string()).collect()
    }

    #[test]
    fn one_step_shows_its_time_its_last_lines_and_what_comes() {
        let begun = Instant::now();
        let mut board = board(&["sh scripts/load.sh"], begun);
        board.output("step-0", "one\ntwo\nthree\n\nfo");
        board.output("step-0", "ur");
        let now = begun + Duration::from_secs(125);
        assert_eq!(
            plain(&board, now, 100),
            [
                "  ⠙ 1/1 sh scripts/load.sh  2 min 5 s of 10 min",
                "    │ two",
                "    │ three",
                "    │ four",
                "    step 4 of 9, phase 2 of 3 · then the stop-gate: Yusra looks at the list; 2 points to confirm",
            ]
        );
        let narrow = plain(&board, now, 70);
        assert_eq!(narrow[4], "    step 4 of 9, phase 2 of 3");
        assert!(narrow[5].starts_with("    then the stop-gate: Yusra"));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let begun = Instant::now();
        let commands = ["sh scripts/load.sh --from export --to site --with every option"; 7];
        let mut board = board(&commands, begun);
        for at in 0..commands.len() {
            board.output(&format!("step-{at}"), &"漢字 and long words ".repeat(20));
        }
        for width in 1..200 {
            for line in board.lines(begun, width) {
                assert!(measure_text_width(&line) <= width, "{width}: {line}");
            }
        }
        let lines = plain(&board, begun, 80);
        assert_eq!(lines.len(), 2 * MOST_STEPS + 1 + 2, "{lines:#?}");
        assert_eq!(lines[2 * MOST_STEPS], "    and 3 other steps");
    }

    #[test]
    fn output_obeys_nothing_and_bars_of_progress_stand_still() {
        let begun = Instant::now();
        let mut board = board(&["true"], begun);
        board.output(
            "step-0",
            "\u{1b}[31mred\u{1b}[0m\u{7}\u{202e}\n10 %\r20 %\r30 %",
        );
        let lines = plain(&board, begun, 80);
        assert_eq!(lines[1..3], ["    │ red\\u{202e}", "    │ 30 %"]);
        board.output("step-0", "\rdone\r\n");
        assert_eq!(plain(&board, begun, 80)[2], "    │ done");
    }

    #[test]
    fn what_has_ended_is_not_shown() {
        let begun = Instant::now();
        let mut board = board(&["one", "two"], begun);
        board.end("step-0");
        board.output("step-0", "late\n");
        assert_eq!(plain(&board, begun, 80)[0], "  ⠋ 2/2 two  0 s of 10 min");
        board.end("step-1");
        assert_eq!(board.lines(begun, 80), Vec::<String>::new());
    }

    #[test]
    fn output_without_an_end_takes_little_memory() {
        let begun = Instant::now();
        let mut board = board(&["one"], begun);
        for _ in 0..1000 {
            board.output("step-0", &"é".repeat(5_000));
        }
        let kept: usize = board.running[0].tail.iter().map(String::len).sum();
        assert!(kept <= 2 * LONGEST, "{kept}");
    }
}
