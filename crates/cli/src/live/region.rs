//! Where a board is shown: drawn again and again at the end of a terminal, or as a line now and then.

use std::io::IsTerminal as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use console::Term;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::board::Board;
use crate::terminal;

/// How often a terminal is drawn anew.
const TICK: Duration = Duration::from_millis(120);
/// How often a long step says that it goes on, where there is no terminal.
const SPEAK_EVERY: Duration = Duration::from_secs(30);
/// How often it is looked whether one has to.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How wide a terminal is that does not say so, columns.
const COLUMNS: usize = 80;

/// What is drawn at the moment.
static DRAWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Takes what is drawn off the terminal for good.
pub(super) fn put_away() {
    let drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(bar) = drawn {
        bar.finish_and_clear();
    }
}

/// Shows a board until it is dropped.
pub(super) enum Region {
    /// At the end of a terminal.
    Drawn(ProgressBar),
    /// As a line now and then; its end is told to whoever says them.
    Spoken { _until: Sender<()> },
}

impl Region {
    /// Shows the board on stderr from here on.
    pub(super) fn new(board: &Arc<Mutex<Board>>) -> Self {
        if can_draw() {
            draw(board)
        } else {
            speak(board)
        }
    }

    /// Says something that stays, above what is drawn.
    pub(super) fn say(&self, text: &str) {
        match self {
            Self::Drawn(bar) => bar.suspend(|| terminal::say(text)),
            Self::Spoken { .. } => terminal::say(text),
        }
    }

    /// Columns of the terminal that is drawn on.
    pub(super) fn width(&self) -> Option<usize> {
        match self {
            Self::Drawn(_) => Some(columns()),
            Self::Spoken { .. } => None,
        }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if let Self::Drawn(_) = self {
            put_away();
        }
    }
}

/// A terminal that moves its cursor.
fn can_draw() -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    std::io::stderr().is_terminal() && !is_dumb
}

fn columns() -> usize {
    let size = Term::stderr().size_checked();
    size.map_or(COLUMNS, |(_, columns)| usize::from(columns))
}

fn draw(board: &Arc<Mutex<Board>>) -> Region {
    let board = Arc::clone(board);
    let plain = anstream::AutoStream::choice(&std::io::stderr()) == anstream::ColorChoice::Never;
    let lines = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
        let board = board.lock().unwrap_or_else(PoisonError::into_inner);
        // In the last column some terminals break the line.
        let lines = board.lines(Instant::now(), columns().saturating_sub(1));
        let lines = lines.join("\n");
        let _ = if plain {
            write!(out, "{}", strip_str(&lines))
        } else {
            out.write_str(&lines)
        };
    };
    let style = ProgressStyle::with_template("{board}").map(|style| style.with_key("board", lines));
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    *DRAWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
    Region::Drawn(bar)
}

fn speak(board: &Arc<Mutex<Board>>) -> Region {
    let (until, end) = channel();
    let board = Arc::clone(board);
    std::thread::spawn(move || {
        while end.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
            let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
            for line in due(&mut board, Instant::now()) {
                terminal::say(&line);
            }
        }
    });
    Region::Spoken { _until: until }
}

/// What steps have to say that run for long and said nothing lately.
fn due(board: &mut Board, now: Instant) -> Vec<String> {
    let running = board.running().iter_mut();
    let silent = running.filter(|step| now.saturating_duration_since(step.told) >= SPEAK_EVERY);
    let say = silent.map(|step| {
        step.told = now;
        step.so_far(now)
    });
    say.collect()
}
