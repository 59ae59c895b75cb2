//! Files that hold several plans: a standard, a template and plans, one top-level heading after another.

use stopgate_markdown::{Section, Tree, Visibility};
use stopgate_source::{Source, Span};

use crate::{Formats, best_claim};

/// Top-level headings up to which a file is looked at as one of several plans. Each part is read on its
/// own, so that this bounds the work.
const MOST: usize = 64;

/// What a part of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A plan, judged and addressed on its own.
    Plan,
    /// A template: it has the sections of a plan, and a placeholder for a title.
    Template,
    /// Anything else, such as the standard that plans follow.
    Other,
}

/// A part of a file: a top-level heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// The heading.
    pub title: String,
    /// What it is called behind `#` in the path of the file; no two parts have the same.
    pub slug: String,
    /// Its bytes.
    pub span: Span,
}

/// The parts of a file that holds several plans, or plans and their template; empty for any other.
pub fn parts(tree: &Tree, path: &str, formats: &Formats) -> Vec<Part> {
    let starts: Vec<&Section> = tree
        .sections()
        .iter()
        .filter(|section| begins(tree, section))
        .collect();
    if starts.len() < 2 || starts.len() > MOST {
        return Vec::new();
    }
    let end = tree.source().text().len();
    let ends = starts
        .iter()
        .skip(1)
        .map(|section| section.span.start())
        .chain([end]);
    let mut parts: Vec<Part> = Vec::new();
    for (section, end) in starts.iter().zip(ends) {
        let span = Span::new(section.span.start(), end);
        let claimed = best_claim(&Tree::read(only(tree.source(), span)), path, formats).is_some();
        let title = written(tree, section);
        let kind = match (claimed, is_template(title)) {
            (true, false) => PartKind::Plan,
            (true, true) => PartKind::Template,
            (false, _) => PartKind::Other,
        };
        let slug = free_slug(title, &parts);
        parts.push(Part {
            kind,
            title: title.to_owned(),
            slug,
            span,
        });
    }
    let count = |kind| parts.iter().filter(|part| part.kind == kind).count();
    let (plans, templates) = (count(PartKind::Plan), count(PartKind::Template));
    if plans >= 2 || templates >= 1 {
        parts
    } else {
        Vec::new()
    }
}

/// A top-level heading that every reader sees. One that is hidden, or is a heading in one reading only,
/// begins nothing: what hides it may hide what follows.
fn begins(tree: &Tree, section: &Section) -> bool {
    let heading = section.heading.map(|heading| tree.block(heading));
    section.level == 1
        && heading.is_some_and(|block| block.certain && block.visibility == Visibility::Visible)
}

/// A heading as it is written: `<title>` is no text to CommonMark.
fn written<'t>(tree: &'t Tree, section: &Section) -> &'t str {
    let heading = section.heading.map(|heading| tree.block(heading).span);
    let line = heading.map_or("", |span| tree.source().slice(span));
    let first = line.lines().next().unwrap_or_default();
    first.trim_matches(['#', ' ', '\t'])
}

/// `<ExecPlan title>`, `[Feature Name]`, `{{title}}`: what stands where a title should.
fn is_template(title: &str) -> bool {
    let bare = title.trim_matches(['`', '*', '_', ' ']);
    let bare = bare.rsplit_once(": ").map_or(bare, |(_, last)| last);
    [('<', '>'), ('[', ']'), ('{', '}')]
        .iter()
        .any(|(open, close)| bare.starts_with(*open) && bare.ends_with(*close))
}

/// The document with nothing but one part in it, every byte of it at its place: what stands in front is
/// blank, what stands behind is gone.
pub fn only(source: &Source, span: Span) -> Source {
    let bytes = source.bytes();
    let (start, end) = (span.start().min(bytes.len()), span.end().min(bytes.len()));
    let blank = |byte: &u8| {
        if matches!(byte, b'\n' | b'\r') {
            *byte
        } else {
            b' '
        }
    };
    let mut kept: Vec<u8> = bytes[..start].iter().map(blank).collect();
    kept.extend_from_slice(&bytes[start..end]);
    Source::new(kept)
}

/// A title as it is written behind `#`: `Move the orders!` is `move-the-orders`.
pub fn slug(title: &str) -> String {
    let short: String = hyphenated(title).chars().take(60).collect();
    if short.is_empty() {
        "plan".to_owned()
    } else {
        short.trim_end_matches('-').to_owned()
    }
}

/// The words of a title in small letters, joined by hyphens; nothing where it has no words.
pub(crate) fn hyphenated(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn free_slug(title: &str, taken: &[Part]) -> String {
    let slug = slug(title);
    let is_free = |slug: &String| !taken.iter().any(|part| part.slug == *slug);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let mut all = std::iter::once(slug.clone()).chain(numbered);
    all.find(is_free).unwrap_or(slug)
}
