//! Inline code that is a command.

use stopgate_expressions::words;
use stopgate_markdown::{BlockId, BlockKind, Concealment, Inline, InlineKind};
use stopgate_model::Obstacle;
use stopgate_source::{Span, Words};

use super::Reader;
use super::command_words::{is_command, may_be_command};
use super::shell_lines::is_finished;

/// Words in front of inline code that make it a mention: forbidden, conditional, past, or an example.
static MENTIONED: Words = words!(
    r"\b(?:do not|don't|mustn't|shouldn't|skip|remove the line|otherwise|when the check|when it fails|doesn't|does not|never|must not|should not|shall not|cannot|can't|avoid|instead of|rather than|no longer|used to|previously|formerly|earlier|yesterday|was run|were run|used|until \d{4}|has run|had run|ran|if|unless|in case|whether|would|could|for example|e\.g\.|such as|similar to|equivalent (?:of|to)|replaces?|without)\b[^.!?]*$"
);
static FORBIDDEN_BEHIND: Words = words!(
    r"^\s*(?:must not|is not|are not|should not|shall not|cannot|can't|was|were|would|has been|had)\b"
);
static CHOICE: Words = words!(r"^\s*(?:/|\||or|or else|alternatively|respectively)\s*,?\s*$");

/// Words in front of inline code that make it what a command prints.
static PRINTED: Words = words!(
    r"\b(?:prints?|printed|shows?|returns?|reports?|outputs?|says?|lists?|ends? with|starts? with|contains?|expect(?:ed|ing|s)?|line|lines|message|text|output)\s*:?\s*$"
);

/// Back-ticks that open a fence.
const FENCE: usize = 3;

/// Headings of what is not, or not yet, to be done.
static NO_PLAN: Words = words!(
    r"\b(?:not (?:be )?(?:run|in this plan|part of)|do not|don't|never|rejected|obsolete|deprecated|abandoned|not chosen|out of scope|later, not|for reference|discarded)\b"
);

/// True where a paragraph ends in words that forbid what follows, or make it depend on something.
pub(crate) fn forbids_what_follows(lead: &str) -> bool {
    let lead = lead.trim_end();
    let start = lead.floor_char_boundary(lead.len().saturating_sub(WINDOW));
    lead.ends_with(':') && MENTIONED.is_match(last_sentence(&lead[start..]))
        || NO_PLAN.is_match(last_sentence(&lead[start..]))
}

/// True for the heading of what is not to be done.
pub(crate) fn is_no_plan(heading: &str) -> bool {
    NO_PLAN.is_match(heading)
}

/// A piece of inline code that is a command.
#[derive(Debug)]
pub(crate) struct InlineCommand {
    pub(crate) text: String,
    /// The code without its back-ticks.
    pub(crate) origin: Span,
    /// What stands behind it, up to the next command.
    pub(crate) behind: String,
    pub(crate) obstacles: Vec<Obstacle>,
}

/// How sure the place makes us that code is a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The format declares the place to hold commands.
    Declared,
    /// Running text.
    Prose,
}

/// Bytes around inline code in which a sentence about it is looked for.
const WINDOW: usize = 400;

/// Reads the commands in the text of a paragraph or cell.
pub(crate) fn read(reader: Reader<'_>, leaf: BlockId, trust: Trust) -> Vec<InlineCommand> {
    let leaf = Leaf::new(reader, leaf);
    let mut commands: Vec<InlineCommand> = Vec::new();
    for inline in leaf.inlines {
        let InlineKind::Code(content) = inline.kind else {
            continue;
        };
        // A fence that does not stand at the start of a line is inline code to CommonMark.
        let fence = content.start() - inline.span.start() >= FENCE;
        let text = code_text(leaf.text(content), &leaf);
        let accepted = is_command(&text) || (trust == Trust::Declared && may_be_command(&text));
        if fence || !accepted || leaf.links.iter().any(|link| link.contains(inline.span)) {
            continue;
        }
        let last = commands.last().map(|last| last.origin.end());
        if trust == Trust::Prose && leaf.only_mentions(inline.span, last) {
            continue;
        }
        let mut obstacles = Vec::new();
        if leaf
            .struck
            .iter()
            .any(|struck| struck.contains(inline.span))
        {
            obstacles.push(Obstacle::StruckOut);
        }
        if !is_finished(&text) {
            obstacles.push(Obstacle::Unfinished);
        }
        leaf.cut_behind(&mut commands, inline.span.start());
        let behind = leaf
            .window(inline.span.end(), inline.span.end() + 2 * WINDOW)
            .to_owned();
        commands.push(InlineCommand {
            text,
            origin: content,
            behind,
            obstacles,
        });
    }
    commands
}

