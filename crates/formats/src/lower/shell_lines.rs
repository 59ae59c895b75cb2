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
    /// True where a comment line ends in a backslash in front of it: the shell runs the command, a
    /// reader who joins lines sees only a comment.
    pub(crate) behind_comment: bool,
}

/// Splits a block into commands; blank lines and comments are left out.
pub(crate) fn split(tree: &Tree, lines: &[Span]) -> Vec<ShellLine> {
    let mut commands = Vec::new();
    let mut scan = Scan::default();
    let mut behind_comment = false;
    for line in lines {
        let text = tree.source().slice(*line);
        if scan.is_between_commands() && (text.trim().is_empty() || text.trim_start().starts_with('#')) {
            behind_comment = text.trim_end().ends_with('\\');
            continue;
        }
        scan.add(text, *line);
        if scan.is_complete() {
            commands.extend(std::mem::take(&mut scan).finish(true, behind_comment));
            behind_comment = false;
        }
    }
    commands.extend(scan.finish(false, behind_comment));
    commands
}

/// The state of reading one command.
#[derive(Default)]
struct Scan {
    text: String,
    span: Option<Span>,
    comment: Option<Sourced<String>>,
    quote: Option<char>,
    heredocs: Vec<String>,
    depth: usize,
    joins_next: bool,
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
            let closes = line.trim() == end;
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
        let code = if first || glued { code.trim_start() } else { code };
        let continued = self.quote.is_none() && code.ends_with('\\');
        let code = if continued { code[..code.len() - 1].trim_end() } else { code };
        self.text.push_str(code);
        let operator = ["&&", "||", "|"].iter().any(|end| code.trim_end().ends_with(end));
        self.joins_next = continued || (operator && self.quote.is_none());
        self.depth = compound_depth(&self.text);
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
                    self.heredocs.extend(heredoc_end(&line[at + 2..]));
                    chars.next();
                }
                _ => {}
            }
            previous = c;
        }
        line.trim_end()
    }

    fn finish(self, finished: bool, behind_comment: bool) -> Option<ShellLine> {
        let span = self.span?;
        let text = self.text.trim().to_owned();
        (!text.is_empty()).then_some(ShellLine { text, comment: self.comment, span, finished, behind_comment })
    }
}

/// The word that ends a here-document: `<<-'EOF'` gives `EOF`.
fn heredoc_end(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches('-').trim_start();
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '\'' | '"' | '-' | '.')).collect();
    let word = word.replace(['\'', '"'], "");
    (!word.is_empty()).then_some(word)
}

/// How many `if`, `for`, `case`, `{` … of a command are still open.
fn compound_depth(text: &str) -> usize {
    let mut depth = 0_usize;
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
        split(&tree, &lines.unwrap_or_default()).into_iter().map(|line| (line.text, line.finished)).collect()
    }

    #[test]
    fn lines_become_commands() {
        for (text, expected) in [
            ("# why\nmake a   # ✓ ok\n\nmake b", vec!["make a", "make b"]),
            ("make a \\\n  --fast\nmake b", vec!["make a --fast", "make b"]),
            ("echo 'a # b'", vec!["echo 'a # b'"]),
            ("cat <<EOF\na\nEOF\nls", vec!["cat <<EOF\na\nEOF", "ls"]),
            ("for x in 1 2; do\necho $x\ndone\nls", vec!["for x in 1 2; do\necho $x\ndone", "ls"]),
            ("echo \"a\nb\"", vec!["echo \"a\nb\""]),
            ("a |\nb", vec!["a | b"]),
        ] {
            let expected: Vec<(String, bool)> = expected.into_iter().map(|c| (c.to_owned(), true)).collect();
            assert_eq!(commands(text), expected, "{text}");
        }
    }

    #[test]
    fn what_has_no_end_is_unfinished() {
        for text in ["echo 'a", "cat <<EOF\na", "make a \\", "if true; then"] {
            assert!(commands(text).iter().all(|(_, finished)| !finished), "{text}");
        }
    }
}
