//! What of a command has no end.

/// Says what has no end in a command; none where all is closed, or where that is not certain.
pub(crate) fn missing_end(command: &str) -> Option<String> {
    let mut lines = command.split('\n');
    let mut open = Open::default();
    while let Some(line) = lines.next() {
        open.read(line);
        for word in std::mem::take(&mut open.heredocs) {
            let closes = |line: &str| line.trim_end_matches('\r').trim_start_matches('\t') == word;
            if !lines.any(closes) {
                return Some(format!("its here-document has no line `{word}`"));
            }
        }
    }
    open.missing(command)
}

/// True where the last word joins a statement that does not come.
pub(crate) fn dangles(command: &str) -> bool {
    let end = command.trim_end();
    ["&&", "||", "|"].iter().any(|joint| end.ends_with(joint))
}

#[derive(Default)]
struct Open {
    quote: Option<char>,
    /// What opened each substitution or group that is open, with the quote around it.
    groups: Vec<(char, Option<char>)>,
    heredocs: Vec<String>,
    continues: bool,
    /// Set where a `case` makes closing brackets ambiguous.
    has_case: bool,
}

impl Open {
    fn read(&mut self, line: &str) {
        self.has_case |= line.split_whitespace().any(|word| word == "case");
        self.continues = false;
        let mut previous = ' ';
        let mut chars = line.char_indices();
        while let Some((at, c)) = chars.next() {
            match (self.quote, c) {
                (None | Some('"'), '\\') => self.continues = chars.next().is_none(),
                (None, '#') if previous.is_whitespace() || previous == ';' => return,
                (Some('\''), '\'') | (Some('"'), '"') => self.quote = None,
                (Some('\''), _) => {}
                (None, '\'' | '"') => self.quote = Some(c),
                (None, '<') if line[at..].starts_with("<<") && !line[at..].starts_with("<<<") => {
                    self.heredocs.extend(word_behind(&line[at + 2..]));
                    chars.next();
                }
                (_, '(') if previous == '$' || self.quote.is_none() => {
                    self.groups.push(('(', self.quote.take()));
                }
                (None, ')') if self.groups.last().is_some_and(|group| group.0 == '(') => {
                    self.quote = self.groups.pop().and_then(|group| group.1);
                }
                (_, '`') => match self.groups.last() {
                    Some(&('`', around)) => {
                        self.groups.pop();
                        self.quote = around;
                    }
                    _ => self.groups.push(('`', self.quote.take())),
                },
                _ => {}
            }
            previous = c;
        }
    }

    fn missing(&self, command: &str) -> Option<String> {
        if let Some(quote) = self.quote {
            return Some(format!("the quote {quote} has no end"));
        }
        match self.groups.last() {
            Some(('`', _)) => return Some("a back-tick has no end".to_owned()),
            Some(_) if !self.has_case => return Some("a bracket ( has no end".to_owned()),
            _ => {}
        }
        if self.continues {
            return Some("its last line ends in \\, and nothing follows".to_owned());
        }
        if dangles(command) {
            return Some("nothing follows its last `&&`, `||` or `|`".to_owned());
        }
        compound_without_end(command)
    }
}

/// `-'EOF'` gives `EOF`; none for a word that is not plain.
fn word_behind(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches('-').trim_start();
    let body = rest.strip_prefix(['\'', '"']).unwrap_or(rest);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = &body[..body.find(|c| !is_plain(c)).unwrap_or(body.len())];
    (!word.is_empty()).then(|| word.to_owned())
}

/// `if …; then …` without `fi`.
fn compound_without_end(command: &str) -> Option<String> {
    let statements = command.split(['\n', ';', '|', '&']).map(str::trim);
    let (mut open, mut done) = (Vec::new(), true);
    for statement in statements {
        let first = |word: &&str| !matches!(*word, "do" | "then" | "else" | "!");
        let word = statement.split_whitespace().find(first).unwrap_or_default();
        match word {
            "if" => open.push("fi"),
            "for" | "while" | "until" | "select" => open.push("done"),
            "case" => open.push("esac"),
            "fi" | "done" | "esac" => done &= open.pop() == Some(word),
            _ => {}
        }
    }
    let missing = open.last().filter(|_| done)?;
    Some(format!("`{missing}` is missing at its end"))
}

#[cfg(test)]
mod tests {
    use super::missing_end;

    #[test]
    fn what_has_no_end_is_named() {
        for (command, expected) in [
            ("echo 'a", "the quote '"),
            ("psql -c \"SELECT 1", "the quote \""),
            ("cat <<EOF\na\n", "no line `EOF`"),
            ("echo $(date", "a bracket ("),
            ("echo \"$(date\"", "the quote \""),
            ("echo `date", "a back-tick"),
            ("if test -f a; then\nmake", "`fi`"),
            ("for x in 1 2; do\necho $x", "`done`"),
            ("make a \\", "ends in \\"),
            ("make a &&", "nothing follows"),
        ] {
            let missing = missing_end(command).unwrap_or_default();
            assert!(missing.contains(expected), "{command}: {missing}");
        }
    }

    #[test]
    fn what_is_closed_is_not_reported() {
        for command in [
            "echo \"it's\" 'a \"b'",
            "cat <<'EOF'\ndon't\nEOF",
            "echo \"$(date -d 'now')\" | wc -l",
            "case $x in a) make;; esac",
            "make # don't",
            "awk '{print $1}' f",
            "for x in 1; do echo $x; done",
        ] {
            assert_eq!(missing_end(command), None, "{command}");
        }
    }
}
