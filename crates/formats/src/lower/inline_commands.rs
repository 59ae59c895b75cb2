//! Inline code that is a command.

use std::sync::LazyLock;

use stopgate_markdown::{BlockId, InlineKind};
use stopgate_model::Obstacle;
use stopgate_source::{Span, Words};

use super::Reader;
use super::command_words::{is_command, may_be_command};
use super::shell_lines::is_finished;

/// Words in front of inline code that make it a mention: forbidden, conditional, past, or an example.
static MENTIONED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"\b(?:do not|don't|doesn't|does not|never|must not|should not|shall not|cannot|can't|avoid|instead of|rather than|no longer|used to|previously|formerly|earlier|yesterday|was run|were run|used|until \d{4}|has run|had run|ran|if|unless|in case|whether|would|could|for example|e\.g\.|such as|similar to|equivalent (?:of|to)|replaces?|without)\b[^.!?]*$",
    )
});
static FORBIDDEN_BEHIND: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"^\s*(?:must not|is not|are not|should not|shall not|cannot|can't|was|were|would|has been|had)\b",
    )
});
static CHOICE: LazyLock<Words> =
    LazyLock::new(|| Words::new(r"^\s*(?:/|\||or|or else|alternatively|respectively)\s*,?\s*$"));

/// Words in front of inline code that make it what a command prints.
static PRINTED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"\b(?:prints?|printed|shows?|returns?|reports?|outputs?|says?|lists?|ends? with|starts? with|contains?|expect(?:ed|ing|s)?|line|lines|message|text|output)\s*:?\s*$",
    )
});

/// Back-ticks that open a fence.
const FENCE: usize = 3;

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

/// Reads the commands in the text of a paragraph or cell.
pub(crate) fn read(reader: Reader<'_>, leaf: BlockId, trust: Trust) -> Vec<InlineCommand> {
    let inlines = reader.tree.inlines(leaf);
    let whole = reader.tree.block(leaf).span;
    let source = reader.tree.source();
    let mut commands: Vec<InlineCommand> = Vec::new();
    for inline in inlines {
        let InlineKind::Code(content) = inline.kind else {
            continue;
        };
        // A fence that does not stand at the start of a line is inline code to CommonMark.
        if content.start() - inline.span.start() >= FENCE {
            continue;
        }
        let text = code_text(source.slice(content));
        let sole = source.slice(whole).trim_matches(['`', ' ']).len() <= content.len();
        let accepted = match trust {
            Trust::Prose => is_command(&text),
            Trust::Declared => {
                is_command(&text)
                    || may_be_command(&text)
                    || (sole && text.contains(' ') && may_be_command(&text))
            }
        };
        let printed = !commands.is_empty()
            && PRINTED.is_match(since_last(
                &commands,
                source.slice(whole),
                (whole.start(), inline.span.start()),
            ));
        let linked = inlines.iter().any(|other| {
            matches!(other.kind, InlineKind::Link(_) | InlineKind::Image(_))
                && other.span.contains(inline.span)
        });
        let before = source.slice(Span::new(whole.start(), inline.span.start()));
        let behind = source.slice(Span::new(inline.span.end(), whole.end()));
        let mentioned =
            MENTIONED.is_match(last_sentence(before)) || FORBIDDEN_BEHIND.is_match(behind);
        if !accepted || linked || ((mentioned || printed) && trust == Trust::Prose) {
            continue;
        }
        let struck = inlines.iter().any(|other| {
            other.kind == InlineKind::Strikethrough && other.span.contains(inline.span)
        });
        let mut obstacles = if struck {
            vec![Obstacle::StruckOut]
        } else {
            Vec::new()
        };
        if !is_finished(&text) {
            obstacles.push(Obstacle::Unfinished);
        }
        cut_behind(
            &mut commands,
            source.slice(whole),
            (whole.start(), inline.span.start()),
        );
        commands.push(InlineCommand {
            text,
            origin: content,
            behind: behind.to_owned(),
            obstacles,
        });
    }
    commands
}

/// The text between the last command and a place.
fn since_last<'t>(
    commands: &[InlineCommand],
    whole: &'t str,
    (start, at): (usize, usize),
) -> &'t str {
    let from = commands.last().map_or(0, |last| last.origin.end() - start);
    whole.get(from..at - start).unwrap_or_default()
}

/// What stands behind the last command ends where the next one begins; where only "or" stands
/// between the two, neither is meant alone.
fn cut_behind(commands: &mut [InlineCommand], whole: &str, (start, next): (usize, usize)) {
    let Some(last) = commands.last_mut() else {
        return;
    };
    let from = last.origin.end() - start;
    let between = whole
        .get(from..next - start)
        .unwrap_or_default()
        .trim_matches('`');
    last.behind = between.to_owned();
    if CHOICE.is_match(between) {
        last.obstacles.push(Obstacle::Alternative);
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
fn code_text(raw: &str) -> String {
    let mut lines = raw.lines();
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push(' ');
        text.push_str(line.trim_start_matches([' ', '\t', '>']));
    }
    let text = text.replace("\\|", "|");
    text.trim().to_owned()
}

fn last_sentence(text: &str) -> &str {
    let ends = text
        .match_indices(['.', '!', '?', ';', ':'])
        .map(|(at, mark)| at + mark.len());
    let end = ends
        .into_iter()
        .rfind(|&at| text[at..].starts_with([' ', '\n']))
        .unwrap_or(0);
    &text[end..]
}
