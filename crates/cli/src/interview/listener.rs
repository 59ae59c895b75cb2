//! What a person types at a prompt: a line that can be edited, with what was typed before at hand. A text that is
//! pasted is one line of input, whatever line ends it holds.

use rustyline::completion::Completer;
use rustyline::config::{Behavior, BellStyle, Config};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, Helper};

use crate::terminal;

/// Terminals that cannot move the cursor.
const SIMPLE: [&str; 3] = ["", "dumb", "cons25"];

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
        }
        Self { editor }
    }

    /// One line without its end; none where the person ends the input, or breaks it off.
    pub(crate) fn ask(&mut self, prompt: &str) -> Option<String> {
        let Some(editor) = &mut self.editor else {
            let line = terminal::ask(prompt)?;
            return Some(line.trim_end_matches(['\n', '\r']).to_owned());
        };
        let line = editor.readline(prompt).ok()?;
        let _ = editor.add_history_entry(line.as_str());
        Some(line)
    }
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

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..at).unwrap_or_default();
        let fits = |word: &&&str| !typed.is_empty() && word.starts_with(typed);
        let words = self.0.iter().filter(fits);
        Ok((0, words.map(|word| (*word).to_owned()).collect()))
    }
}
