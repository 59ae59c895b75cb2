//! Lines of a code block as commands: continuations joined, comments taken off.

use stopgate_markdown::Tree;
use stopgate_model::Sourced;
use stopgate_source::Span;

/// One command of a block.
#[derive(Debug, PartialEq)]
pub(crate) struct ShellLine {
    /// What the shell gets.
    pub(crate) text: String,
    /// The comment behind it.
    pub(crate) comment: Option<Sourced<String>>,
    /// First to last line.
    pub(crate) span: Span,
    /// False where quotes, a here-document or a compound command have no end.
    pub(crate) finished: bool,
    /// What a comment line beside it says about it.
    pub(crate) remark: Remark,
}

/// What a comment line says about the command beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Remark {
    /// Nothing.
    #[default]
    None,
    /// It ends in a backslash: the shell runs the next line, a reader who joins lines sees only a
    /// comment.
    SwallowsNext,
    /// It says "or": the commands on both sides are a choice.
    Choice,
}

/// Splits a block into commands; blank lines and comments are left out.
pub(crate) fn split(tree: &Tree, lines: &[Span]) -> Vec<ShellLine> {
    let mut commands: Vec<ShellLine> = Vec::new();
    let mut scan = Scan::default();
    let mut remark = Remark::None;
    for line in lines {
        let text = tree.source().slice(*line);
        if scan.is_between_commands()
            && (text.trim().is_empty() || text.trim_start().starts_with('#'))
        {
            remark = said_by(text).unwrap_or(remark);
            if let (Remark::Choice, Some(last)) = (remark, commands.last_mut()) {
                last.remark = Remark::Choice;
            }
            continue;
        }
        scan.add(text, *line);
        if scan.is_complete() {
            commands.extend(std::mem::take(&mut scan).finish(true, std::mem::take(&mut remark)));
        }
    }
    commands.extend(scan.finish(false, remark));
    // Behind a line that is not whole nobody can tell commands from what belongs to it.
    let whole = commands.iter().take_while(|line| line.finished).count();
    for line in commands.iter_mut().skip(whole) {
        line.finished = false;
    }
    commands
}

/// True when a text is whole commands: no quote, substitution or compound command is left open.
pub(crate) fn is_finished(text: &str) -> bool {
    let mut scan = Scan::default();
    scan.add(text, Span::default());
    scan.is_complete() && is_balanced(&scan.text)
}

fn said_by(comment: &str) -> Option<Remark> {
    let words = comment
        .trim()
        .trim_start_matches('#')
        .trim()
        .trim_end_matches([':', ',', '.'])
        .to_lowercase();
    match words.as_str() {
        "or" | "alternatively" | "or else" | "either" => Some(Remark::Choice),
        _ if comment.trim_end().ends_with('\\') => Some(Remark::SwallowsNext),
        _ => None,
    }
}

/// True when parentheses and back-ticks of a command are in pairs.
fn is_balanced(text: &str) -> bool {
    if text.contains("<<") || text.split_whitespace().any(|word| word == "case") {
        return true;
    }
    let (mut depth, mut ticks, mut quote) = (0_i32, 0_u32, None);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => drop(chars.next()),
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (Some('\''), _) => {}
            (_, '`') => ticks += 1,
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0 && ticks % 2 == 0
}

/// The state of reading one command.
#[derive(Default)]
struct Scan {
    text: String,
    span: Option<Span>,
    comment: Option<Sourced<String>>,
    quote: Option<char>,
    heredocs: Vec<HereDocument>,
    depth: usize,
    joins_next: bool,
    ends_in_blank: bool,
    /// Set where the shell and a reader join lines differently, or a here-document cannot be read.
    unclear: bool,
}

impl Scan {
    fn is_between_commands(&self) -> bool {
        self.span.is_none()
    }

    fn is_complete(&self) -> bool {
        self.quote.is_none() && self.heredocs.is_empty() && self.depth == 0 && !self.joins_next
    }

    fn add(&mut self, line: &str, span: Span) {
        let first = self.span.is_none();
        self.span = Some(self.span.map_or(span, |known| known.join(span)));
        if let Some(end) = self.heredocs.first() {
            let closes = end.is_closed_by(line);
            self.text.push('\n');
            self.text.push_str(line);
            if closes {
                self.heredocs.remove(0);
            }
            return;
        }
        let quoted = self.quote.is_some();
        let code = self.scan(line, span);
        let glued = std::mem::take(&mut self.joins_next) && !quoted;
        if !first {
            self.text.push(if glued { ' ' } else { '\n' });
        }
        // Without a blank at the join the shell makes one word of what a reader takes for two.
        self.unclear |= glued && !self.ends_in_blank && !code.starts_with([' ', '\t']);
        let code = if first || glued {
            code.trim_start()
        } else {
            code
        };
        let continued = self.quote.is_none() && code.ends_with('\\');
        let bare = code.trim_end_matches('\\');
        self.unclear |= continued && (code.len() - bare.len() > 1 || !self.heredocs.is_empty());
        self.ends_in_blank = bare.ends_with([' ', '\t']) || !continued;
        let code = if continued {
            code[..code.len() - 1].trim_end()
        } else {
            code
        };
        self.text.push_str(code);
        let operator = ["&&", "||", "|"]
            .iter()
            .any(|end| code.trim_end().ends_with(end));
        self.joins_next = continued || (operator && self.quote.is_none());
        self.depth = compound_depth(code, self.depth);
    }

