//! The living parts of a document: what changes while work goes on and nobody approves.
//!
//! Whole sections, and a few bytes elsewhere: the value of a status line, the gate line, the last day
//! of a suppression (CONTRACT.md, "Words"). The state of check-boxes is no text of the tree anyway.

use stopgate_markdown::{BlockId, BlockKind, InlineKind, Tree};
use stopgate_model::Plan;
use stopgate_source::Span;

/// What stands between the fields of one line.
const SEPARATORS: [char; 3] = ['•', '·', '|'];

/// A comment that leaves out findings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Suppression {
    /// The block in which it stands.
    pub(crate) block: BlockId,
    /// The comment.
    pub(crate) span: Span,
}

/// What of a document is living.
#[derive(Debug)]
pub(crate) struct Living {
    /// Sections from heading to end, in order, none inside another.
    sections: Vec<Span>,
    /// Bytes inside other text, in order, none overlapping another.
    cuts: Vec<Span>,
    /// All suppressions, in order.
    pub(crate) suppressions: Vec<Suppression>,
}

impl Living {
    /// Finds the living parts.
    pub(crate) fn of(tree: &Tree, plan: &Plan) -> Self {
        let suppressions = suppressions(tree);
        let dates = suppressions
            .iter()
            .flat_map(|found| last_days(tree, found.span));
        let cuts = status_lines(tree)
            .chain(dates)
            .chain(header_status(tree, plan))
            .chain(plan.gate.as_ref().map(|gate| gate.origin));
        let sections = plan.sections.iter().filter(|section| section.living);
        Self {
            sections: joined(sections.map(|section| section.span).collect()),
            cuts: joined(cuts.filter(|cut| !cut.is_empty()).collect()),
            suppressions,
        }
    }

    /// True where byte `at` lies in a living section.
    pub(crate) fn holds(&self, at: usize) -> bool {
        let next = self.sections.partition_point(|section| section.end() <= at);
        self.sections
            .get(next)
            .is_some_and(|section| section.holds(at))
    }

    /// The living bytes inside a range, clipped to it, in order.
    pub(crate) fn cuts_in(&self, span: Span) -> impl Iterator<Item = Span> {
        let first = self.cuts.partition_point(|cut| cut.end() <= span.start());
        self.cuts[first..]
            .iter()
            .take_while(move |cut| cut.start() < span.end())
            .map(move |cut| Span::new(cut.start().max(span.start()), cut.end().min(span.end())))
    }
}

/// Ranges in order, those that overlap made one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start() < last.end() => *last = last.join(span),
            _ => joined.push(span),
        }
    }
    joined
}

/// The status as the header of the plan has it, up to the end of its line or the next label. Front
/// matter is read by its own lines.
fn header_status(tree: &Tree, plan: &Plan) -> Option<Span> {
    let origin = plan.header("status")?.value.filled()?.origin;
    let front = tree.front_matter().map_or(0, |front| front.span.end());
    let text = tree.source().slice(origin);
    let line = text.find(['\r', '\n']).unwrap_or(text.len());
    let length = own_value(&text[..line]).len();
    (origin.start() >= front).then(|| Span::new(origin.start(), origin.start() + length))
}

/// The values of the lines `Status: …` of all paragraphs.
fn status_lines(tree: &Tree) -> impl Iterator<Item = Span> {
    tree.ids()
        .filter(|id| tree.block(*id).kind == BlockKind::Paragraph)
        .flat_map(|id| lines(tree, id))
        .flat_map(|line| {
            let mut start = line.start();
            let shares = tree.source().slice(line).split_inclusive(SEPARATORS);
            let values = shares.filter_map(move |share| {
                let value = status_value(share).map(|value| Span::from(value).shifted(start));
                start += share.len();
                value
            });
            values.collect::<Vec<_>>()
        })
}

