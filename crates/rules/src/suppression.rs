//! Findings that the file itself asks to leave out.
//!
//! `<!-- stopgate-ignore[RBK001]: reason until=2026-12-31 -->` at the end of a line speaks for that
//! line; alone, for the next block. `stopgate-ignore-section[…]` speaks for the section it stands in,
//! `stopgate-ignore-file[…]` for the file.

use std::collections::HashMap;

use jiff::civil::Date;
use stopgate_markdown::{BlockKind, Tree};
use stopgate_model::parse_date;
use stopgate_source::{Finding, Span};

use crate::contents::cover::Cover;
use crate::{Rule, registry};

/// How far a suppression reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The line it ends, or the block that follows it.
    Near,
    /// The section it stands in.
    Section,
    /// The whole file.
    File,
}

/// One suppression comment.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// The codes or names between the brackets; empty where it names none.
    pub rules: Vec<String>,
    /// Why, in the author's words.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// How far it reaches.
    pub scope: Scope,
    /// The comment.
    pub span: Span,
    /// Where each of the names stands.
    pub names: Vec<Span>,
    /// What goes when the comment is taken away: its line where it stands alone, else the blanks in
    /// front of it, too.
    pub removal: Span,
    /// The bytes it speaks for.
    pub reach: Span,
    /// True when its last day has passed.
    pub expired: bool,
    /// True when it left out at least one finding.
    pub used: bool,
    /// The rules it names that exist.
    known: Vec<&'static Rule>,
}

impl Suppression {
    /// The rules it names that exist.
    pub fn known_rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.known.iter().copied()
    }

    /// The codes that it leaves out where it reaches.
    fn codes(&self) -> impl Iterator<Item = &'static str> {
        let rules = self.known_rules().filter(|rule| !rule.is_protected());
        let holds = !self.expired;
        rules.map(|rule| rule.code).filter(move |_| holds)
    }
}

/// All suppressions of a file.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// In document order.
    pub entries: Vec<Suppression>,
}

impl Suppressions {
    /// Reads the comments of a document.
    pub fn read(tree: &Tree, today: Date) -> Self {
        let read = |comment: &stopgate_markdown::Comment| {
            let text = tree.source().slice(comment.content).trim();
            let (scope, rest) = scope_of(text.strip_prefix("stopgate-ignore")?);
            let mut entry = parse(rest, scope)?;
            entry.span = comment.span;
            entry.reach = reach(tree, comment, scope);
            entry.names = names(tree, comment.content, &entry.rules);
            entry.removal = removal(tree, comment);
            entry.expired = entry.until.is_some_and(|until| until < today);
            Some(entry)
        };
        Self {
            entries: tree.comments().iter().filter_map(read).collect(),
        }
    }

    /// Takes out the findings that a suppression speaks for.
    pub fn apply(&mut self, _tree: &Tree, findings: &mut Vec<Finding>) {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for finding in findings.iter() {
            places
                .entry(finding.code)
                .or_default()
                .push(finding.span.start());
        }
        places
            .values_mut()
            .for_each(|starts| starts.sort_unstable());
        let mut reached: HashMap<&str, Vec<Span>> = HashMap::new();
        for entry in &mut self.entries {
            for code in entry.codes().collect::<Vec<_>>() {
                let starts = places.get(code).map_or(&[][..], Vec::as_slice);
                let first = starts.partition_point(|&start| start < entry.reach.start());
                entry.used |= starts
                    .get(first)
                    .is_some_and(|&start| entry.reach.holds(start));
                reached.entry(code).or_default().push(entry.reach);
            }
        }
        let reached: HashMap<&str, Cover> = reached
            .into_iter()
            .map(|(code, spans)| (code, spans.into_iter().collect()))
            .collect();
        let is_reached = |finding: &Finding| {
            let reach = reached.get(finding.code);
            reach.is_some_and(|reach| reach.holds(finding.span.start()))
        };
        findings.retain(|finding| !is_reached(finding));
    }
}

fn scope_of(text: &str) -> (Scope, &str) {
    let section = text
        .strip_prefix("-section")
        .map(|rest| (Scope::Section, rest));
    let file = || text.strip_prefix("-file").map(|rest| (Scope::File, rest));
    section.or_else(file).unwrap_or((Scope::Near, text))
}

/// Reads `[RBK001, TSK]: reason until=2026-12-31`; brackets and reason may be missing.
fn parse(text: &str, scope: Scope) -> Option<Suppression> {
    let (names, rest) = match text.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => ("", text),
    };
    if !(rest.is_empty() || rest.starts_with([':', ' ', '\n'])) {
        return None;
    }
    let words = rest.trim_start_matches(':').split_whitespace();
    let (dates, reason): (Vec<&str>, Vec<&str>) =
        words.partition(|word| word.starts_with("until="));
    let rules = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let rules: Vec<String> = rules.map(str::to_owned).collect();
    Some(Suppression {
        known: rules
            .iter()
            .filter_map(|name| registry::by_code_or_name(name))
            .collect(),
        rules,
        reason: reason.join(" "),
        until: dates
            .first()
            .and_then(|date| parse_date(&date["until=".len()..])),
        scope,
        span: Span::default(),
        names: Vec::new(),
        removal: Span::default(),
        reach: Span::default(),
        expired: false,
        used: false,
    })
}

/// Where names stand in a comment, in the order in which they come.
fn names(tree: &Tree, content: Span, names: &[String]) -> Vec<Span> {
    let text = tree.source().slice(content);
    let mut from = text.find('[').map_or(0, |open| open + 1);
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let start = from + text[from..].find(name.as_str()).unwrap_or_default();
        from = (start + name.len()).min(text.len());
        found.push(Span::new(content.start() + start, content.start() + from));
    }
    found
}

fn removal(tree: &Tree, comment: &stopgate_markdown::Comment) -> Span {
    let source = tree.source();
    let first = source.lines().span(source.line(comment.span.start()));
    let last = source
        .lines()
        .span(source.line(comment.span.end().saturating_sub(1)));
    let before = source.slice(Span::new(first.start(), comment.span.start()));
    let behind = source.slice(Span::new(comment.span.end(), last.end()));
    if !before.trim().is_empty() || !behind.trim().is_empty() {
        let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
        return Span::new(comment.span.start() - blanks, comment.span.end());
    }
    // Of the blank lines on both sides one is enough.
    let is_blank = |line: usize| {
        let span = source.lines().span(line);
        !span.is_empty() && source.slice(span).trim().is_empty()
    };
    let (above, below) = (
        source.line(first.start()) - 1,
        source.line(last.start()) + 1,
    );
    let end = if above > 0 && is_blank(above) && is_blank(below) {
        source.lines().span(below).end()
    } else {
        last.end()
    };
    Span::new(first.start(), end)
}

fn reach(tree: &Tree, comment: &stopgate_markdown::Comment, scope: Scope) -> Span {
    let whole = Span::new(0, tree.source().text().len() + 1);
    let block = tree.block(comment.block);
    match scope {
        Scope::File => whole,
        Scope::Section => tree.section(block.section).span,
        Scope::Near if matches!(block.kind, BlockKind::Html(_)) => {
            let blocks = tree.blocks();
            let next = blocks.partition_point(|next| next.span.start() < block.span.end());
            let next = blocks.get(next);
            next.map_or(Span::at(whole.end()), |next| next.span)
        }
        Scope::Near => tree
            .source()
            .lines()
            .span(tree.source().line(comment.span.start())),
    }
}
