//! What a person gave as an answer, judged by what it would become in a plan.

use stopgate_markdown::{BlockKind, InlineKind, Tree, Visibility};
use stopgate_source::Source;

use crate::intent::{Added, Unwritable};
use crate::lower::is_disguise;

/// Bytes that an answer may have; what is longer belongs into a file that the plan names.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Words, or Markdown where the place holds some.
    Text(String),
    /// Rows, each with its cells from the left.
    Rows(Vec<Vec<String>>),
}

/// Why an answer cannot stand where it would go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing but blanks.
    #[error("the answer is empty; skip the question to leave it open")]
    Empty,
    /// Too many bytes.
    #[error(
        "the answer has {0} bytes, and a place in a plan holds {MAX_ANSWER_BYTES}; keep the long text in a file, \
         and name the file here"
    )]
    TooLong(usize),
    /// A character that is not seen, or that a terminal obeys.
    #[error(
        "line {line} of the answer holds the character {shown}, which no reader sees; take it out"
    )]
    Unseen {
        /// The line, from 1.
        line: usize,
        /// The character as an escape.
        shown: String,
    },
    /// Markdown that this place does not take.
    #[error("line {line} of the answer would be read as {what}, and this place takes none; {help}")]
    Markup {
        /// The line, from 1.
        line: usize,
        /// What it would become.
        what: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// Several lines for a place that holds one.
    #[error("this place holds one line, and the answer has {0}; write it on one line")]
    SeveralLines(usize),
    /// A row with more cells than the table has columns.
    #[error("row {row} has {cells} cells, and the table has {columns} columns: {titles}")]
    TooManyCells {
        /// The row, from 1.
        row: usize,
        /// Cells of the row.
        cells: usize,
        /// Columns of the table.
        columns: usize,
        /// Their titles.
        titles: String,
    },
    /// Rows for a place without a table.
    #[error("this place holds text and no rows; write it as text")]
    NoTable,
    /// The document has no place for it.
    #[error("{0}")]
    NoPlace(Unwritable),
}

impl From<Unwritable> for Unfit {
    fn from(reason: Unwritable) -> Self {
        Self::NoPlace(reason)
    }
}

/// Markdown that may stand in a section.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// Its lines without endings.
    pub(super) lines: Vec<String>,
    /// The blocks that it is.
    pub(super) added: Vec<Added>,
}

/// Reads an answer as Markdown of its own.
pub(super) fn text(given: &str) -> Result<Fit, Unfit> {
    let text = plain(given)?;
    let tree = Tree::read_strict(Source::new(text.clone().into_bytes()));
    let line = |at: usize| tree.source().line(at);
    let markup = |at: usize, what, help| {
        Err(Unfit::Markup {
            line: line(at),
            what,
            help,
        })
    };
    if tree.front_matter().is_some() {
        return markup(0, "front matter", WORDS);
    }
    if let Some(comment) = tree.comments().first() {
        return markup(comment.span.start(), "a comment", COMMENT);
    }
    for (id, block) in tree.ids().zip(tree.blocks()) {
        let at = block.span.start();
        if let Some((what, help)) = refused(&block.kind) {
            return markup(at, what, help);
        }
        if block.visibility != Visibility::Visible || !block.certain {
            let opens_comment = tree.source().slice(block.span).contains("<!--");
            return match opens_comment {
                true => markup(at, "a comment", COMMENT),
                false => markup(at, "text that is read in two ways", WORDS),
            };
        }
        let inlines = tree.inlines(id).iter();
        if let Some(html) = inlines
            .clone()
            .find(|inline| inline.kind == InlineKind::Html)
        {
            return markup(html.span.start(), "HTML", HTML);
        }
    }
    if let Some(lost) = unread_line(&tree) {
        return Err(Unfit::Markup {
            line: lost,
            what: "the definition of a link",
            help: "write the address beside its text",
        });
    }
    let added = tree.blocks().iter().filter_map(Added::of).collect();
    let lines = text.lines().map(str::to_owned).collect();
    Ok(Fit { lines, added })
}

/// Reads an answer as words that stand behind others on one line.
pub(super) fn line(given: &str) -> Result<String, Unfit> {
    let text = plain(given)?;
    let count = text.lines().count();
    if count > 1 {
        return Err(Unfit::SeveralLines(count));
    }
    let text = text.trim().to_owned();
    let markup = |what, help| Unfit::Markup {
        line: 1,
        what,
        help,
    };
    let behind = format!("{BEFORE}{text}");
    let tree = Tree::read_strict(Source::new(behind.into_bytes()));
    if !tree.comments().is_empty() || text.contains("<!--") || text.contains("-->") {
        return Err(markup("a comment", COMMENT));
    }
    let [block] = tree.blocks() else {
        return Err(markup("more than a line of text", WORDS));
    };
    let inlines = tree.ids().flat_map(|id| tree.inlines(id));
    let inlines: Vec<_> = inlines.collect();
    if inlines.iter().any(|inline| inline.kind == InlineKind::Html) {
        return Err(markup("HTML", HTML));
    }
    let code = |at: usize| {
        let mut around = inlines.iter();
        around.any(|inline| {
            let whole = matches!(inline.kind, InlineKind::Code(_) | InlineKind::Text(Some(_)));
            whole && inline.span.holds(at)
        })
    };
    let mut ticks = tree.source().text().match_indices('`');
    if block.kind != BlockKind::Paragraph || ticks.any(|(at, _)| !code(at)) {
        return Err(markup(
            "code that nothing closes",
            "close it with as many back-ticks as open it",
        ));
    }
    Ok(text)
}