/// A paragraph or cell, and what in it is linked or struck out.
struct Leaf<'a> {
    reader: Reader<'a>,
    whole: Span,
    inlines: &'a [Inline],
    links: Vec<Span>,
    struck: Vec<Span>,
    in_table: bool,
    quoted: bool,
}

impl<'a> Leaf<'a> {
    fn new(reader: Reader<'a>, leaf: BlockId) -> Self {
        let inlines = reader.tree.inlines(leaf);
        let spans = |wanted: fn(&InlineKind) -> bool| {
            let found = inlines.iter().filter(|inline| wanted(&inline.kind));
            found.map(|inline| inline.span).collect()
        };
        let block = reader.tree.block(leaf);
        Self {
            in_table: block.kind == BlockKind::Cell,
            quoted: block.concealment() == Some(Concealment::Quote),
            reader,
            whole: block.span,
            inlines,
            links: spans(|kind| matches!(kind, InlineKind::Link(_) | InlineKind::Image(_))),
            struck: spans(|kind| *kind == InlineKind::Strikethrough),
        }
    }

    fn text(&self, span: Span) -> &'a str {
        self.reader.tree.source().slice(span)
    }

    /// The text between two places as far as it lies in the leaf, cut to whole characters.
    fn window(&self, from: usize, to: usize) -> &'a str {
        let text = self.reader.tree.source().text();
        let (from, to) = (from.max(self.whole.start()), to.min(self.whole.end()));
        let start = text.ceil_char_boundary(from);
        text.get(start..text.floor_char_boundary(to))
            .unwrap_or_default()
    }

    /// True where the sentence around code forbids it, tells of the past, or says that it is printed.
    fn only_mentions(&self, code: Span, last: Option<usize>) -> bool {
        let before = self.window(code.start().saturating_sub(WINDOW), code.start());
        let behind = self.window(code.end(), code.end() + WINDOW);
        let since_last = last
            .map(|last| self.window(last.max(code.start().saturating_sub(WINDOW)), code.start()));
        MENTIONED.is_match(last_sentence(before))
            || FORBIDDEN_BEHIND.is_match(behind)
            || since_last.is_some_and(|text| PRINTED.is_match(text))
    }

    /// What stands behind the last command ends where the next one begins; where only "or" stands
    /// between the two, neither is meant alone.
    fn cut_behind(&self, commands: &mut [InlineCommand], next: usize) {
        let Some(last) = commands.last_mut() else {
            return;
        };
        let between = self.window(last.origin.end(), next.min(last.origin.end() + 2 * WINDOW));
        last.behind = between.trim_matches('`').to_owned();
        if CHOICE.is_match(&last.behind) {
            last.obstacles.push(Obstacle::Alternative);
        }
    }
}

/// Marks commands that follow an "or".
pub(crate) fn mark_choices(commands: &mut [InlineCommand]) {
    for at in 1..commands.len() {
        if commands[at - 1].obstacles.contains(&Obstacle::Alternative) {
            commands[at].obstacles.push(Obstacle::Alternative);
        }
    }
}

/// The text of inline code: line endings, with the prefix of the next line, are blanks; one blank on
/// each side belongs to the back-ticks (CommonMark 6.1); `\|` is how a table writes `|`.
fn code_text(raw: &str, leaf: &Leaf<'_>) -> String {
    let mut lines = raw.lines();
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push(' ');
        let line = line.trim_start_matches([' ', '\t']);
        text.push_str(if leaf.quoted {
            line.trim_start_matches(['>', ' '])
        } else {
            line
        });
    }
    let text = if leaf.in_table {
        text.replace("\\|", "|")
    } else {
        text
    };
    text.trim().to_owned()
}

fn last_sentence(text: &str) -> &str {
    let ends = text
        .match_indices(['.', '!', '?', ';'])
        .map(|(at, mark)| at + mark.len());
    let end = ends
        .into_iter()
        .rfind(|&at| text[at..].starts_with([' ', '\n']))
        .unwrap_or(0);
    &text[end..]
}
