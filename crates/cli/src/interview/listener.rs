//! What a person types at a prompt: a line that can be edited, with what was typed before at hand. A text that is
//! pasted is one line of input, whatever line ends it holds.

use std::io::ErrorKind;

use rustyline::completion::Completer;
use rustyline::config::{Behavior, BellStyle, Config};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, Helper};
use signal_hook::consts::{SIGHUP, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use stopgate_system::TerminalModes;

use crate::terminal;

/// Terminals that cannot move the cursor.
const SIMPLE: [&str; 3] = ["", "dumb", "cons25"];

/// How often somebody types what is no text before nobody listens any more.
const TRIES: u32 = 16;

/// What came of listening.
pub(crate) enum Heard {
    /// A line without its end; several lines where they were pasted.
    Line(String),
    /// The person has no more to say (Ctrl-D).
    End,
    /// The person broke off in the middle (Ctrl-C): what was begun does not count.
    BrokenOff,
}

/// Whoever types.
pub(crate) struct Listener {
    /// None where lines are read as the terminal gives them: for screen readers, and where the cursor cannot move.
    editor: Option<Editor<Words, MemHistory>>,
}

impl Listener {
    /// Listens to a terminal; `words` are what the tabulator key completes.
    pub(crate) fn new(plain: bool, words: &'static [&'static str]) -> Self {
        let name = std::env::var("TERM").unwrap_or_default();
        let is_simple = plain || SIMPLE.contains(&name.as_str());
        let config = Config::builder()
            .behavior(Behavior::PreferTerm)
            .bell_style(BellStyle::None)
            .bracketed_paste(true)
            .build();
        let editor = (!is_simple).then(|| Editor::with_history(config, MemHistory::new()));
        let mut editor = editor.and_then(Result::ok);
        if let Some(editor) = &mut editor {
            editor.set_helper(Some(Words(words)));
            leave_terminal_usable();
        }
        Self { editor }
    }

    /// Listens to one line.
    pub(crate) fn ask(&mut self, prompt: &str) -> Heard {
        let Some(editor) = &mut self.editor else {
            return match terminal::ask(prompt) {
                Some(line) => Heard::Line(line.trim_end_matches(['\n', '\r']).to_owned()),
                None => Heard::End,
            };
        };
        for _ in 0..TRIES {
            match editor.readline(prompt) {
                Ok(line) => {
                    let _ = editor.add_history_entry(line.as_str());
                    return Heard::Line(line);
                }
                Err(ReadlineError::Interrupted) => return Heard::BrokenOff,
                Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::InvalidData => {
                    terminal::say("that was not UTF-8; type the line once more");
                }
                Err(_) => return Heard::End,
            }
        }
        Heard::End
    }
}

/// While a line is edited the terminal shows and sends every key by itself. Whoever ends the process finds it as it
/// was before.
fn leave_terminal_usable() {
    const PASTES_ARE_NOT_MARKED: &str = "\u{1b}[?2004l";
    let (Some(modes), Ok(mut signals)) = (TerminalModes::now(), Signals::new([SIGTERM, SIGHUP]))
    else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            modes.restore();
            terminal::say(PASTES_ARE_NOT_MARKED);
            let _ = emulate_default_handler(signal);
        }
    });
}

/// Words that begin a line.
struct Words(&'static [&'static str]);

impl Helper for Words {}
impl Highlighter for Words {}
impl Validator for Words {}

impl Hinter for Words {
    type Hint = String;
}

impl Completer for Words {
    type Candidate = String;

    /// What begins like the line; where it is no such word, the tabulator itself, which code needs.
    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..at).unwrap_or_default();
        if !typed.starts_with(':') {
            return Ok((at, vec!["\t".to_owned()]));
        }
        let words = self.0.iter().filter(|word| word.starts_with(typed));
        Ok((0, words.map(|word| (*word).to_owned()).collect()))
    }
}