/// The lines of a paragraph without the prefixes of its containers.
fn lines(tree: &Tree, id: BlockId) -> Vec<Span> {
    let span = tree.block(id).span;
    let breaks = tree.inlines(id).iter();
    let breaks = breaks.filter(|inline| inline.kind == InlineKind::Break);
    let mut start = span.start();
    let mut lines = Vec::new();
    for line_end in breaks {
        lines.push(Span::new(start, line_end.span.start()));
        start = line_end.span.end();
    }
    lines.push(Span::new(start, span.end()));
    lines
}

/// Where the value stands in a line `**Status:** Approved`, `Status: draft • Version: 2`.
///
/// It ends where another label may begin, so that no other field hides in it.
fn status_value(line: &str) -> Option<std::ops::Range<usize>> {
    const LABEL: &str = "status";
    let bare = line.trim_start_matches(['*', '_', ' ']);
    let label = bare.get(..LABEL.len())?;
    let rest = bare.get(LABEL.len()..)?.trim_start_matches(['*', '_', ' ']);
    let rest = rest.strip_prefix([':', '：'])?;
    let value = rest.trim_start_matches(['*', '_']).trim_start();
    let start = line.len() - value.len();
    let length = own_value(value).len();
    (label.eq_ignore_ascii_case(LABEL) && length > 0).then(|| start..start + length)
}

/// The value without what follows a separator or another label.
fn own_value(value: &str) -> &str {
    let shared = value.find(SEPARATORS).unwrap_or(value.len());
    let value = &value[..shared];
    value[..next_label(value)].trim_end()
}

/// Where the next labelled value begins in the value of a label: `Draft **Owner:** Ann`, `Draft; Owner: Ann`.
fn next_label(value: &str) -> usize {
    let is_colon = |at: usize| {
        value[at + 1..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
    };
    let strong = value
        .match_indices(" **")
        .map(|(at, _)| at)
        .find(|&at| value[at..].contains(':'));
    let plain = value
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|&at| is_colon(at))
        .map(|colon| {
            value[..colon]
                .rfind([',', ';', '.', '('])
                .map_or(0, |at| at + 1)
        });
    strong.into_iter().chain(plain).min().unwrap_or(value.len())
}

fn suppressions(tree: &Tree) -> Vec<Suppression> {
    let comments = tree.comments().into_iter();
    let speaks = comments.filter(|comment| {
        let text = tree.source().slice(comment.content).trim_start();
        text.starts_with("stopgate-ignore")
    });
    let found = speaks.map(|comment| Suppression {
        block: comment.block,
        span: comment.span,
    });
    found.collect()
}

/// The words `until=2026-12-31` behind the brackets of a suppression. Any other word is part of its
/// reason.
fn last_days(tree: &Tree, comment: Span) -> Vec<Span> {
    let text = tree.source().slice(comment);
    let from = text.find(']').map_or(0, |at| at + 1);
    let mut days = Vec::new();
    for (at, _) in text[from..].match_indices("until=") {
        let start = from + at;
        let before = text[..start].chars().next_back();
        let rest = &text[start..];
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = &rest[..length];
        if before.is_none_or(char::is_whitespace) && is_day(word.strip_prefix("until=")) {
            days.push(Span::new(start, start + length).shifted(comment.start()));
        }
    }
    days
}

/// `2026-12-31`
fn is_day(word: Option<&str>) -> bool {
    word.is_some_and(|word| word.len() == 10 && word.parse::<jiff::civil::Date>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_status_line_ends_before_the_next_label() {
        let value = |line: &'static str| status_value(line).map(|range| &line[range]);
        for (line, expected) in [
            ("**Status:** Approved", Some("Approved")),
            ("Status: done by Ann, at last", Some("done by Ann, at last")),
            ("_Status: draft • Version: v0.1_", Some("draft")),
            ("**Status:** Draft **Owner:** Ann", Some("Draft")),
            ("Status: Draft; Owner: Ann", Some("Draft;")),
            ("Status: blocked: no owner", None),
            ("**Status:**", None),
            ("Statuses: a", None),
            ("The status: a", None),
        ] {
            assert_eq!(value(line), expected, "{line}");
        }
    }
}
