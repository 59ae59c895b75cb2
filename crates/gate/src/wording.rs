//! The text of a block with white space normalised and living parts left out.
//!
//! It is what stands in the document and not what is rendered: markup, link targets, entities and
//! comments stay, so that two texts that differ in anything but white space stay different. Inside of
//! code, white space is kept.

use std::borrow::Cow;

use stopgate_markdown::{Block, BlockId, BlockKind, CodeBlock, Inline, InlineKind, Tree};
use stopgate_source::Span;

use crate::living::Living;

/// Stands in the text of a document for each byte that is not UTF-8.
const SUBSTITUTE: char = '\u{1a}';

/// The text of a block, and what was left out of it.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    /// What counts.
    pub(crate) text: String,
    /// The living bytes in it, in order.
    pub(crate) state: String,
    /// Targets of links and images that stand somewhere else in the document.
    pub(crate) links: Vec<String>,
    blank: bool,
}

impl Wording {
    /// A text that stands in no leaf, and what was left out of it.
    pub(crate) fn said(text: String, state: String) -> Self {
        Self {
            text,
            state,
            ..Self::default()
        }
    }

    /// The text of a heading, paragraph or cell.
    pub(crate) fn of_leaf(tree: &Tree, living: &Living, id: BlockId) -> Self {
        let mut wording = Self::default();
        let content = content(tree.block(id), tree.inlines(id));
        let mut at = content.start();
        for inline in tree.inlines(id) {
            let (InlineKind::Break | InlineKind::Code(_)) = inline.kind else {
                wording.links.extend(far_target(tree, inline));
                continue;
            };
            wording.push_around(tree, living, Span::new(at, inline.span.start()));
            wording.push_piece(tree, living, inline);
            at = inline.span.end().max(at);
        }
        wording.push_around(tree, living, Span::new(at, content.end()));
        wording
    }

    /// The text of an HTML block: its lines, or its words where it is nothing but comments.
    pub(crate) fn of_html(tree: &Tree, living: &Living, id: BlockId) -> Self {
        let mut wording = Self::default();
        let words = tree.block(id).kind == BlockKind::Html(true);
        let mut before: Option<usize> = None;
        for line in tree.inlines(id) {
            let gap = before.map(|before| slice(tree, Span::new(before, line.span.start())));
            let endings = gap.map_or(0, |gap| gap.matches('\n').count());
            if words {
                wording.blank |= endings > 0;
                wording.push_around(tree, living, line.span);
            } else {
                wording.text.extend(std::iter::repeat_n('\n', endings));
                wording.push_lines(tree, living, line.span);
            }
            before = Some(line.span.end());
        }
        wording
    }

    /// The words of a range.
    pub(crate) fn of_range(tree: &Tree, living: &Living, span: Span) -> Self {
        let mut wording = Self::default();
        wording.push_around(tree, living, span);
        wording
    }

    /// Adds text, a run of white space as one blank, without the living bytes in it.
    fn push_around(&mut self, tree: &Tree, living: &Living, span: Span) {
        let mut at = span.start();
        for cut in living.cuts_in(span) {
            self.push_words(&slice(tree, Span::new(at, cut.start())));
            self.state.push_str(&slice(tree, cut));
            at = cut.end();
        }
        self.push_words(&slice(tree, Span::new(at, span.end())));
    }

    fn push_piece(&mut self, tree: &Tree, living: &Living, piece: &Inline) {
        let raw = slice(tree, piece.span);
        match piece.kind {
            // A backslash that breaks the line is no backslash in front of a blank.
            InlineKind::Break if raw.trim_start().starts_with('\\') => self.push("\\\n"),
            InlineKind::Break => self.blank = true,
            _ if living.cuts_in(piece.span).next().is_some() => self.state.push_str(&raw),
            _ => self.push(&code_on_one_line(&raw)),
        }
    }

    fn push_words(&mut self, raw: &str) {
        for part in raw.split_inclusive([' ', '\t', '\r', '\n']) {
            let word = part.trim_end_matches([' ', '\t', '\r', '\n']);
            if !word.is_empty() {
                self.push(word);
            }
            self.blank |= word.len() < part.len();
        }
    }

