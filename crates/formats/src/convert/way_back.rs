//! The comment at the end of a converted plan: which format it came from, and how it goes back.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use stopgate_markdown::{BlockKind, SectionId, Tree};
use stopgate_model::{Command, Obstacle, Section};
use stopgate_source::{Source, Span};

use super::runnable::{Held, Runnable};
use super::writing::line_ending;

/// What the comment begins with.
const MARK: &str = "stopgate-converted";

/// How a converted plan goes back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WayBack {
    /// The id of the format that it came from.
    pub(crate) from: String,
    /// The id of the format that it is in.
    pub(crate) to: String,
    /// Commands that could not run before the conversion, and cannot because of it.
    #[serde(skip)]
    pub(crate) held: Vec<Held>,
    /// Commands that could run before the conversion, and cannot any more.
    #[serde(skip)]
    pub(crate) lapsed: Vec<Runnable>,
    /// The parts of the plan in their order.
    #[serde(skip)]
    pub(crate) entries: Vec<Entry>,
}

/// A line of the comment.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line<'w> {
    Part(Cow<'w, Entry>),
    Held(Cow<'w, Held>),
    Lapsed(Cow<'w, Runnable>),
}

/// One part of a converted plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Entry {
    /// Its heading; none for what stands before the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heading: Option<String>,
    /// How many headings like it stand before it.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) nth: usize,
    /// Where it stood; none for a heading that the conversion has added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<usize>,
    /// The heading that it had, where that was another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) was: Option<String>,
    /// By how much its headings have become deeper.
    #[serde(skip_serializing_if = "is_level")]
    pub(crate) shift: i8,
    /// The lines that were renamed in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) lines: Vec<Changed>,
    /// The line endings that were put behind it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) pad: String,
}

/// A line that was renamed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Changed {
    /// How many lines like it stand before it in its part.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) nth: usize,
    /// What it was.
    pub(crate) was: String,
    /// What it is.
    pub(crate) now: String,
}

impl WayBack {
    /// The way back that a document tells of, the latest one where it was converted several times.
    pub(crate) fn of(tree: &Tree) -> Option<Self> {
        Self::read(tree).map(|(way, _)| way)
    }

    /// The same with the bytes of the comment.
    pub(super) fn read(tree: &Tree) -> Option<(Self, Span)> {
        let text = tree.source().text();
        if !text.contains(MARK) {
            return None;
        }
        let comments = tree.comments().into_iter().rev();
        let mut at_document_level = comments.filter(|comment| {
            let block = tree.block(comment.block);
            block.parent.is_none() && block.kind == BlockKind::Html(true)
        });
        let is_it = |span: Span| tree.source().slice(span).trim_start().starts_with(MARK);
        let comment = at_document_level.find(|comment| is_it(comment.content))?;
        let content = tree.source().slice(comment.content).trim();
        let mut lines = content.strip_prefix(MARK)?.trim_start().lines();
        let mut way: Self = serde_json::from_str(lines.next()?).ok()?;
        for line in lines {
            match serde_json::from_str(line).ok()? {
                Line::Part(entry) => way.entries.push(entry.into_owned()),
                Line::Held(held) => way.held.push(held.into_owned()),
                Line::Lapsed(lapsed) => way.lapsed.push(lapsed.into_owned()),
            }
        }
        Some((way, comment.span))
    }

    /// One that only says which commands do not run.
    pub(super) fn only_holding((from, to): (&str, &str), held: Vec<Held>) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            held,
            ..Self::default()
        }
    }

    /// The comment, with a line ending behind it.
    ///
    /// Angle brackets are escaped as JSON allows, so that nothing in it ends the comment.
    pub(super) fn comment(&self, line_ending: &str) -> String {
        let parts = self
            .entries
            .iter()
            .map(|entry| Line::Part(Cow::Borrowed(entry)));
        let held = self.held.iter().map(|held| Line::Held(Cow::Borrowed(held)));
        let lapsed = self
            .lapsed
            .iter()
            .map(|lapsed| Line::Lapsed(Cow::Borrowed(lapsed)));
        let mut lines = vec![format!("<!-- {MARK}")];
        lines.extend(serde_json::to_string(self).map(harmless));
        let json = parts
            .chain(held)
            .chain(lapsed)
            .map(|line| serde_json::to_string(&line));
        lines.extend(json.filter_map(|line| line.ok().map(harmless)));
        lines.push("-->".to_owned());
        lines.join(line_ending) + line_ending
    }

    /// Says of the commands that are held back that they are.
    pub(super) fn hold(&self, sections: &[Section], commands: &mut [Command]) {
        let held: HashSet<&Held> = self.held.iter().collect();
        let is_held = |command: &&mut Command| held.contains(&Held::of(command, sections));
        for command in commands.iter_mut().filter(is_held) {
            command.obstacles.push(Obstacle::Held);
        }
    }

    /// A document with the comment at its end.
    pub(super) fn appended_to(&self, source: &Source) -> Vec<u8> {
        let line_ending = line_ending(source);
        let mut bytes = source.bytes().to_owned();
        if !source.text().is_empty() && !source.text().ends_with(['\n', '\r']) {
            bytes.extend_from_slice(line_ending.as_bytes());
        }
        bytes.extend_from_slice(line_ending.as_bytes());
        bytes.extend_from_slice(self.comment(line_ending).as_bytes());
        bytes
    }
}

fn harmless(json: String) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e")
}

/// The id of the format that a document was converted to.
pub(crate) fn target_of(tree: &Tree) -> Option<String> {
    WayBack::of(tree).map(|way| way.to)
}

/// Says of the commands which a conversion holds back that they are held.
pub(crate) fn hold(tree: &Tree, sections: &[Section], commands: &mut [Command]) {
    if let Some(way) = WayBack::of(tree) {
        way.hold(sections, commands);
    }
}

/// A heading as it is written.
pub(super) struct RawHeading {
    pub(super) section: SectionId,
    /// Where its line begins.
    pub(super) line: usize,
    /// From there to its end.
    pub(super) text: String,
    /// How many headings like it stand before it.
    pub(super) nth: usize,
}

/// The headings of a document.
pub(super) fn raw_headings(tree: &Tree) -> Vec<RawHeading> {
    let source = tree.source();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut heading = |section: &stopgate_markdown::Section| {
        let block = tree.block(section.heading?);
        let line = source.lines().span(source.line(block.span.start())).start();
        let text = source.slice(Span::new(line, block.span.end())).trim_end();
        let count = counts.entry(text.to_owned()).or_default();
        *count += 1;
        Some(RawHeading {
            section: block.section,
            line,
            text: text.to_owned(),
            nth: *count - 1,
        })
    };
    tree.sections().iter().filter_map(&mut heading).collect()
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn is_level(shift: &i8) -> bool {
    *shift == 0
}
