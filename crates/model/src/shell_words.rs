//! A command as its simple commands, as far as a reader can tell without a shell.

/// A word of a simple command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// The text without quotes and escapes.
    pub text: String,
    /// True where the shell puts something in its place: a variable, the names of files.
    pub expands: bool,
}

/// A command without `;`, `|`, `&&` and `||`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimpleCommand {
    /// The program and its arguments.
    pub words: Vec<Word>,
    /// What its output goes to instead, where it goes to files.
    pub writes: Vec<Word>,
}

/// The simple commands of a command; none where it holds what only a shell takes apart: substitutions,
/// groups, here-documents, a process in the background.
///
/// Handles `grep -q 'a b' f && ! test -s err 2>/dev/null`.
pub fn simple_commands(command: &str) -> Option<Vec<SimpleCommand>> {
    let mut scan = Scan::default();
    let mut rest = command.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match (scan.quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => scan.quote = None,
            (Some('\''), _) => scan.push(c),
            (_, '`') | (None, '(' | ')') => return None,
            (_, '$') if matches!(next, Some('(' | '\'' | '"')) && scan.quote.is_none() => {
                return None;
            }
            (Some(_), '$') if next == Some('(') => return None,
            (_, '$') => scan.expand(c),
            (_, '\\') => match rest.next()? {
                '\n' => {}
                escaped => scan.push(escaped),
            },
            (Some(_), _) => scan.push(c),
            (None, '\'' | '"') => scan.open(c),
            (None, '*' | '?' | '{') => scan.expand(c),
            (None, '[') if !matches!(next, None | Some('[' | ' ')) => scan.expand(c),
            (None, '#') if scan.word.is_none() => while rest.next_if(|c| *c != '\n').is_some() {},
            (None, ' ' | '\t') => scan.end_word(),
            (None, '\n' | ';') => scan.end_command(),
            (None, '|') => {
                rest.next_if(|c| matches!(c, '|' | '&'));
                scan.end_command();
            }
            (None, '&') => match rest.next()? {
                '&' => scan.end_command(),
                '>' => {
                    rest.next_if_eq(&'>');
                    scan.redirect(Target::File);
                }
                _ => return None,
            },
            (None, '>') => {
                let target = match rest.next_if(|c| matches!(c, '>' | '|' | '&')) {
                    Some('&') => Target::Stream,
                    _ => Target::File,
                };
                scan.redirect(target);
            }
            (None, '<') if matches!(next, Some('<' | '(' | '>' | '&')) => return None,
            (None, '<') => scan.redirect(Target::Input),
            (None, _) => scan.push(c),
        }
    }
    scan.finish()
}

/// What the word behind `>`, `<` or `>&` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    File,
    Stream,
    Input,
}

#[derive(Default)]
struct Scan {
    commands: Vec<SimpleCommand>,
    now: SimpleCommand,
    word: Option<Word>,
    quote: Option<char>,
    target: Option<Target>,
}

impl Scan {
    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().text.push(c);
    }

    fn expand(&mut self, c: char) {
        self.push(c);
        self.word.get_or_insert_default().expands = true;
    }

    fn open(&mut self, quote: char) {
        self.word.get_or_insert_default();
        self.quote = Some(quote);
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else {
            return;
        };
        let is_stream = word.text.chars().all(|c| c.is_ascii_digit() || c == '-');
        match self.target.take() {
            Some(Target::Input) => {}
            Some(Target::Stream) if is_stream && !word.expands => {}
            Some(_) => self.now.writes.push(word),
            None => self.now.words.push(word),
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        let command = std::mem::take(&mut self.now);
        let is_empty = command.words.is_empty() && command.writes.is_empty();
        self.commands.extend((!is_empty).then_some(command));
    }

    /// `2>`: the number in front says which stream.
    fn redirect(&mut self, target: Target) {
        let is_number =
            |word: &Word| !word.text.is_empty() && word.text.chars().all(|c| c.is_ascii_digit());
        if self.word.as_ref().is_some_and(is_number) {
            self.word = None;
        }
        self.end_word();
        self.target = Some(target);
    }

    fn finish(mut self) -> Option<Vec<SimpleCommand>> {
        self.end_command();
        let whole = self.quote.is_none() && self.target.is_none() && !self.commands.is_empty();
        whole.then_some(self.commands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(command: &str) -> Option<Vec<String>> {
        let commands = simple_commands(command)?;
        let words = |words: &[Word]| {
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            words.join("|")
        };
        let shown = commands.iter().map(|one| match one.writes.as_slice() {
            [] => words(&one.words),
            writes => format!("{} > {}", words(&one.words), words(writes)),
        });
        Some(shown.collect())
    }

    #[test]
    fn commands_are_taken_apart_as_a_shell_does() {
        for (command, expected) in [
            ("grep -q 'a b' f", vec!["grep|-q|a b|f"]),
            ("a && b || c; d\ne | f", vec!["a", "b", "c", "d", "e", "f"]),
            ("a > x 2>> y", vec!["a > x|y"]),
            ("a 2>&1 >/dev/null < in", vec!["a > /dev/null"]),
            ("a &> x", vec!["a > x"]),
            ("a \"b \\\"c\\\" $d\" # e | f", vec!["a|b \"c\" $d"]),
            ("test '' = \"\"", vec!["test||=|"]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(shown(command), Some(expected), "{command}");
        }
    }

    #[test]
    fn what_only_a_shell_takes_apart_is_left_to_it() {
        for command in [
            "a $(b)",
            "a \"$(b)\"",
            "a `b`",
            "a \"`b`\"",
            "(a)",
            "a <(b)",
            "a >(b)",
            "cat <<EOF\na\nEOF",
            "a <<< b",
            "a &",
            "a 'b",
            "a >",
            "a $'b'",
            "",
        ] {
            assert_eq!(simple_commands(command), None, "{command}");
        }
    }
}