/// Reads an answer as the cell of a table: bars are escaped.
pub(super) fn cell(given: &str) -> Result<String, Unfit> {
    if given.trim().is_empty() {
        return Ok(String::new());
    }
    let line = line(given)?;
    let mut shown = String::with_capacity(line.len());
    let mut escaped = false;
    for c in line.chars() {
        if c == '|' && !escaped {
            shown.push('\\');
        }
        escaped = c == '\\' && !escaped;
        shown.push(c);
    }
    // A back-slash at the end would take the bar behind the cell for its own.
    if escaped {
        shown.push('\\');
    }
    Ok(shown)
}

/// What stands in front of a line: a label.
const BEFORE: &str = "x: ";

const WORDS: &str = "write it as words, or put a back-slash in front of it";
const COMMENT: &str = "readers of the plan would not see it; write it as words";
const HTML: &str = "put it between back-ticks, or write it as words";

/// The text with line feeds alone, without blank lines around it.
fn plain(given: &str) -> Result<String, Unfit> {
    if given.len() > MAX_ANSWER_BYTES {
        return Err(Unfit::TooLong(given.len()));
    }
    let text = given.replace("\r\n", "\n");
    for (index, line) in text.split('\n').enumerate() {
        let unseen = |c: &char| *c != '\t' && is_disguise(*c);
        if let Some(c) = line.chars().find(unseen) {
            return Err(Unfit::Unseen {
                line: index + 1,
                shown: c.escape_unicode().to_string(),
            });
        }
    }
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let says = |line: &&str| !line.is_empty();
    let (Some(first), Some(last)) = (lines.iter().position(says), lines.iter().rposition(says))
    else {
        return Err(Unfit::Empty);
    };
    Ok(lines[first..=last].join("\n"))
}

/// What no answer may be, and what to do instead.
fn refused(kind: &BlockKind) -> Option<(&'static str, &'static str)> {
    match kind {
        BlockKind::Heading(_) => Some(("a heading", WORDS)),
        BlockKind::Html(_) => Some(("HTML", HTML)),
        BlockKind::Rule => Some(("a line across the page", WORDS)),
        BlockKind::Footnote(_) => Some(("a footnote", "write it where it belongs")),
        BlockKind::Quote => Some((
            "a quotation",
            "nothing in one is read as the plan's; write it as words",
        )),
        BlockKind::Code(code) if !code.closed => Some((
            "code that nothing closes",
            "close the fence with a line of its own",
        )),
        BlockKind::Code(code) if code.info.is_none() => Some((
            "indented code",
            "put it between two lines of three back-ticks",
        )),
        _ => None,
    }
}

/// The first line that holds something and is in no block, from 1.
fn unread_line(tree: &Tree) -> Option<usize> {
    let source = tree.source();
    let covered = |start: usize| {
        let mut roots = tree.roots().iter().map(|id| tree.block(*id).span);
        roots.any(|span| {
            let first = source.line(span.start());
            let last = source.line(span.end().saturating_sub(1).max(span.start()));
            (first..=last).contains(&start)
        })
    };
    (1..=source.lines().count())
        .find(|&line| !source.slice(source.lines().span(line)).trim().is_empty() && !covered(line))
}

#[cfg(test)]
mod tests {
    use super::{MAX_ANSWER_BYTES, Unfit, cell, line, text};

    #[test]
    fn what_would_change_the_plan_around_it_is_refused() {
        for (given, what) in [
            ("# New section", "a heading"),
            ("New section\n---", "a heading"),
            ("***", "a line across the page"),
            ("```sh\nrm -rf x", "code that nothing closes"),
            ("    rm -rf x", "indented code"),
            ("a <!-- b", "a comment"),
            ("a <!-- b -->", "a comment"),
            ("<details>", "HTML"),
            ("a <b>c</b>", "HTML"),
            ("> a", "a quotation"),
            ("[a]: http://b", "the definition of a link"),
        ] {
            match text(given) {
                Err(Unfit::Markup { what: found, .. }) => assert_eq!(found, what, "{given}"),
                other => panic!("{given}: {other:?}"),
            }
        }
        assert!(matches!(
            text("a\u{1b}[2J"),
            Err(Unfit::Unseen { line: 1, .. })
        ));
        assert!(matches!(
            text("a\n\u{202e}b"),
            Err(Unfit::Unseen { line: 2, .. })
        ));
        assert_eq!(text(" \r\n ").unwrap_err(), Unfit::Empty);
        let long = "a".repeat(MAX_ANSWER_BYTES + 1);
        assert!(matches!(text(&long), Err(Unfit::TooLong(_))));
    }

    #[test]
    fn markdown_that_a_person_wants_is_kept() {
        let fit = text("Run it:\r\n\r\n```sh\nmake all\n```\n\n- one\n- [ ] two\n").unwrap();
        assert_eq!(fit.lines.len(), 8);
        let added = format!("{:?}", fit.added);
        assert_eq!(
            added,
            "[Paragraph, Code, List, Bullet, Paragraph, Item, Paragraph]"
        );
    }

    #[test]
    fn a_line_is_one_line_and_a_cell_holds_its_bars() {
        assert_eq!(line(" `a` b ").unwrap(), "`a` b");
        assert!(matches!(line("a\nb"), Err(Unfit::SeveralLines(2))));
        assert!(matches!(line("a ` b"), Err(Unfit::Markup { .. })));
        assert_eq!(cell("a | b \\| c").unwrap(), "a \\| b \\| c");
        assert_eq!(cell("# a").unwrap(), "# a");
        assert_eq!(cell("  ").unwrap(), "");
    }
}