    /// Follows quotes and finds here-documents; returns the line without its comment.
    fn scan<'l>(&mut self, line: &'l str, span: Span) -> &'l str {
        let mut previous = ' ';
        let mut chars = line.char_indices();
        while let Some((at, c)) = chars.next() {
            match (self.quote, c) {
                (None | Some('"'), '\\') => drop(chars.next()),
                (None, '\'' | '"') => self.quote = Some(c),
                (Some(open), _) if open == c => self.quote = None,
                (None, '#') if previous.is_whitespace() || matches!(previous, ';' | '|' | '&') => {
                    let comment = line[at + 1..].trim();
                    let origin = Span::new(span.start() + at, span.end());
                    self.comment = Some(Sourced::new(comment.to_owned(), origin));
                    return line[..at].trim_end();
                }
                (None, '<') if line[at..].starts_with("<<") && !line[at..].starts_with("<<<") => {
                    let end = heredoc_end(&line[at + 2..]);
                    self.unclear |= end.is_none();
                    self.heredocs.extend(end);
                    chars.next();
                }
                _ => {}
            }
            previous = c;
        }
        line.trim_end()
    }

    fn finish(self, finished: bool, remark: Remark) -> Option<ShellLine> {
        let span = self.span?;
        let text = self.text.trim().to_owned();
        let opens = text.ends_with(['{', '(']);
        let finished = finished && !opens && !self.unclear && is_balanced(&text);
        (!text.is_empty()).then_some(ShellLine {
            text,
            comment: self.comment,
            span,
            finished,
            remark,
        })
    }
}

/// How a here-document ends.
struct HereDocument {
    word: String,
    strips_tabs: bool,
}

impl HereDocument {
    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim_end_matches('\r');
        let line = if self.strips_tabs {
            line.trim_start_matches('\t')
        } else {
            line
        };
        line == self.word
    }
}

/// Reads the word behind `<<`: `-'EOF'` gives `EOF`, with tabs stripped; none for a word that is not
/// plain.
fn heredoc_end(rest: &str) -> Option<HereDocument> {
    let strips_tabs = rest.starts_with('-');
    let rest = rest.trim_start_matches('-').trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let body = rest.strip_prefix(['\'', '"']).unwrap_or(rest);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = body.find(|c| !is_plain(c)).unwrap_or(body.len());
    let behind = &body[length..];
    let ends = match quote {
        Some(quote) => behind.starts_with(quote),
        None => behind.is_empty() || behind.starts_with([' ', '\t', ';', '|', '&', '>', ')']),
    };
    let word = body[..length].to_owned();
    (ends && !word.is_empty()).then_some(HereDocument { word, strips_tabs })
}

/// How many `if`, `for`, `case`, `{` … are still open after a line, given how many were before it.
fn compound_depth(text: &str, mut depth: usize) -> usize {
    let statements = text.split(['\n', ';', '|', '&']);
    for statement in statements {
        let words = statement.split_whitespace();
        for word in words.skip_while(|word| matches!(*word, "do" | "then" | "else")) {
            match word {
                "if" | "for" | "while" | "until" | "case" | "select" | "{" => depth += 1,
                "fi" | "done" | "esac" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if !matches!(word, "!" | "{" | "fi" | "done" | "esac" | "}") {
                break;
            }
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;
    use stopgate_source::Source;

    fn commands(text: &str) -> Vec<(String, bool)> {
        let tree = Tree::read_strict(Source::new(format!("```sh\n{text}\n```\n").into_bytes()));
        let lines = tree.blocks().iter().find_map(|block| match &block.kind {
            stopgate_markdown::BlockKind::Code(code) => Some(code.lines.clone()),
            _ => None,
        });
        split(&tree, &lines.unwrap_or_default())
            .into_iter()
            .map(|line| (line.text, line.finished))
            .collect()
    }

    #[test]
    fn lines_become_commands() {
        for (text, expected) in [
            ("# why\nmake a   # ✓ ok\n\nmake b", vec!["make a", "make b"]),
            (
                "make a \\\n  --fast\nmake b",
                vec!["make a --fast", "make b"],
            ),
            ("echo 'a # b'", vec!["echo 'a # b'"]),
            ("cat <<EOF\na\nEOF\nls", vec!["cat <<EOF\na\nEOF", "ls"]),
            (
                "for x in 1 2; do\necho $x\ndone\nls",
                vec!["for x in 1 2; do\necho $x\ndone", "ls"],
            ),
            ("echo \"a\nb\"", vec!["echo \"a\nb\""]),
            ("a |\nb", vec!["a | b"]),
        ] {
            let expected: Vec<(String, bool)> =
                expected.into_iter().map(|c| (c.to_owned(), true)).collect();
            assert_eq!(commands(text), expected, "{text}");
        }
    }

    #[test]
    fn what_has_no_end_is_unfinished() {
        for text in [
            "echo 'a",
            "cat <<EOF\na",
            "cat <<EOF\na\n EOF",
            "make a \\",
            "if true; then",
            "echo $(a",
            "echo `a",
            "a )",
        ] {
            assert!(
                commands(text).iter().all(|(_, finished)| !finished),
                "{text}"
            );
        }
    }
}