    fn push_lines(&mut self, tree: &Tree, living: &Living, span: Span) {
        let mut at = span.start();
        for cut in living.cuts_in(span).chain([Span::at(span.end())]) {
            for line in slice(tree, Span::new(at, cut.start())).split_inclusive('\n') {
                self.text.push_str(line.trim_end_matches(['\r', '\n']));
                if line.ends_with('\n') {
                    self.text
                        .truncate(self.text.trim_end_matches([' ', '\t']).len());
                    self.text.push('\n');
                }
            }
            self.state.push_str(&slice(tree, cut));
            at = cut.end();
        }
        self.text
            .truncate(self.text.trim_end_matches([' ', '\t']).len());
    }

    fn push(&mut self, word: &str) {
        if self.blank && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.blank = false;
        self.text.push_str(word);
    }
}

/// The text of a code block, byte for byte: the info string of a fence on the first line, then every
/// line with an ending.
pub(crate) fn of_code(tree: &Tree, code: &CodeBlock) -> String {
    let mut text = code
        .info
        .as_ref()
        .map_or_else(String::new, |info| format!("```{info}\n"));
    for line in &code.lines {
        text.push_str(&slice(tree, *line));
        let behind = tree.source().bytes().get(line.end()..line.end() + 2);
        let behind = behind.or_else(|| tree.source().bytes().get(line.end()..));
        // A return that ends no line to a shell is a byte of the command.
        if behind.is_some_and(|bytes| bytes.first() == Some(&b'\r') && bytes.get(1) != Some(&b'\n'))
        {
            text.push('\r');
        }
        text.push('\n');
    }
    text
}

/// The lines of front matter with their marks, and the value of a key `status`, which is left out.
pub(crate) fn front_matter(tree: &Tree) -> Option<(String, String)> {
    let front = tree.front_matter()?;
    let raw = slice(tree, front.span);
    let (mut text, mut state) = (String::new(), String::new());
    for line in raw.lines() {
        let value = status_key(line).unwrap_or(line.len());
        text.push_str(line[..value].trim_end());
        text.push('\n');
        state.push_str(&line[value..]);
    }
    Some((text, state))
}

/// Where the value stands in a line `status: draft`, `"Status" = "draft"`.
fn status_key(line: &str) -> Option<usize> {
    const KEY: &str = "status";
    let bare = line.trim_start_matches(['"', '\'']);
    let key = bare
        .get(..KEY.len())
        .filter(|key| key.eq_ignore_ascii_case(KEY))?;
    let rest = bare[key.len()..]
        .trim_start_matches(['"', '\''])
        .trim_start();
    let value = rest.strip_prefix([':', '='])?.trim_start();
    Some(line.len() - value.len())
}

/// The text of a range; what is not UTF-8, and the character that stands for it, as its byte in
/// hexadecimal digits, so that no two documents look alike.
pub(crate) fn slice(tree: &Tree, span: Span) -> Cow<'_, str> {
    let source = tree.source();
    let bytes = source.bytes().get(span.range()).unwrap_or_default();
    let Some(text) = source.text().get(span.range()) else {
        return Cow::Owned(bytes.escape_ascii().to_string());
    };
    if !text.contains(SUBSTITUTE) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() * 2);
    for (at, character) in text.char_indices() {
        escaped.push(character);
        if let (SUBSTITUTE, Some(byte)) = (character, bytes.get(at)) {
            escaped.push_str(&format!("{byte:02x}"));
        }
    }
    Cow::Owned(escaped)
}

/// What a leaf holds, without the marks of a heading.
fn content(block: &Block, inlines: &[Inline]) -> Span {
    if !matches!(block.kind, BlockKind::Heading(_)) {
        return block.span;
    }
    let spans = inlines.iter().map(|inline| inline.span);
    spans
        .reduce(Span::join)
        .unwrap_or(Span::at(block.span.start()))
}

/// Inline code with its back-ticks. A line ending in it is a blank, with the prefix of the next line.
fn code_on_one_line(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\n') {
        return Cow::Borrowed(raw);
    }
    let mut lines = raw.split('\n').map(|line| line.trim_end_matches('\r'));
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push(' ');
        text.push_str(line.trim_start_matches([' ', '\t', '>']));
    }
    Cow::Owned(text)
}

/// The target of a link or image that does not stand at its own end.
fn far_target(tree: &Tree, inline: &Inline) -> Option<String> {
    let (InlineKind::Link(target) | InlineKind::Image(target)) = &inline.kind else {
        return None;
    };
    let own = format!("]({target})");
    (!tree.source().slice(inline.span).ends_with(&own)).then(|| target.clone())
}
